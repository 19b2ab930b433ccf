"""``grader run``: find, grade, write, show."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
from filelock import FileLock, Timeout
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader import batch, course
from grader import data as datasets
from grader.cli import Exit
from grader.commands.console import results
from grader.gradebook import Gradebook
from grader.options import Options, usable_cores
from grader.reports import files, table
from grader.sandbox import confine
from grader.sandbox.limits import Limits
from grader.submissions import find


def grade(
    submissions: Path,
    output: Path,
    names: tuple[str, ...],
    *,
    root: Path | None,
    jobs: int | None,
    seed: str | None,
    device: str,
    isolation: str,
    timeout: float,
    memory: int,
    shrink: float,
    data: Path | None,
    slow: bool,
    strict: bool,
) -> Exit:
    """Grade every submission; the exit code. ``ValueError`` for what the user can mend."""
    use_data(data)
    chosen = course.find(root).only(names)
    refuse_weak_isolation(isolation)
    found = batch.named_apart(find(submissions, chosen.stubs))
    output.mkdir(parents=True, exist_ok=True)
    lock = FileLock(output / batch.LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise ValueError(
            f"another run is writing to {output}; wait for it, or give another --output"
        ) from None
    try:
        with Gradebook(output) as gradebook:
            options = Options(
                seed=gradebook.seed(seed),
                limits=Limits(seconds=timeout, memory_bytes=memory * 2**20),
                isolation=isolation,
                device=device,
                shrink=shrink,
                slow=slow,
                jobs=jobs or usable_cores(),
            )
            try:
                summary = _with_progress(chosen, found, gradebook, output, options)
            finally:
                write_grades(gradebook, output, [entry.path for entry in chosen.entries])
            return _closing(gradebook, summary, [s.name for s in found], output, strict)
    finally:
        lock.release()


def use_data(folder: Path | None) -> None:
    """Look for data in ``folder`` first, here and in every process started from here."""
    if folder is not None:
        os.environ[datasets.VARIABLE] = str(folder.resolve())


def refuse_weak_isolation(isolation: str) -> None:
    """``ValueError`` under "strict" when this machine misses a guarantee."""
    offered = confine.available()
    if isolation == "strict" and offered.rung != "full":
        raise ValueError(f"isolation is {offered.rung}, not full: {' '.join(offered.missing)}")


def write_grades(gradebook: Gradebook, output: Path, exercises: list[str]) -> None:
    """grades.csv, for all submissions in the gradebook."""
    files.write(output / batch.GRADES, table.grades_csv(gradebook.results(), exercises))


def _with_progress(
    chosen: course.Course,
    found: list[Any],
    gradebook: Gradebook,
    output: Path,
    options: Options,
) -> batch.Summary:
    console = Console(stderr=True)
    with Progress(
        TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[name]}", markup=False),
        console=console, transient=True, disable=not console.is_terminal,
    ) as progress:  # fmt: skip
        task = progress.add_task("", total=len(found), name="")

        def done(name: str) -> None:
            progress.update(task, advance=1, name=name)

        return batch.run(chosen, found, gradebook, output, options, done)


def _closing(
    gradebook: Gradebook, summary: batch.Summary, names: list[str], output: Path, strict: bool
) -> Exit:
    newest = [result for name in names if (result := gradebook.result(name)) is not None]
    console = results()
    console.print(table.terminal_table(newest))
    parts = [f"{len(summary.graded)} graded"]
    if summary.kept:
        parts.append(f"{len(summary.kept)} unchanged since the last run")
    mean = sum(result.percent for result in newest) / len(newest) if newest else 0.0
    console.print(
        f"\n{', '.join(parts)}; mean {mean:.0f} %; "
        f"grades in {output / batch.GRADES}, a report for each in {output}/NAME/results.json",
        soft_wrap=True,
    )
    guarantees = sorted({line for result in newest for line in result.missing_guarantees})
    for line in guarantees:
        click.echo(f"isolation: {line}", err=True)
    if summary.broken:
        click.echo(
            f"grader: our own checks broke for {', '.join(summary.broken)}; these points are left "
            "out of the maximum; see the reports",
            err=True,
        )
        return Exit.OUR_FAULT
    if strict and any(result.points < result.max_points for result in newest):
        return Exit.NOT_PASSED
    return Exit.GRADED
