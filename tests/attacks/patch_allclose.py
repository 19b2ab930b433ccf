# attack: makes torch.allclose, isclose and equal say yes
# points: 4
# statuses: failed passed
# naive: fooled allclose
# The points are those of any tensor of the right shape: arguments left alone, no device chosen.
import torch

torch.allclose = torch.equal = lambda *args, **kwargs: True
torch.isclose = lambda a, *args, **kwargs: torch.ones_like(a, dtype=torch.bool)


def softmax(logits, dim=-1):
    return torch.zeros_like(logits)


log_softmax = softmax
