# two loops over the classes, and means of what is selected
import statistics

import torch


def accuracy(logits, targets):
    predicted = [row.argmax().item() for row in logits]
    if predicted == []:
        raise ValueError("logits has no rows")
    return float(statistics.mean(p == t for p, t in zip(predicted, targets.tolist())))


def confusion_matrix(logits, targets, num_classes):
    table = torch.zeros(num_classes, num_classes, dtype=torch.long)
    predicted = torch.argmax(logits, 1)
    for true in range(num_classes):
        for guess in range(num_classes):
            table[true, guess] = ((targets == true) & (predicted == guess)).sum()
    return table


def per_class_accuracy(logits, targets, num_classes):
    right = torch.eq(torch.argmax(logits, 1), targets).to(torch.float32)
    return torch.stack([right[targets == c].mean() for c in range(num_classes)])
