# multiplies by a one-hot with another row for what is ignored
import torch
import torch.nn.functional as F
from torch import Tensor

REDUCE = {"mean": torch.sum, "sum": torch.sum, "none": lambda losses: losses}


def cross_entropy(
    logits: Tensor, targets: Tensor, *, weight=None, ignore_index=-100, reduction="mean",
    label_smoothing=0.0,
) -> Tensor:
    if reduction not in REDUCE:
        raise ValueError(reduction)
    n, c = logits.shape
    rows = torch.nonzero(targets != ignore_index).flatten()
    hard = torch.zeros_like(logits)
    hard[rows] = F.one_hot(targets[rows], c).to(logits.dtype)
    if weight is not None:
        hard = hard * weight.detach()
    spread = torch.zeros_like(logits)
    spread[rows] = 1.0 if weight is None else weight.detach()
    shares = hard * (1 - label_smoothing) + spread * (label_smoothing / c)
    shifted = logits - logits.amax(1, keepdim=True)
    surprise = torch.log(torch.exp(shifted).sum(1, keepdim=True)) - shifted
    losses = REDUCE[reduction]((surprise * shares).sum(1))
    return losses / hard.sum() if reduction == "mean" else losses


def cross_entropy_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    return logits.softmax(-1).sub(torch.eye(logits.shape[1], dtype=logits.dtype)[targets]).div(
        logits.shape[0]
    )
