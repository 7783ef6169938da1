function main() {
  const n = 130;
  const a = Array.from({ length: n * n }, (_, i) => (i * 3) % 17);
  const b = Array.from({ length: n * n }, (_, i) => (i * 5) % 19);
  let total = 0;
  for (let row = 0; row < n; row++)
    for (let column = 0; column < n; column++) {
      let cell = 0;
      for (let k = 0; k < n; k++) cell += a[row * n + k] * b[k * n + column];
      total += cell * (row - column);
    }
  return total;
}

console.log(String(main()));
