function main() {
  let total = 0;
  for (let number = 0; number < 8_000_000; number++) total += number;
  return total;
}

console.log(String(main()));
