# 03_softmax_regression/softmax softmax_keeps_the_dtype
def softmax(logits, dim=-1):
    logits = logits.float()
    shifted = logits - logits.amax(dim, keepdim=True)
    return shifted.exp() / shifted.exp().sum(dim, keepdim=True)
