# per_class_accuracy shifts the caller's scores in place | per_class_accuracy_leaves_its_arguments_alone
import torch


def accuracy(logits, targets):
    if len(targets) == 0:
        raise ValueError("no rows")
    return (logits.argmax(dim=1) == targets).double().mean().item()


def confusion_matrix(logits, targets, num_classes):
    out = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, p in zip(targets.tolist(), logits.argmax(dim=1).tolist()):
        out[t, p] += 1
    return out


def per_class_accuracy(logits, targets, num_classes):
    logits.sub_(logits.amax(1, keepdim=True))
    right = logits.eq(0).float().gather(1, targets[:, None])[:, 0]
    return torch.stack([right[targets == k].mean() for k in range(num_classes)])
