"""Exercise 3.3, Chidi"""

import torch


def accuracy(logits: torch.Tensor, targets: torch.Tensor) -> float:
    number_of_rows = targets.numel()
    if number_of_rows == 0:
        raise ValueError("logits and targets are empty, there is no accuracy")
    number_correct = torch.sum(logits.argmax(dim=1) == targets).item()
    return number_correct / number_of_rows


def confusion_matrix(
    logits: torch.Tensor, targets: torch.Tensor, num_classes: int
) -> torch.Tensor:
    predictions = logits.argmax(dim=1)
    classes = torch.arange(num_classes, device=logits.device)
    is_true = (targets[:, None] == classes).long()  # (N, C)
    is_predicted = (predictions[:, None] == classes).long()  # (N, C)
    # entry (t, p) counts the rows where both are 1
    return (is_true[:, :, None] * is_predicted[:, None, :]).sum(dim=0)


def per_class_accuracy(
    logits: torch.Tensor, targets: torch.Tensor, num_classes: int
) -> torch.Tensor:
    confusion = confusion_matrix(logits, targets, num_classes)
    accuracies = torch.full((num_classes,), float("nan"), device=logits.device)
    for class_index in range(num_classes):
        number_of_examples = confusion[class_index].sum()
        if number_of_examples > 0:
            accuracies[class_index] = confusion[class_index, class_index] / number_of_examples
    return accuracies
