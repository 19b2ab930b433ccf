# control: prints much, below the limit
# points: all
print("hello " * 1000)


def softmax(logits, dim=-1):
    print("softmax of", logits.shape, "x" * 40)
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    print("softmax of", logits.shape, "x" * 40)
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
