"""What holds for every test: no network, warnings are errors, slow ones only when asked for."""

import os
import signal
from pathlib import Path

import hypothesis
import pytest
import torch

from grader import data

WARNINGS = [
    "error",
    # torch's own deprecations, in code that we only pass through.
    "default::DeprecationWarning:torch.*",
    "default::FutureWarning:torch.*",
]

hypothesis.settings.register_profile("fuzz", max_examples=20_000, deadline=None)
if "HYPOTHESIS_PROFILE" in os.environ:
    hypothesis.settings.load_profile(os.environ["HYPOTHESIS_PROFILE"])


def pytest_configure(config: pytest.Config) -> None:
    # What a shell starts in the background ignores Ctrl-C, and so would all that tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Here and not in pyproject.toml, which is the students' configuration too: a warning in their
    # code is no error, and a slow check of a capstone is listed with its reason.
    for line in WARNINGS:
        config.addinivalue_line("filterwarnings", line)
    if not config.option.markexpr:
        config.option.markexpr = "not slow"
    os.environ["TORCHKATA_OFFLINE"] = "1"
    os.environ["OMP_NUM_THREADS"] = "1"  # of every process that a test starts
    torch.set_num_threads(1)


@pytest.fixture
def mnist() -> Path:
    """A torchvision root that holds MNIST; where there is none, the test is skipped."""
    root = data.root_of(data.MNIST)
    if root is None:
        pytest.skip("needs MNIST: name its torchvision root in TORCHKATA_DATA")
    return root
