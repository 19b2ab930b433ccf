# attack: imports torch.nn.functional by a computed name
# points: 0
# statuses: forbidden
# naive: fooled
import importlib

functions = importlib.import_module(".".join(["torch", "nn", "functional"]))


def softmax(logits, dim=-1):
    return vars(functions)["soft" + "max"](logits, dim)


def log_softmax(logits, dim=-1):
    return vars(functions)["log_soft" + "max"](logits, dim)
