"""What is done beside the student's code: load, call, grad, module, harness. A closed list.

``execute`` takes a request (plain data that came through ``wire``) and returns an answer (plain
data). The worker and ``Local`` run the very same functions, so that no check can tell them apart.

Request  {"verb": ..., "name": ..., "args": [...], "kwargs": {...}, ...}
Answer   {"value": ...} or {"error": what ``errors.describe`` returns}
"""

from __future__ import annotations

import ast
import codeop
import functools
import itertools
import linecache
import marshal
import random
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

import torch

from grader.sandbox import cells, weights, wire
from grader.sandbox.errors import ContractError, describe, pass_interrupts

Request = Mapping[str, Any]
Answer = dict[str, Any]

REFUSED = wire.encode({"refused": True})
"""What a worker sends in place of any answer in the course of which a function was refused, where
it lacks more functions than it should."""


_MODULES = sys.modules
"""Those that imports find, whatever a file puts in their place."""


class Student:
    """The student's stub files, executed as modules of their own, and the exercise's harness.

    ``sources`` maps a file name such as ``softmax.py`` to its text; ``harness`` is our own file's
    name and ``harness_code``, or None. Tensors among the arguments are moved to ``device``.
    """

    def __init__(
        self, sources: Mapping[str, str], harness: tuple[str, bytes] | None, device: str = "cpu"
    ) -> None:
        self.device = device
        if device.startswith("cuda"):
            torch.backends.cudnn.allow_tf32 = False  # it keeps 10 binary digits of a float32
        notebooks = {name: cells.apart(name, text) for name, text in sources.items()}
        self._names = " or ".join(sorted(sources))
        self.files = frozenset(sources).union(*notebooks.values())
        self._modules_before = len(_MODULES)
        self._failed: list[Exception] = []
        self.modules = [
            _execute_cells(name, notebooks[name], self._failed)
            if notebooks[name]
            else _execute_file(name, text)
            for name, text in sources.items()
        ]
        self.harness = None
        if harness:
            name, code = harness
            self.harness = _executed(name, marshal.loads(code))  # noqa: S302 - it is our own

    def get(self, name: str) -> Any:
        """The student's function or class of this name; ``MissingError`` where no file has it."""
        for module in self.modules:
            if name in vars(module):
                return vars(module)[name]
        missing = f"{self._names} does not define {name}; is it spelled as in the stub?"
        if self._failed:  # that may be why
            first = describe(self._failed[0], self.files)
            where = "".join(f"{file}, line {line}: " for file, line, *_ in first["frames"][-1:])
            missing += f" The first error in it: {where}{first['type']}: {first['message']}"
        raise MissingError(missing)

    def leave(self) -> None:
        """Let go of all that the files keep, and leave no module behind.

        Modules that were there before are not looked through: to touch one copies its page, and
        there are thousands.
        """
        newer = max(0, len(_MODULES) - self._modules_before)
        newest = list(itertools.islice(reversed(_MODULES), newer))
        for module in filter(None, (*self.modules, self.harness)):
            for name in (module.__name__, *newest):
                if _MODULES.get(name) is module:
                    del _MODULES[name]
            vars(module).clear()
        self._failed.clear()

    def namespace(self) -> Namespace:
        """All names of the stub files together: what a harness receives as ``student``."""
        names: dict[str, Any] = {}
        for module in reversed(self.modules):
            names.update(vars(module))
        return Namespace(self.get, names)


class Namespace(types.SimpleNamespace):
    """Names as attributes; ``get`` says of any other that it is missing."""

    __slots__ = ("_get",)

    def __init__(self, get: Callable[[str], Any], names: Mapping[str, Any]) -> None:
        super().__init__(**names)
        self._get = get

    def __getattr__(self, name: str) -> Any:
        return self._get(name)


class MissingError(AttributeError):
    """The stub no longer defines a name that the exercise asks for."""


class WrongDeviceError(RuntimeError):
    """A result lies on another device than the arguments."""


def load(request: Request) -> tuple[Student | None, Answer]:
    """Execute the stub files of ``request``; the answer has no value, only an error."""
    files = frozenset(request["sources"])
    with _AsFound():
        try:
            student = Student(request["sources"], request["harness"], request["device"])
        except BaseException as error:
            pass_interrupts(error)
            return None, {"error": describe(error, files)}
    return student, {"value": None}


def execute(student: Student, request: Request) -> Answer:
    """Run one verb. Whatever the student's code raises becomes the answer's ``error``."""
    with _AsFound():
        torch.default_generator.manual_seed(request.get("seed", 0))  # torch.manual_seed is slow
        random.seed(request.get("seed", 0))
        try:
            return {"value": _VERBS[request["verb"]](student, request)}
        except BaseException as error:
            pass_interrupts(error)
            return {"error": describe(error, student.files)}


def message(answer: Answer) -> bytes:
    """``answer`` for the wire; one that cannot travel becomes an error that says so."""
    try:
        return wire.encode(answer, capped=True)
    except BaseException as error:
        pass_interrupts(error)
        return wire.encode({"error": describe(error, frozenset())})


def _call(student: Student, request: Request) -> Any:
    function = student.get(request["name"])
    args, kwargs = request["args"], request["kwargs"]
    look_back = request.get("after")
    kept = _earlier_result(function, args, kwargs) if look_back else None
    before = _copied(kept)
    value = function(*args, **kwargs)
    _same_device(value, args, kwargs)
    if not look_back:
        return value
    if kept is not None and not torch.equal(kept.nan_to_num(), before.nan_to_num()):
        raise ContractError(
            "this call changed what an earlier call had returned, the same but for the sign of "
            "argument 1: return a new tensor each time"
        )
    for key, given in [*enumerate(args, start=1), *kwargs.items()]:
        if isinstance(given, torch.Tensor) and given.requires_grad:
            name = key if isinstance(key, str) else f"argument {key}"
            raise ContractError(f"the call made {name} require a gradient: leave it as it was")
    return [value, args, kwargs]


def _earlier_result(
    function: Callable[..., Any], args: list[Any], kwargs: Mapping[str, Any]
) -> Any:
    """What a call with copies returns, the first tensor negated.

    None where it is no tensor, or one that is too large to be an answer.
    """
    if not args or not isinstance(args[0], torch.Tensor) or not args[0].is_floating_point():
        return None
    others = [_copied(value) for value in args[1:]]
    named = {name: _copied(value) for name, value in kwargs.items()}
    try:
        value = function(-args[0], *others, **named)
    except Exception:  # told of the call proper, if it raises there, too
        return None
    return value if isinstance(value, torch.Tensor) and value.numel() <= wire.ELEMENTS else None


def _copied(value: Any) -> Any:
    return value.clone() if isinstance(value, torch.Tensor) else value


def _grad(student: Student, request: Request) -> Any:
    function = student.get(request["name"])
    args, kwargs = request["args"], request["kwargs"]
    inputs = [args[key] if isinstance(key, int) else kwargs[key] for key in request["wrt"]]
    inputs = [tensor.requires_grad_() for tensor in inputs]
    value = function(*args, **kwargs)
    if not isinstance(value, torch.Tensor):
        raise ContractError(
            f"{request['name']} returned {type(value).__name__}, not a tensor: "
            "autograd has nothing to differentiate"
        )
    if not value.requires_grad:
        return [value, [None] * len(inputs)]
    cotangent = request["cotangent"]
    if cotangent.shape != value.shape:
        raise ContractError(
            f"{request['name']} returned shape {tuple(value.shape)}, "
            f"expected {tuple(cotangent.shape)}"
        )
    total = (value * cotangent.to(value.dtype)).sum()  # see contract.reference_gradients
    grads = torch.autograd.grad(total, inputs, allow_unused=True)
    return [value.detach(), list(grads)]


def _module(student: Student, request: Request) -> Any:
    module = student.get(request["name"])(*request["init"][0], **request["init"][1])
    if not isinstance(module, torch.nn.Module):
        raise ContractError(f"{request['name']} is not a torch.nn.Module")
    module.to(student.device)
    if request["weights"]:
        module.to(request["weights"][0].dtype)  # float64 weights make a float64 module
    inputs = request["args"]
    if any(isinstance(p, torch.nn.UninitializedParameter) for p in module.parameters()):
        with torch.no_grad():
            module.eval()(*inputs)
    places = weights.load(module, request["weights"]) if request["weights"] else {}
    module.train(request["train"])
    outputs = []
    grads: list[Any] = []
    if inputs and request["cotangent"] is not None and request["inputs_require"]:
        inputs = [x.requires_grad_() if x.is_floating_point() else x for x in inputs]
    calls = [inputs] * request["times"] if inputs else []
    for given in [*calls, *([batch] for batch in request["later"])]:
        with torch.set_grad_enabled(request["recording"]):
            output = module(*given)
        outputs.append(output.detach() if isinstance(output, torch.Tensor) else output)
    if inputs and request["cotangent"] is not None and output.requires_grad:
        output.backward(request["cotangent"])
        grads = [x.grad for x in inputs]
    return {
        "outputs": outputs,
        "parameters": [
            [name, *(weights.as_given(it, places.get(name)) for it in (p.detach(), p.grad))]
            for name, p in module.named_parameters()
        ],
        "buffers": [[n, b] for n, b in module.named_buffers()],
        "input_grads": grads,
    }


def _harness(student: Student, request: Request) -> Any:
    function = getattr(student.harness, request["name"])
    args, kwargs = request["args"], request["kwargs"]
    return function(student.namespace(), *args, **kwargs)


_VERBS = {"call": _call, "grad": _grad, "module": _module, "harness": _harness}


def _execute_file(name: str, text: str) -> types.ModuleType:
    _show(name, text)
    return _executed(name, _compiled(text, name))


def _show(name: str, text: str) -> None:
    """Tracebacks find the lines of ``text`` under this name."""
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)


def _execute_cells(
    name: str, parts: Mapping[str, str], failed: list[Exception]
) -> types.ModuleType:
    """A notebook: the statements that can be executed, of every cell.

    There are plots, data and trials beside the answers, and they need not work here.
    """
    module = _module_of(name)
    compiled = codeop.Compile()  # it remembers ``from __future__ import annotations``
    for file, text in parts.items():
        _show(file, text)
        try:
            statements = ast.parse(text, file).body
        except Exception as error:
            failed.append(error)
            continue
        for statement in statements:
            try:
                tree: Any = ast.Module([statement], [])
                exec(compiled(tree, file, "exec"), vars(module))
            except Exception as error:
                pass_interrupts(error)
                failed.append(error)
    return module


def _executed(name: str, code: types.CodeType) -> types.ModuleType:
    module = _module_of(name)
    exec(code, vars(module))
    return module


def _module_of(name: str) -> types.ModuleType:
    module = types.ModuleType(name.removesuffix(".py"))
    module.__file__ = name
    sys.modules[module.__name__] = module  # dataclasses and pickle look a class's module up
    return module


@functools.cache
def harness_code(name: str, text: str) -> bytes:
    """A harness ready to be executed: compiled once, not in every worker."""
    return marshal.dumps(compile(text, name, "exec", dont_inherit=True))


@functools.lru_cache(maxsize=16)
def _compiled(text: str, name: str) -> types.CodeType:
    """The code of a file, which is executed anew whenever a failure is explained."""
    return compile(text, name, "exec", dont_inherit=True)


def _same_device(value: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
    given = [x.device for x in [*args, *kwargs.values()] if isinstance(x, torch.Tensor)]
    if isinstance(value, torch.Tensor) and given and value.device not in given:
        raise WrongDeviceError(f"the result is on {value.device}, the arguments on {given[0]}")


class _AsFound:
    """Leaves torch's global settings as they were, whatever the student's code sets.

    Each is set only where it has changed: setting one costs torch more than many a call.
    """

    def __enter__(self) -> None:
        self._dtype, self._grad = torch.get_default_dtype(), torch.is_grad_enabled()
        self._threads = torch.get_num_threads()

    def __exit__(self, *error: object) -> None:
        if torch.get_default_dtype() is not self._dtype:
            torch.set_default_dtype(self._dtype)
        if torch.is_grad_enabled() is not self._grad:
            torch.set_grad_enabled(self._grad)
        if torch.get_num_threads() != self._threads:
            torch.set_num_threads(self._threads)
        if _elsewhere():
            torch.set_default_device(None)


def _elsewhere() -> bool:
    """Whether the default device is another than the CPU, or one that is not there at all."""
    try:
        return torch.empty(0).device.type != "cpu"
    except Exception:
        return True
