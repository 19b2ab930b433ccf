# keeps the options in a small class with forward and backward methods of its own
from dataclasses import dataclass
from typing import Optional

import torch
from torch import Tensor
from torch.autograd import no_grad


@dataclass
class Loss:
    weight: Optional[Tensor] = None
    ignore_index: int = -100
    label_smoothing: float = 0.0

    def weights(self, logits):
        if self.weight is None:
            return torch.ones(logits.shape[-1], dtype=logits.dtype, device=logits.device)
        return self.weight.detach()

    def forward(self, logits, targets):
        """The rows' losses and what each counts in the mean."""
        kept = targets.ne(self.ignore_index)
        classes = targets.where(kept, torch.zeros_like(targets))
        weights = self.weights(logits)
        logp = logits.log_softmax(-1)
        hard = torch.take_along_dim(logp * weights, classes.unsqueeze(-1), dim=-1).squeeze(-1)
        soft = logp @ weights / logits.shape[-1]
        loss = -torch.lerp(hard, soft, self.label_smoothing)
        zero = torch.zeros_like(loss)
        return loss.where(kept, zero), weights[classes].where(kept, zero)

    def backward(self, logits, targets):
        with no_grad():
            p = logits.softmax(-1)
            for row, target in zip(p, targets):
                row[target] -= 1
            return p / len(p)


def cross_entropy(logits, targets, *, reduction="mean", **options):
    if reduction not in {"mean", "sum", "none"}:
        raise ValueError(reduction)
    losses, counts = Loss(**options).forward(logits, targets)
    if reduction == "none":
        return losses
    return losses.sum() / counts.sum() if reduction == "mean" else losses.sum()


def cross_entropy_gradient(logits, targets):
    return Loss().backward(logits, targets)
