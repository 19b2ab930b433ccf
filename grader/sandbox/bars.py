"""Takes functions away from torch: whoever calls one in this process is refused.

For good (``bar``) in the process that workers are forked from (``forkserver``), before any of the
student's code is there; for one call (``without``) where the student's code runs in the judge's own
process. An answer that comes out right all the same owes nothing to them, whichever way was tried:
the refusal stands where every way ends, in the operators' kernels. Imports nothing of ours.

What ``Forbids.names`` says is taken away as follows.

    softmax          kernels of the operators that have it among their words, such as
                     aten::_log_softmax.out; torch's Python functions of that very name
    torch.optim      all functions and methods that the module and those beneath define
    torch.autograd   differentiation: no operator notes any more how it came about
"""

from __future__ import annotations

import ctypes
import functools
import gc
import importlib.util
import inspect
import re
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import torch

AUTOGRAD = "torch.autograd"
_BY_AUTOGRAD = frozenset({"torch.autograd", "torch.func", "backward", "grad"})
_ANOTHER = re.compile("binary_cross_entropy")
"""An operator of other mathematics, although the name of one occurs in it."""

_COMPUTE = (
    "CPU", "CUDA", "Meta", "MkldnnCPU", "SparseCPU", "SparseCUDA", "SparseCsrCPU",
    "SparseCsrCUDA", "QuantizedCPU", "QuantizedCUDA", "NestedTensorCPU", "NestedTensorCUDA",
    "CompositeImplicitAutograd", "CompositeImplicitAutogradNestedTensor",
    "CompositeExplicitAutograd", "CompositeExplicitAutogradNonFunctional",
    "FuncTorchBatched", "FuncTorchBatchedDecomposition",
)  # fmt: skip
"""Dispatch keys whose kernels compute, those under vmap among them; those of other keys pass a call
on to one of these."""


_COMPILERS = (
    "_jit_set_te_must_use_llvm_cpu", "_te.lower", "_te.TensorExprKernel.__init__",
    "parse_ir", "Graph.__init__", "_create_graph_by_tracing", "_create_function_from_graph",
    "_create_function_from_trace", "_create_function_from_trace_with_dict",
    "_jit_script_compile", "_jit_script_compile_overload", "_jit_script_class_compile",
    "_jit_script_interface_compile", "CompilationUnit.__init__", "CompilationUnit.define",
    "ScriptModule.__init__", "ScriptFunction.__call__", "ScriptMethod.__call__",
    "import_ir_module", "import_ir_module_from_buffer", "_import_ir_module_from_package",
    "_load_for_lite_interpreter", "_load_for_lite_interpreter_from_buffer",
    "_load_jit_module_from_bytes", "_load_mobile_module_from_bytes",
    "_load_mobile_module_from_file", "_jit_interpret_graph", "_jit_to_static_module",
    "_fuse_to_static_module", "_jit_set_llga_enabled", "_lazy_ts_backend._init",
    "_jit_pass_constant_propagation", "_jit_pass_constant_propagation_immutable_types",
    "_jit_pass_optimize_frozen_graph", "_jit_pass_onnx_constant_fold", "_generate_upgraders_graph",
    "Graph.create", "_nativert.PyModelRunner.__init__",
)  # fmt: skip
"""What of torch._C makes graphs and executes them: code of its own, the kernels of other libraries
and differentiation, none of which an operator's kernel can refuse."""


_refused = False


class BarredError(Exception):
    """A function was called that has been taken away; the message is its name."""


def was_refused() -> bool:
    """Whether anything was refused since this was last asked, whatever the student made of it."""
    global _refused
    found, _refused = _refused, False
    return found


def bar(names: Sequence[str]) -> None:
    """Take the functions of these names away from this process and those that it forks."""
    if names:
        _load_torchvision()
        _forget(*_COMPILERS)
        compilers: list[Any] = [torch.jit.script, torch.jit.trace]
        for function in compilers:  # so that whoever calls one learns its name
            function.__code__ = _refusal(function)
    if _lone(_sorted(names)[0]):
        _find_no_more()
    if AUTOGRAD in names:
        _forget("_jit_differentiate")
    for library in _without_kernels(names):
        # The former kernel comes back when the library goes: none is left to be found.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))
    for function in _functions(names):
        function.__code__ = _refusal(function)


@contextmanager
def without(names: Sequence[str]) -> Iterator[None]:
    """While this lasts, the functions of these names are away; some 50 ms to begin it.

    Code that is hostile can bring them back. It is told so where it matters, in a worker.
    """
    functions = {function: function.__code__ for function in _functions(names)}
    libraries = _without_kernels(names)
    try:
        for function in functions:
            function.__code__ = _refusal(function)
        yield
    finally:
        for function, code in functions.items():
            function.__code__ = code
        libraries.clear()  # with the last reference to a library the former kernels come back


def _without_kernels(names: Sequence[str]) -> list[Any]:
    """Bar the operators of these names; the libraries that hold the kernels in their place."""
    words, _ = _sorted(names)
    libraries = [library for name in operators(words) for library in _bar_operator(name)]
    return libraries + (_bar_autograd() if AUTOGRAD in names else [])


def _sorted(names: Sequence[str]) -> tuple[set[str], set[str]]:
    """The words that operators and functions go by, and the modules."""
    named = {name for name in names if name not in _BY_AUTOGRAD}
    modules = {name for name in named if "." in name}
    return named - modules, modules


def operators(words: Iterable[str]) -> list[str]:
    """All operators of torch that have one of ``words`` in their name, as whole words."""
    return _named(words, torch._C._dispatch_get_all_op_names())


def _lone(words: Iterable[str]) -> list[str]:
    """Operators that only TorchScript's interpreter knows, such as prim::mkldnn_convolution."""
    known = {name.partition(".")[0] for name in torch._C._dispatch_get_all_op_names()}
    return _named(words, sorted(_scripted(len(sys.modules)) - known))


def _named(words: Iterable[str], names: Iterable[str]) -> list[str]:
    """Those of ``names`` that have one of ``words``, as whole words."""
    plain = "|".join(sorted(re.escape(word.strip("_")) for word in words))
    pattern = re.compile(rf"(?:^|_|::)(?:{plain})(?:_|\.|$)")
    return [name for name in names if plain and pattern.search(name) and not _ANOTHER.search(name)]


def refuse(name: str) -> Any:
    """What barred functions do."""
    global _refused
    _refused = True
    raise BarredError(name)


def _bar_operator(name: str) -> list[Any]:
    said = name.partition("::")[2].partition(".")[0].strip("_")

    def kernel(*_: Any, **__: Any) -> None:
        refuse(said)

    return [
        _override(name, key, kernel)
        for key in _COMPUTE
        if torch._C._dispatch_has_kernel_for_dispatch_key(name, key)
    ]


def _load_torchvision() -> None:
    """Have its operators here, if it is installed, so that they can be barred; not its Python."""
    found = importlib.util.find_spec("torchvision")
    for folder in found.submodule_search_locations or () if found else ():
        for library in Path(folder).glob("_C*.so"):
            with suppress(OSError):
                torch.ops.load_library(library)  # type: ignore[no-untyped-call]


def _find_no_more() -> None:
    """Have torch.ops know every operator of the dispatcher's, and find no other from now on."""
    for full in torch._C._dispatch_get_all_op_names():
        space, _, name = full.partition("::")
        packet, _, overload = name.partition(".")
        getattr(getattr(getattr(torch.ops, space), packet), overload or "default")
    _forget("_jit_get_operation", "_get_operation_overload")
    torch._C._jit_get_operation = _find_none  # type: ignore
    torch._C._get_operation_overload = lambda *_: None  # type: ignore


def _find_none(*_: Any) -> tuple[None, None]:
    """No such operator, to whoever looks one up in torch.ops: a refusal, too."""
    global _refused
    _refused = True
    return None, None


def _forget(*paths: str) -> None:
    """Remove attributes of torch._C, and what they were from wherever else torch keeps it.

    That is the copy that Python has for a second import, and tables of torch.jit's and dynamo's.
    """
    things = []
    for path in paths:
        *way, name = path.split(".")
        holder: Any = torch._C
        for step in way:
            holder = getattr(holder, step, None)
        if holder is not None and name in vars(holder):
            things.append(vars(holder)[name])
            delattr(holder, name)  # the slots of a class change with it
    gc.unfreeze()  # what is frozen refers to nothing, for gc
    _let_go(things)


def _let_go(things: list[Any]) -> None:
    """Take these out of every dictionary and list, and the tuples that hold them too."""
    known = set(map(id, things))
    tuples = []
    call = object()  # in what holds the things for this call alone, which some versions find, too
    for holder in gc.get_referrers(*things, call):
        if holder is things or (type(holder) is tuple and any(item is call for item in holder)):
            continue
        if type(holder) is dict:
            public = holder.get("__all__")  # what ``from torch import *`` asks for
            for key in [k for k, v in holder.items() if id(k) in known or id(v) in known]:
                del holder[key]
                if isinstance(public, list) and key in public:
                    public.remove(key)
        elif type(holder) is list:
            holder[:] = [item for item in holder if id(item) not in known]
        elif type(holder) is tuple:
            tuples.append(holder)
    if tuples:
        _let_go(tuples)


def _bar_autograd() -> list[Any]:
    """Let every operator pass by the kernels that note what is needed to differentiate it."""
    return [
        _override(name, "Autograd", torch.library.fallthrough_kernel)
        for name in torch._C._dispatch_get_all_op_names()
        if torch._C._dispatch_has_kernel_for_dispatch_key(name, "Autograd")
    ]


def _override(name: str, key: str, kernel: Callable[..., Any]) -> Any:
    space, _, operator = name.partition("::")
    library = torch._C._dispatch_library("IMPL", space, key, __name__, 0)
    library.impl(operator, key, kernel)
    return library


def _functions(names: Sequence[str]) -> Iterator[types.FunctionType]:
    """Python functions of torch: those of such a name; all of such a module and those beneath."""
    words, modules = _sorted(names)
    by_name, by_home = _everywhere(len(sys.modules))
    for word in words:
        yield from by_name.get(word, ())
    for module in modules:
        beneath = f"{module}."
        for home, found in by_home.items():
            if home == module or home.startswith(beneath):
                yield from found
        for name, holder in list(sys.modules.items()):
            if name == module or name.startswith(beneath):
                for thing in list(vars(holder).values()):
                    for function in _methods(thing):
                        home = function.__module__ or ""
                        if home == module or home.startswith(beneath):
                            yield function


_Found = dict[str, list[types.FunctionType]]


@functools.lru_cache(maxsize=1)
def _everywhere(_: int) -> tuple[_Found, _Found]:
    """The functions in torch's modules, when so many are loaded: by name, by the module of each."""
    by_name: _Found = {}
    by_home: _Found = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("torch.") and isinstance(module, types.ModuleType):
            for thing in list(vars(module).values()):
                for function in _with_wrapped(thing):
                    home = function.__module__ or ""
                    by_home.setdefault(home, []).append(function)
                    if home.startswith("torch."):
                        by_name.setdefault(function.__name__.strip("_"), []).append(function)
    return by_name, by_home


@functools.lru_cache(maxsize=1)
def _scripted(_: int) -> frozenset[str]:
    """The operators that TorchScript's interpreter knows, when so many modules are loaded."""
    return frozenset(schema.name for schema in torch._C._jit_get_all_schemas())


def survey() -> None:
    """Look up, for all that are forked from this process, what there is to be taken away.

    It writes to most pages of this process, and each of them would have its own copy of those.
    """
    _load_torchvision()
    _everywhere(len(sys.modules))
    _scripted(len(sys.modules))


def _with_wrapped(thing: Any) -> Iterator[types.FunctionType]:
    """A function and those that it wraps; nothing of other things."""
    while type(thing) is types.FunctionType:
        yield thing
        thing = getattr(thing, "__wrapped__", None)


def _methods(thing: Any) -> Iterator[types.FunctionType]:
    """A class's methods and properties; nothing of other things."""
    if issubclass(type(thing), type):
        for member in list(vars(thing).values()):
            member = member.fget if isinstance(member, property) else member
            yield from _with_wrapped(getattr(member, "__func__", member))


def _refusal(function: types.FunctionType) -> types.CodeType:
    """Code to put in a function's place: references to the function lead to it too.

    A function's code must take from outside as many variables as the one before, and be a
    generator's or a coroutine's where that was one.
    """
    said = f"{function.__module__}.{function.__qualname__}".removesuffix(".__init__")
    taken = [f"v{number}" for number in range(len(function.__code__.co_freevars))]
    kind = function.__code__.co_flags
    waits = kind & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR)
    yields = kind & (inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR)
    source = (
        f"def outer({', '.join(taken)}):\n"
        f"    {'async ' if waits else ''}def {function.__name__}(*_, **__):\n"
        f"        from {__name__} import refuse\n"
        f"        refuse({said!r}), {', '.join(taken)}\n"
        f"        {'yield' if yields else ''}\n"
    )
    (outer,) = (c for c in compile(source, __file__, "exec").co_consts if _is_code(c))
    (inner,) = (c for c in outer.co_consts if _is_code(c))
    return inner  # type: ignore[no-any-return]


def _is_code(thing: object) -> bool:
    return isinstance(thing, types.CodeType)
