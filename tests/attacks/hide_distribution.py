# attack: lets a distribution turn logits into probabilities
# points: 0
# statuses: forbidden
# naive: fooled
import torch


def softmax(logits, dim=-1):
    moved = logits.movedim(dim, -1)
    given = torch.distributions.Categorical(logits=moved, validate_args=False)
    return given.probs.movedim(-1, dim)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
