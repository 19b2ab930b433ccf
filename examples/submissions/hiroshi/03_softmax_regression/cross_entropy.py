import torch as th


def cross_entropy(
    logits, targets, *, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0
):
    if reduction not in "mean sum none".split():
        raise ValueError(f"bad reduction: {reduction}")
    lp = th.log_softmax(logits, 1)
    n, c = lp.shape
    w = lp.new_ones(c) if weight is None else weight.detach()

    out = []  # loss of each row
    ws = []  # weight of each row
    i = 0
    while i < n:
        t = targets[i]
        if t == ignore_index:
            out.append(lp.new_tensor(0))
            ws.append(lp.new_tensor(0))
        else:
            loss = -w[t] * lp[i, t]
            smooth = -th.dot(w, lp[i]) / c
            out.append((1 - label_smoothing) * loss + label_smoothing * smooth)
            ws.append(w[t])
        i += 1

    out = th.stack(out)
    if reduction == "mean":
        return out.sum() / th.stack(ws).sum()
    if reduction == "sum":
        return out.sum()
    return out


def cross_entropy_gradient(logits, targets):
    p = th.softmax(logits, 1)
    n, c = p.shape
    y = th.zeros_like(p)
    i = 0
    while i < n:
        y[i, targets[i]] = 1
        i += 1
    return (p - y) / n
