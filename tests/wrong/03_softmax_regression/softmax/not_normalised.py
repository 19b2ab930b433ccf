# softmax does not divide by the sum | equal_scores_share_the_mass
import torch


def softmax(logits, dim=-1):
    return torch.exp(logits - logits.amax(dim, keepdim=True))


def log_softmax(logits, dim=-1):
    m = logits.max(dim=dim, keepdim=True)[0]
    return logits - m - torch.log(torch.exp(logits - m).sum(dim=dim, keepdim=True))
