"""Keeps torch's compiler out of calls on the meta device.

A kernel of the meta device first imports ``torch._dynamo``, a second or more, to be told that the
compiler is to leave it alone. Where nobody compiles, a stand-in can say that at once.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

NAME = "torch._dynamo"


@contextmanager
def left_out() -> Iterator[None]:
    """While this lasts, what asks for the compiler to be disabled is not made to import it.

    What asks for anything else gets the compiler itself; where that is imported, nothing changes.
    """
    if NAME in sys.modules:
        yield
        return
    stand_in = _StandIn(NAME)
    sys.modules[NAME] = stand_in
    try:
        yield
    finally:
        stand_in.withdraw()


class _StandIn(ModuleType):
    @staticmethod
    def disable(fn: Any, *_: Any, **__: Any) -> Any:
        return fn

    def withdraw(self) -> None:
        if sys.modules.get(NAME) is self:
            del sys.modules[NAME]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        self.withdraw()
        return getattr(importlib.import_module(NAME), name)
