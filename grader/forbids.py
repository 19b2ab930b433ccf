"""Finds torch's own function where the student was to write it: in the syntax tree, in a record.

The tree is read in this process and never executed: names are resolved through the file's
imports, in code that the function reaches, so that a student's own ``softmax`` is not mistaken for
torch's. The record (``sandbox.record``) comes from beside the student's code, so it is evidence
against, never for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.sandbox.record import LISTENED
from grader.spec import Forbids

_SPARED = frozenset(
    {"grad_mode", "no_grad", "enable_grad", "inference_mode", "set_grad_enabled", "FunctionMeta"}
)
"""Where torch.autograd is forbidden these are not: they switch it on and off, or any import that
defines a differentiable function reaches them."""


@dataclass(frozen=True)
class Finding:
    """Where a forbidden function was used: its name, the file and, where known, the line."""

    used: str
    file: str
    line: int | None
    says: str = "uses {used}, which does the work that {function} is to do"
    instead: str | None = None

    def message(self, function: str) -> str:
        """One sentence for the student."""
        where = self.file if self.line is None else f"{self.file}, line {self.line},"
        return f"{where} {self.says.format(used=self.used, function=function)}"


def shy(file: str) -> Finding:
    """Found against a function that is right, unless torch's functions are being recorded."""
    return Finding("", file, None, "answers otherwise while torch's operators are being recorded")


def in_source(function: str, forbids: Forbids, stubs: Mapping[str, str]) -> Finding | None:
    """The first forbidden name in code that ``function`` reaches, in any of the stub files."""
    for file, text in stubs.items():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        reader = _Reader(tree)
        for line, name in reader.uses(function):
            if _named(name, forbids.names):
                return Finding(name, file, line)
    return None


def in_record(
    forbids: Forbids, events: Sequence[Sequence[Any]], *, attributed_only: bool, file: str
) -> Finding | None:
    """The first forbidden function among recorded ``events``.

    ``attributed_only`` leaves out events without a line of the student's: where our own code ran
    beside theirs, it used torch too.
    """
    found: list[Finding] = []
    for name, where, line in events:
        if where is None and attributed_only:
            continue
        if _recorded_name_matches(name, forbids.names):
            found.append(Finding(_spoken(name), file if where is None else where, line))
    if not found and not {*LISTENED} <= {name for name, _, _ in events}:
        return Finding("", file, None, "stops the recording of torch's operators")
    return min(found, key=lambda f: f.line is None, default=None)


def _named(dotted: str, names: Sequence[str]) -> bool:
    last = dotted.rsplit(".", 1)[-1]
    return any(
        dotted == name or dotted.startswith(name + ".") if "." in name else last == name
        for name in names
    )


def _recorded_name_matches(event: str, names: Sequence[str]) -> bool:
    if event.startswith("torch."):
        parts = set(event.split("."))
        return not parts & _SPARED and any(
            event.startswith(name + ".") if "." in name else name in parts for name in names
        )
    if event.startswith("autograd::engine"):
        return "torch.autograd" in names
    if not event.startswith(("aten::", "builtin ")):
        return False  # a name that the student chose, of an autograd.Function or a label
    plain = event.removeprefix("builtin ").removeprefix("aten::").lstrip("_")
    return plain.removesuffix("_with_indices") in names


def _spoken(event: str) -> str:
    if event.startswith("autograd::engine"):
        return "torch.autograd"
    if event.startswith("aten::"):
        return f"torch's operator {event.removeprefix('aten::')}"
    return event.removeprefix("builtin ")


class _Reader:
    """One file: what each of its names stands for, and what a function reaches."""

    def __init__(self, tree: ast.Module) -> None:
        self.imports: dict[str, str] = {}
        self.star = False
        self.definitions: dict[str, list[ast.AST]] = {}
        self.own_methods: set[str] = set()
        for node in ast.walk(tree):
            self._note_import(node)
            if isinstance(node, ast.ClassDef):
                self.own_methods |= {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
        for statement in tree.body:
            for name in _defined(statement):
                self.definitions.setdefault(name, []).append(statement)

    def _note_import(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.split(".")[0]
                self.imports[name] = alias.name if alias.asname else name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                if alias.name == "*":
                    self.star = self.star or node.module.split(".")[0] == "torch"
                else:
                    self.imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def uses(self, function: str) -> Iterator[tuple[int, str]]:
        """(line, dotted name) of everything of torch's that ``function`` reaches, in order."""
        reached: set[str] = set()
        waiting = [function]
        while waiting:
            name = waiting.pop()
            if name in reached:
                continue
            reached.add(name)
            for definition in self.definitions.get(name, ()):
                local = _local_names(definition)
                aliases = self._aliases(definition)
                spared: set[ast.AST] = set()
                for node in ast.walk(definition):
                    used = self._dotted(node, local, aliases)
                    if used is not None and _SPARED & {*used.split(".")}:
                        # What it is an attribute of is spared too: torch.autograd, for one.
                        spared.update(ast.iter_child_nodes(node))
                    elif used is not None and node not in spared:
                        yield node.lineno, used  # type: ignore[attr-defined]
                    if isinstance(node, ast.Name) and node.id in self.definitions:
                        waiting.append(node.id)

    def _aliases(self, definition: ast.AST) -> dict[str, str]:
        found: dict[str, str] = {}
        for node in ast.walk(definition):
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                target, dotted = node.targets[0], self._resolve(node.value, set(), found)
                if isinstance(target, ast.Name) and dotted:
                    found[target.id] = dotted
        return found

    def _dotted(self, node: ast.AST, local: set[str], aliases: dict[str, str]) -> str | None:
        if isinstance(node, ast.Name | ast.Attribute):
            dotted = self._resolve(node, local, aliases)
            if dotted and dotted.split(".")[0] == "torch":
                return dotted
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                method = node.func.attr
                unresolved = self._resolve(node.func, local, aliases) is None
                if unresolved and method not in self.own_methods and hasattr(torch.Tensor, method):
                    return f"torch.Tensor.{method}"
            if isinstance(node.func, ast.Name) and node.func.id == "getattr":
                base = self._resolve(node.args[0], local, aliases) if node.args else None
                name = node.args[1] if len(node.args) > 1 else None
                if base and isinstance(name, ast.Constant) and base.split(".")[0] == "torch":
                    return f"{base}.{name.value!s}"
        if isinstance(node, ast.ImportFrom) and node.module:
            return None
        return None

    def _resolve(self, node: ast.AST, local: set[str], aliases: dict[str, str]) -> str | None:
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        if node.id in aliases:
            root: str | None = aliases[node.id]
        elif node.id in local:
            root = None
        elif node.id in self.imports:
            root = self.imports[node.id]
        elif self.star and node.id not in self.definitions and hasattr(torch, node.id):
            root = f"torch.{node.id}"
        else:
            root = None
        return ".".join([root, *reversed(parts)]) if root else None


def _defined(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return []
    return [
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]


def _local_names(definition: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(definition):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names
