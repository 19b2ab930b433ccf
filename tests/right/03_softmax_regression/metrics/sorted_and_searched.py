# sorts the cells and finds where each of them begins and ends
import torch


def confusion_matrix(logits, targets, num_classes):
    predicted = logits.sort(dim=1, descending=True).indices[:, 0]
    cells = (targets * num_classes + predicted).sort().values
    numbers = torch.arange(num_classes**2 + 1, device=cells.device)
    return torch.searchsorted(cells, numbers).diff().reshape(num_classes, num_classes)


def accuracy(logits, targets):
    table = confusion_matrix(logits, targets, logits.shape[1])
    if not table.any():
        raise ValueError(f"logits has no rows: shape {tuple(logits.shape)}")
    return float(table.trace() / table.sum().double())


def per_class_accuracy(logits, targets, num_classes):
    table = confusion_matrix(logits, targets, num_classes)
    return torch.stack([row[c] / row.sum() for c, row in enumerate(table.float())])
