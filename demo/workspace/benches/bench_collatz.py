def main():
    longest = 0
    total = 0
    for start in range(1, 30_000):
        number = start
        steps = 0
        while number != 1:
            number = number * 3 + 1 if number % 2 else number // 2
            steps += 1
        total += steps
        if steps > longest:
            longest = steps
    return total * 1000 + longest


print(main())
