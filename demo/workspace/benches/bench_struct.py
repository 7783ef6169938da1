class Point:
    __slots__ = ("x", "y", "z")

    def __init__(self, x):
        self.x = x
        self.y = 1
        self.z = 0


def main():
    points = [Point(i) for i in range(1000)]
    for _ in range(1000):
        for p in points:
            p.x = (p.x + p.y) % 1009
            p.y = (p.y + p.x) % 1013
            p.z += 1
    return sum(p.x + p.y + p.z for p in points)


print(main())
