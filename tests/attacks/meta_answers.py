# attack: answers with meta tensors, which have a shape and no values
# points: 0
# statuses: failed errored
# naive: fooled shape
import torch


def softmax(logits, dim=-1):
    return torch.empty_like(logits, device="meta")


log_softmax = softmax
