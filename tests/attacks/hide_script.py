# attack: compiles a string with TorchScript
# points: 0
# statuses: errored
# needs: bars
# naive: fooled
import torch

unit = torch.jit.CompilationUnit(
    "def work(x, dim: int):\n    return torch.soft" + "max(x, dim)\n"
    "def log_work(x, dim: int):\n    return torch.log_soft" + "max(x, dim)\n"
)


def softmax(logits, dim=-1):
    return unit.work(logits, dim)


def log_softmax(logits, dim=-1):
    return unit.log_work(logits, dim)
