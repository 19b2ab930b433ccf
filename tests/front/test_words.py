"""The exact text that a student reads about common failures.

``failures/NAME.py`` is a student's file; its first line names the exercise and the check.
``snapshots/NAME.txt`` is what pytest says about it. TORCHKATA_UPDATE=1 writes the snapshots anew;
read each aloud before it is committed: does a student know what to do next?
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FAILURES = sorted((HERE / "failures").glob("*.py"))
UPDATE = "TORCHKATA_UPDATE" in os.environ


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
    assert text == snapshot.read_text(encoding="utf-8")
    assert done.returncode == 1


def test_every_snapshot_has_its_failure() -> None:
    snapshots = {file.stem for file in (HERE / "snapshots").glob("*.txt")}
    assert snapshots == {file.stem for file in FAILURES}
