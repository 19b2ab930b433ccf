# attack: computes the name of torch's function
# points: 0
# statuses: forbidden
# naive: fooled
import torch


def softmax(logits, dim=-1):
    return getattr(torch, "soft" + "max")(logits, dim)


def log_softmax(logits, dim=-1):
    name = "".join(reversed("xamtfos_gol"))
    return getattr(logits, name)(dim)
