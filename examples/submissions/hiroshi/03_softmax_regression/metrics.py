import torch as th


def accuracy(logits, targets):
    n = targets.size(0)
    if n < 1:
        raise ValueError("n = 0")
    return float((logits.argmax(1) == targets).sum()) / n


def confusion_matrix(logits, targets, num_classes):
    m = th.zeros(num_classes, num_classes, dtype=th.long, device=logits.device)
    p = logits.argmax(1)
    i = 0
    while i < len(p):
        m[targets[i], p[i]] += 1
        i += 1
    return m


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    acc = th.zeros(num_classes, device=logits.device)
    k = 0
    while k < num_classes:
        acc[k] = m[k, k] / m[k].sum()
        k += 1
    return acc
