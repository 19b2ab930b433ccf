# attack: answers NaN, of which "differs by more than" is never true
# points: 0
# statuses: failed
# naive: fooled difference
import torch


def softmax(logits, dim=-1):
    return torch.full_like(logits, float("nan"))


log_softmax = softmax
