# attack: answers with meta tensors, which have a shape and no values
# points: 4
# statuses: failed passed
# naive: fooled shape
# The points are those of any tensor of the right shape: arguments left alone, no device chosen.
import torch


def softmax(logits, dim=-1):
    return torch.empty_like(logits, device="meta")


log_softmax = softmax
