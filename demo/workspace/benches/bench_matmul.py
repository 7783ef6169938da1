def main():
    n = 130
    a = [(i * 3) % 17 for i in range(n * n)]
    b = [(i * 5) % 19 for i in range(n * n)]
    total = 0
    for row in range(n):
        for column in range(n):
            cell = 0
            for k in range(n):
                cell += a[row * n + k] * b[k * n + column]
            total += cell * (row - column)
    return total


print(main())
