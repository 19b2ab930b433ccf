"""``grader list`` and ``grader hint``."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from grader import course
from grader.commands.console import results
from grader.spec import Check


def exercises(root: Path | None) -> None:
    """Print one row an exercise."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("", "exercise", "what you build"):
        table.add_column(column, overflow="fold")
    for column in ("checks", "points"):
        table.add_column(column, justify="right")
    table.add_column("marks", style="dim")
    for entry in course.find(root).entries:
        marks = sorted({mark for check in entry.exercise.checks for mark in check.marks})
        table.add_row(
            entry.number, entry.path, entry.exercise.summary, str(len(entry.exercise.checks)),
            f"{entry.exercise.points:g}", ", ".join(marks),
        )  # fmt: skip
    results().print(table)


def hints(root: Path | None, name: str) -> None:
    """Print the hints of an exercise, or of one check."""
    found = course.find(root)
    console = results()
    for check in _checks(found, name):
        console.print(check.sentence, style="bold", markup=False)
        console.print(f"    {check.hint or 'Read the sentence once more.'}\n", markup=False)


def _checks(found: course.Course, name: str) -> list[Check]:
    for entry in found.entries:
        named = [check for check in entry.exercise.checks if check.name == name]
        if named:
            return named
    return found.entry(name).exercise.checks
