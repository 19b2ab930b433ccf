"""The alarm ends the body of the with statement, and nothing after it."""

import contextlib
import importlib
import signal
import sys
import time

import pytest

from grader import timeouts
from grader.timeouts import TimeUpError, time_limit

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs interval timers")


def busy(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_code_that_takes_too_long_is_ended():
    started = time.monotonic()
    with pytest.raises(TimeUpError), time_limit(0.05):
        busy(30.0)
    assert time.monotonic() - started < 20
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_exception_that_is_swallowed_comes_again():
    def stubborn():
        for _ in range(3):
            with contextlib.suppress(TimeUpError):
                busy(30.0)
            swallowed.append(True)
        busy(30.0)

    swallowed = []
    with pytest.raises(TimeUpError), time_limit(0.01):
        stubborn()
    assert swallowed == [True] * 3


SLOW = """
def slow(manager, *raised, leave=contextlib._GeneratorContextManager.__exit__):
    until = time.monotonic() + 0.1 + 4 * AGAIN
    while time.monotonic() < until:
        pass
    return leave(manager, *raised)
"""


@pytest.mark.parametrize("seconds", [0.01, 0.1])
def test_an_alarm_that_rings_on_the_way_out_is_not_heard(monkeypatch, seconds):
    """As on a machine that swaps. Raised there, nothing would stop the alarm any more."""
    names = {"contextlib": contextlib, "time": time, "AGAIN": timeouts.AGAIN}
    exec(compile(SLOW, contextlib.__file__, "exec"), names)
    monkeypatch.setattr(contextlib._GeneratorContextManager, "__exit__", names["slow"])
    kept = None
    try:
        with time_limit(seconds):
            if seconds < 0.1:
                busy(30.0)
    except TimeUpError as error:
        kept = error  # and with it the frames
    left = signal.getitimer(signal.ITIMER_REAL)
    signal.setitimer(signal.ITIMER_REAL, 0)
    assert left == (0.0, 0.0)
    assert (kept is not None) is (seconds < 0.1)
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


def test_an_import_is_never_left_half_done(tmp_path, monkeypatch):
    slow = "import time\nfirst = 1\nend = time.monotonic() + 0.6\n"
    slow += "while time.monotonic() < end: pass\nlast = 2\n"
    (tmp_path / "slow_to_import.py").write_text(slow)
    monkeypatch.syspath_prepend(tmp_path)

    def imports():
        importlib.import_module("slow_to_import")
        busy(30.0)

    with pytest.raises(TimeUpError), time_limit(0.1):
        imports()
    assert sys.modules.pop("slow_to_import").last == 2
