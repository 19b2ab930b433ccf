import torch


def accuracy(logits, targets):
    if logits.size(0) == 0:
        raise ValueError("accuracy needs at least one row")
    predicted = torch.argmax(logits, dim=1)
    return torch.eq(predicted, targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    predicted = torch.argmax(logits, dim=1)
    matrix = torch.zeros((num_classes, num_classes), dtype=torch.int64, device=logits.device)
    for true_class in range(num_classes):
        for predicted_class in range(num_classes):
            both = (targets == true_class) & (predicted == predicted_class)
            matrix[true_class, predicted_class] = torch.sum(both)
    return matrix


def per_class_accuracy(logits, targets, num_classes):
    matrix = confusion_matrix(logits, targets, num_classes)
    return torch.div(torch.diagonal(matrix), torch.sum(matrix, dim=1))
