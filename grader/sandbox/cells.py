"""A notebook's code cells as one text, and apart again.

For those who read submissions, for ``forbids``, and for the worker, which executes what it can of
each cell. Imports nothing of ours, and no torch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HEADING = re.compile(r"^# code cell (\d+)\n", re.MULTILINE)


def joined(cells: Iterable[str]) -> str:
    """One text, in which a comment with its number begins each cell."""
    numbered = enumerate(cells, start=1)
    return "\n\n".join(f"# code cell {number}\n{cell}" for number, cell in numbered) + "\n"


def apart(name: str, text: str) -> dict[str, str]:
    """The cells of what ``joined`` made, by what they are called; none of any other text.

    ``name`` is that of the Python file that the notebook stands for.
    """
    starts: list[re.Match[str]] = []
    for found in _HEADING.finditer(text):
        if int(found[1]) == len(starts) + 1 and (starts or found.start() == 0):
            starts.append(found)
    notebook = name.removesuffix(".py") + ".ipynb"
    ends = [start.start() for start in starts] + [len(text)]
    return {
        f"{notebook}, code cell {start[1]}": text[start.end() : end]
        for start, end in zip(starts, ends[1:], strict=True)
    }


def place(name: str, text: str, line: int) -> tuple[str, int]:
    """The cell in which a line of such a text is, and which of its lines; of any other the same."""
    above = 0
    for cell, code in apart(name, text).items():
        above += 1  # its heading
        lines = code.count("\n")
        if line <= above + lines:
            return cell, line - above
        above += lines
    return name, line
