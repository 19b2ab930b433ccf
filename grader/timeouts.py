"""Ends the student's code in this process after a time: a loop that never ends, under pytest.

Where the platform has interval timers and this is the main thread, an alarm raises in the running
code, again and again in case a bare ``except`` swallows it; code that swallows every one is ended
with the process. Elsewhere nothing limits the time. Imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
import traceback
from collections.abc import Iterator
from types import FrameType

AGAIN = 0.05
PATIENCE = 60


class TimeUpError(BaseException):
    """The time is up. Not an ``Exception``, so that ``except Exception`` lets it pass."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise ``TimeUpError`` in the body once ``seconds`` of wall time have gone."""
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    armed = True
    rings = 0

    def ring(_: int, frame: FrameType | None) -> None:
        nonlocal rings
        if _importing(frame):
            return  # a module that is half imported stays so for the whole process
        rings += 1
        if rings > PATIENCE:
            _give_up(frame)
        if armed and not _on_the_way(frame):
            raise TimeUpError

    callbacks, gc.callbacks[:] = gc.callbacks[:], []  # what is raised in one is lost, and printed
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        gc.callbacks[:] = callbacks


def _on_the_way(frame: FrameType | None) -> bool:
    """Whether this is the way into or out of the body, on which an exception would be lost.

    Nothing would then stop the alarm. It rings again, in the body or not at all.
    """
    return frame is not None and frame.f_code.co_filename in _WAY


_WAY = {way.__code__.co_filename for way in (contextlib.contextmanager, _on_the_way)}


def _importing(frame: FrameType | None) -> bool:
    """Whether an import is under way."""
    while frame is not None:
        if frame.f_code.co_filename == _IMPORTS:
            return True
        frame = frame.f_back
    return False


_IMPORTS = "<frozen importlib._bootstrap>"


def _give_up(frame: FrameType | None) -> None:
    place = "".join(traceback.format_stack(frame)[-3:])
    words = (
        "\nThis code does not end, and catches every exception that would end it; "
        f"the run stops here:\n\n{place}\nCatch the exceptions that you expect, by name.\n"
    )
    os.write(2, words.encode())
    os._exit(1)
