import torch


def cross_entropy(
    logits, targets, *, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0
):
    reductions = {"mean": mean, "sum": sum_up, "none": leave}
    if reduction not in reductions:
        raise ValueError(f"reduction={reduction!r}")

    valid = (targets != ignore_index).to(logits.dtype)
    safe_targets = torch.where(targets == ignore_index, torch.zeros_like(targets), targets)

    if weight is None:
        weight = torch.ones(logits.shape[1], dtype=logits.dtype, device=logits.device)
    else:
        weight = weight.clone().detach()

    log_probs = torch.log_softmax(logits, dim=-1)
    weights_of_rows = torch.index_select(weight, 0, safe_targets) * valid
    picked = torch.take_along_dim(log_probs, safe_targets[:, None], dim=1)[:, 0]
    loss = -weights_of_rows * picked

    if label_smoothing != 0.0:
        over_all_classes = -torch.mean(log_probs * weight, dim=-1) * valid
        loss = loss * (1.0 - label_smoothing) + over_all_classes * label_smoothing

    return reductions[reduction](loss, weights_of_rows)


def mean(loss, weights_of_rows):
    return torch.sum(loss) / torch.sum(weights_of_rows)


def sum_up(loss, weights_of_rows):
    return torch.sum(loss)


def leave(loss, weights_of_rows):
    return loss


def cross_entropy_gradient(logits, targets):
    probs = torch.softmax(logits, dim=-1)
    classes = torch.arange(logits.shape[1], device=logits.device)
    is_target = targets[:, None] == classes[None, :]
    return torch.where(is_target, probs - 1, probs) / logits.shape[0]
