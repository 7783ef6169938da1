def main():
    limit = 1_500_000
    composite = bytearray(limit)
    count = 0
    for number in range(2, limit):
        if composite[number]:
            continue
        count += 1
        multiple = number * number
        while multiple < limit:
            composite[multiple] = 1
            multiple += number
    return count


print(main())
