"""Runs the student's device helpers on machines and objects that cannot travel; judges nothing.

Executed beside the student's code: it imports only torch and the standard library, and knows no
expected value.
"""

import contextlib
import functools
import linecache
import sys
import types
from collections import OrderedDict, defaultdict, namedtuple
from dataclasses import dataclass
from typing import NamedTuple
from unittest import mock

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

torch.set_default_device(None)  # the student's file may have set it


def picked(student, *preferred, cuda=0, mps=False):
    """What pick_device returns on a machine with ``cuda`` GPUs, and with ``mps`` or without.

    The student's file is executed anew there, since it may look at the machine when it is imported.
    """
    there = sys.modules["there"] = types.ModuleType("there")  # dataclasses look their module up
    with machine(cuda, mps):
        exec(compiled(student.__file__), vars(there))  # noqa: S102
        pick_device = getattr(there, "pick_device", student.pick_device)
        with same_default_device():
            return pick_device(*preferred)


@functools.cache
def compiled(file):
    return compile("".join(linecache.getlines(file)), file, "exec", dont_inherit=True)


def moved(student, obj, device):
    """What to_device returns."""
    return student.to_device(obj, device)


def moved_without_accelerators(student, obj, device):
    """What to_device returns on a machine that has a CPU only."""
    with machine(cuda=0, mps=False):
        return student.to_device(obj, device)


def there_and_back(student, obj, device):
    """What comes back to the CPU from the device."""
    return student.to_device(student.to_device(obj, device), "cpu")


def untouched(student, device):
    """same: whether each value that is neither tensor, module nor container stays itself.

    Each is given alone, and beside a tensor in a list, a tuple and a dict; devices: where the
    tensors beside them are afterwards.
    """
    same, devices = {}, set()
    for value in OTHERS:
        x = torch.ones(1)
        containers = [
            student.to_device(obj, device) for obj in ([value, x], (value, x), {0: value, 1: x})
        ]
        found = [student.to_device(value, device), *(moved[0] for moved in containers)]
        name = f"the {type(value).__name__} {repr(value)[:20]}"
        same[name] = [result is value for result in found]
        devices |= {moved[1].device.type for moved in containers}
    return {"same": same, "devices": sorted(devices)}


def special(student, kind, device):
    """What becomes of a special container, described: see ``described``."""
    x = torch.ones(2)
    obj = {
        "namedtuple": Point(x, 3),
        "NamedTuple": Batch(x, {"y": x}),
        "nested": [Point(x, (Batch(x, None),))],
        "OrderedDict": OrderedDict([("b", x), ("a", (x,))]),
        "defaultdict": defaultdict(list, {"b": x, "a": [x]}),
        "defaultdict of nothing": defaultdict(None, {"a": x}),
        "tensors as keys": {x: x, torch.ones(1): 1},
        "defaultdict of dicts": defaultdict(dict, {"a": {"x": x}}),
    }[kind]
    return described(student.to_device(obj, device))


def leftovers(student, device):
    """What a caller's nested containers hold afterwards, and whether they hold the same objects."""
    x = torch.ones(2)
    inner = {"x": x}
    obj = [x, inner, (x, [x]), [], {"n": 1}]
    before = [*obj, obj[2][1]]
    result = student.to_device(obj, device=device)
    return {
        "obj": obj,
        "same": [now is then for now, then in zip([*obj, obj[2][1]], before, strict=True)],
        "shared": [new is old for new, old in zip([result, *result], [obj, *obj], strict=True)
                   if isinstance(old, list | dict)],
    }


def modules(student, device):
    """same: whether modules come back themselves; devices: where their tensors are then.

    One has buffers only, of which one is not saved, and one is spread: its first layer is on the
    device already. parameters: whether a module that is there already keeps its own. trainable,
    gradient and dtype are those of a layer, whose second parameter is frozen: which require
    gradients there, and where the gradient of the first is. training: whether a module that was in
    eval mode is in training mode afterwards, and whether one is that was in training mode.
    """
    alone = nn.ModuleDict({"layer": nn.Linear(2, 2)})
    inside = nn.Sequential(nn.BatchNorm1d(2, affine=False), Hidden()).eval()
    layer = nn.Linear(2, 2, dtype=torch.float64)
    layer.bias.requires_grad_(False)
    layer.weight.grad = torch.ones_like(layer.weight)
    params = nn.ParameterList([torch.ones(2)])
    spread = nn.Sequential(nn.Linear(2, 2, device=device), nn.Linear(2, 2))
    made = [alone, inside, layer, params, spread]
    there = student.to_device({"m": [inside], "p": params}, device)
    results = [student.to_device(alone, device), there["m"][0],
               student.to_device(layer, device), there["p"],
               student.to_device(spread, device)]  # fmt: skip
    tensors = [tensor for model in made for tensor in [*model.parameters(), *model.buffers()]]
    gradient = layer.weight.grad
    return {
        "same": [result is model for result, model in zip(results, made, strict=True)],
        "devices": sorted({tensor.device.type for tensor in tensors}),
        "parameters": keeps_parameters(student),
        "trainable": [layer.weight.requires_grad, layer.bias.requires_grad],
        "gradient": None if gradient is None else gradient.device.type,
        "dtype": layer.weight.dtype,
        "training": [inside.training, layer.training],
    }


def keeps_parameters(student):
    """Whether the parameters of a module that is on the device already stay the same objects."""
    layer = nn.Linear(2, 2)
    before = [*layer.parameters()]
    student.to_device(layer, "cpu")
    return [now is then for now, then in zip(layer.parameters(), before, strict=True)]


def gradients(student, device):
    """traced: whether autograd knows where each moved tensor came from.

    required: whether a tensor that requires no gradient does so when it has been moved, when it
    was there already, and afterwards.
    """
    x = torch.ones(2, requires_grad=True)
    plain, param, computed = torch.ones(2), nn.Parameter(torch.ones(2)), 2 * x
    results = {
        "a tensor": student.to_device(x, device),
        "a tensor in containers": student.to_device([{"x": (x,)}], device)[0]["x"][0],
        "a parameter": student.to_device(param, device),
        "a computed tensor": student.to_device([computed], device)[0],
    }
    others = [*student.to_device([plain], device), *student.to_device([plain], "cpu"), plain]
    return {
        "traced": {
            what: result.requires_grad and not result.is_leaf for what, result in results.items()
        },
        "required": [other.requires_grad for other in others],
    }


def backward(student, x, device):
    """device: where x is moved to; gradient: what reaches x from the sum of squares there."""
    x = x.cpu().requires_grad_()
    (there,) = student.to_device([x], device)
    there.pow(2).sum().backward()
    return {"device": there.device.type, "gradient": x.grad}


def located(student, parts, devices):
    """device: what device_of returns for a model of these parts; after: where they are then."""
    made = [PARTS[part]().to(device) for part, device in zip(parts, devices, strict=True)]
    model = made[0] if len(made) == 1 else nn.Sequential(*made)
    found = student.device_of(model)
    tensors = [*model.parameters(), *model.buffers()]
    return {"device": found, "after": sorted({tensor.device.type for tensor in tensors})}


def followed(student, part):
    """What device_of returns for a model, and what for the same model on the meta device."""
    model = PARTS[part]()
    return [student.device_of(model), student.device_of(model.to("meta"))]


def spread(student, devices):
    """What device_of returns for a layer whose parameters are on these devices.

    On a GPU there are stand-ins for them, since this machine may have none.
    """
    layer = nn.Module()
    for number, device in enumerate(devices):
        on_a_gpu = device.startswith("cuda")
        param = OnGPU(device) if on_a_gpu else torch.ones(2, device=device)
        layer.register_parameter(f"p{number}", nn.Parameter(param, requires_grad=not on_a_gpu))
    return student.device_of(model=layer)


class OnGPU(Tensor):
    """A tensor that says that it is on a GPU, and that holds no values."""

    @staticmethod
    def __new__(cls, device):
        return Tensor._make_wrapper_subclass(cls, (2,), device=device)

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return cls(args[0].device)  # whatever is done to it, it stays there


Point = namedtuple("Point", ["x", "y"])


class Batch(NamedTuple):
    inputs: Tensor
    targets: object


@dataclass
class Pair:
    """No container: a value that is left alone."""

    x: Tensor


class Span:
    """No tensor, though it has a method ``to``."""

    def to(self, end):
        return range(end)


class Own(nn.Module):
    """A module with a parameter of its own beside a part that has none."""

    def __init__(self):
        super().__init__()
        self.part = nn.ReLU()
        self.scale = nn.Parameter(torch.ones(2))


class Notes(nn.Module):
    """A module that notes where it was made, as many do; it may have moved since."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(2))
        self.device = self.scale.device


class Counter(nn.Module):
    """A module whose only tensor is a buffer of integers."""

    def __init__(self):
        super().__init__()
        self.register_buffer("steps", torch.tensor(0))


class Hidden(nn.Module):
    """A module whose only tensor is a buffer that is not saved."""

    def __init__(self):
        super().__init__()
        self.register_buffer("scale", torch.ones(2), persistent=False)


OTHERS = [
    "text", b"bytes", 10**20, 2.5, True, None, {1, 2}, frozenset({3}), range(3), slice(1, 2),
    torch.float64, torch.device("cpu"), types.SimpleNamespace(x=torch.ones(1)), len, Batch,
    iter([1]), {"x": 1}.keys(), 1j, ..., ValueError("x"),
    Pair(torch.ones(1)), {torch.ones(1)}, frozenset([torch.ones(1)]), torch.ones(2).numpy(),
    torch.ones(2).numpy()[0], nn.Linear, Tensor, Span(),
]  # fmt: skip

PARTS = {
    "linear": lambda: nn.Linear(2, 2),
    "frozen": lambda: nn.Linear(2, 2).requires_grad_(False),
    "statistics": lambda: nn.BatchNorm1d(2, affine=False),
    "hidden buffer": Hidden,
    "own parameter": Own,
    "device attribute": Notes,
    "no statistics": lambda: nn.BatchNorm1d(2, track_running_stats=False),
    "counter": Counter,
    "nothing": nn.ReLU,
    "nested": lambda: nn.Sequential(nn.ReLU(), nn.Sequential(nn.Linear(2, 2))),
}


def described(obj):
    """[type, items], for a dict [type, keys, values]; the device's type for a tensor."""
    if isinstance(obj, Tensor):
        return obj.device.type
    name = type(obj).__name__
    if isinstance(obj, tuple) and type(obj) not in {tuple, Point, Batch}:
        name = f"another {name}"
    if isinstance(obj, defaultdict):
        name = f"{name} of {obj.default_factory and obj.default_factory.__name__}"
    if isinstance(obj, dict):
        return [name, [described(key) for key in obj], [described(x) for x in obj.values()]]
    if isinstance(obj, list | tuple):
        return [name, [described(value) for value in obj]]
    return obj


@contextlib.contextmanager
def machine(cuda, mps):
    """Let torch say, to whatever a student may ask, that this machine has these accelerators."""
    name = "cuda" if cuda or not mps else "mps"
    answers = {
        torch: about_the_default_device(),
        torch.cuda: about_accelerators(cuda),
        torch.backends.cuda: {"is_built": lambda: cuda > 0 or not mps},
        torch.backends.mps: {"is_available": lambda: mps, "is_built": lambda: mps},
        torch.mps: about_accelerators(int(mps)),
        torch.accelerator: {
            **about_accelerators(cuda if name == "cuda" else int(mps)),
            # Without check_available it names what torch was built for, as it does on any machine.
            "current_accelerator": lambda check_available=False: (
                torch.device(name) if cuda or mps or not check_available else None
            ),
        },
    }
    with contextlib.ExitStack() as stack:
        for module, functions in answers.items():
            known = {key: value for key, value in functions.items() if hasattr(module, key)}
            stack.enter_context(mock.patch.multiple(module, **known))
        stack.enter_context(Allocations(cuda, mps))
        yield


def about_the_default_device():
    """What torch says of its default device, where that may be set; no tensor is made on it."""
    default = [torch.device("cpu")]

    def set_default_device(device):
        default[0] = torch.device("cpu" if device is None else device)

    return {"set_default_device": set_default_device, "get_default_device": lambda: default[0]}


@contextlib.contextmanager
def same_default_device():
    """An error where torch's default device is another one afterwards."""
    before = torch.get_default_device()
    try:
        yield
    finally:
        if torch.get_default_device() != before:
            raise RuntimeError(
                "pick_device names a device, and leaves torch's default device as it was"
            )


def about_accelerators(count):
    """What torch.cuda, torch.mps and torch.accelerator say where there are ``count`` of a kind."""

    def check(device=None, *_, **__):
        index = torch.device(0 if device is None else device).index or 0
        if index >= count:
            raise RuntimeError(f"there is no GPU {index}")
        return index

    def properties(device=None):
        return types.SimpleNamespace(
            name=f"GPU {check(device)}", major=9, minor=0, total_memory=80 * 2**30,
            multi_processor_count=132,
        )  # fmt: skip

    class Selected(contextlib.nullcontext):
        def __init__(self, device):
            super().__init__(check(device))

    return {
        "is_available": lambda: count > 0,
        "device_count": lambda: count,
        "get_device_properties": properties,
        "get_device_name": lambda device=None: properties(device).name,
        "get_device_capability": lambda device=None: (properties(device).major, 0),
        **dict.fromkeys(["device", "device_index"], Selected),
        **dict.fromkeys(["mem_get_info", "get_memory_info"],
                        lambda device=None: (properties(device).total_memory,) * 2),
        **dict.fromkeys(["init", "set_device", "set_device_index", "current_device",
                         "current_device_index", "synchronize"], check),
        "recommended_max_memory": lambda: properties().total_memory,
        **dict.fromkeys(["memory_allocated", "memory_reserved", "current_allocated_memory",
                         "driver_allocated_memory", "empty_cache"], lambda *_, **__: 0),
    }  # fmt: skip


class Allocations(TorchFunctionMode):
    """Lets tensors be made on the machine's accelerators, and on no others.

    In truth they are on the CPU, but they say where they were made or moved to.
    """

    def __init__(self, cuda, mps):
        super().__init__()
        self.present = {"cuda": cuda, "mps": int(mps)}

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function is torch.device:
            return torch.device(*args, **(kwargs or {}))
        if function in PLACES and hasattr(args[0], "there"):
            return PLACES[function](args[0].there)
        function, args, kwargs = self.spelled_out(function, [*args], {**(kwargs or {})})
        devices = [device for device in map(named, [*args, *kwargs.values()]) if device]
        for device in devices:
            self.refuse_an_absent(device)
        kwargs = {key: here(value) for key, value in kwargs.items()}
        result = function(*map(here, args), **kwargs)
        if devices and isinstance(result, Tensor):
            if any(result is value for value in args):  # what was moved stays where it was
                result = result.view_as(result)
            result.there = devices[0]
        return result

    def spelled_out(self, function, args, kwargs):
        """The same call with x.to for x.cuda and x.cpu, and with a device for its number."""
        if function is Tensor.cpu:
            return Tensor.to, [args[0], "cpu"], {}
        if function is Tensor.cuda:
            x, device, *_ = *args, kwargs.get("device")
            if device is None or type(device) is int:
                device = torch.device("cuda", device or 0)
            return Tensor.to, [x, device], {}
        if function is Tensor.to:
            args[1:2] = map(self.numbered, args[1:2])
        if "device" in kwargs:
            kwargs["device"] = self.numbered(kwargs["device"])
        return function, args, kwargs

    def numbered(self, value):
        """The device of a number, which counts those of the best kind; other values as they are."""
        kind = "mps" if self.present["mps"] and not self.present["cuda"] else "cuda"
        return torch.device(kind, value) if type(value) is int else value

    def refuse_an_absent(self, device):
        if device.type in {"cpu", "meta"}:
            return
        if device.type not in self.present:
            raise AssertionError(f"Torch not compiled with {device.type.upper()} enabled")
        if device.index >= self.present[device.type]:
            raise RuntimeError(f"this machine has no {device}")


PLACES = {
    Tensor.device.__get__: lambda device: device,
    Tensor.get_device: lambda device: -1 if device.index is None else device.index,
    Tensor.is_cpu.__get__: lambda device: device.type == "cpu",
    Tensor.is_cuda.__get__: lambda device: device.type == "cuda",
    Tensor.is_mps.__get__: lambda device: device.type == "mps",
}


def named(value):
    """The device that an argument names, with the index of an accelerator; else None."""
    try:
        device = torch.device(value) if isinstance(value, str | torch.device) else None
    except RuntimeError:
        return None
    if device is None or device.type in {"cpu", "meta"}:
        return device
    return torch.device(device.type, device.index or 0)


def here(value):
    """The CPU for an accelerator; other values as they are."""
    device = named(value)
    return value if device is None or device.type in {"cpu", "meta"} else torch.device("cpu")
