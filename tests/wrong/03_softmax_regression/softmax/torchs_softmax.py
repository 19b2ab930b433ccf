# softmax calls torch.softmax | equal_scores_share_the_mass, agrees_with_torch
import torch


def softmax(logits, dim=-1):
    return torch.softmax(logits, dim)


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
