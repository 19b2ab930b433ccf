"""Judges side by side, each a process of its own: the next submission goes to whichever is free.

For ``batch``, apart from it so that the process that keeps the grades needs no torch. A judge that
dies or raises loses one submission's turn; that submission is judged again by a new one. A
submission that takes long, since its code does not end, is put aside until all others are judged.
"""

from __future__ import annotations

import contextlib
import gc
import math
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import ModuleType

from grader.options import Options
from grader.outline import CourseError, Outline
from grader.results import SubmissionResult
from grader.sandbox.servers import start_server
from grader.submissions import Contents

TRIES = 2
STARTS = 3
PATIENCE = 5.0
READY = "ready"
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


@dataclass(frozen=True)
class _Failed:
    """What a judge says that raised; ``course`` where the course's own files are at fault."""

    said: str
    course: bool = False


@dataclass(frozen=True)
class _Late:
    """What a judge says whose patience has ended."""


_DIED = _Failed("the judge ended")


class Crew:
    """Up to ``options.jobs`` judges of the course in ``root``, started when there is work.

    A context manager: they end with it, and their forkservers and workers with them.
    """

    def __init__(self, root: Path, options: Options) -> None:
        self._root = root
        self._options = options
        self._judges: list[_Judge] = []
        self._failed_starts = 0

    def outline(self) -> Outline:
        """What the course asks for, from the first judge, which has imported the specs.

        ``CourseError`` when a spec cannot be imported.
        """
        while True:
            found = self._message(self._new())
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
            while len(self._judges) < min(self._options.jobs, count):
                self._new()
            for judge in self._judges:
                if judge.ready and judge.task is None:
                    judge.give(following())
            for connection in wait([judge.connection for judge in self._judges]):
                judge = next(judge for judge in self._judges if judge.connection is connection)
                task = judge.task
                found = self._message(judge)
                if isinstance(found, Outline):
                    judge.send(paths)
                elif isinstance(found, SubmissionResult):
                    count -= 1
                    yield found
                elif isinstance(found, _Late) and task is not None:
                    task.patience = math.inf
                    aside.append(task)
                elif isinstance(found, _Failed) and task is not None:
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
        for judge in self._judges:
            judge.end(patience if judge.ready and judge.task is None else 0.0)
        self._judges.clear()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *error: object) -> None:
        self.close(patience=PATIENCE if error[0] is None else 0.0)

    def _new(self) -> _Judge:
        self._judges.append(_Judge(self._root, self._options))
        return self._judges[-1]

    def _message(self, judge: _Judge) -> object:
        """What the judge says next; one that has ended leaves the crew."""
        found = judge.receive()
        if isinstance(found, _Failed) and not judge.ready:
            self._failed_starts += 1
            if found.course:
                raise CourseError(found.said)
            if found is not _DIED or self._failed_starts >= STARTS:
                raise JudgeError(f"no judge could start: {found.said}")
        if found is _DIED:
            self._judges.remove(judge)
            judge.end()
        if found == READY:
            self._failed_starts = 0
        return found


class _Judge:
    """A judge's process, and the task that it is busy with; ``ready`` once it can be given one."""

    def __init__(self, root: Path, options: Options) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, root, options), daemon=True)
        with _interrupts_held(), _script_hidden():
            self._process.start()
        theirs.close()
        self.ready = False
        self.task: Task | None = None

    def give(self, task: Task | None) -> None:
        """Start judging ``task``, if there is one."""
        self.task = task
        if task is not None:
            self.send((task.name, task.contents, task.patience))

    def send(self, message: object) -> None:
        with contextlib.suppress(OSError):  # it has died; ``receive`` will say so
            self.connection.send(message)

    def receive(self) -> object:
        """Its next message; a ``_Failed`` when it has died."""
        try:
            found = self.connection.recv()
        except (EOFError, OSError):
            return _DIED
        self.ready = self.ready or found == READY
        if isinstance(found, SubmissionResult | _Failed | _Late):
            self.task = None
        return found

    def end(self, patience: float = 0.0) -> None:
        """End the process, after ``patience`` seconds to end by itself."""
        self.connection.close()
        self._process.join(patience)
        self._process.kill()
        self._process.join()


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Deliver Ctrl-C afterwards, and to no process that is started meanwhile: it is ours alone."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _script_hidden() -> Iterator[None]:
    """Keep a process that is started meanwhile from executing once more the script that runs us."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def _serve(connection: Connection, root: Path, options: Options) -> None:
    """A judge's life: say what the course asks for, hear what is wanted, judge what comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    gc.disable()  # what is imported and planned stays, and need not be looked through meanwhile
    server = start_server(  # it imports torch while this process does
        limits=options.limits, isolation=options.isolation, device=options.device
    )
    from grader import course
    from grader.grading import Judge

    with contextlib.closing(server), contextlib.suppress(EOFError, ConnectionError):
        try:
            found = course.find(root)
            connection.send(found.outline)
            judge = Judge(found.only(connection.recv()), options, server)
        except (EOFError, ConnectionError):
            return  # nothing is wanted of this judge any more
        except CourseError as error:
            connection.send(_Failed(str(error), course=True))
            return
        except Exception as error:
            connection.send(_raised(error))
            return
        gc.freeze()  # nor whenever a submission leaves something behind
        gc.enable()
        connection.send(READY)
        while True:
            name, contents, patience = connection.recv()
            try:
                result: object = judge.grade(name, contents, patience) or _Late()
            except Exception as error:
                result = _raised(error)
            connection.send(result)


def _raised(error: Exception) -> _Failed:
    """A report names the error; where it was raised is for the maintainers to read."""
    traceback.print_exception(error)
    return _Failed(f"the judge raised {type(error).__name__}: {error}")


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)  # the forkserver sees our end, and ends its workers
