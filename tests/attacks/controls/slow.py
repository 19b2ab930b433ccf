# control: is slow, within the limit
# points: all
import time

time.sleep(0.3)


def softmax(logits, dim=-1):
    time.sleep(0.003)
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    time.sleep(0.003)
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
