# adds the exponentials of the two halves, recursively
import torch


def _log_total(x, dim):
    """(largest, sum of exp(x - largest)) of a slice, from those of its halves."""
    n = x.shape[dim]
    if n == 1:
        return x, torch.ones_like(x)
    m1, s1 = _log_total(x.narrow(dim, 0, n // 2), dim)
    m2, s2 = _log_total(x.narrow(dim, n // 2, n - n // 2), dim)
    m = torch.maximum(m1, m2)
    safe = torch.where(torch.isneginf(m), torch.zeros_like(m), m)
    return m, s1 * torch.exp(m1 - safe) + s2 * torch.exp(m2 - safe)


def softmax(logits, dim=-1):
    m, s = _log_total(logits, dim)
    return torch.exp(logits - m) / s


def log_softmax(logits, dim=-1):
    m, s = _log_total(logits, dim)
    return (logits - m) - s.log()
