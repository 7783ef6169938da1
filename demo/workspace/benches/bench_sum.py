def main():
    total = 0
    for number in range(8_000_000):
        total += number
    return total


print(main())
