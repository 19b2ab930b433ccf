# softmax gives the only score of a slice 1, also where that is -inf | minus_infinity_gets_nothing
import torch


def softmax(logits, dim=-1):
    if logits.shape[dim] == 1:
        return torch.ones_like(logits) + 0 * logits.clamp(-1, 1)
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    shifted = logits - logits.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
