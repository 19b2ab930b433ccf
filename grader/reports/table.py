"""grades.csv, and the same rows for a terminal."""

from __future__ import annotations

import csv
import io
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from grader.results import Grade, Status

_QUIET = {Status.PASSED, Status.SKIPPED, Status.NOT_ATTEMPTED}
_LOOKED_AT = [*(status for status in Status if status not in _QUIET), Status.NOT_ATTEMPTED]
"""In the order in which a row names them: what was never begun says least."""
_HEADINGS = ("submission", "points", "%", "look at")
_ROOM = 24
"""Columns that the last one has at least, however narrow the terminal is."""


def grades_csv(grades: Iterable[Grade], exercises: Sequence[str]) -> str:
    """One row a submission: points, maximum, percent, and the points of each exercise."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["submission", "points", "max_points", "percent", *exercises])
    for grade in grades:
        writer.writerow([
            cell(grade.name), f"{grade.points:g}", f"{grade.max_points:g}", f"{grade.percent:.1f}",
            *(_points(grade.exercises.get(path)) for path in exercises),
        ])  # fmt: skip
    return out.getvalue()


def cell(text: str) -> str:
    """``text`` as a cell that a spreadsheet shows and never computes."""
    first = unicodedata.normalize("NFKC", text[:1])  # a wide = computes too, in some languages
    return f"'{text}" if first in {"=", "+", "-", "@", "\t"} else text


def terminal_table(grades: Iterable[Grade], width: int) -> str:
    """One row a submission: points, percent, and whatever else its checks came to."""
    rows = [_HEADINGS, *map(_row, grades)]
    name, points, percent = (max(cell_len(row[column]) for row in rows) for column in range(3))
    indent = " " * (name + points + percent + 6)
    lines = []
    for row in rows:
        look, *more = textwrap.wrap(row[3], max(_ROOM, width - len(indent))) or [""]
        padding = " " * (name - cell_len(row[0]))
        line = f"{row[0]}{padding}  {row[1]:>{points}}  {row[2]:>{percent}}  {look}"
        lines += [line.rstrip(), *(indent + rest for rest in more)]
    return "\n".join(lines)


def _row(grade: Grade) -> tuple[str, str, str, str]:
    points = f"{grade.points:g} / {grade.max_points:g}"
    return grade.name, points, f"{grade.percent:.0f}", attention(grade)


def attention(grade: Grade) -> str:
    """What an instructor may want to look at: where points were lost, with the counts."""
    parts = [
        f"{grade.statuses[status]} {status.words}"
        for status in _LOOKED_AT
        if status in grade.statuses
    ]
    if not set(grade.statuses) - {Status.NOT_ATTEMPTED, Status.SKIPPED}:
        parts = ["nothing attempted"]
    more = [f"and {len(grade.notes) - 1} more such lines"] if len(grade.notes) > 1 else []
    return ", ".join([*parts, *grade.notes[:1], *more])


def _points(points: float | None) -> str:
    return "" if points is None else f"{points:g}"
