# attack: makes torch's profiler lose its events
# points: 0
# statuses: forbidden
# naive: absent - the recorder is this grader's own
import torch
import torch.autograd.profiler

torch.autograd.profiler.profile.function_events = ()
torch.autograd.profiler.profile.__exit__ = lambda self, *error: torch.autograd._disable_profiler()


def softmax(logits, dim=-1):
    return getattr(torch, "soft" + "max")(logits, dim)


def log_softmax(logits, dim=-1):
    return getattr(torch, "log_soft" + "max")(logits, dim)
