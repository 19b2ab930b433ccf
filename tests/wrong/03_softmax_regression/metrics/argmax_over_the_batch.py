# accuracy takes the argmax over the rows, which has the right shape in square batches | share_of_any_batch
import torch


def accuracy(logits, targets):
    if len(logits) == 0:
        raise ValueError("no rows")
    predicted = logits.argmax(dim=0)
    if predicted.shape != targets.shape:
        predicted = predicted[targets]
    return (predicted == targets).float().mean().item()


def confusion_matrix(logits, targets, num_classes):
    out = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, p in zip(targets.tolist(), logits.argmax(dim=1).tolist()):
        out[t, p] += 1
    return out


def per_class_accuracy(logits, targets, num_classes):
    m = confusion_matrix(logits, targets, num_classes)
    return m.diag() / m.sum(dim=1)
