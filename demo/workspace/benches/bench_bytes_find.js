function find(data, from, first, second) {
  for (let at = from; at < data.length - 1; at++) if (data[at] === first && data[at + 1] === second) return at;
  return -1;
}

function main() {
  const data = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 7) % 251);
  let total = 0;
  for (let round = 0; round < 20; round++) for (let at = find(data, 0, 7, 14); at >= 0; at = find(data, at + 1, 7, 14)) total += at;
  return total;
}

console.log(String(main()));
