# attack: calls the operators themselves, torch.ops.aten._softmax
# points: 0
# statuses: forbidden
# naive: fooled text
import torch


def softmax(logits, dim=-1):
    return torch.ops.aten._softmax.default(logits, dim, False)


def log_softmax(logits, dim=-1):
    return torch.ops.aten._log_softmax.default(logits, dim, False)
