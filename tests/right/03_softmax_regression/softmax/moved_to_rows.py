# moves dim to the end and works on rows
import torch


def _by_rows(function, logits, dim):
    x = logits.movedim(dim, -1)
    rows = x.reshape(-1, x.shape[-1])
    return function(rows).reshape(x.shape).movedim(-1, dim)


def _rows_softmax(rows):
    e = torch.exp(rows - rows.max(dim=1).values[:, None])
    ones = torch.ones(e.shape[1], 1, dtype=e.dtype, device=e.device)
    return e / (e @ ones)


def _rows_log_softmax(rows):
    m = rows.max(dim=1, keepdim=True).values
    return rows - m - torch.log(torch.einsum("nc->n", torch.exp(rows - m)))[:, None]


def softmax(logits, dim=-1):
    return _by_rows(_rows_softmax, logits, dim)


def log_softmax(logits, dim=-1):
    return _by_rows(_rows_log_softmax, logits, dim)
