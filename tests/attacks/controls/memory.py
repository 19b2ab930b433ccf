# control: uses much memory, within the limit
# points: all
import torch

kept = torch.ones(40 * 2**20)


def softmax(logits, dim=-1):
    more = torch.ones(2**20)
    del more
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    more = torch.ones(2**20)
    del more
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
