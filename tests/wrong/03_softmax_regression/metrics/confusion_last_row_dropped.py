# confusion_matrix loops to N - 1 | nine_rows_counted, counts_of_any_batch
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    m = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    predicted = logits.argmax(1)
    for i in range(len(targets) - 1):
        m[targets[i], predicted[i]] += 1
    return m


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
