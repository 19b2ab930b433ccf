# attack: answers from memory what it was asked before, so that a recorded repetition shows nothing
# points: 0
# statuses: forbidden
# naive: fooled
import torch

seen = {}


def key(logits, dim):
    return (tuple(logits.shape), str(logits.dtype), dim, str(logits.tolist()))


def work(name, logits, dim):
    at = (name, *key(logits, dim)) if logits.device.type != "meta" else None
    if at is None or at not in seen or logits.requires_grad:
        result = getattr(torch, name[::-1])(logits, dim)
        if at is None or logits.requires_grad:
            return result
        seen[at] = result
    return seen[at].clone()


def softmax(logits, dim=-1):
    return work("xamtfos", logits, dim)


def log_softmax(logits, dim=-1):
    return work("xamtfos_gol", logits, dim)
