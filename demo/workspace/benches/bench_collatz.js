function main() {
  let longest = 0;
  let total = 0;
  for (let start = 1; start < 30_000; start++) {
    let number = start;
    let steps = 0;
    while (number !== 1) {
      number = number % 2 ? number * 3 + 1 : number / 2;
      steps++;
    }
    total += steps;
    if (steps > longest) longest = steps;
  }
  return total * 1000 + longest;
}

console.log(String(main()));
