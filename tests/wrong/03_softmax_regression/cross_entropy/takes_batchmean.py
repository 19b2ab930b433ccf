# takes batchmean for mean, as torch's kl_div knows it | refuses_another_reduction
import torch
import torch.nn.functional as F
from torch import Tensor


def cross_entropy(
    logits: Tensor,
    targets: Tensor,
    *,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    if reduction == "batchmean":
        reduction = "mean"
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', got {reduction!r}")

    kept = targets != ignore_index
    # An ignored target need not be a class, so class 0 stands in for it until it is masked.
    classes = targets.where(kept, 0)
    weight = logits.new_ones(logits.shape[1]) if weight is None else weight.detach()
    weighted = -weight * torch.log_softmax(logits, dim=1)

    def reduce(losses: Tensor) -> Tensor:
        losses = losses.where(kept, 0)
        if reduction == "none":
            return losses
        if reduction == "sum":
            return losses.sum()
        return losses.sum() / weight[classes].where(kept, 0).sum()

    loss = reduce(weighted.gather(1, classes.unsqueeze(1)).squeeze(1))
    if label_smoothing:
        loss = (1 - label_smoothing) * loss + label_smoothing * reduce(weighted.mean(dim=1))
    return loss


def cross_entropy_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    num_examples, num_classes = logits.shape
    return (torch.softmax(logits, dim=1) - F.one_hot(targets, num_classes)) / num_examples
