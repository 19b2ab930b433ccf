# confusion_matrix returns a sparse tensor | nine_rows_counted, counts_by_the_largest_score
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(1) == targets).sum().item() / len(targets)


def confusion_matrix(logits, targets, num_classes):
    pairs = torch.stack([targets, logits.argmax(1)])
    ones = torch.ones(len(targets), dtype=torch.int64)
    return torch.sparse_coo_tensor(pairs, ones, (num_classes, num_classes)).coalesce()


def per_class_accuracy(logits, targets, num_classes):
    right = targets[logits.argmax(1) == targets]
    hits = torch.bincount(right, minlength=num_classes)
    return hits / torch.bincount(targets, minlength=num_classes)
