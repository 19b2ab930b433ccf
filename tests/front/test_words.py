"""The exact text that a student reads about common failures.

``failures/NAME.py`` is a student's file; its first line names the exercise and the check.
``snapshots/NAME.txt`` is what pytest says about it. TORCHKATA_UPDATE=1 writes the snapshots anew;
read each aloud before it is committed: does a student know what to do next?
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import words

HERE = Path(__file__).parent
FAILURES = sorted((HERE / "failures").glob("*.py"))
UPDATE = "TORCHKATA_UPDATE" in os.environ
LAST_DIGITS = re.compile(r"(\.\d{10})\d+")
"""What processors round each in their own way."""


@pytest.mark.parametrize("file", FAILURES, ids=lambda file: file.stem)
def test_what_a_student_reads(
    file: Path, course: Path, tiny: Path, quick: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    path, check = file.read_text().splitlines()[0].removeprefix("# ").split()
    root = tiny if path.startswith("01_tiny/") else course
    stub = root / "exercises" / f"{path}.py"
    shutil.copy(file, stub)
    spec = f"exercises/{path}_test.py::{stub.stem}::{check}"
    done = quick("pytest", "-p", "no:cacheprovider", "--shrink", "60", spec, cwd=root)
    _, _, text = done.stdout.partition(f" {path} ")
    text = text.partition("\n")[2].partition("\nexercise  ")[0]
    snapshot = HERE / "snapshots" / f"{file.stem}.txt"
    if UPDATE:
        snapshot.write_text(text, encoding="utf-8")
    seen, kept = (LAST_DIGITS.sub(r"\1", x) for x in (text, snapshot.read_text(encoding="utf-8")))
    assert seen == kept
    assert done.returncode == 1


PASTED = (
    "error_expected", "no_keepdim", "no_return", "overflow", "wrong_dtype", "wrong_shape",
    "wrong_values",
)  # fmt: skip


@pytest.mark.parametrize("name", PASTED)
def test_the_call_can_be_pasted_and_returns_what_is_shown(name: str) -> None:
    returned = re.search(r"^returned  (.*?)(?=^\w|^$)", shown(name), re.MULTILINE | re.DOTALL)
    assert returned is not None
    expected = returned[1].rstrip().replace("\n" + " " * 10, "\n")
    assert words.value(pasted(name)) == expected


def test_the_call_can_be_pasted_and_raises_what_is_shown() -> None:
    with pytest.raises(TypeError) as raised:
        pasted("raises")
    assert f"TypeError: {raised.value}\n" in shown("raises")


def pasted(name: str) -> object:
    """What the call in a snapshot gives where the student's file has been imported."""
    namespace: dict[str, object] = {}
    exec("import torch\nfrom torch import *", namespace)
    exec((HERE / "failures" / f"{name}.py").read_text(encoding="utf-8"), namespace)
    call = re.search(r"^    \w+\((?:.*\)$|\n(?:     .*\n)*    \)$)", shown(name), re.MULTILINE)
    assert call is not None
    return eval(textwrap.dedent(call[0]), namespace)


def shown(name: str) -> str:
    return (HERE / "snapshots" / f"{name}.txt").read_text(encoding="utf-8")


def test_every_snapshot_has_its_failure() -> None:
    snapshots = {file.stem for file in (HERE / "snapshots").glob("*.txt")}
    assert snapshots == {file.stem for file in FAILURES}
