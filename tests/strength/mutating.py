"""Mutants of a source: the same program with one small change, as mutation testing has them.

cosmic-ray's operators replace operators, numbers, names of errors, booleans, and so on. Ours add
what tensor code can lose without an error: a statement, a keyword argument, an index, one side of
an operator, a method in a chain.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ASKS_FOR_ARGUMENTS = {"core/VariableReplacer", "core/VariableInserter"}
"""Operators that want to be told the names of variables."""


@dataclass(frozen=True)
class Mutant:
    """A changed ``source``. ``line`` of ``function`` has become ``mutated``; each may be several.

    All three are as ``ast.unparse`` writes them, so that another layout is the same mutant.
    """

    function: str
    line: str
    mutated: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.function, self.line, self.mutated


def mutants(source: str) -> list[Mutant]:
    """Every mutant of ``source`` that is another program, each once."""
    original = _plain(source)
    found: dict[str, Mutant] = {}
    for text in [*_of_cosmic_ray(source), *_of_ours(original)]:
        try:
            mutated = _plain(text)
        except SyntaxError:
            continue
        if mutated != original and mutated not in found:
            found[mutated] = _compared(original, mutated)
    return list(found.values())


def _plain(source: str) -> str:
    """The program without comments, docstrings and annotations, in one layout."""
    return ast.unparse(ast.fix_missing_locations(_Undocumented().visit(ast.parse(source))))


class _Undocumented(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.visit_Module(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        return ast.Assign([node.target], node.value) if node.value else ast.Pass()

    def visit_Module(self, node: Any) -> ast.AST:
        if ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
        return self.generic_visit(node)

    visit_ClassDef = visit_Module  # noqa: N815


def _of_cosmic_ray(source: str) -> Iterator[str]:
    for name in operator_names():
        if name in ASKS_FOR_ARGUMENTS:
            continue
        operator = get_operator(name)()
        nodes = ast_nodes(get_ast(source))
        places = sum(len(list(operator.mutation_positions(node))) for node in nodes)
        for place in range(places):
            yield mutate_code(source, operator, place) or source


def _of_ours(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    modules = {
        alias.asname or alias.name
        for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }  # fmt: skip
    for parent in list(ast.walk(tree)):
        for holder, key, node in _slots(parent):
            for smaller in _smaller(node, modules):
                holder[key] = smaller
                yield ast.unparse(tree)
            holder[key] = node


def _slots(parent: ast.AST) -> Iterator[tuple[Any, Any, ast.AST]]:
    """Each child of a node, and where it is kept: in a list, or in an attribute."""
    for field, value in ast.iter_fields(parent):
        if isinstance(value, list):
            yield from ((value, place, child) for place, child in enumerate(value))
        elif isinstance(value, ast.AST):
            yield vars(parent), field, value


def _smaller(node: ast.AST, modules: set[str]) -> Iterator[ast.AST]:
    """What may stand in a node's place with a part of it left out."""
    match node:
        case ast.Expr() | ast.Assign() | ast.AugAssign() | ast.If() | ast.Raise() | ast.Return():
            yield ast.Pass()
        case ast.BinOp(left=left, right=right):
            yield from (left, right)
        case ast.BoolOp(values=values):
            yield from values
        case ast.IfExp(body=body, orelse=orelse):
            yield from (body, orelse)
        case ast.Subscript(value=value):
            yield value
        case ast.Call(func=function, args=args, keywords=keywords):
            for place in range(len(keywords)):
                yield ast.Call(function, args, keywords[:place] + keywords[place + 1 :])
            if isinstance(function, ast.Attribute) and _root(function) not in modules:
                yield function.value


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _compared(original: str, mutated: str) -> Mutant:
    before, after = original.splitlines(), mutated.splitlines()
    changes = [
        change for change in difflib.SequenceMatcher(None, before, after, False).get_opcodes()
        if change[0] != "equal"
    ]  # fmt: skip
    first, last = changes[0], changes[-1]
    old = before[first[1] : last[2]]
    new = after[first[3] : last[4]]
    return Mutant(_around(original, first[1] + 1), _joined(old), _joined(new), mutated)


def _joined(lines: list[str]) -> str:
    return "\n".join(line.strip() for line in lines)


def _around(source: str, line: int) -> str:
    """The name of the innermost function or class that holds a line; empty outside of all."""
    names = [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return ".".join(names)
