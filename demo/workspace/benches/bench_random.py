def main():
    seed = 1
    odd = 0
    for _ in range(4_000_000):
        seed = seed * 16807 % 2147483647
        odd += seed & 1
    return odd


print(main())
