# confusion_matrix has rows and columns only for the classes that occur | absent_classes_keep_their_place
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    predicted = logits.argmax(1)
    classes = sorted(set(targets.tolist()) | set(predicted.tolist()))
    m = torch.zeros(len(classes), len(classes), dtype=torch.int64)
    for t, q in zip(targets.tolist(), predicted.tolist()):
        m[classes.index(t), classes.index(q)] += 1
    return m


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
