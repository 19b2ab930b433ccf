# attack: passes torch itself along as an argument
# points: 0
# statuses: forbidden
# naive: fooled
import torch


def work(logits, dim, library=torch, name="soft", rest="max"):
    return getattr(library, name + rest)(logits, dim)


def softmax(logits, dim=-1):
    return work(logits, dim)


def log_softmax(logits, dim=-1):
    return work(logits, dim, name="log_soft")
