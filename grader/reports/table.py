"""grades.csv, and the same rows for a terminal; checks.csv, which has a row a check."""

from __future__ import annotations

import csv
import io
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from grader.results import UNCOUNTED, Grade, Status, SubmissionResult

_QUIET = {Status.PASSED, Status.SKIPPED, Status.NOT_ATTEMPTED}
_LOOKED_AT = [*(status for status in Status if status not in _QUIET), Status.NOT_ATTEMPTED]
"""In the order in which a row names them: what was never begun says least."""
_HEADINGS = ("submission", "points", "%", "look at")
_ROOM = 24
"""Columns that the last one has at least, however narrow the terminal is."""


def grades_csv(grades: Iterable[Grade], exercises: Sequence[str]) -> str:
    """One row a submission: points, maximum, percent, and the points of each exercise."""
    headings = ["submission", "points", "max_points", "percent", *exercises]
    rows = (
        [
            cell(grade.name), f"{grade.points:g}", f"{grade.max_points:g}", f"{grade.percent:.1f}",
            *(_points(grade.exercises.get(path)) for path in exercises),
        ]
        for grade in grades
    )  # fmt: skip
    return _csv_rows([headings, *rows])


def checks_csv(results: Iterable[SubmissionResult]) -> Iterator[str]:
    """One row for each check of each submission, a submission at a time."""
    yield _csv_rows([
        ["submission", "exercise", "check", "sentence", "status", "points", "max_points", "seconds"]
    ])  # fmt: skip
    for result in results:
        yield _csv_rows(
            [
                cell(result.name), exercise.path, check.name, cell(check.sentence),
                check.status.value, f"{check.points:g}",
                "0" if check.status in UNCOUNTED else f"{check.max_points:g}",
                f"{check.seconds:.3f}",
            ]
            for exercise in result.exercises
            for check in exercise.checks
        )  # fmt: skip


def _csv_rows(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
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
