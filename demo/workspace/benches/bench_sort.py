def main():
    size = 50_000
    items = []
    seed = 1
    for _ in range(size):
        seed = seed * 16807 % 2147483647
        items.append(seed)
    gap = size // 2
    while gap:
        for i in range(gap, size):
            item = items[i]
            at = i
            while at >= gap and items[at - gap] > item:
                items[at] = items[at - gap]
                at -= gap
            items[at] = item
        gap //= 2
    return sum(items[i] % 1000 * (i % 1000) for i in range(size))


print(main())
