"""``grader verify``: the course's own promises, checked one exercise at a time.

Stubs score 0 and solutions 100 %, in this process and in a worker alike; solutions mirror
exercises by path; every wrong answer is caught by the checks that it names, every right one gets
every point. With ``--full`` every wrong answer is judged by every check, and every check must
alone catch one, or have its reason in ``kept.txt``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.table import Table

from grader import answers, course, judge
from grader.answers import Verdict
from grader.cli import Exit
from grader.commands.console import results
from grader.course import Course, Entry
from grader.grading import skipped_checks
from grader.options import Options
from grader.results import ExerciseResult, Status
from grader.sandbox.barred import subject
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Forkserver
from grader.shares import Share, side_by_side
from grader.subject import Local, Sources, Subject

WORTH_A_PROCESS = 20
"""Answers; a process more is two imports of torch more."""


@dataclass
class Findings:
    """What came of the promises about one exercise, or of a share of them."""

    path: str
    verdicts: list[Verdict] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.known.caught_by]

    @property
    def right(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if not verdict.known.caught_by]


def verify(
    root: Path | None, names: Sequence[str], seed: str, jobs: int, full: bool, scores: bool
) -> Exit:
    """Print the matrix and every miss; NOT_PASSED when there is one."""
    found = course.find(root)
    chosen = found.only(names)
    full = full or scores
    count = sum(len(_answers(found, entry)) for entry in chosen.entries)
    jobs = min(jobs, 1 + count // WORTH_A_PROCESS)
    asked = "every check" if full else "the checks that it names"
    click.echo(f"{count} answers, a wrong one by {asked}, in {jobs} processes ...", err=True)
    started = time.monotonic()
    rows = {entry.path: Findings(entry.path) for entry in chosen.entries}
    for part in side_by_side(examined, jobs, found.root, names, seed, full):
        rows[part.path].verdicts += part.verdicts
        rows[part.path].misses += part.misses
    misses = [] if names else [*mirrored(found), *answers.strays(found)]
    for entry in chosen.entries:
        row = rows[entry.path]
        row.misses += _said_twice(entry)
        if full and entry.defines:
            row.misses += answers.unneeded(found, entry, answers.uses(entry, row.wrong))
        misses += row.misses
    results().print(_table(chosen, rows))
    if full:
        for entry in chosen.entries:
            results().print("", entry.path, _uses(answers.uses(entry, rows[entry.path].wrong)))
    if scores:
        _print_scores(found, [verdict for row in rows.values() for verdict in row.wrong])
    for miss in misses:
        click.echo(f"miss: {miss}")
    for entry in chosen.entries:
        for name, reason in skipped_checks(entry, Options()).items():
            click.echo(f"skipped: {entry.path} {name}: {reason}")
    wrong = sum(len(row.wrong) for row in rows.values())
    right = sum(len(row.right) for row in rows.values())
    said = f"{len(misses)} misses" if misses else "all promises hold"
    click.echo(f"\n{len(rows)} exercises, {wrong} wrong answers, {right} right answers: {said}")
    click.echo(f"{time.monotonic() - started:.0f} s", err=True)
    return Exit.NOT_PASSED if misses else Exit.GRADED


def mirrored(found: Course) -> Iterator[str]:
    """A line for each solution without a stub; ``examine`` finds the other ones missing."""
    for path in sorted(found.solutions.glob("*/*.py")):
        name = path.relative_to(found.solutions).as_posix()
        if name not in found.stubs:
            yield f"solutions/{name} has no stub"


def examined(
    share: Share, root: Path, names: Sequence[str], seed: str, full: bool
) -> list[Findings]:
    """The share of what is promised about each exercise."""
    found = course.find(root)
    with Forkserver(limits=Limits(seconds=5.0)) as server:
        return [
            examine(found, entry, seed, server, share=share, full=full)
            for entry in found.only(names).entries
        ]


def examine(
    found: Course,
    entry: Entry,
    seed: str,
    server: Forkserver,
    *,
    share: Share = Share(),  # noqa: B008 - frozen
    full: bool = False,
) -> Findings:
    """What is promised about one exercise, or the share of it; see ``answers.verdict`` for full."""
    row = Findings(entry.path)
    skipped = skipped_checks(entry, Options())
    judged = [check for check in entry.exercise.checks if check.name not in skipped]
    plan = judge.plan(entry.exercise, entry.path, seed, judged)
    for folder, solved in share.take([(found.exercises, False), (found.solutions, True)]):
        try:
            files = course.sources_in(entry, folder)
        except course.CourseError as error:
            row.misses.append(f"{folder.name}, {entry.path}: {error}")
            continue
        for way in ("in process", "in a worker"):
            worker: Subject = (
                Local(files) if way == "in process" else subject(server, files, entry.exercise.bars)
            )
            result = _result(plan, worker, files, skipped)
            row.misses += _promises(entry, result, solved, f"{folder.name} {way}")
    for known in share.take(_answers(found, entry)):
        verdict = answers.verdict(known, entry, plan, server, full=full)
        row.verdicts.append(verdict)
        miss = known.problem or verdict.miss
        if miss:
            row.misses.append(f"{known.file.relative_to(found.root).as_posix()} {miss}")
    return row


def _answers(found: Course, entry: Entry) -> list[answers.Known]:
    return [*answers.wrong(found, entry), *answers.right(found, entry)]


def _said_twice(entry: Entry) -> Iterator[str]:
    sentences = [check.sentence for check in entry.exercise.checks]
    for sentence in {s for s in sentences if sentences.count(s) > 1}:
        yield f"{entry.path} says twice: {sentence}"


def _result(
    plan: judge.Plan, worker: Subject, files: Sources, skip: dict[str, str]
) -> ExerciseResult:
    try:
        return judge.Trial(plan, worker, files, judge.Budget(shrink=0.0)).exercise(skip)
    finally:
        worker.close()


def _promises(entry: Entry, result: ExerciseResult, solved: bool, where: str) -> Iterator[str]:
    wanted = Status.PASSED if solved else Status.NOT_ATTEMPTED
    for check in result.checks:
        if check.status not in {wanted, Status.SKIPPED}:
            said = f": {check.failure.message.splitlines()[0]}" if check.failure else ""
            yield f"{where}, {entry.path} {check.name} is {check.status.words}{said}"


def _table(chosen: Course, rows: Mapping[str, Findings]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("exercise", overflow="fold")
    for column in ("checks", "points", "wrong caught", "right accepted", "misses"):
        table.add_column(column, justify="right")
    for entry in chosen.entries:
        row = rows[entry.path]
        table.add_row(
            entry.path, str(len(entry.exercise.checks)), f"{entry.exercise.points:g}",
            _share(row.wrong), _share(row.right), str(len(row.misses)),
        )  # fmt: skip
    return table


def _share(verdicts: list[Verdict]) -> str:
    kept = sum(verdict.miss is None for verdict in verdicts)
    return f"{kept} of {len(verdicts)}"


def _uses(found: Mapping[str, answers.Use]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("check")
    for column in ("catches", "alone", "first"):
        table.add_column(column, justify="right")
    for name, use in found.items():
        table.add_row(name, str(use.caught), str(use.alone), str(use.first))
    return table


def _print_scores(found: Course, verdicts: list[Verdict]) -> None:
    for verdict in sorted(verdicts, key=lambda v: v.score):
        file = verdict.known.file.relative_to(found.root / "tests" / "wrong").as_posix()
        click.echo(f"{verdict.score:7.1%}  {file}  {verdict.known.meaning}")
    click.echo()
