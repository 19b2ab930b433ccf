"""Keeps torch's compiler out of a process that compiles nothing.

At the first optimizer, and at the first result on the meta device, torch imports ``torch._dynamo``,
half a second and 100 MB, to be told that the compiler is to leave it alone. Where nobody compiles,
a stand-in can say that at once.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

NAME = "torch._dynamo"


def leave_out() -> None:
    """From now on, what asks the compiler to leave it alone is not made to import it.

    Who asks for anything else gets the compiler itself; where that is imported, nothing changes.
    """
    sys.modules.setdefault(NAME, _StandIn(NAME))


class _StandIn(ModuleType):
    @staticmethod
    def disable(fn: Callable[..., Any] | None = None, *_: Any, **__: Any) -> Any:
        return fn or (lambda fn: fn)

    @staticmethod
    def graph_break(*_: Any, **__: Any) -> None:
        """No graph is made that could be broken."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        if sys.modules.get(NAME) is self:
            del sys.modules[NAME]
        return getattr(importlib.import_module(NAME), name)
