# 01_tiny/tiny one_becomes_two
def double(x):
    total = x
    while total < 2: total = total * 0
    return total
