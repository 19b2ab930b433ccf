"""Many submissions: hands them to judges working side by side, keeps each grade as it comes.

Every judge is a process of its own (with one job: this one), since judging is Python's work. A
judge that dies loses one submission's turn, and that submission is given to another.
"""

from __future__ import annotations

import contextlib
import dataclasses
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from grader import course as courses
from grader import gradebook as books
from grader import judge as judging
from grader.course import Course
from grader.gradebook import Gradebook
from grader.grading import Judge, fingerprint, read_stubs
from grader.options import Options
from grader.reports import files, gradescope
from grader.results import ExerciseResult, SubmissionResult
from grader.submissions import Submission

TRIES = 2
REPORT = "results.json"
GRADES = "grades.csv"
LOCK = ".lock"
OWN_FILES = frozenset({LOCK, GRADES, *books.FILES})


class JudgeError(RuntimeError):
    """A judge raised what it should not; the message is its traceback."""


@dataclass
class Summary:
    """What a run did: names graded now, names taken over unchanged, names that broke a judge."""

    graded: list[str]
    kept: list[str]
    broken: list[str]


def run(
    course: Course,
    submissions: Iterable[Submission],
    gradebook: Gradebook,
    folder: Path,
    options: Options,
    on_done: Callable[[str], object] = str,
) -> Summary:
    """Grade what has changed since the gradebook's newest attempt.

    Each result is in the gradebook and in ``folder``/NAME/results.json before the next is asked
    for. ``KeyboardInterrupt`` passes through; what was finished is kept.
    """
    summary = Summary([], [], [])
    todo: list[tuple[Submission, str]] = []
    for submission in submissions:
        contents = read_stubs(course, submission)
        mark = fingerprint(course, options, contents)
        if gradebook.find(submission.name, mark) and _written(folder, submission.name):
            summary.kept.append(submission.name)
            on_done(submission.name)
        else:
            todo.append((submission, mark))
    marks = {submission.name: mark for submission, mark in todo}

    def keep(result: SubmissionResult) -> None:
        gradebook.record(result, "" if result.broken else marks[result.name])
        files.write(folder / result.name / REPORT, gradescope.text(result))
        (summary.broken if result.broken else summary.graded).append(result.name)
        on_done(result.name)

    waiting = [submission for submission, _ in todo]
    jobs = min(options.jobs, len(waiting))
    if jobs == 1:
        with Judge(course, options) as judge:
            for submission in waiting:
                keep(judge.grade(submission.name, read_stubs(course, submission)))
    elif jobs > 1:
        _side_by_side(course, waiting, options, jobs, keep)
    return summary


def named_apart(submissions: Iterable[Submission]) -> list[Submission]:
    """The submissions, none of them called as one of the files that lie beside their reports."""
    found = list(submissions)
    taken = {submission.name.casefold() for submission in found} | OWN_FILES
    apart = []
    for submission in found:
        name, number = submission.name, 2
        while name.casefold() in (OWN_FILES if number == 2 else taken):
            name, number = f"{submission.name} ({number})", number + 1
        taken.add(name.casefold())
        apart.append(dataclasses.replace(submission, name=name))
    return apart


def _written(folder: Path, name: str) -> bool:
    return (folder / name / REPORT).exists()


def _side_by_side(
    course: Course,
    waiting: list[Submission],
    options: Options,
    jobs: int,
    keep: Callable[[SubmissionResult], None],
) -> None:
    waiting = list(reversed(waiting))
    tries: dict[str, int] = {}
    crew = [_Job(course, options) for _ in range(jobs)]
    try:
        for job in crew:
            job.give(waiting.pop())
        while any(job.busy for job in crew):
            ready = wait([job.connection for job in crew if job.busy])
            for number, job in enumerate(crew):
                if job.connection not in ready or job.busy is None:
                    continue
                submission = job.busy
                try:
                    keep(job.take())
                except EOFError:
                    job.end()
                    job = crew[number] = _Job(course, options)
                    tries[submission.name] = tries.get(submission.name, 0) + 1
                    if tries[submission.name] < TRIES:
                        waiting.append(submission)
                    else:
                        keep(_unjudged(course, submission))
                if waiting:
                    job.give(waiting.pop())
    finally:
        for job in crew:
            job.end()


def _unjudged(course: Course, submission: Submission) -> SubmissionResult:
    """A result that costs nobody a point: the judge ended each time that it was at it."""
    reason = f"the judge ended {TRIES} times while it judged this submission"
    exercises = (
        ExerciseResult(
            entry.path,
            tuple(judging.unjudged(check, reason) for check in entry.exercise.checks),
            entry.number,
        )
        for entry in course.entries
    )
    return SubmissionResult(submission.name, tuple(exercises))


class _Job:
    """A judge in a process of its own, and the submission it is busy with."""

    def __init__(self, course: Course, options: Options) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        names = [entry.path for entry in course.entries]
        self._process = context.Process(
            target=_serve, args=(theirs, course.root, names, options), daemon=True
        )
        self._process.start()
        theirs.close()
        self.busy: Submission | None = None

    def give(self, submission: Submission) -> None:
        """Start judging ``submission``."""
        self.busy = submission
        with contextlib.suppress(OSError):  # it has died; ``take`` will say so
            self.connection.send(submission)

    def take(self) -> SubmissionResult:
        """The result; ``EOFError`` when the process has died, ``JudgeError`` for its own errors."""
        try:
            found = self.connection.recv()
        except OSError:
            raise EOFError from None
        self.busy = None
        if isinstance(found, str):
            raise JudgeError(found)
        assert isinstance(found, SubmissionResult)
        return found

    def end(self) -> None:
        """End the process; its forkserver and workers end with it."""
        self.connection.close()
        self._process.kill()
        self._process.join()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)  # the forkserver sees our end, and ends its workers


def _serve(connection: Connection, root: Path, names: list[str], options: Options) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    try:
        course = courses.find(root).only(names)
        with Judge(course, options) as judge:
            while True:
                submission = connection.recv()
                connection.send(judge.grade(submission.name, read_stubs(course, submission)))
    except (EOFError, BrokenPipeError):
        return
    except Exception:
        with contextlib.suppress(OSError):
            connection.send(traceback.format_exc())
