# lets a sparse tensor add up pairs; means by scatter_reduce
import torch


def _hits(logits, targets):
    best = logits.topk(1, dim=1).indices[:, 0]
    return best, torch.isclose(best.double(), targets.double())


def accuracy(logits, targets):
    if not targets.shape[0]:
        raise ValueError(f"got {targets.shape[0]} rows")
    return _hits(logits, targets)[1].double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    best, _ = _hits(logits, targets)
    ones = torch.ones_like(targets)
    size = (num_classes, num_classes)
    return torch.sparse_coo_tensor(torch.stack([targets, best]), ones, size).to_dense()


def per_class_accuracy(logits, targets, num_classes):
    _, hit = _hits(logits, targets)
    start = torch.full((num_classes,), float("nan"))
    return start.scatter_reduce(0, targets, hit.float(), "mean", include_self=False)
