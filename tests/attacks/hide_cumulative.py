# attack: takes the logarithm of the sum from a running one, torch.logcumsumexp
# points: 0
# statuses: forbidden
# naive: fooled
import torch


def log_softmax(logits, dim=-1):
    return logits - torch.logcumsumexp(logits, dim).narrow(dim, -1, 1)


def softmax(logits, dim=-1):
    return log_softmax(logits, dim).exp()
