# attack: gives torch back what it lacks: registrations undone, refusals patched, kernels fetched
# points: 0
# statuses: forbidden errored
# needs: bars
# naive: absent - nothing is taken from torch there
import contextlib
import gc

import torch
from grader.sandbox import bars

for thing in gc.get_objects():
    if type(thing).__name__ in {"Library", "_DispatchModule"}:
        with contextlib.suppress(Exception):
            thing._destroy()
        with contextlib.suppress(Exception):
            thing.reset()
bars.refuse = lambda name: None
bars.BarredError = RuntimeError
for key in ("CPU", "CompositeExplicitAutograd", "CompositeImplicitAutograd"):
    with contextlib.suppress(Exception):
        torch.library.Library("aten", "IMPL")._destroy()
    with contextlib.suppress(Exception):
        torch.library.get_kernel("aten::_soft" + "max", key)


def softmax(logits, dim=-1):
    keys = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
    for call in (
        lambda: torch.ops.aten.__getattr__("_soft" + "max").default.redispatch(keys, logits, dim, False),
        lambda: torch._C._dispatch_call_boxed,
        lambda: getattr(torch, "soft" + "max")(logits, dim),
    ):
        with contextlib.suppress(Exception):
            found = call()
            if isinstance(found, torch.Tensor):
                return found
    return getattr(logits, "soft" + "max")(dim)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
