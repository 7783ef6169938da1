class Point {
  constructor(x) {
    this.x = x;
    this.y = 1;
    this.z = 0;
  }
}

function main() {
  const points = Array.from({ length: 1000 }, (_, i) => new Point(i));
  for (let round = 0; round < 1000; round++)
    for (const p of points) {
      p.x = (p.x + p.y) % 1009;
      p.y = (p.y + p.x) % 1013;
      p.z += 1;
    }
  return points.reduce((sum, p) => sum + p.x + p.y + p.z, 0);
}

console.log(String(main()));
