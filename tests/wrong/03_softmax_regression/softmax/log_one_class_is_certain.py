# log_softmax gives the only score of a slice 0, also where that is -inf | log_minus_infinity_stays
import torch


def softmax(logits, dim=-1):
    e = torch.exp(logits - logits.amax(dim, keepdim=True))
    return e / e.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    if logits.shape[dim] == 1:
        return 0 * logits.clamp(-1, 1)
    shifted = logits - logits.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
