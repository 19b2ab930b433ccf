"""Runs the student's loops on small models and reports what they returned and left behind.

Executed beside the student's code: it imports only torch and the standard library, and knows
neither expected values nor tolerances. Models have the dtype of their inputs. Options say how
things are before the call: ``modes`` are those of the model's modules, ``stale`` fills the
gradients. ``device="meta"`` is a stand-in for an accelerator; see ``machine``.
"""

import contextlib
from unittest import mock

import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.data import DataLoader, TensorDataset


def trained(
    student, inputs, targets, *, model="classifier", loss="cross_entropy", epochs=2, lr=0.05,
    modes=None, stale=None, device=None, **loading
):  # fmt: skip
    """losses: what each epoch of train_epoch returned; and what ``left`` says.

    runs: how often the model ran.
    """
    loader, model, runs = loader_of(inputs, targets, **loading), prepared(model, modes, stale), []
    layers(model)[-1].register_forward_hook(lambda *_: runs.append(1))
    with machine(device):
        model.to(device or "cpu", inputs.dtype)
        groups = [{"params": [param]} for param in model.parameters()]
        run = {
            "model": model, "loader": loader, "loss_fn": loss_of(loss),
            "optimizer": torch.optim.SGD(groups, lr, momentum=0.9),
        }  # fmt: skip
        losses = [called(student.train_epoch, run, device) for _ in range(epochs)]
        return {"losses": losses, "runs": len(runs), **left(model)}


def evaluated(
    student, inputs, targets, *, model="classifier", loss="cross_entropy", modes=None, stale=None,
    device=None, fails=None, **loading
):  # fmt: skip
    """result: what evaluate returned; and what ``left`` says.

    graph: for each run of the model, whether its output required a gradient. recording: whether
    autograd records after the call. ``fails`` names what raises an error: "loss_fn", "model",
    "loader", or evaluate itself, for want of "data"; raised: whether it came out of evaluate.
    """
    if fails == "data":
        inputs, targets = inputs[:0], targets[:0]
    loader, model = loader_of(inputs, targets, **loading), prepared(model, modes, stale)
    result, graph, raised = None, [], False
    layers(model)[-1].register_forward_hook(lambda _, __, out: graph.append(out.requires_grad))
    if fails == "model":
        layers(model)[-1].register_forward_hook(out_of_order)
    if fails == "loader":
        loader.collate_fn = out_of_order
    loss_fn = loss_of("failing" if fails == "loss_fn" else loss)
    run = {"model": model, "loader": loader, "loss_fn": loss_fn}
    with machine(device):
        model.to(device or "cpu", inputs.dtype)
        try:
            result = called(student.evaluate, run, device)
        except (OutOfOrderError, ValueError) as error:
            if isinstance(error, ValueError) and fails != "data":
                raise
            raised = True
        recording = torch.is_grad_enabled()
        return {
            "result": result, "graph": graph, "recording": recording, "raised": raised,
            **left(model),
        }  # fmt: skip


def fitted(
    student, train, test, *, model="classifier", epochs=2, lr=0.05, modes=None, stale=None,
    device=None, shuffle=False
):  # fmt: skip
    """history: what fit returned; seen: the inputs that the model was trained on, in order."""
    loaders = loader_of(*train, shuffle=shuffle), loader_of(*test)
    model, seen = prepared(model, modes, stale), []
    with machine(device):
        layers(model)[0].register_forward_hook(
            lambda layer, args, _: seen.extend(args if layer.training else ())
        )
        run = {"model": model, "train_loader": loaders[0], "test_loader": loaders[1]}
        history = called(student.fit, run, device, epochs=epochs, lr=lr)
        return {"history": history, "seen": [x.detach().cpu() for x in seen], **left(model)}


def called(function, run, device, **options):
    """What it returns: by name where a device is given, else by position, with the default."""
    if device is None:
        return function(*run.values(), **options)
    return function(**run, **options, device=device)


class OutOfOrderError(Exception):
    """Raised by what is out of order, to see what evaluate leaves behind."""


def out_of_order(*_):
    raise OutOfOrderError("it always fails")


def loss_of(name):
    """A loss function that takes outputs and targets, by position; torch has none that fails."""
    function = getattr(F, name, out_of_order)

    def loss_fn(outputs, targets, /):
        return function(outputs, targets)

    return loss_fn


def layers(model):
    return [module for module in model.modules() if not [*module.children()]]


class Dropout(nn.Dropout):
    """Drops four of eight units, others each time, and draws no random numbers to choose them."""

    times = 0

    def forward(self, x):
        if not self.training:
            return x
        self.times += 1
        first = self.times % 5
        kept = 2 * x[:, :first], 2 * x[:, first + 4 :]
        return torch.cat([kept[0], 0 * x[:, first : first + 4], kept[1]], dim=1)


def classifier():
    model = nn.Sequential(
        nn.Linear(6, 8, bias=False), nn.BatchNorm1d(8), nn.ReLU(),
        nn.Sequential(Dropout(), nn.Linear(8, 3)),
    )  # fmt: skip
    nn.init.constant_(model[1].weight, 5.0)
    return model


def same(width):
    """A linear layer that returns its inputs."""
    model = nn.Linear(width, width, bias=False)
    nn.init.eye_(model.weight)
    return model


MODELS = {
    "classifier": classifier,
    "partly frozen": lambda: nn.Sequential(nn.Linear(6, 3).requires_grad_(False), nn.Linear(3, 3)),
    "real dropout": lambda: nn.Sequential(nn.Dropout(), nn.Linear(6, 3)),
    "same": lambda: same(1),
    "same 3": lambda: same(3),
}


def prepared(kind, modes=None, stale=None):
    """A model whose weights follow from seed 0."""
    torch.default_generator.manual_seed(0)  # torch.manual_seed is slow
    model = MODELS[kind]().double()
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


def left(model):
    """What a model is like afterwards, with its parameters and buffers copied to the CPU."""
    params = list(model.parameters())
    return {
        "weights": [value.detach().cpu().clone() for value in model.state_dict().values()],
        "gradients": [None if p.grad is None else p.grad.cpu().clone() for p in params],
        "trainable": [param.requires_grad for param in params],
        "modes": [module.training for module in model.modules()],
        "devices": sorted({value.device.type for value in model.state_dict().values()}),
    }


@contextlib.contextmanager
def machine(device):
    """Where the student's code runs: on this machine, or on one with a stand-in accelerator.

    There ``meta`` is a device that computes: its tensors hold their values. As on any accelerator,
    an operator takes tensors of one device only, scalars aside. So machines without an accelerator
    see whether code moves what it must.
    """
    if device is None or torch.device(device).type != "meta":
        yield
        return
    # As on an accelerator, module.to keeps the identity of the parameters.
    torch.__future__.set_swap_module_params_on_conversion(True)
    try:
        with autocast_of_meta(), Operators(), Functions():
            yield
    finally:
        torch.__future__.set_swap_module_params_on_conversion(False)


def autocast_of_meta():
    """torch.autocast, which knows no device meta, does nothing there."""
    real = torch.autocast.__init__

    def init(self, device_type, *args, **kwargs):
        if device_type == "meta":
            real(self, "cpu", enabled=False)
        else:
            real(self, device_type, *args, **kwargs)

    return mock.patch.object(torch.autocast, "__init__", init)


class Operators(TorchDispatchMode):
    """Every operator runs by ``dispatched``."""

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        return dispatched(function, args, kwargs or {})


class Functions(TorchFunctionMode):
    """torch.tensor and its kin, tolist and print work on values on the CPU, past all operators."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function is torch.Tensor.new_tensor:
            like, *args = args
            function, kwargs = torch.tensor, {"dtype": like.dtype, "device": like.device, **kwargs}
        if function in CONSTRUCTORS and type(args[0]) in {list, tuple}:
            args = mapped(values, args)
        if function in CONSTRUCTORS and kwargs.get("device") is not None:
            return function(*args, **{**kwargs, "device": "cpu"}).to(kwargs["device"])
        if function in READERS or (function is torch.Tensor.numpy and kwargs.get("force")):
            args = mapped(values, args)
        return function(*args, **kwargs)


CONSTRUCTORS = {torch.tensor, torch.as_tensor, torch.asarray}
READERS = {torch.Tensor.tolist, torch.Tensor.__repr__, torch.Tensor.__format__}


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
    tensors = []
    mapped(tensors.append, (args, list(kwargs.values())))
    remote = [x for x in tensors if isinstance(x, Remote)]
    asked = kwargs.get("device")
    if not remote and asked is None:
        return function(*args, **kwargs)
    local = [x for x in tensors if not isinstance(x, Remote) and x.dim() > 0]
    if remote and local and function is not torch.ops.aten.copy_.default:
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, "
            f"meta and {local[0].device}!"
        )
    to_remote = bool(remote) if asked is None else torch.device(asked).type == "meta"
    if asked is not None:
        kwargs = {**kwargs, "device": "cpu"}
    kwargs = {key: mapped(values, value) for key, value in kwargs.items()}
    result = function(*mapped(values, args), **kwargs)
    if function._schema.is_mutable and tensors and result is values(tensors[0]):
        return tensors[0]
    return mapped(Remote, result) if to_remote else result


def mapped(function, value):
    """``value`` with ``function`` of each tensor in it."""
    if isinstance(value, torch.Tensor):
        return function(value)
    if type(value) in {list, tuple}:
        return type(value)([mapped(function, item) for item in value])
    return value


def values(x):
    return x.here if isinstance(x, Remote) else x
