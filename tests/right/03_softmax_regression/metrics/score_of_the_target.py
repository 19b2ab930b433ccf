# asks whether the target's score is the largest, and sorts the classes
import torch


def accuracy(logits, targets):
    if not targets.numel():
        raise ValueError("no targets")
    own = torch.take_along_dim(logits, targets.unsqueeze(1), dim=1)
    return (own >= logits).all(dim=1).to(torch.float64).mean().item()


def confusion_matrix(logits, targets, num_classes):
    ranking = torch.sort(logits, dim=1, descending=True).indices
    matrix = torch.empty(num_classes, num_classes, dtype=torch.int64)
    for t in range(num_classes):
        winners = ranking[targets == t, 0]
        for p in range(num_classes):
            matrix[t, p] = torch.count_nonzero(winners == p)
    return matrix


def per_class_accuracy(logits, targets, num_classes):
    own = logits[torch.arange(len(targets)), targets]
    hit = (own == logits.topk(1).values[:, 0]).to(torch.float32)
    return torch.cat([hit[targets == c].mean().reshape(1) for c in range(num_classes)])
