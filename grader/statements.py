"""Whether a file does more than define, when it is executed. Imports nothing of ours."""

from __future__ import annotations

import ast
import warnings


def calls_at_import(source: str) -> bool:
    """Whether a statement of ``source`` calls something, beside definitions and what is for main.

    What decorators, bases and defaults call is not looked at. False for what is no Python.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are told when the file is executed
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(map(_calls, tree.body))


def _calls(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    if isinstance(statement, ast.If) and any(map(_says_name, ast.walk(statement.test))):
        return False
    return any(isinstance(node, ast.Call) for node in ast.walk(statement))


def _says_name(node: ast.AST) -> bool:
    return "__name__" in (getattr(node, "id", None), getattr(node, "value", None))
