"""grades.csv, and the same rows for a terminal."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from grader.results import Status, SubmissionResult

_HARMLESS = {Status.PASSED, Status.SKIPPED, Status.NOT_ATTEMPTED}


def grades_csv(results: Iterable[SubmissionResult], exercises: Sequence[str]) -> str:
    """One row a submission: points, maximum, percent, and the points of each exercise."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["submission", "points", "max_points", "percent", *exercises])
    for result in results:
        by_path = {exercise.path: exercise for exercise in result.exercises}
        writer.writerow([
            cell(result.name), f"{result.points:g}", f"{result.max_points:g}",
            f"{result.percent:.1f}",
            *(f"{by_path[path].points:g}" if path in by_path else "" for path in exercises),
        ])  # fmt: skip
    return out.getvalue()


def cell(text: str) -> str:
    """``text`` as a cell that a spreadsheet shows and never computes."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def terminal_table(results: Iterable[SubmissionResult]) -> Table:
    """One row a submission: points, percent, and whatever else its checks came to."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("submission", overflow="fold")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column("look at", overflow="fold", style="dim")
    for result in results:
        points = f"{result.points:g} / {result.max_points:g}"
        table.add_row(Text(result.name), points, f"{result.percent:.0f}", Text(attention(result)))
    return table


def attention(result: SubmissionResult) -> str:
    """What an instructor may want to look at: statuses other than passed, with their counts."""
    statuses = Counter(check.status for e in result.exercises for check in e.checks)
    parts = [
        f"{count} {status.words}"
        for status, count in sorted(statuses.items(), key=lambda item: list(Status).index(item[0]))
        if status not in _HARMLESS
    ]
    attempted = statuses.total() - statuses[Status.NOT_ATTEMPTED] - statuses[Status.SKIPPED]
    if not attempted:
        parts.append("nothing attempted")
    return ", ".join([*parts, *result.notes[:1]])
