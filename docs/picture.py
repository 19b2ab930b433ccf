"""Draws docs/student.svg, the README's picture: what pytest prints for a softmax that overflows.

Run it after a change to what students see:  python docs/picture.py
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
CHAPTER = "03_softmax_regression"
OVERFLOWS = """from torch import Tensor


def softmax(logits: Tensor, dim: int = -1) -> Tensor:
    exponentials = logits.exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits: Tensor, dim: int = -1) -> Tensor:
    raise NotImplementedError("log_softmax")
"""
COMMAND = ["pytest", f"exercises/{CHAPTER}", "-k", "shifting_changes_nothing"]
WIDTH = 96


def main() -> None:
    """Run pytest in a copy of the course and write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        for name in ("exercises", "solutions"):
            shutil.copytree(ROOT / name, course / name)
        shutil.copy(ROOT / "pyproject.toml", course)
        (course / "exercises" / CHAPTER / "softmax.py").write_text(OVERFLOWS)
        printed = subprocess.run(
            [sys.executable, "-m", *COMMAND, "--color=yes", "-p", "no:cacheprovider"],
            cwd=course, capture_output=True, text=True, env={"COLUMNS": str(WIDTH), "PATH": ""},
            check=False,
        ).stdout  # fmt: skip
    console = Console(record=True, width=WIDTH, file=open("/dev/null", "w"))  # noqa: PTH123,SIM115
    console.print(Text(f"$ {' '.join(COMMAND)}", style="bold"))
    console.print(Text.from_ansi(_from_heading(printed)))
    console.save_svg(str(ROOT / "docs" / "student.svg"), title="torchkata")


def _from_heading(printed: str) -> str:
    lines = printed.splitlines()
    start = next(i for i, line in enumerate(lines) if f"{CHAPTER}/" in line)
    return "\n".join(lines[start:])


if __name__ == "__main__":
    main()
