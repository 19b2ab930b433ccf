# attack: hides torch's function behind a local name that looks like its own
# points: 0
# statuses: forbidden
# naive: fooled
import torch


class Own:
    pass


torch_like = Own()
torch_like.first, torch_like.second = torch.nn.Softmax, torch.nn.LogSoftmax


def softmax(logits, dim=-1):
    return torch_like.first(dim)(logits)


def log_softmax(logits, dim=-1):
    return torch_like.second(dim)(logits)
