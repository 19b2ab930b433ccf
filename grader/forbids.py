"""Finds torch's own function where the student was to write it, in the syntax tree.

The tree is read in this process and never executed: names are resolved through the file's
imports, in code that the function reaches, so that a student's own ``softmax`` is not mistaken for
torch's. It says the line, and why. What it misses has no effect: see ``sandbox.bars``.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import sys
import warnings
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from grader.names import Binding, Names, Scope
from grader.sandbox import cells
from grader.sandbox.bars import BarredError
from grader.spec import Check, Forbids
from grader.subject import StudentError

_SPARED = frozenset(
    {"grad_mode", "no_grad", "enable_grad", "inference_mode", "set_grad_enabled", "FunctionMeta"}
)
"""Where torch.autograd is forbidden these are not: they switch it on and off, or any import that
defines a differentiable function reaches them."""

_COMPILED = (
    "torch.compile", "torch.jit.script", "torch.jit.trace", "torch.jit.trace_module",
    "torch.jit.ScriptModule", "torch.jit.CompilationUnit",
)  # fmt: skip
"""Where anything is forbidden these are: what they make of code calls what cannot be taken away."""

_ANNOTATIONS = {"annotation", "returns", "type_params"}
"""Fields of the syntax tree that hold them."""


@dataclass(frozen=True)
class Finding:
    """Where a forbidden function was used: its name, the file and, where known, the line.

    ``used`` begins with a dot where it is a method of something unknown. ``listed`` is whether the
    rule has its name, and not only that of a module which it is in.
    """

    used: str
    file: str
    line: int | None
    listed: bool = True

    @property
    def where(self) -> str:
        """The place, as a sentence begins."""
        return self.file if self.line is None else f"{self.file}, line {self.line},"

    def message(self, function: str) -> str:
        """One sentence for the student."""
        if _named(self.used, _COMPILED):
            return f"{self.where} uses {self.used}; {function} is to be plain Python, not compiled"
        if self.used.startswith("."):
            return (
                f"{self.where} calls {self.used} of what may be a tensor, which {function} may not;"
                " a method of your own needs another name"
            )
        if not self.listed:
            return f"{self.where} uses {self.used}, which {function} may not use"
        return f"{self.where} uses {self.used}, which does the work that {function} is to do"


def in_source(function: str, forbids: Forbids, stubs: Mapping[str, str]) -> Finding | None:
    """The first forbidden name in code that ``function`` reaches, in any of the stub files."""
    for file, source in stubs.items():
        try:
            for line, path in _read(source).uses(function):
                if _named(path, (*forbids.names, *_COMPILED)):
                    place = cells.place(file, source, line)
                    return Finding(path, *place, _listed(path, forbids))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


class Evidence:
    """What has been found against the functions of one submission's exercise.

    Their source is read once a function; what they were refused is added.
    """

    def __init__(self, rules: Mapping[str, Forbids], stubs: Mapping[str, str]) -> None:
        self._rules = rules
        self._stubs = stubs
        self._findings: dict[str, Finding | None] = {}

    def against(self, check: Check) -> tuple[str, Finding] | None:
        """A function that ``check`` calls, and what it used."""
        for function in check.functions:
            if function not in self._rules:
                continue
            if function not in self._findings:
                self._findings[function] = in_source(function, self._rules[function], self._stubs)
            finding = self._findings[function]
            if finding is not None:
                return function, finding
        return None

    def add(self, function: str, finding: Finding) -> None:
        """Keep what ``function`` was refused, if it is under a rule."""
        if function in self._rules:
            listed = _listed(finding.used, self._rules[function])
            self._findings[function] = dataclasses.replace(finding, listed=listed)


def barred(error: StudentError) -> Finding | None:
    """What ``error`` says was called although it had been taken away; None for other errors."""
    if error.type != f"{BarredError.__module__}.{BarredError.__qualname__}":
        return None
    file, line = error.frames[-1][:2] if error.frames else ("the code", None)
    name = error.message if error.message.startswith("torch.") else f"torch's {error.message}"
    return Finding(name, file, line)


def _listed(used: str, forbids: Forbids) -> bool:
    """Whether the rule names it; what is not of a module of torch's was refused by its name."""
    return not used.startswith("torch.") or used.rpartition(".")[2] in forbids.names


def _named(dotted: str, names: Sequence[str]) -> bool:
    if _SPARED & {*dotted.split(".")}:
        return False
    last = dotted.rsplit(".", 1)[-1]
    dotted = f"torch.Tensor{dotted}" if dotted.startswith(".") else dotted
    return any(
        dotted == name or dotted.startswith(name + ".") if "." in name else last == name
        for name in names
    )


class _Reader:
    """One file: what its names stand for, and what changes that."""

    def __init__(self, tree: ast.Module) -> None:
        self.names = Names(tree, _exports)
        self.touched = _touched(tree)

    def uses(self, function: str) -> Iterator[tuple[int, str]]:
        """(line, path) of everything of torch's that ``function`` reaches."""
        return _Walk(self).uses(function)


class _Walk:
    """The way from one function through all that it reaches."""

    def __init__(self, reader: _Reader) -> None:
        self._names = reader.names
        self._touched = reader.touched
        self._waiting: deque[tuple[ast.AST, Scope]] = deque()
        self._reached: set[int] = set()
        self._called: set[int] = set()
        self._known: set[tuple[str, int]] = set()
        self._changed: set[tuple[str, bool]] = set()

    def uses(self, function: str) -> Iterator[tuple[int, str]]:
        """(line, path) of everything of torch's that ``function`` reaches."""
        module = self._names.module
        for binding in self._reach(function, module, called=True):
            if isinstance(binding.value, str) and binding.line:
                yield binding.line, binding.value
        while self._waiting:
            node, scope = self._waiting.popleft()
            if id(node) in self._reached:
                continue
            self._reached.add(id(node))
            found = self._used(node, scope)
            yield from ((node.lineno, path) for path in found)  # type: ignore[attr-defined]
            if found and isinstance(node, ast.Attribute):
                continue  # what it is an attribute of is no use by itself
            self._follow(node, scope)

    def _follow(self, node: ast.AST, scope: Scope) -> None:
        """Have what ``node`` consists of and stands for looked at."""
        method = self._static_method(node, scope)
        if method is not None:
            self._waiting.append(method)
            return
        if isinstance(node, ast.Call):
            self._called.add(id(node.func))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            self._reach(node.id, scope, called=id(node) in self._called)
        inner = self._names.scope_of(node, scope)
        self._waiting.extendleft(
            (child, inner if _inside(node, child) else scope)
            for child in reversed([*_executed(node)])
        )

    def _reach(self, name: str, scope: Scope, *, called: bool) -> list[Binding]:
        """What ``name`` stands for, where that is news; its code is looked at later.

        ``called``: it is called here, and none of its attributes read.
        """
        home = self._names.home(name, scope)
        bindings = self._names.bindings(name, scope)
        place = name, id(home)
        news = [] if place in self._known else bindings
        self._known.add(place)
        for binding in news:
            if isinstance(binding.value, ast.AST):
                self._waiting.append((binding.value, binding.scope))
        if name in self._touched and (home is None or home is self._names.module):
            plain = bool(bindings) and all(_is_plain(binding.value) for binding in bindings)
            self._change(name, called and plain)
        return news

    def _change(self, name: str, called: bool) -> None:
        """Have the module's statements looked at that change what ``name`` stands for.

        A function that is only ``called`` may have any attributes that it likes.
        """
        if (name, called) not in self._changed:
            self._changed.add((name, called))
            for attribute, statement in self._touched[name]:
                if not (called and attribute):
                    self._waiting.append((statement, self._names.module))

    def _static_method(self, node: ast.AST, scope: Scope) -> tuple[ast.AST, Scope] | None:
        """The method that ``A.f`` is, which has nothing to do with what else is in the class."""
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
            return None
        owners = self._names.bindings(node.value.id, scope)
        if len(owners) != 1 or node.value.id in self._touched:
            return None
        owner = owners[0].value
        if not isinstance(owner, ast.ClassDef) or owner.decorator_list or owner.keywords:
            return None
        inside = self._names.scope_of(owner, scope)
        methods = inside.bound.get(node.attr, [])
        if len(methods) != 1 or not isinstance(methods[0].value, ast.FunctionDef):
            return None
        decorators = methods[0].value.decorator_list
        static = len(decorators) == 1 and getattr(decorators[0], "id", None) == "staticmethod"
        return (methods[0].value, inside) if static else None

    def _used(self, node: ast.AST, scope: Scope) -> list[str]:
        if isinstance(node, ast.Name | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            return []
        if isinstance(node, ast.Name | ast.Attribute | ast.Call):
            paths = self._names.paths(node, scope)
            found = [path for path in sorted(paths) if path.partition(".")[0] == "torch"]
            if found or not isinstance(node, ast.Call):
                return found
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            method = node.func.attr
            unknown = not self._names.paths(node.func, scope)
            if unknown and method not in self._names.own_attributes and hasattr(Tensor, method):
                return [f".{method}"]
        return []


@functools.lru_cache(maxsize=8)
def _read(source: str) -> _Reader:
    """The reader of a file, which is asked about one function after another."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the student's are no news for whoever grades
        return _Reader(ast.parse(source))


def _exports(module: str, name: str) -> bool:
    """Whether a star import of ``module`` brings ``name``; torch is not asked.

    It would import what it has not yet.
    """
    there = getattr(sys.modules.get(module), "__dict__", {})
    return module.partition(".")[0] == "torch" and name in there


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    """What ``node`` consists of, but for annotations, which say and do nothing."""
    for field, value in ast.iter_fields(node):
        if field not in _ANNOTATIONS:
            parts = value if isinstance(value, list) else [value]
            yield from (part for part in parts if isinstance(part, ast.AST))


def _inside(node: ast.AST, child: ast.AST) -> bool:
    """Whether ``child`` is read in the scope that ``node`` opens, if it opens one."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return child in node.body
    return not isinstance(child, ast.arguments)


def _is_plain(value: object) -> bool:
    """Whether a call of it reads none of its attributes."""
    return isinstance(value, ast.FunctionDef) and not value.decorator_list


def _touched(tree: ast.Module) -> dict[str, list[tuple[str, ast.AST]]]:
    """The module's statements that change what a name stands for: ``table["f"] = ...``.

    With each the attribute that it sets, such as ``reference`` in ``softmax.reference = ...``, if
    that is no more than an attribute.
    """
    found: dict[str, list[tuple[str, ast.AST]]] = {}
    for statement in tree.body:
        changed: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            changed = statement.targets
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            changed = [statement.value.func]
        for target in changed:
            root: ast.AST = target
            attribute = ""
            while isinstance(root, ast.Attribute | ast.Subscript):
                attribute = root.attr if isinstance(root, ast.Attribute) else ""
                root = root.value
            if isinstance(root, ast.Name) and root is not target and attribute != "__doc__":
                plain = attribute if not attribute.startswith("__") else ""
                found.setdefault(root.id, []).append((plain, statement))
    return found
