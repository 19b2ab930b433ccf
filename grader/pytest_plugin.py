"""pytest as the student's front door: every check of an ``Exercise`` becomes a test.

``pytest_items`` makes the tests, ``terminal`` writes the lines and the table. Under xdist the
process at the terminal collects nothing, so it needs neither ``pytest_items`` nor torch. Used by
``exercises/conftest.py``, and by nothing else.
"""

from __future__ import annotations

import pytest

from grader.spec import GPU, SLOW
from grader.terminal import Lines

SEED = "torchkata"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("torchkata")
    group.addoption("--examples-seed", default=SEED, help="seed for the examples that checks draw")
    group.addoption(
        "--shrink", type=float, default=2.0, metavar="SECONDS",
        help="time a check for making a failing call small (default: 2)",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    if getattr(config.option, "dist", None) == "load":
        config.option.dist = "loadfile"  # an exercise is shown, and loaded, in one piece
        config.option.loadscopereorder = False  # it is collected in the best order already
    if config.option.reportchars == "fE":
        config.option.reportchars = "E"  # the closing table says it better
    config.addinivalue_line("markers", f"{GPU}: needs a CUDA device")
    config.addinivalue_line("markers", f"{SLOW}: takes long; run with -m {SLOW}")
    config.pluginmanager.register(Lines(config), "torchkata-lines")
    if getattr(config.option, "dist", "no") == "no" or hasattr(config, "workerinput"):
        from grader import pytest_items

        config.pluginmanager.register(pytest_items, "torchkata-items")
