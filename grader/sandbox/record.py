"""Runs one call and lists torch's functions and operators that took part, with the student's line.

Two listeners together: torch's profiler names every dispatched operator, composite ones, the
autograd engine and other threads included; Python's profile hook names torch's Python functions
and built-ins, and knows the line of the student's file that reached them.

Imports nothing of ours.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import torch
from torch._C._profiler import _ExperimentalConfig

EVENTS = 5000

LISTENED = ("listened", "aten::erfinv_")
"""Events by which each listener shows that it was there to the end; the second is an operator."""

os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # the profiler would write to standard error


def recorded(call: Callable[[], Any], files: frozenset[str]) -> list[Any]:
    """What ``call`` returns, and [name, file, line] of each torch function that it reached.

    File and line may be None. Names are ``aten::softmax`` for operators,
    ``torch.nn.functional.softmax`` for Python functions, ``softmax`` for built-ins that the
    student's file called itself; LISTENED too, unless a listener was taken away. What the call
    raises is raised.
    """
    seen: dict[tuple[str, str | None, int | None], None] = {}

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if len(seen) >= EVENTS:
            return
        if event == "call":
            module = frame.f_globals.get("__name__", "")
            if isinstance(module, str) and module.startswith("torch."):
                line = _student_line(frame, files)
                seen[(f"{module}.{frame.f_code.co_qualname}", *line)] = None
        elif event == "c_call" and frame.f_code.co_filename in files:
            name = getattr(argument, "__name__", "")
            seen[(f"builtin {name}", frame.f_code.co_filename, frame.f_lineno)] = None

    everywhere = _ExperimentalConfig(profile_all_threads=True)
    with torch.autograd.profiler.profile(
        use_kineto=True, experimental_config=everywhere
    ) as profile:
        threading.setprofile(note)
        sys.setprofile(note)
        try:
            value = call()
            if sys.getprofile() is note:
                seen[(LISTENED[0], None, None)] = None
            torch.empty(0).erfinv_()
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
    names = {event.name for event in profile.function_events or ()}
    rows = [list(entry) for entry in seen] + [[name, None, None] for name in sorted(names)[:EVENTS]]
    return [value, rows]


def _student_line(frame: FrameType | None, files: frozenset[str]) -> tuple[str | None, int | None]:
    while frame is not None:
        if frame.f_code.co_filename in files:
            return frame.f_code.co_filename, frame.f_lineno
        frame = frame.f_back
    return None, None
