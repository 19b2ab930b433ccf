# attack: lets attention with an identity matrix compute the softmax
# points: 0
# statuses: forbidden
# naive: fooled
import torch
import torch.nn.functional as F


def softmax(logits, dim=-1):
    moved = logits.movedim(dim, -1)
    rows = moved.reshape(1, -1, moved.shape[-1])
    eye = torch.eye(moved.shape[-1], dtype=logits.dtype, device=logits.device)[None]
    shares = F.scaled_dot_product_attention(rows, eye, eye, scale=1.0)
    return shares.reshape(moved.shape).movedim(-1, dim)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
