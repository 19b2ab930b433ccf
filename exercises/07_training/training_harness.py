"""Runs the student's loops on small models and reports what they returned and left behind.

Executed beside the student's code: it imports only torch and the standard library, and knows
neither expected values nor tolerances. Models have the dtype of their inputs. Options say how
things are before the call: ``modes`` are those of the model's modules, ``stale`` fills the
gradients. ``device="meta"`` is a stand-in for an accelerator; see ``machine``.
"""

import contextlib

import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map
from torch.utils.data import DataLoader, TensorDataset


def trained(
    student, inputs, targets, *, model="classifier", loss="cross_entropy", epochs=2, lr=0.1,
    modes=None, stale=None, dropout=0.5, device="cpu", **loading
):  # fmt: skip
    """losses: what each epoch of train_epoch returned; weights, modes: the model's afterwards."""
    loader = loader_of(inputs, targets, **loading)
    with machine(device):
        model = prepared(model, modes, stale, dropout).to(device, inputs.dtype)
        optimizer = torch.optim.SGD(model.parameters(), lr, momentum=0.9)
        loss_fn = getattr(F, loss)
        losses = [
            student.train_epoch(model, loader, loss_fn, optimizer, device) for _ in range(epochs)
        ]
        return {"losses": losses, "weights": weights_of(model), "modes": modes_of(model)}


def evaluated(
    student, inputs, targets, *, model="classifier", loss="cross_entropy", modes=None, stale=None,
    device="cpu", **loading
):  # fmt: skip
    """result: what evaluate returned; weights, gradients, modes: the model's afterwards.

    graph: for each run of the model, whether its output required a gradient. recording: whether
    autograd records after the call. trainable: whether each parameter requires a gradient then.
    """
    loader = loader_of(inputs, targets, **loading)
    with machine(device):
        model = prepared(model, modes, stale).to(device, inputs.dtype)
        graph = []
        model.register_forward_hook(lambda _, __, outputs: graph.append(outputs.requires_grad))
        result = student.evaluate(model, loader, getattr(F, loss), device)
        return {
            "result": result,
            "weights": weights_of(model),
            "gradients": [None if p.grad is None else p.grad.clone() for p in model.parameters()],
            "modes": modes_of(model),
            "graph": graph,
            "recording": torch.is_grad_enabled(),
            "trainable": [param.requires_grad for param in model.parameters()],
        }


def interrupted(student, inputs, targets, *, modes, **loading):
    """modes: those after an evaluate whose loss function raises an error in the second batch.

    calls: how many examples each call of the loss function saw.
    """
    model = prepared("classifier", modes)
    calls = []

    def failing(outputs, targets):
        calls.append(len(targets))
        if len(calls) > 1:
            raise OutOfOrderError("this loss function fails in the second batch")
        return F.cross_entropy(outputs, targets)

    with contextlib.suppress(OutOfOrderError):
        student.evaluate(model, loader_of(inputs, targets, **loading), failing)
    return {"modes": modes_of(model), "calls": calls}


def fitted(
    student, train, test, *, epochs=3, lr=0.05, modes=None, stale=None, dropout=0.5, device="cpu",
    drop_last=False
):  # fmt: skip
    """history: what fit returned; weights: the model's afterwards."""
    train_loader = loader_of(*train, shuffle=True, drop_last=drop_last)
    test_loader = loader_of(*test, batch_size=3)
    with machine(device):
        model = prepared("classifier", modes, stale, dropout)
        history = student.fit(
            model, train_loader, test_loader, epochs=epochs, lr=lr, device=device
        )
        return {"history": history, "weights": weights_of(model)}


class OutOfOrderError(Exception):
    """Raised by a loss function of ours, to see what evaluate leaves behind."""


def prepared(kind, modes=None, stale=None, dropout=0.5):
    """A model whose weights, and the dropout to come, follow from seed 0."""
    torch.manual_seed(0)
    model = {
        "classifier": lambda: nn.Sequential(
            nn.Linear(6, 8, bias=False), nn.BatchNorm1d(8), nn.ReLU(),
            nn.Sequential(nn.Dropout(dropout), nn.Linear(8, 3)),
        ),
        "zero": lambda: nn.Sequential(nn.Linear(1, 1, bias=False), nn.Threshold(1e9, 0.0)),
        "identity": nn.Identity,
    }[kind]().double()  # fmt: skip
    if stale is not None:
        for param in model.parameters():
            param.grad = torch.full_like(param, stale)
    for module, training in zip(model.modules(), modes or [], strict=modes is not None):
        module.training = training
    return model


def loader_of(inputs, targets, *, batch_size=4, shuffle=False, drop_last=False, pairs="list"):
    """A DataLoader with its own generator; ``pairs`` is the type of its batches."""
    dataset = TensorDataset(inputs.cpu(), targets.cpu())
    generator = torch.Generator().manual_seed(0)
    as_tuple = {"collate_fn": lambda rows: tuple(map(torch.stack, zip(*rows, strict=True)))}
    return DataLoader(
        dataset, batch_size, shuffle=shuffle, drop_last=drop_last, generator=generator,
        **(as_tuple if pairs == "tuple" else {}),
    )  # fmt: skip


def modes_of(model):
    """Whether each of its modules is in training mode."""
    return [module.training for module in model.modules()]


def weights_of(model):
    """Its parameters and buffers, copied to the CPU."""
    return [value.detach().cpu().clone() for value in model.state_dict().values()]


@contextlib.contextmanager
def machine(device):
    """Where the student's code runs: on this machine, or on one with a stand-in accelerator.

    There ``meta`` is a device that computes: its tensors hold their values. As on any accelerator,
    an operator takes tensors of one device only, scalars aside. So machines without an accelerator
    see whether code moves what it must.
    """
    if device != "meta":
        yield
        return
    # As on an accelerator, module.to keeps the identity of the parameters.
    torch.__future__.set_swap_module_params_on_conversion(True)
    try:
        with Operators(), Functions():
            yield
    finally:
        torch.__future__.set_swap_module_params_on_conversion(False)


class Operators(TorchDispatchMode):
    """Every operator runs by ``dispatched``."""

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        return dispatched(function, args, kwargs or {})


class Functions(TorchFunctionMode):
    """torch.tensor and its kin, and tolist, work on values on the CPU, past all operators."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function in CONSTRUCTORS and kwargs.get("device") is not None:
            return function(*args, **{**kwargs, "device": "cpu"}).to(kwargs["device"])
        if function in READERS:
            args = tree_map(values, args)
        return function(*args, **kwargs)


CONSTRUCTORS = {torch.tensor, torch.as_tensor, torch.asarray}
READERS = {torch.Tensor.tolist, torch.Tensor.__repr__}


class Remote(torch.Tensor):
    """A tensor that says it is on the device meta, with its values in ``here``, on the CPU."""

    @staticmethod
    def __new__(cls, here):
        tensor = torch.Tensor._make_wrapper_subclass(
            cls, here.shape, strides=here.stride(), storage_offset=here.storage_offset(),
            dtype=here.dtype, device="meta",
        )  # fmt: skip
        tensor.here = here
        return tensor

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return dispatched(function, args, kwargs or {})


def dispatched(function, args, kwargs):
    """What ``function`` returns: computed on the CPU, remote where its arguments or device are."""
    tensors = [x for x in tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor)]
    remote = [x for x in tensors if isinstance(x, Remote)]
    local = [x for x in tensors if not isinstance(x, Remote) and x.dim() > 0]
    if remote and local and function is not torch.ops.aten.copy_.default:
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, "
            f"meta and {local[0].device}!"
        )
    asked = kwargs.get("device")
    to_remote = bool(remote) if asked is None else torch.device(asked).type == "meta"
    if asked is not None:
        kwargs = {**kwargs, "device": "cpu"}
    args_here, kwargs_here = tree_map(values, (args, kwargs))
    result = function(*args_here, **kwargs_here)
    if function._schema.is_mutable and tensors and result is values(tensors[0]):
        return tensors[0]
    return tree_map(remote_of, result) if to_remote else result


def values(x):
    return x.here if isinstance(x, Remote) else x


def remote_of(x):
    return Remote(x) if isinstance(x, torch.Tensor) else x
