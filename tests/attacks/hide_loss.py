# attack: lets the cross entropy compute the logarithms, one class after another
# points: 0
# statuses: forbidden
# naive: fooled
import torch
import torch.nn.functional as F


def log_softmax(logits, dim=-1):
    moved = logits.movedim(dim, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    columns = [
        -F.cross_entropy(
            rows,
            torch.full(rows.shape[:1], k, dtype=torch.long, device=rows.device),
            reduction="none",
        )
        for k in range(rows.shape[-1])
    ]
    return torch.stack(columns, -1).reshape(moved.shape).movedim(-1, dim)


def softmax(logits, dim=-1):
    return log_softmax(logits, dim).exp()
