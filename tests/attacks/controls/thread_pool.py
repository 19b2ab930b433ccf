# control: uses a pool of threads
# points: all
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(4)


def softmax(logits, dim=-1):
    assert sum(pool.map(len, [[1], [2, 3]])) == 3
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    assert sum(pool.map(len, [[1], [2, 3]])) == 3
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
