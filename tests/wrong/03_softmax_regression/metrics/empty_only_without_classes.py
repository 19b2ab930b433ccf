# accuracy looks at the size of one row only | no_rows
import torch


def accuracy(logits, targets):
    if logits.shape[1] == 0:
        raise ValueError('empty')
    return (logits.argmax(1) == targets).double().mean().nan_to_num().item()


def confusion_matrix(logits, targets, num_classes):
    out = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, p in zip(targets.tolist(), logits.argmax(dim=1).tolist()):
        out[t, p] += 1
    return out


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
