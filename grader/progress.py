"""The closing table of a student's run: exercise, points, bar, and what to take up next."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.results import UNCOUNTED, CheckResult

NARROW = 60
BAR = 20


def table(
    results: Mapping[str, Sequence[CheckResult]],
    *,
    width: int,
    colour: bool,
    plain: bool = False,
    rest: str | None = None,
) -> str:
    """The table as text for a terminal of ``width`` columns, with or without colours.

    ``results`` come in the order of the route; the first that lacks a point is the next one.
    ``plain`` keeps to ASCII. ``rest`` is the command for all exercises, where these are not all.
    """
    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    drawn.add_column("exercise", overflow="fold")
    drawn.add_column("points", justify="right", no_wrap=True)
    if width >= NARROW:
        drawn.add_column("")
    upcoming = None
    for path, checks in results.items():
        points = sum(check.points for check in checks)
        most = sum(check.max_points for check in checks if check.status not in UNCOUNTED)
        upcoming = upcoming or (path if points < most else None)
        row: list[str | Text] = [path, f"{points:g} / {most:g}" if most else "skipped"]
        if width >= NARROW:
            row.append(_bar(points, most, "#." if plain else "█░"))
        drawn.add_row(*row)
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour,
        color_system="standard" if colour else None, highlight=False,
    )  # fmt: skip
    console.print(drawn)
    console.print(Text("\n" + _closing(upcoming, rest), style="bold"))
    assert isinstance(console.file, io.StringIO)
    return "".join(f"{line.rstrip()}\n" for line in console.file.getvalue().splitlines())


def _closing(upcoming: str | None, rest: str | None) -> str:
    if upcoming:
        return f"next: {upcoming}"
    return f"these pass; for all exercises: {rest}" if rest else "all done"


def _bar(points: float, most: float, glyphs: str) -> Text:
    if not most:
        return Text()
    done = int(BAR * points / most)
    style = "green" if points == most else "yellow"
    return Text.assemble((glyphs[0] * done, style), (glyphs[1] * (BAR - done), "dim"))
