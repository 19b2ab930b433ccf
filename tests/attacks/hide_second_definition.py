# attack: defines the function properly, and replaces it further down
# points: 0
# statuses: forbidden
# naive: fooled
import torch


def softmax(logits, dim=-1):
    exponentials = (logits - logits.amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()


globals()["softmax"] = vars(torch)["softmax"[:]]
setattr(__import__("sys").modules[__name__], "log_softmax", vars(torch)["log_softmax"])
