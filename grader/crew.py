"""Judges side by side, each a process of its own: the next submission goes to whichever is free.

For ``batch``, apart from it so that the process that keeps the grades needs no torch. A judge that
dies or raises loses one submission's turn; that submission is judged again by a new one. A
submission that takes long, since its code does not end, is put aside until all others are judged.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

from grader.judging import DIED, Failed, JudgeProcess, Late, Ready, can_fork
from grader.options import Options
from grader.outline import CourseError, Outline
from grader.results import SubmissionResult
from grader.submissions import Contents

TRIES = 2
STARTS = 3
PATIENCE = 5.0
LATE = 6
"""Time limits of a check that a submission may take before it is put aside."""


class JudgeError(RuntimeError):
    """No judge can be had; the message is what the last one said."""


@dataclass
class Task:
    """A submission on its way to a judge, and how many judges have ended over it.

    ``patience`` is in seconds.
    """

    name: str
    contents: Contents
    ends: int = 0
    patience: float = math.inf


@dataclass(frozen=True)
class Unjudged:
    """What comes in the place of a result when judges end over a submission, again and again."""

    name: str
    reason: str


class Crew:
    """Up to ``options.jobs`` judges of the course in ``root``, started when there is work.

    The others are forked from the first, where that can be. A context manager: they end with it,
    and their forkservers and workers with them.
    """

    def __init__(self, root: Path, options: Options) -> None:
        self._root = root
        self._options = options
        self._judges: list[JudgeProcess] = []
        self._tasks: dict[JudgeProcess, Task] = {}
        self._failed_starts = 0
        self._one_first = can_fork(options)

    def outline(self) -> Outline:
        """What the course asks for, from the first judge, which has imported the specs.

        ``CourseError`` when a spec cannot be imported.
        """
        while True:
            self._new()
            found = self._message(self._judges[-1])
            if isinstance(found, Outline):
                return found

    def grade(
        self, paths: Sequence[str], tasks: Iterable[Task], count: int
    ) -> Iterator[SubmissionResult | Unjudged]:
        """The result of each of ``count`` tasks on the exercises ``paths``, as they come.

        The next task is asked for when a judge is free. ``JudgeError`` when no judge can start.
        """
        again, aside = list[Task](), list[Task]()
        coming = iter(tasks)

        def following() -> Task | None:
            if again:
                return again.pop()
            task = next(coming, None)
            if task is not None:
                task.patience = LATE * self._options.limits.seconds
                return task
            return aside.pop() if aside else None

        for judge in self._judges:
            judge.send(paths)
        while count:
            wanted = min(self._options.jobs, count)
            while len(self._judges) < (1 if self._one_first else wanted):
                self._new()
            for judge in self._judges:
                if judge.ready and judge not in self._tasks:
                    self._give(judge, following())
            for connection in wait([judge.connection for judge in self._judges]):
                judge = next(judge for judge in self._judges if judge.connection is connection)
                task = self._tasks.get(judge)
                found = self._message(judge)
                if isinstance(found, Ready) and self._one_first:
                    self._one_first = False
                    self._judges += [judge.forked() for _ in range(len(self._judges), wanted)]
                if isinstance(found, Outline):
                    judge.send(paths)
                elif isinstance(found, SubmissionResult):
                    count -= 1
                    yield found
                elif isinstance(found, Late) and task is not None:
                    task.patience = math.inf
                    aside.append(task)
                elif isinstance(found, Failed) and task is not None:
                    task.ends += 1
                    if task.ends < TRIES:
                        again.append(task)
                    else:
                        count -= 1
                        yield Unjudged(task.name, f"{found.said}, {TRIES} times")

    def close(self, *, patience: float = PATIENCE) -> None:
        """End every judge; one that is idle has some seconds of ``patience`` to do so itself."""
        for judge in self._judges:
            judge.connection.close()
        for judge in reversed(self._judges):  # those that were forked before the first
            judge.end(patience if judge.ready and judge not in self._tasks else 0.0)
        self._judges.clear()
        self._tasks.clear()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *error: object) -> None:
        self.close(patience=PATIENCE if error[0] is None else 0.0)

    def _new(self) -> None:
        self._judges.append(JudgeProcess.started(self._root, self._options))

    def _give(self, judge: JudgeProcess, task: Task | None) -> None:
        if task is not None:
            self._tasks[judge] = task
            judge.send((task.name, task.contents, task.patience))

    def _message(self, judge: JudgeProcess) -> object:
        """What the judge says next; one that has ended leaves the crew."""
        found = judge.receive()
        if isinstance(found, Failed) and not judge.ready and not judge.is_fork:
            self._failed_starts += 1
            if found.course:
                raise CourseError(found.said)
            if found is not DIED or self._failed_starts >= STARTS:
                raise JudgeError(f"no judge could start: {found.said}")
        if isinstance(found, SubmissionResult | Failed | Late):
            self._tasks.pop(judge, None)
        if found is DIED:
            self._judges.remove(judge)
            judge.end()
        if isinstance(found, Ready):
            self._failed_starts = 0
        return found
