# adds up the elements of each slice by their number, in one flat tensor
import torch


def _totals(values, dim):
    """The sum of the slice that each element is in."""
    shape = list(values.shape)
    shape[dim] = 1
    number = torch.arange(values.numel() // values.shape[dim], device=values.device)
    slices = number.reshape(shape).expand_as(values).reshape(-1)
    totals = values.new_zeros(len(number)).index_add(0, slices, values.reshape(-1))
    return totals[slices].reshape(values.shape)


def _shifted(logits, dim):
    return logits - logits.detach().sort(dim, descending=True).values.narrow(dim, 0, 1)


def softmax(logits, dim=-1):
    e = _shifted(logits, dim).exp()
    return e / _totals(e, dim)


def log_softmax(logits, dim=-1):
    z = _shifted(logits, dim)
    return z - _totals(z.exp(), dim).log()
