function main() {
  const size = 50_000;
  const items = [];
  let seed = 1;
  for (let i = 0; i < size; i++) {
    seed = (seed * 16807) % 2147483647;
    items.push(seed);
  }
  for (let gap = size >> 1; gap > 0; gap >>= 1)
    for (let i = gap; i < size; i++) {
      const item = items[i];
      let at = i;
      for (; at >= gap && items[at - gap] > item; at -= gap) items[at] = items[at - gap];
      items[at] = item;
    }
  return items.reduce((sum, item, i) => sum + (item % 1000) * (i % 1000), 0);
}

console.log(String(main()));
