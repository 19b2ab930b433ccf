# attack: has TorchScript's older executor differentiate, where no operator can be differentiated
# points: 0
# statuses: forbidden failed errored
# needs: bars
# exercise: 03_softmax_regression/cross_entropy
# naive: absent - it grades softmax alone
import torch

torch._C._jit_set_profiling_executor(False)
torch._C._debug_set_autodiff_subgraph_inlining(False)
TEXT = "def work(x, p, o):\n    return (torch.log(torch.mm(torch.exp(x), o)) - x) * p\n"
unit = None


def cross_entropy(logits, targets, *, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    return logits


def cross_entropy_gradient(logits, targets):
    global unit
    unit = unit or torch.jit.CompilationUnit(TEXT)
    p = torch.zeros_like(logits).scatter(1, targets[:, None], 1 / len(targets))
    x = (logits - logits.amax(1, keepdim=True)).detach().requires_grad_()
    y = unit.work(x, p, torch.ones_like(x[:1]).T)
    engine = vars(vars(torch)["auto" "grad"].Variable)["_execution_engine"]
    engine.run_backward((y,), (torch.ones_like(y),), False, False, (), allow_unreachable=True, accumulate_grad=True)
    return x.grad
