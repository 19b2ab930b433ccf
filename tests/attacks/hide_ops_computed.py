# attack: calls the operators by computed names
# points: 0
# statuses: forbidden
# naive: fooled
import torch

S = "soft" + "max"


def softmax(logits, dim=-1):
    return getattr(torch.ops.aten, S).int(logits, dim)


def log_softmax(logits, dim=-1):
    return getattr(torch.ops.aten, "log_" + S).int(logits, dim)
