# attack: makes torch.allclose, isclose and equal say yes
# points: 0
# statuses: failed
# naive: fooled allclose
import torch

torch.allclose = torch.equal = lambda *args, **kwargs: True
torch.isclose = lambda a, *args, **kwargs: torch.ones_like(a, dtype=torch.bool)


def softmax(logits, dim=-1):
    return torch.zeros_like(logits)


log_softmax = softmax
