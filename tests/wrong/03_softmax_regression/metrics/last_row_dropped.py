# accuracy loops to N - 1 | share_of_any_batch
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    predicted = logits.argmax(1)
    return sum(int(predicted[i] == targets[i]) for i in range(len(targets) - 1)) / len(targets)


def confusion_matrix(logits, targets, num_classes):
    out = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, p in zip(targets.tolist(), logits.argmax(dim=1).tolist()):
        out[t, p] += 1
    return out


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
