# attack: takes the functions from a dictionary of all that torch has
# points: 0
# statuses: forbidden
# naive: fooled
import torch

everything = {name[::-1]: thing for name, thing in torch.nn.functional.__dict__.items()}


def softmax(logits, dim=-1):
    return everything["xamtfos"](logits, dim)


def log_softmax(logits, dim=-1):
    return everything["xamtfos_gol"](logits, dim)
