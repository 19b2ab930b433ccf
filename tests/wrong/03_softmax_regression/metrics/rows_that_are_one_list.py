# confusion_matrix multiplies a list of lists, so all rows are the same one | nine_rows_counted
import torch


def accuracy(logits, targets):
    n = targets.numel()
    if n == 0:
        raise ValueError("accuracy of nothing")
    return (logits.argmax(1) == targets).sum().item() / n


def confusion_matrix(logits, targets, num_classes):
    m = [[0] * num_classes] * num_classes
    for t, q in zip(targets.tolist(), logits.argmax(1).tolist()):
        m[t][q] += 1
    return torch.tensor(m)


def per_class_accuracy(logits, targets, num_classes):
    right = (logits.argmax(dim=1) == targets).float()
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
