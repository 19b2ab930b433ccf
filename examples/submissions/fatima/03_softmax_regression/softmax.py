import torch


def softmax(logits, dim=-1):
    exps = torch.exp(logits - torch.amax(logits, dim=dim, keepdim=True)
    return exps / torch.sum(exps, dim=dim, keepdim=True)


def log_softmax(logits, dim=-1):
    shifted = logits - torch.amax(logits, dim=dim, keepdim=True)
    return shifted - torch.log(torch.sum(torch.exp(shifted), dim=dim, keepdim=True))
