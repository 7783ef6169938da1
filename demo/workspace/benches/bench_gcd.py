def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def main():
    total = 0
    for a in range(1, 700):
        for b in range(1, 700):
            total += gcd(a, b)
    return total


print(main())
