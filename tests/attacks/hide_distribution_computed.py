# attack: takes the probabilities out of a relaxed distribution, found by a computed name
# points: 0
# statuses: forbidden
# naive: fooled
import torch

one = vars(torch.distributions)["OneHot" + "Categorical"]


def softmax(logits, dim=-1):
    moved = logits.movedim(dim, -1)
    return one(logits=moved, validate_args=False).probs.movedim(-1, dim)


def log_softmax(logits, dim=-1):
    moved = logits.movedim(dim, -1)
    return one(logits=moved, validate_args=False).logits.movedim(-1, dim)
