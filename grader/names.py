"""What the names in a Python file stand for, read from its syntax tree; nothing is executed.

For ``forbids``. A name is looked up as Python does: in the function where it stands, in those
around it, in the module. Where the tree does not tell what a name stands for, it stands for
nothing: whoever reads this is to accuse nobody in doubt. Imports nothing of ours.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_SCOPES = (*Function.__args__, *Comprehension.__args__, ast.ClassDef)
_DEEPEST = 100
"""Steps from an expression to what it stands for."""

_MOST = 100_000
"""Steps in one file, which may be written to have no end of them; each path found is a step."""

_AT_ONCE, _LONGEST = 100, 200
"""Paths that one expression may stand for, and characters of each: others are left out."""

_GIVERS = frozenset(
    {"SimpleNamespace", "namedtuple", "NamedTuple", "make_dataclass", "setattr", "type"}
)
"""What gives a thing attributes whose names are among its arguments."""


@dataclass
class Scope:
    """The names that a piece of code binds; each maps to what was bound, in order.

    That is a dotted path of an import, the node of a definition or of a value, or None where
    nothing is known. ``line`` of an import is kept beside it.
    """

    parent: Scope | None = None
    is_class: bool = False
    bound: dict[str, list[Binding]] = field(default_factory=dict)
    lines: set[tuple[str, int]] = field(default_factory=set)  # where each name is bound
    elsewhere: dict[str, Scope] = field(default_factory=dict)  # global and nonlocal names

    def bind(self, name: str, value: ast.AST | str | None, line: int, scope: Scope) -> None:
        home = self.elsewhere.get(name, self)
        home.bound.setdefault(name, []).append(Binding(value, line, scope))
        home.lines.add((name, line))

    @property
    def module(self) -> Scope:
        """The outermost scope."""
        return self if self.parent is None else self.parent.module


@dataclass(frozen=True)
class Binding:
    """What a name was bound to, on which line, and the scope to read that in."""

    value: ast.AST | str | None
    line: int
    scope: Scope


class Names:
    """One file's scopes. ``exports`` says which names a star import of a module brings."""

    def __init__(self, tree: ast.Module, exports: Callable[[str, str], bool]) -> None:
        self.module = Scope()
        self.own_attributes: set[str] = set()
        self._exports = exports
        self._stars: dict[str, None] = {}  # in order
        self._starred: dict[str, list[Binding]] = {}
        self._known: dict[tuple[int, int], frozenset[str]] = {}
        self._pending: set[tuple[int, int]] = set()
        self._cuts = self._steps = 0
        self._scopes: dict[ast.AST, Scope] = {tree: self.module}
        self._calls: list[tuple[ast.Call, Scope]] = []
        self._collect(tree.body, self.module)
        for call, scope in self._calls:
            if self._gives_attributes(call.func, scope):
                self.own_attributes.update(_given(call))

    def scope_of(self, node: ast.AST, around: Scope) -> Scope:
        """The scope of the code in ``node``, which stands in ``around``."""
        return self._scopes.get(node, around)

    def bindings(self, name: str, scope: Scope) -> list[Binding]:
        """What ``name`` may stand for in ``scope``; of several in the module, the last.

        A function runs when the module has been executed whole.
        """
        home = self.home(name, scope)
        if home is not None:
            return home.bound[name][-1:] if home is self.module else home.bound[name]
        if name not in self._starred:
            self._steps += len(self._stars)
            stars = self._stars if self._steps <= _MOST else ()
            self._starred[name] = [
                Binding(f"{star}.{name}", 0, self.module)
                for star in stars
                if self._exports(star, name)
            ]
        return self._starred[name]

    def home(self, name: str, scope: Scope) -> Scope | None:
        """The scope that binds ``name`` as it stands in ``scope``; None where only a star may."""
        at: Scope | None = scope.elsewhere.get(name, scope)
        while at is not None:
            if name in at.bound and not (at.is_class and at is not scope and name != "__class__"):
                return at
            at = at.parent
        return None

    def paths(self, node: ast.AST, scope: Scope) -> frozenset[str]:
        """Dotted paths that an expression may stand for, such as torch.nn.functional.softmax.

        What stands for itself, as in ``x = x + 1``, adds nothing to what else it stands for.
        """
        place = (id(node), id(scope))
        if place in self._known:
            return self._known[place]
        if place in self._pending or len(self._pending) > _DEEPEST or self._steps > _MOST:
            self._cuts += 1
            return frozenset()
        self._steps += 1
        self._pending.add(place)
        cuts = self._cuts
        short = (path for path in self._paths(node, scope) if len(path) <= _LONGEST)
        found = frozenset(itertools.islice(short, _AT_ONCE))
        self._steps += len(found)
        self._pending.remove(place)
        if self._cuts == cuts or not self._pending:
            self._known[place] = found
        return found

    def _paths(self, node: ast.AST, scope: Scope) -> Iterable[str]:
        if isinstance(node, ast.Name):
            for binding in self.bindings(node.id, scope):
                self._steps += 1
                if self._steps > _MOST:
                    self._cuts += 1
                    return
                if isinstance(binding.value, str):
                    yield binding.value
                elif isinstance(binding.value, ast.expr):
                    yield from self.paths(binding.value, binding.scope)
        elif isinstance(node, ast.Attribute):
            yield from (f"{base}.{node.attr}" for base in self.paths(node.value, scope))
        elif isinstance(node, ast.IfExp):
            yield from self.paths(node.body, scope) | self.paths(node.orelse, scope)
        elif isinstance(node, ast.BoolOp):
            for value in node.values:
                yield from self.paths(value, scope)
        elif isinstance(node, ast.NamedExpr):
            yield from self.paths(node.value, scope)
        elif isinstance(node, ast.Call):
            yield from self._fetched(node, scope)

    def _fetched(self, node: ast.Call, scope: Scope) -> Iterable[str]:
        """getattr(torch, "softmax"), import_module("torch.optim") and __import__("torch")."""
        texts = [text(argument) for argument in node.args]
        if isinstance(node.func, ast.Name) and not self.bindings(node.func.id, scope):
            if node.func.id == "getattr" and len(texts) > 1 and texts[1]:
                yield from (f"{base}.{texts[1]}" for base in self.paths(node.args[0], scope))
            if node.func.id == "__import__" and texts and texts[0]:
                yield texts[0].partition(".")[0]
        elif "importlib.import_module" in self.paths(node.func, scope):
            yield from (path for path in texts[:1] if path)

    def _collect(self, nodes: list[ast.stmt] | list[ast.expr], scope: Scope) -> None:
        for node in nodes:
            for inner in _outside_in(node):
                if isinstance(inner, ast.Global):
                    scope.elsewhere.update(dict.fromkeys(inner.names, self.module))
                elif isinstance(inner, ast.Nonlocal) and scope.parent is not None:
                    scope.elsewhere.update(dict.fromkeys(inner.names, scope.parent))
            for inner in _outside_in(node):
                self._note(inner, scope)

    def _note(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                scope.bind(name, alias.name if alias.asname else name, node.lineno, scope)
        elif isinstance(node, ast.ImportFrom):
            self._note_from(node, scope)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    scope.bind(target.id, node.value, node.lineno, scope)
                else:
                    self._note_unpacked(target, node.value, scope)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name):
            scope.bind(node.target.id, node.value, node.lineno, scope)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            home = scope.elsewhere.get(node.id, scope)
            if (node.id, node.lineno) not in home.lines:
                scope.bind(node.id, None, node.lineno, scope)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            self.own_attributes.add(node.attr)
        elif isinstance(node, ast.Call):
            self._calls.append((node, scope))
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            if node.name:
                scope.bind(node.name, None, node.lineno, scope)
        elif isinstance(node, _SCOPES):
            self._enter(node, scope)

    def _gives_attributes(self, called: ast.expr, scope: Scope) -> bool:
        """Whether it is a class of the file's own, or gives attributes as namedtuple does."""
        name = getattr(called, "attr", None)
        if isinstance(called, ast.Name):
            home = self.home(called.id, scope)
            value = home.bound[called.id][-1].value if home else called.id
            name = value.rpartition(".")[2] if isinstance(value, str) else None
            if isinstance(value, ast.ClassDef):
                return True
        return name in _GIVERS

    def _note_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        for alias in node.names:
            module = "." * node.level + (node.module or "")
            if alias.name == "*":
                self._stars[module] = None
            else:
                path = f"{module}.{alias.name}"
                scope.bind(alias.asname or alias.name, path, node.lineno, scope)

    def _note_unpacked(self, target: ast.expr, value: ast.expr, scope: Scope) -> None:
        """``a, b = c, d``: each name by itself."""
        if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            for name, part in zip(target.elts, value.elts, strict=False):
                if isinstance(name, ast.Name):
                    scope.bind(name.id, part, name.lineno, scope)

    def _enter(self, node: ast.AST, scope: Scope) -> None:
        inner = Scope(scope, isinstance(node, ast.ClassDef))
        self._scopes[node] = inner
        if isinstance(node, ast.ClassDef):
            scope.bind(node.name, node, node.lineno, scope)
            inner.bind("__class__", node, node.lineno, scope)
            self.own_attributes |= {n.name for n in node.body if hasattr(n, "name")}
            self._collect(node.body, inner)
            self.own_attributes |= set(inner.bound)
        elif isinstance(node, Function):
            if not isinstance(node, ast.Lambda):
                scope.bind(node.name, node, node.lineno, scope)
            for argument, default in _arguments(node.args):
                inner.bind(argument.arg, default, argument.lineno, scope)
            self._collect(node.body if isinstance(node.body, list) else [node.body], inner)
        else:
            parts = [p for p in ast.iter_child_nodes(node) if isinstance(p, ast.expr)]
            for generator in node.generators:  # type: ignore[attr-defined]
                parts += [generator.target, generator.iter, *generator.ifs]
            self._collect(parts, inner)


def text(node: ast.AST) -> str | None:
    """A string that is written out, in parts perhaps."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = text(node.left), text(node.right)
        return None if left is None or right is None else left + right
    if isinstance(node, ast.FormattedValue) and node.conversion < 0 and node.format_spec is None:
        return text(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [text(part) for part in node.values]
        return None if None in parts else "".join(filter(None, parts))
    return None


def _given(call: ast.Call) -> Iterator[str]:
    """The names that are written out among a call's arguments, in lists and tables too."""
    yield from (keyword.arg for keyword in call.keywords if keyword.arg)
    waiting = [*call.args, *(keyword.value for keyword in call.keywords)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.List | ast.Tuple):
            waiting += node.elts
        elif isinstance(node, ast.Dict):
            waiting += filter(None, node.keys)
        else:
            yield from (text(node) or "").replace(",", " ").split()


def _outside_in(node: ast.AST) -> Iterator[ast.AST]:
    """``node`` and all beneath in its scope, those that open a scope included, in order.

    Of a function its decorators, annotations and defaults, of a class its bases belong here.
    """
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        inside = isinstance(node, _SCOPES)
        waiting += reversed([*(_of_this_scope(node) if inside else ast.iter_child_nodes(node))])


def _of_this_scope(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *(word.value for word in node.keywords)]
    if isinstance(node, Function):
        decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
        return [*decorators, *(d for _, d in _arguments(node.args) if d is not None)]
    return []


def _arguments(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    placed = [*arguments.posonlyargs, *arguments.args]
    without = [None] * (len(placed) - len(arguments.defaults))
    yield from zip(placed, [*without, *arguments.defaults], strict=True)
    yield from zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    for rest in (arguments.vararg, arguments.kwarg):
        if rest is not None:
            yield rest, None
