"""``grader run``: find, grade, write, show."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from filelock import FileLock, Timeout

from grader import batch, outline
from grader import data as datasets
from grader.cli import Exit
from grader.commands import refusals
from grader.crew import Crew
from grader.gradebook import Gradebook
from grader.options import Options, judges
from grader.outline import Outline
from grader.reports import details, files, table
from grader.sandbox.limits import Limits
from grader.submissions import Submission, beside, find
from grader.submissions.names import listed

WIDE = 200
"""Columns of a table that goes to no terminal."""


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
    refusals.no_such_data(data)
    use_data(data)
    place = outline.place(root)
    if root is None:
        refusals.a_course_handed_in(place, submissions)
    refusals.weak_isolation(isolation)
    refusals.no_such_device(device)
    refusals.reports_among_submissions(output, submissions)
    with _locked(output), Gradebook(output) as gradebook:
        options = Options(
            seed=gradebook.seed(seed),
            limits=Limits(seconds=timeout, memory_bytes=memory * 2**20),
            isolation=isolation,
            device=device,
            shrink=shrink,
            slow=slow,
            jobs=judges(jobs),
        )
        with Crew(place, options) as crew:
            course = _outline(gradebook, crew, place)
            chosen = course.only(names)
            refusals.grades_left_out(gradebook, course, chosen)
            found = batch.named_apart(find(submissions, chosen.stubs, output=output))
            say_if_it_may_be_a_class(submissions, chosen, found)
            fetch_missing(chosen)
            try:
                summary = _with_progress(chosen, found, gradebook, output, options, crew)
            finally:
                write_grades(gradebook, output, chosen.paths)
        return _closing(gradebook, summary, {s.name for s in found}, output, strict)


@contextlib.contextmanager
def _locked(output: Path) -> Iterator[None]:
    """``output``, made where it is missing, for this run alone."""
    lock = FileLock(output / batch.LOCK, timeout=0)
    try:
        output.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise ValueError(
            f"another run is writing to {output}; wait for it, or give another --output"
        ) from None
    except OSError as error:
        raise ValueError(
            f"{output} cannot be written to: {error.strerror}; give another --output"
        ) from None
    with lock:
        yield


def _outline(gradebook: Gradebook, crew: Crew, place: Path) -> Outline:
    """What the course asks for; only a course that has changed is imported for it."""
    known = gradebook.outline(place)
    if known is None:
        with _waiting("importing torch and the course; this takes some seconds"):
            known = crew.outline()
        gradebook.keep_outline(known)
    return known


@contextlib.contextmanager
def _waiting(what: str) -> Iterator[None]:
    """Say what is being waited for, where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def say_if_it_may_be_a_class(path: Path, chosen: Outline, found: list[Submission]) -> None:
    """One stray stub, or a folder called ``exercises``, makes one submission of a whole class."""
    if path.is_dir() and [one.path for one in found] == [path.resolve()]:
        here, others = beside(path, chosen.stubs, chosen.defines)
        if others:
            click.echo(
                f"grader: {path} is read as one submission because of {listed(here)}; if "
                f"{listed(others)} came from other students, move {listed(here)} into a folder "
                "with the student's name, or away; if all is one student's, leave it as it is",
                err=True,
            )


def fetch_missing(chosen: Outline) -> None:
    """Download, where the network allows, what the exercises need and this machine lacks.

    Here, before judges do, since what there is to judge with is part of every fingerprint.
    """
    for name in chosen.needs:
        datasets.missing(name)


def use_data(folder: Path | None) -> None:
    """Look for data in ``folder`` first, here and in every process started from here."""
    if folder is not None:
        os.environ[datasets.VARIABLE] = str(folder.resolve())


def write_grades(gradebook: Gradebook, output: Path, exercises: Sequence[str]) -> None:
    """grades.csv, for all submissions in the gradebook."""
    path, text = output / batch.GRADES, table.grades_csv(gradebook.grades(), exercises)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        files.write(path, text)


def _with_progress(
    chosen: Outline,
    found: list[Submission],
    gradebook: Gradebook,
    output: Path,
    options: Options,
    crew: Crew,
) -> batch.Summary:
    """Grade them, with a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        return batch.run(chosen, found, gradebook, output, options, crew=crew)
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    with Progress(
        TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("left"), TextColumn("{task.fields[name]}", markup=False),
        console=Console(stderr=True), transient=True,
    ) as progress:  # fmt: skip
        task = progress.add_task("", total=len(found), name="")
        return batch.run(
            chosen, found, gradebook, output, options, crew=crew,
            on_start=lambda count: progress.update(task, total=count),
            on_done=lambda name: progress.update(task, advance=1, name=name),
        )  # fmt: skip


def _closing(
    gradebook: Gradebook, summary: batch.Summary, names: set[str], output: Path, strict: bool
) -> Exit:
    newest = [grade for grade in gradebook.grades() if grade.name in names]
    first = gradebook.result(newest[0].name) if newest else None
    alone = first if len(newest) == 1 else None
    if alone and (told := details.text(alone)):  # as on a push: its student reads the log
        click.echo(f"{told}\n")
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDE
    click.echo(table.terminal_table(newest, width))
    parts = [f"{summary.graded} graded"]
    if summary.kept:
        parts.append(f"{summary.kept} unchanged since the last run")
    mean = sum(grade.percent for grade in newest) / len(newest) if newest else 0.0
    reports = (
        f"the report in {output / alone.name}" if alone else f"a report for each in {output}/NAME"
    )
    click.echo(
        f"\n{', '.join(parts)}; mean {mean:.0f} %; "
        f"grades in {output / batch.GRADES}, {reports}/{batch.REPORT}"
    )
    if first and not alone and (skipped := details.skipped(first)):  # as told of one alone
        click.echo(f"left out of the maximum:\n{textwrap.indent(skipped, '  ')}")
    for line in sorted({line for grade in newest for line in grade.missing_guarantees}):
        click.echo(f"isolation: {line}", err=True)
    if summary.broken:
        click.echo(
            f"grader: our own checks broke for {', '.join(summary.broken)}; these points are left "
            "out of the maximum; see the reports",
            err=True,
        )
        return Exit.OUR_FAULT
    if strict and any(grade.points < grade.max_points for grade in newest):
        return Exit.NOT_PASSED
    return Exit.GRADED
