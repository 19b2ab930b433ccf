# attack: makes the grader's own comparison agree with everything
# points: 0
# statuses: errored failed forbidden
# naive: fooled engine
import grader.expect
import torch

for module in list(__import__("sys").modules.values()):
    for name in ("close", "equal", "tolerance"):
        if getattr(getattr(module, name, None), "__module__", "").startswith("grader."):
            setattr(module, name, lambda *args, **kwargs: None)


def softmax(logits, dim=-1):
    logits.clone()
    return torch.zeros(1)


log_softmax = softmax
