"""Many submissions: has judged what changed since the last run, keeps each grade as it comes.

Needs no torch, so that a run in which nothing has changed is over before torch is imported.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader import __version__, data
from grader import gradebook as books
from grader.crew import Crew, Task, Unjudged
from grader.gradebook import Gradebook
from grader.options import Options
from grader.outline import Outline
from grader.reports import OF_CLASS, OF_EACH, files, gradescope
from grader.results import SubmissionResult
from grader.submissions import Contents, Submission

REPORT = OF_EACH["gradescope"]
GRADES = "grades.csv"
LOCK = ".lock"
OWN_FILES = frozenset({LOCK, GRADES, *OF_CLASS.values(), *books.FILES})


@dataclass
class Summary:
    """What a run did: how many were graded now or taken over, which names broke a judge."""

    graded: int = 0
    kept: int = 0
    broken: list[str] = field(default_factory=list)


def run(
    course: Outline,
    submissions: Iterable[Submission],
    gradebook: Gradebook,
    folder: Path,
    options: Options,
    *,
    crew: Crew | None = None,
    on_start: Callable[[int], object] = int,
    on_done: Callable[[str], object] = str,
) -> Summary:
    """Grade what has changed since the gradebook's newest attempt.

    Each result is in ``folder``/NAME/results.json and in the gradebook before the next is kept.
    ``on_start`` is told how many are to be graded, ``on_done`` the name of each that is.
    ``KeyboardInterrupt`` passes through; what was finished is kept.
    """
    summary = Summary()
    given = conditions(course, options)
    known = gradebook.fingerprints()
    todo = []
    for submission in submissions:
        if known.get(submission.name) == fingerprint(given, course.read(submission)):
            _restore(gradebook, submission.name, folder)
            summary.kept += 1
        else:
            todo.append(submission)
    on_start(len(todo))
    marks: dict[str, str] = {}

    def tasks() -> Iterator[Task]:
        for submission in todo:
            contents = course.read(submission)
            marks[submission.name] = fingerprint(given, contents)
            yield Task(submission.name, contents)

    with crew or Crew(course.root, options) as crew:
        for found in crew.grade(course.paths, tasks(), len(todo)):
            result = _unjudged(course, found) if isinstance(found, Unjudged) else found
            mark = marks.pop(result.name)
            with _interrupt_held():  # a report has its grade beside it
                files.write(folder / result.name / REPORT, gradescope.text(result))
                gradebook.record(result, "" if result.broken else mark)
            if result.broken:
                summary.broken.append(result.name)
            else:
                summary.graded += 1
            on_done(result.name)
    return summary


@contextlib.contextmanager
def _interrupt_held() -> Iterator[None]:
    """Let Ctrl-C wait for the end of what must not be left half done; only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[object] = []
    usual = signal.signal(signal.SIGINT, lambda *_: came.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
    if came:
        raise KeyboardInterrupt


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


def conditions(course: Outline, options: Options) -> str:
    """All that grades depend on but the submissions: the checks, the options, the machine."""
    parts = [__version__, options.digest()]
    for part in course.parts:
        parts += [part.path, part.digest]
    parts += [f"{name} {data.root_of(name) is not None}" for name in course.needs]
    if options.device != "cpu":
        import torch

        parts.append(str(torch.cuda.is_available()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def fingerprint(conditions: str, contents: Contents) -> str:
    """What a grade depends on; equal fingerprints need no second grading."""
    return hashlib.sha256(f"{conditions}\n{contents.digest}".encode()).hexdigest()


def _restore(gradebook: Gradebook, name: str, folder: Path) -> None:
    """Write a report that is gone once more."""
    if not (folder / name / REPORT).exists():
        result = gradebook.result(name)
        assert result is not None
        files.write(folder / name / REPORT, gradescope.text(result))


def _unjudged(course: Outline, found: Unjudged) -> SubmissionResult:
    """A result that costs nobody a point: judges ended each time that they were at it."""
    from grader import course as courses
    from grader import unjudged
    from grader.results import ExerciseResult

    exercises = (
        ExerciseResult(
            entry.path,
            tuple(unjudged.broken(check, found.reason) for check in entry.exercise.checks),
            entry.number,
        )
        for entry in courses.find(course.root).only(course.paths).entries
    )
    return SubmissionResult(found.name, tuple(exercises))
