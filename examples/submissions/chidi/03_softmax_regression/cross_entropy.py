"""Exercise 3.2, Chidi"""

import torch


def cross_entropy(
    logits: torch.Tensor,
    targets: torch.Tensor,
    *,
    weight: torch.Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> torch.Tensor:
    allowed_reductions = ("none", "sum", "mean")
    if reduction not in allowed_reductions:
        raise ValueError(f"reduction must be one of {allowed_reductions}, not {reduction}")

    number_of_rows, number_of_classes = logits.shape
    log_probabilities = torch.log_softmax(logits, dim=1)

    # The target distribution: a one-hot row, mixed with the uniform one when smoothing is on.
    is_counted = targets != ignore_index
    target_distribution = torch.zeros_like(logits)
    for row in range(number_of_rows):
        if is_counted[row]:
            target_distribution[row] = label_smoothing / number_of_classes
            target_distribution[row, targets[row]] += 1 - label_smoothing

    class_weights = torch.ones_like(logits[0]) if weight is None else weight
    class_weights = class_weights.detach()
    losses = -(target_distribution * class_weights * log_probabilities).sum(dim=1)

    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    total_weight = class_weights[targets[is_counted]].sum()
    return losses.sum() / total_weight


def cross_entropy_gradient(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    number_of_rows, number_of_classes = logits.shape
    one_hot = torch.eye(number_of_classes, dtype=logits.dtype, device=logits.device)[targets]
    return (torch.softmax(logits, dim=1) - one_hot) / number_of_rows
