"""``grader verify``: the course's own promises, checked one exercise at a time.

Stubs score 0 and solutions 100 %, in this process and in a worker alike; solutions mirror
exercises by path; every wrong answer is caught by the checks that it names, every right one gets
every point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import torch
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from grader import answers, course, judge
from grader.cli import Exit
from grader.commands.console import results
from grader.course import Course, Entry
from grader.grading import skipped_checks
from grader.options import Options
from grader.results import ExerciseResult, Status
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Forkserver, Remote
from grader.subject import Local, Sources, Subject


@dataclass
class Findings:
    """One exercise's row, and what is wrong with it."""

    entry: Entry
    wrong: int = 0
    right: int = 0
    skipped: dict[str, str] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)


def verify(root: Path | None, names: tuple[str, ...], seed: str) -> Exit:
    """Print the matrix and every miss; NOT_PASSED when there is one."""
    torch.set_num_threads(1)
    found = course.find(root)
    chosen = found.only(names)
    misses = [] if names else [*mirrored(found), *answers.strays(found)]
    rows: list[Findings] = []
    console = Console(stderr=True)
    with (
        Forkserver(limits=Limits(seconds=5.0)) as server,
        Progress(
            SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True,
            disable=not console.is_terminal,
        ) as progress,
    ):  # fmt: skip
        task = progress.add_task("")
        for entry in chosen.entries:
            progress.update(task, description=entry.path)
            rows.append(examine(found, entry, seed, server))
            misses += rows[-1].misses
    results().print(_table(rows))
    for miss in misses:
        click.echo(f"miss: {miss}")
    for row in rows:
        for name, reason in row.skipped.items():
            click.echo(f"skipped: {row.entry.path} {name}: {reason}")
    wrong, right = sum(row.wrong for row in rows), sum(row.right for row in rows)
    verdict = f"{len(misses)} misses" if misses else "all promises hold"
    click.echo(f"\n{len(rows)} exercises, {wrong} wrong answers, {right} right answers: {verdict}")
    return Exit.NOT_PASSED if misses else Exit.GRADED


def mirrored(found: Course) -> Iterator[str]:
    """A line for each solution without a stub; ``examine`` finds the other ones missing."""
    for path in sorted(found.solutions.glob("*/*.py")):
        name = path.relative_to(found.solutions).as_posix()
        if name not in found.stubs:
            yield f"solutions/{name} has no stub"


def examine(found: Course, entry: Entry, seed: str, server: Forkserver) -> Findings:
    """Everything that is promised about one exercise."""
    row = Findings(entry, skipped=skipped_checks(entry, Options()))
    judged = [check for check in entry.exercise.checks if check.name not in row.skipped]
    plan = judge.plan(entry.exercise, entry.path, seed, judged)
    sentences = [check.sentence for check in entry.exercise.checks]
    row.misses += [
        f"{entry.path} says twice: {sentence}"
        for sentence in {s for s in sentences if sentences.count(s) > 1}
    ]
    for folder, expected in ((found.exercises, False), (found.solutions, True)):
        try:
            files = course.sources_in(entry, folder)
        except course.CourseError as error:
            row.misses.append(f"{folder.name}, {entry.path}: {error}")
            continue
        for way in ("in process", "in a worker"):
            subject: Subject = Local(files) if way == "in process" else Remote(server, files)
            result = _result(plan, subject, files, row.skipped)
            row.misses += _promises(entry, result, expected, f"{folder.name} {way}")
    wrong, right = answers.wrong(found, entry), answers.right(found, entry)
    row.wrong, row.right = len(wrong), len(right)
    for known in [*wrong, *right]:
        miss = known.problem or answers.verdict(known, entry, plan, server).miss
        if miss:
            row.misses.append(f"{known.file.relative_to(found.root).as_posix()} {miss}")
    return row


def _result(
    plan: judge.Plan, subject: Subject, files: Sources, skip: dict[str, str]
) -> ExerciseResult:
    try:
        return judge.Trial(plan, subject, files, judge.Budget(shrink=0.0)).exercise(skip)
    finally:
        subject.close()


def _promises(entry: Entry, result: ExerciseResult, solved: bool, where: str) -> Iterator[str]:
    wanted = Status.PASSED if solved else Status.NOT_ATTEMPTED
    for check in result.checks:
        if check.status not in {wanted, Status.SKIPPED}:
            said = f": {check.failure.message.splitlines()[0]}" if check.failure else ""
            yield f"{where}, {entry.path} {check.name} is {check.status.words}{said}"


def _table(rows: list[Findings]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("exercise", overflow="fold")
    for column in ("checks", "points", "wrong caught", "right accepted", "misses"):
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(
            row.entry.path, str(len(row.entry.exercise.checks)),
            f"{row.entry.exercise.points:g}", str(row.wrong), str(row.right),
            str(len(row.misses)),
        )  # fmt: skip
    return table
