"""One judge: a process that judges what it is sent, started by itself or forked from another.

For ``crew``. Whoever uses this needs no torch: only the judge imports it. One that is forked finds
torch imported, the examples drawn and the workers' forkserver running, and its memory is the
other's until it changes it. That is possible while the other has computed nothing and runs no
thread: until it is given its first submission.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import select
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import reduction
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from grader.options import Options
from grader.outline import CourseError
from grader.sandbox.forking import Forkserver, SandboxError
from grader.sandbox.process import threads
from grader.sandbox.servers import start_server

if TYPE_CHECKING:
    from grader.grading import Judge


def can_fork(options: Options) -> bool:
    """Whether a judge can be forked, and the fork ended: on Linux, if it uses no GPU."""
    if sys.platform != "linux" or options.device != "cpu":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


_FORK = "fork"


@dataclass(frozen=True)
class Ready:
    """What a judge says that can be given submissions; ``pid`` is its own."""

    pid: int


@dataclass(frozen=True)
class Failed:
    """What a judge says that raised; ``course`` where the course's own files are at fault."""

    said: str
    course: bool = False


@dataclass(frozen=True)
class Late:
    """What a judge says whose patience has ended."""


DIED = Failed("the judge ended")


class JudgeProcess:
    """A judge of the course in ``root``, from outside; ``ready`` once it can be given work."""

    def __init__(self, connection: Connection, process: _Process) -> None:
        self.connection = connection
        self.ready = False
        self._process = process

    @classmethod
    def started(cls, root: Path, options: Options) -> JudgeProcess:
        """A new process, which imports and draws everything."""
        context = multiprocessing.get_context("spawn")
        connection, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, root, options), daemon=True)
        with _interrupts_held(), _script_hidden():
            process.start()
        theirs.close()
        return cls(connection, process)

    def forked(self) -> JudgeProcess:
        """One more, which this one forks before it does anything else."""
        connection, theirs = multiprocessing.Pipe()
        self.send(_FORK)
        with contextlib.suppress(OSError):
            reduction.send_handle(self.connection, theirs.fileno(), os.getpid())
        theirs.close()
        return JudgeProcess(connection, _Forked(self._process))

    @property
    def is_fork(self) -> bool:
        """Whether another judge forked it."""
        return isinstance(self._process, _Forked)

    def send(self, message: object) -> None:
        """Tell it; one that has died says so by ``receive``."""
        with contextlib.suppress(OSError):
            self.connection.send(message)

    def receive(self) -> object:
        """Its next message; ``DIED`` when it has."""
        try:
            found = self.connection.recv()
        except (EOFError, OSError):
            return DIED
        if isinstance(found, Ready):
            self.ready = True
            if isinstance(self._process, _Forked):
                self._process.open(found.pid)
        return found

    def end(self, patience: float = 0.0) -> None:
        """End the process, after ``patience`` seconds to end by itself."""
        self.connection.close()
        self._process.join(patience)
        self._process.kill()
        self._process.join()


class _Process(Protocol):
    def join(self, timeout: float | None = None) -> None: ...
    def kill(self) -> None: ...


class _Forked:
    """A process that is no child of this one; unknown, and ending with its connection, at first.

    With the last reference to ``origin`` a judge that was forked from it would take this process
    for ended.
    """

    def __init__(self, origin: _Process) -> None:
        self._origin = origin
        self._handle: int | None = None

    def open(self, pid: int) -> None:
        with contextlib.suppress(OSError):  # it has ended already
            self._handle = os.pidfd_open(pid)

    def join(self, timeout: float | None = None) -> None:
        if self._handle is not None and select.select([self._handle], [], [], timeout)[0]:
            os.close(self._handle)
            self._handle = None

    def kill(self) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)


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
    os.environ["OMP_NUM_THREADS"] = "1"  # each judge has a core, and threads cannot be forked
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
            connection.send(Failed(str(error), course=True))
            return
        except Exception as error:
            connection.send(_raised(error))
            return
        gc.freeze()  # nor whenever a submission leaves something behind
        gc.enable()
        connection.send(Ready(os.getpid()))
        _judge(connection, judge)
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()
    os._exit(0)  # to end as Python does takes a quarter of a second, with torch


def _judge(connection: Connection, judge: Judge) -> None:
    """Answer every message until there is nobody to send one."""
    forked: list[int] = []
    try:
        while (message := connection.recv()) == _FORK:
            forked += _fork(connection, judge)
        threading.Thread(target=_end_with_the_parent, daemon=True).start()
        while True:
            connection.send(_result(judge, *message))
            message = connection.recv()
    finally:
        for pid in forked:  # whoever started them has hung up on them too
            os.waitpid(pid, 0)


def _result(judge: Judge, *task: Any) -> object:
    try:
        return judge.grade(*task) or Late()
    except Exception as error:
        return _raised(error)


def _fork(connection: Connection, judge: Judge) -> list[int]:
    """The judge at the other end of the connection that comes next; none where that fails.

    Then whoever asked finds the connection closed, and starts one.
    """
    with Connection(reduction.recv_handle(connection)) as theirs:
        assert isinstance(judge.server, Forkserver)
        if threads() > 1:  # whose locks nobody would open in a fork
            return []
        try:
            server = judge.server.copied()
            pid = os.fork()
        except (OSError, SandboxError):
            return []
        if pid:
            server.let_go()
            return [pid]
        status = 1
        try:
            connection.close()
            judge.server.let_go()
            judge.server = server
            with contextlib.closing(server), contextlib.suppress(EOFError, ConnectionError):
                theirs.send(Ready(os.getpid()))
                _judge(theirs, judge)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)


def _raised(error: Exception) -> Failed:
    """A report names the error; where it was raised is for the maintainers to read."""
    traceback.print_exception(error)
    return Failed(f"the judge raised {type(error).__name__}: {error}")


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)  # the forkserver sees our end, and ends its workers
