# attack: answers NaN, of which "differs by more than" is never true
# points: 4
# statuses: failed passed
# naive: fooled difference
# The points are those of any tensor of the right shape: arguments left alone, no device chosen.
import torch


def softmax(logits, dim=-1):
    return torch.full_like(logits, float("nan"))


log_softmax = softmax
