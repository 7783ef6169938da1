function main() {
  let seed = 1;
  let odd = 0;
  for (let i = 0; i < 4_000_000; i++) {
    seed = (seed * 16807) % 2147483647;
    odd += seed & 1;
  }
  return odd;
}

console.log(String(main()));
