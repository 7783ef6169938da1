function gcd(a, b) {
  let [x, y] = [a, b];
  while (y) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  return x;
}

function main() {
  let total = 0;
  for (let a = 1; a < 700; a++) for (let b = 1; b < 700; b++) total += gcd(a, b);
  return total;
}

console.log(String(main()));
