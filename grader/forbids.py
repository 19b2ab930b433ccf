"""Finds torch's own function where the student was to write it, in the syntax tree.

The tree is read in this process and never executed: names are resolved through the file's
imports, in code that the function reaches, so that a student's own ``softmax`` is not mistaken for
torch's. It says the line, and why. What it misses has no effect: see ``sandbox.bars``.
"""

from __future__ import annotations

import ast
import functools
import sys
import warnings
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from grader.names import Names, Scope
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


@dataclass(frozen=True)
class Finding:
    """Where a forbidden function was used: its name, the file and, where known, the line."""

    used: str
    file: str
    line: int | None

    @property
    def where(self) -> str:
        """The place, as a sentence begins."""
        return self.file if self.line is None else f"{self.file}, line {self.line},"

    def message(self, function: str) -> str:
        """One sentence for the student."""
        if _named(self.used, _COMPILED):
            return f"{self.where} uses {self.used}; {function} is to be plain Python, not compiled"
        return f"{self.where} uses {self.used}, which does the work that {function} is to do"


def in_source(function: str, forbids: Forbids, stubs: Mapping[str, str]) -> Finding | None:
    """The first forbidden name in code that ``function`` reaches, in any of the stub files."""
    for file, source in stubs.items():
        try:
            for line, path in _read(source).uses(function):
                if _named(path, (*forbids.names, *_COMPILED)):
                    return Finding(path, file, line)
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
            self._findings[function] = finding


def barred(error: StudentError) -> Finding | None:
    """What ``error`` says was called although it had been taken away; None for other errors."""
    if error.type != f"{BarredError.__module__}.{BarredError.__qualname__}":
        return None
    file, line = error.frames[-1][:2] if error.frames else ("the code", None)
    name = error.message if error.message.startswith("torch.") else f"torch's {error.message}"
    return Finding(name, file, line)


def _named(dotted: str, names: Sequence[str]) -> bool:
    if _SPARED & {*dotted.split(".")}:
        return False
    last = dotted.rsplit(".", 1)[-1]
    return any(
        dotted == name or dotted.startswith(name + ".") if "." in name else last == name
        for name in names
    )


class _Reader:
    """One file, and what of torch's a function in it reaches."""

    def __init__(self, tree: ast.Module) -> None:
        self._names = Names(tree, _exports)
        self._touched = _touched(tree)

    def uses(self, function: str) -> Iterator[tuple[int, str]]:
        """(line, path) of everything of torch's that ``function`` reaches."""
        module = self._names.module
        waiting: deque[tuple[ast.AST, Scope]] = deque()
        reached: set[int] = set()
        known: set[tuple[str, int]] = set()
        changed: set[str] = set()

        def reach(name: str, scope: Scope) -> Iterator[tuple[int, str]]:
            home = self._names.home(name, scope)
            place = name, id(home)
            if place in known:
                return
            known.add(place)
            for binding in self._names.bindings(name, scope):
                if isinstance(binding.value, ast.AST):
                    waiting.append((binding.value, binding.scope))
                elif isinstance(binding.value, str) and name == function and binding.line:
                    yield binding.line, binding.value
            if (home is None or home is module) and name not in changed:
                changed.add(name)
                waiting.extend((node, module) for node in self._touched.get(name, ()))

        yield from reach(function, module)
        while waiting:
            node, scope = waiting.popleft()
            if id(node) in reached:
                continue
            reached.add(id(node))
            inner = self._names.scope_of(node, scope)
            found = self._used(node, scope)
            yield from ((node.lineno, path) for path in found)  # type: ignore[attr-defined]
            if found and isinstance(node, ast.Attribute):
                continue  # what it is an attribute of is no use by itself
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield from reach(node.id, scope)
            children = [*ast.iter_child_nodes(node)]
            waiting.extendleft(
                (child, inner if _inside(node, child) else scope) for child in reversed(children)
            )

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
                return [f"torch.Tensor.{method}"]
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


def _inside(node: ast.AST, child: ast.AST) -> bool:
    """Whether ``child`` is read in the scope that ``node`` opens, if it opens one."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return child in node.body
    return not isinstance(child, ast.arguments)


def _touched(tree: ast.Module) -> dict[str, list[ast.AST]]:
    """The module's statements that change what a name stands for: ``table["f"] = ...``."""
    found: dict[str, list[ast.AST]] = {}
    for statement in tree.body:
        changed: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            changed = statement.targets
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            changed = [statement.value.func]
        for target in changed:
            root: ast.AST = target
            while isinstance(root, ast.Attribute | ast.Subscript):
                root = root.value
            if isinstance(root, ast.Name) and root is not target:
                found.setdefault(root.id, []).append(statement)
    return found
