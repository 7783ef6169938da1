def main():
    data = bytes((i * 7) % 251 for i in range(1_000_000))
    needle = bytes((7, 14))
    total = 0
    for _ in range(20):
        at = data.find(needle)
        while at >= 0:
            total += at
            at = data.find(needle, at + 1)
    return total


print(main())
