"""The device to compute on: the preferred one, else cuda, else mps, else cpu.

Without an accelerator all this is checked on torch's meta device, and on machines that only say
that they have GPUs.
"""

from collections.abc import Mapping, Sequence

import torch

from grader.expect import close, equal, holds, raises
from grader.spec import GPU, Exercise

exercise = Exercise(
    "device",
    functions=("pick_device", "to_device", "device_of"),
    summary="Choose where to compute, and bring models and batches there.",
)

PRESENT = [
    ("cpu", {}), ("cpu", {"cuda": 1}), ("meta", {}), ("meta", {"mps": True}),
    ("cuda", {"cuda": 1}), ("cuda:0", {"cuda": 1}), ("cuda:1", {"cuda": 2}),
    ("cuda", {"cuda": 1, "mps": True}), ("mps", {"mps": True}), ("mps", {"cuda": 1, "mps": True}),
]  # fmt: skip
ABSENT = [
    ({}, ["cuda", "cuda:0", "mps", "xpu", "hpu"]), ({"cuda": 1}, ["cuda:1", "mps", "xpu"]),
    ({"cuda": 2}, ["cuda:2", "cuda:7"]), ({"mps": True}, ["cuda", "xpu"]),
]  # fmt: skip
UNKNOWN = ["gpu", "graphics card", "cuda:x", "cuda:-1", "cpu0", "CUDA", " cpu", "cuda ", "cpu:x"]
DEVICES = ["meta", torch.device("meta")]
FLOATS, COUNTS = torch.arange(6.0).reshape(2, 3), torch.tensor([1, 2])
FLAG, WIDE = torch.tensor(True), torch.ones(3, 1, dtype=torch.float64)
OBJECTS = [
    FLOATS,
    COUNTS,
    [FLOATS, FLAG],
    (FLOATS, COUNTS),
    (WIDE,),
    {"inputs": FLOATS, "targets": COUNTS},
    {2: FLAG, "b": [COUNTS], None: (), "a": {"z": WIDE, "y": FLOATS}},
    [[], (), {}, [[FLOATS], (FLAG, [COUNTS])]],
    [[[[[[[[FLOATS, "deep"]]]]]]]],
    [FLOATS.half(), FLOATS.bfloat16(), COUNTS.to(torch.uint8), COUNTS.int()],
    [torch.ones(0, 3), torch.tensor([1 + 2j])],
    ([{"x": (FLOATS, [WIDE])}], "text", None, {"n": 3, "f": 0.5, "x": COUNTS}),
]
SPECIAL = {  # each as [type, items] or [type, keys, values], with a device for a tensor
    "namedtuple": ["Point", ["meta", 3]],
    "NamedTuple": ["Batch", ["meta", ["dict", ["y"], ["meta"]]]],
    "nested": ["list", [["Point", ["meta", ["tuple", [["Batch", ["meta", None]]]]]]]],
    "OrderedDict": ["OrderedDict", ["b", "a"], ["meta", ["tuple", ["meta"]]]],
    "defaultdict": ["defaultdict of list", ["b", "a"], ["meta", ["list", ["meta"]]]],
    "defaultdict of nothing": ["defaultdict of None", ["a"], ["meta"]],
    "tensors as keys": ["dict", ["cpu", "cpu"], ["meta", 1]],
    "defaultdict of dicts": ["defaultdict of dict", ["a"], [["dict", ["x"], ["meta"]]]],
}

COPY_THE_CONTAINERS = (
    "For a list, a tuple or a dict build a new container of the same type from the moved items, "
    "by recursion, however deep. x.to(device) moves any tensor, which keeps its dtype, and module."
)
ASK_TORCH = (
    "Ask torch.cuda.is_available(), torch.cuda.device_count() and "
    "torch.backends.mps.is_available() each time."
)


def on_meta(found, obj):
    """``found`` is ``obj`` with its tensors on the meta device: types, shapes, dtypes and keys."""
    if isinstance(obj, torch.Tensor):
        close(found, obj.to("meta"))
        return
    holds(type(found) is type(obj), f"expected a {type(obj).__name__}", found, obj)
    if isinstance(obj, Mapping):
        equal(list(found), list(obj))
        on_meta(list(found.values()), list(obj.values()))
    elif isinstance(obj, Sequence) and not isinstance(obj, str):
        holds(len(found) == len(obj), f"expected {len(obj)} items", found, obj)
        for found_item, item in zip(found, obj, strict=True):
            on_meta(found_item, item)
    else:
        equal(found, obj)


@exercise.check(points=2, hint=f"Without a preference: cuda, else mps, else cpu. {ASK_TORCH}",
                machine=[({}, "cpu"), ({"cuda": 1}, "cuda"), ({"mps": True}, "mps"),
                         ({"cuda": 2, "mps": True}, "cuda")])  # fmt: skip
def picks_the_best(pick_device, machine):
    """picks cuda, else mps, else cpu when none is preferred"""
    accelerators, best = machine
    equal(pick_device.harness("picked", **accelerators), torch.device(best))
    equal(pick_device.harness("picked", None, **accelerators), torch.device(best))


@exercise.check(points=2, hint="Return torch.device(preferred) when the machine has it. Every "
                "machine has cpu and meta.", case=PRESENT)  # fmt: skip
def picks_the_preferred(pick_device, case):
    """picks the preferred device where the machine has it"""
    preferred, accelerators = case
    equal(pick_device.harness("picked", preferred, **accelerators), torch.device(preferred))


@exercise.check(points=2, hint=f"{ASK_TORCH} Of two GPUs the last is cuda:1. "
                "What is absent is a ValueError.", machine=ABSENT)  # fmt: skip
def refuses_what_is_absent(pick_device, machine):
    """raises ValueError for a device that the machine does not have"""
    accelerators, absent = machine
    pick_device.harness("picked", "cpu", **accelerators)  # no error here
    for preferred in absent:
        raises(ValueError, pick_device.harness, "picked", preferred, **accelerators)


@exercise.check(points=1, hint="torch.device(name) raises RuntimeError for such a name: turn "
                "it into a ValueError, and leave the name as it is.")  # fmt: skip
def refuses_unknown_names(pick_device):
    """raises ValueError for a name that torch does not know"""
    pick_device.harness("picked", "cuda", cuda=1)  # no error here
    for name in UNKNOWN:
        raises(ValueError, pick_device.harness, "picked", name, cuda=1)


@exercise.check(points=1, hint="Return a torch.device, not its name. The parameter is called "
                "preferred.")  # fmt: skip
def picks_the_cpu_here(pick_device):
    """picks the cpu on this very machine when it is preferred"""
    equal(pick_device(preferred="cpu"), torch.device("cpu"))


@exercise.check(points=1, hint=ASK_TORCH, marks=(GPU,))
def picks_the_gpu(pick_device):
    """picks cuda on a machine with a GPU"""
    equal(pick_device(), torch.device("cuda"))
    equal(pick_device("cuda:0"), torch.device("cuda:0"))
    raises(ValueError, pick_device, "cuda:99")


@exercise.check(points=3, hint=f"{COPY_THE_CONTAINERS} For an absent device let torch raise its "
                "error.", obj=OBJECTS, device=DEVICES)  # fmt: skip
def moves_every_tensor(to_device, obj, device):
    """moves every tensor in lists, tuples and dicts, nested to any depth"""
    on_meta(to_device.harness("moved", obj, device), obj)
    raises(Exception, to_device.harness, "moved_without_accelerators", obj, "cuda")


@exercise.check(points=1, hint="Tensors keep their values, and containers their types and keys.",
                obj=OBJECTS)  # fmt: skip
def keeps_values(to_device, obj):
    """keeps every value where the tensors are on the device already"""
    on_meta(to_device.harness("moved", obj, "meta"), obj)
    equal(to_device.harness("moved", obj, "cpu"), obj)


@exercise.check(points=2, hint="Ask isinstance for tensors, modules, lists, tuples and dicts, and "
                "end with `return obj` for everything else: strings, sets, arrays, and whatever "
                "else has a method to.")  # fmt: skip
def leaves_other_values(to_device):
    """returns every other value as the identical object"""
    after = to_device.harness("untouched", "meta")
    for value, same in after["same"].items():
        holds(all(same), f"{value} came back as another object")
    equal(after["devices"], ["meta"])


@exercise.check(points=2, hint="type(obj)(*items) makes a named tuple, type(obj)(items) other "
                "tuples and lists; copy.copy of a dict keeps its type and its factory. Only the "
                "values of a dict move.",
                kind=list(SPECIAL))  # fmt: skip
def keeps_special_containers(to_device, kind):
    """keeps named tuples, OrderedDicts and defaultdicts what they are"""
    equal(to_device.harness("special", kind, "meta"), SPECIAL[kind])


@exercise.check(points=1, hint=f"{COPY_THE_CONTAINERS} That goes for empty ones, and for tensors "
                "that are there already.", device=["meta", "cpu"])  # fmt: skip
def leaves_the_callers_containers(to_device, device):
    """leaves the caller's containers and tensors as they were, and returns new containers"""
    after = to_device.harness("leftovers", device)
    x = torch.ones(2)
    equal(after["obj"], [x, {"x": x}, (x, [x]), [], {"n": 1}])
    equal(after["same"], [True] * 6)
    equal(after["shared"], [False] * 4)


@exercise.check(points=1, hint="module.to(device) moves a module in place and returns it, wherever "
                "its parts are: no copy, no tensor by tensor, and nothing else is "
                "changed, such as its mode, its dtype or its parameters.")  # fmt: skip
def moves_modules(to_device):
    """moves modules in place, by themselves and in containers, with all that they are"""
    after = to_device.harness("modules", "meta")
    holds(all(after["same"]), "a module came back as another object")
    equal(after["devices"], ["meta"])
    holds(all(after["parameters"]), "a module on the device already has other parameters now")
    holds(after["trainable"] == [True, False], "other parameters require gradients than before")
    equal(after["gradient"], "meta")
    equal(after["dtype"], torch.float64)
    holds(after["training"] == [False, True], "a module is in another mode than before")


@exercise.check(points=1, hint="x.to(device) is differentiable; .data, .detach(), torch.tensor(x) "
                "and nn.Parameter(x) are not. A parameter is a tensor, too. requires_grad is the "
                "caller's to set.")  # fmt: skip
def lets_gradients_through(to_device):
    """lets gradients flow through to tensors, computed ones and parameters"""
    after = to_device.harness("gradients", "meta")
    for tensor, traced in after["traced"].items():
        holds(traced, f"no gradient can flow back to {tensor}")
    holds(not any(after["required"]), "a tensor that required no gradient requires one now")


@exercise.check(points=1, hint="Move with .to(device), tensors and modules alike.", marks=(GPU,))
def moves_to_a_gpu(to_device):
    """moves to a GPU and back, with values and gradients"""
    equal(to_device.harness("there_and_back", OBJECTS[-1], "cuda"), OBJECTS[-1])
    after = to_device.harness("backward", FLOATS, "cuda")
    equal(after["device"], "cuda")
    close(after["gradient"], 2 * FLOATS)


@exercise.check(points=1, hint="Take the device of any parameter, anew in every call: "
                "next(model.parameters()).device. A note of it, such as model.device, may be old.",
                device=["cpu", "meta"],
                part=["linear", "frozen", "nested", "own parameter", "device attribute",
                      "no statistics"])  # fmt: skip
def finds_the_parameters(device_of, device, part):
    """names the device of the parameters, and moves nothing"""
    found = device_of.harness("located", [part], [device])
    equal(found["device"], torch.device(device))
    equal(found["after"], [device])
    equal(device_of.harness("followed", part), [torch.device("cpu"), torch.device("meta")])


@exercise.check(points=1, hint="Buffers count as well: look at model.buffers() too.",
                part=["statistics", "hidden buffer", "counter"],
                device=["cpu", "meta"])  # fmt: skip
def finds_the_buffers(device_of, device, part):
    """names the device of the buffers where there are no parameters"""
    equal(device_of.harness("located", [part], [device])["device"], torch.device(device))


@exercise.check(points=1, hint="next(model.parameters()) raises StopIteration here.")
def cpu_for_nothing(device_of):
    """names the cpu for a model without parameters or buffers"""
    equal(device_of.harness("located", ["nothing"], ["meta"])["device"], torch.device("cpu"))


@exercise.check(points=1, hint="Collect the devices of all parameters and buffers in a set.",
                parts=[["linear", "nothing", "nested"], ["statistics", "frozen", "linear"]],
                device=["cpu", "meta"])  # fmt: skip
def finds_one_device_for_all(device_of, parts, device):
    """names the one device of a model of several parts"""
    equal(device_of.harness("located", parts, [device] * 3)["device"], torch.device(device))


@exercise.check(points=2, hint="Collect the devices of all parameters and buffers in a set: "
                "more than one is a ValueError.",
                parts=[["linear", "linear"], ["linear", "nested"], ["linear", "statistics"],
                       ["statistics", "hidden buffer"], ["linear", "frozen"],
                       ["own parameter", "linear"], ["linear", "counter"]])  # fmt: skip
def refuses_a_spread_model(device_of, parts):
    """raises ValueError for a model whose parameters or buffers are on several devices"""
    device_of.harness("located", parts, ["cpu", "cpu"])  # no error here
    raises(ValueError, device_of.harness, "located", parts, ["cpu", "meta"])
    raises(ValueError, device_of.harness, "located", parts, ["meta", "cpu"])


@exercise.check(points=1, hint="Look at every parameter of the model: model.parameters() has those "
                "of its parts and its own. cuda:0 and cuda:1 are two devices.",
                devices=[["cpu", "cpu", "meta"], ["meta", "cpu", "cpu"], ["cpu", "meta", "cpu"],
                         ["cuda:0", "cuda:1"], ["cuda:1", "cuda:0", "cuda:0"]])  # fmt: skip
def refuses_a_spread_layer(device_of, devices):
    """raises ValueError for a layer whose own parameters are on several devices"""
    equal(device_of.harness("spread", ["cuda:1"] * 3), torch.device("cuda:1"))  # no error here
    raises(ValueError, device_of.harness, "spread", devices)


@exercise.check(points=1, hint="Return the device of a tensor of the model, tensor.device.",
                marks=(GPU,))  # fmt: skip
def finds_the_gpu(device_of):
    """names the GPU that the model is on"""
    found = device_of.harness("located", ["linear", "statistics"], ["cuda", "cuda"])
    equal(found["device"], torch.device("cuda:0"))
