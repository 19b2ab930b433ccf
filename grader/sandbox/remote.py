"""A submission's subject: its requests are answered by a confined worker.

``Session`` is one submission's worker, used for one exercise after another, since a fork costs more
than an exercise; ``Remote`` is the subject of one exercise. Whatever is lost becomes an ``Answer``
with a status and a sentence, and the next request gets a new worker.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import tempfile
import time
from collections.abc import Callable, Sequence

from grader.results import Status
from grader.sandbox import verbs, wire
from grader.sandbox.channel import framed
from grader.sandbox.conversation import KEPT_OUTPUT, Conversation
from grader.sandbox.forking import READY_SECONDS, Forkserver, SandboxError, Worker
from grader.sandbox.limits import Limits
from grader.sandbox.servers import Server, start_server
from grader.subject import Answer, Reply, Request, Sealed, Sources, load_request, time_up

__all__ = ["Forkserver", "Remote", "SandboxError", "Server", "Session", "start_server"]

TRIES = 5
_KILLED = frozenset({None, -9})  # the forkserver has died; SIGKILL, which Windows does not name


class Session:
    """The worker of one submission, and a new one after each that was lost.

    It runs only while it is asked: a thread that was left behind costs others no time, and can do
    nothing for another worker of the submission, in which torch may lack what it has here.
    """

    def __init__(self, server: Server, *, beside: Callable[[], int] = int) -> None:
        self.server = server
        self._beside = beside
        """Bytes that the submission's other workers hold."""
        self.worker: Worker | None = None
        self._handle: int | None = None
        self.loaded: Remote | None = None
        self.asked: Remote | None = None
        self.isolation: tuple[str, tuple[str, ...]] | None = None
        self.killed = False
        """Whether a signal that nobody can refuse ended the worker in the last exchange."""
        self._printed = bytearray()

    def exchange(self, requests: Sequence[Request], seconds: float, doing: str) -> list[Reply]:
        """One reply a request; ``SandboxError`` when no worker can be had."""
        if self.worker is None:
            self._start()
        assert self.worker is not None
        numbers = [secrets.randbits(64) for _ in requests]
        out = b"".join(
            framed(number, request.message)
            for number, request in zip(numbers, requests, strict=True)
        )
        conversation = Conversation(
            self.worker, numbers, out, self.server.limits, beside=self._beside
        )
        self._signal("SIGCONT")
        lost = conversation.run(time.monotonic() + seconds)
        self._signal("SIGSTOP")
        self._keep(conversation.printed)
        self.killed = False
        if lost is None:
            return [Sealed(message) for message in conversation.answers]
        status = self._end()
        self.killed = lost is Status.CRASHED and status in _KILLED
        answer = _lost(lost, status, seconds, doing, self.server.limits)
        # What follows the last answer spoils it.
        answered = [Sealed(message) for message in conversation.answers[: len(requests) - 1]]
        return answered + [answer] * (len(requests) - len(answered))

    def take_output(self) -> str:
        """What was printed since the last time, capped."""
        text = self._printed.decode("utf-8", "replace")
        self._printed.clear()
        return text

    def close(self) -> None:
        """End the worker."""
        if self.worker is not None:
            with contextlib.suppress(OSError):
                self._keep(self.worker.output.recv(KEPT_OUTPUT))
            self._end()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _start(self) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                worker = self._greeted()
                break
            except SandboxError:
                if not tries_left:
                    raise
        self.worker, self.loaded = worker, None
        if hasattr(os, "pidfd_open"):  # unlike a number, it never comes to mean another process
            with contextlib.suppress(OSError):
                self._handle = os.pidfd_open(worker.pid)

    def _greeted(self) -> Worker:
        """A new worker that has confined itself."""
        worker = self.server.fork(tempfile.mkdtemp(prefix="torchkata-"))
        greeting = Conversation(worker, [0], b"", self.server.limits)
        lost = greeting.run(time.monotonic() + READY_SECONDS)
        said, detail = ("lost", lost) if lost is not None else wire.decode(greeting.answers[0])
        if said != "ready":
            self.server.reap(worker)
            raise SandboxError(f"a worker could not be confined: {detail}")
        rung, missing = detail
        self.isolation = (str(rung), tuple(str(sentence) for sentence in missing))
        return worker

    def _signal(self, name: str) -> None:
        if self._handle is not None:
            with contextlib.suppress(OSError):  # it has ended
                signal.pidfd_send_signal(self._handle, getattr(signal, name))

    def _end(self) -> int | None:
        worker, self.worker, self.loaded = self.worker, None, None
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        return self.server.reap(worker) if worker is not None else None

    def _keep(self, printed: bytes | bytearray) -> None:
        self._printed += printed
        del self._printed[:-KEPT_OUTPUT]


class Remote:
    """One exercise's files in a session's worker; in one of its own where no session is given.

    A worker that is killed, or whose forkserver is, may have met its end from outside: whoever
    asked gets the answers of another worker. It is the student's doing after ``TRIES`` times.

    Where torch lacks more in the session's worker than it should for these files, they are
    ``shared``: ``refused`` says that something was, and that the last answers are none.
    """

    def __init__(
        self,
        server: Server,
        sources: Sources,
        *,
        session: Session | None = None,
        shared: bool = False,
    ) -> None:
        self._files = load_request(sources, server.device, shared=shared)
        self._session = session or Session(server)
        self._own = session is None
        self._shared = shared
        self.refused = False

    @property
    def isolation(self) -> tuple[str, tuple[str, ...]] | None:
        """The rung of the worker's isolation and what it misses; None before there is one."""
        return self._session.isolation

    def load(self, seconds: float) -> Answer:
        (reply,) = self._unless_killed([self._files], lambda _: [self._load(seconds)], seconds)
        return reply.open()

    def unload(self) -> None:
        """Have the files executed again before the next answer."""
        if self._session.loaded is self:
            self._session.loaded = None

    def _load(self, seconds: float) -> Reply:
        (reply,) = self._exchange([self._files], seconds, "executing the file")
        answer = reply.open()
        if answer.lost is None and answer.error is None:
            self._session.loaded = self
        return reply

    def prepare(self, requests: Sequence[Request]) -> None:
        """Nothing: the forkserver has imported what torch imports late."""

    def ask(self, requests: Sequence[Request], seconds: float) -> list[Reply]:
        return self._unless_killed(requests, lambda left: self._ask(left, seconds), seconds)

    def _unless_killed(
        self,
        requests: Sequence[Request],
        exchange: Callable[[Sequence[Request]], list[Reply]],
        seconds: float,
    ) -> list[Reply]:
        """The replies; what was not answered when a worker was killed is asked of another one."""
        began = time.monotonic()
        replies: list[Reply] = []
        in_vain = 0
        while True:
            new = exchange(requests[len(replies) :])
            answered = [reply for reply in new if isinstance(reply, Sealed)]
            in_vain = 0 if answered else in_vain + 1
            late = time.monotonic() - began > TRIES * seconds
            if not self._session.killed or in_vain == TRIES or late:
                return replies + new
            replies += answered

    def _ask(self, requests: Sequence[Request], seconds: float) -> list[Reply]:
        if self._session.loaded is not self:
            loaded = self._load(min(seconds, self._session.server.limits.seconds)).open()
            if loaded.lost is not None or loaded.error is not None:
                return [loaded] * len(requests)
        return self._exchange(requests, seconds, "this check")

    def _exchange(self, requests: Sequence[Request], seconds: float, doing: str) -> list[Reply]:
        if self._session.asked is not self:
            self._session.take_output()  # what others printed
            self._session.asked = self
        replies = self._session.exchange(requests, seconds, doing)
        if self._shared:
            self.refused |= Sealed(verbs.REFUSED) in replies
        return replies

    def take_output(self) -> str:
        return self._session.take_output()

    def close(self) -> None:
        if self._own:
            self._session.close()


def _lost(status: Status, code: int | None, seconds: float, doing: str, limits: Limits) -> Answer:
    detail = {
        Status.TIMED_OUT: time_up(seconds, doing),
        Status.OUT_OF_MEMORY: f"it used more than {limits.memory_bytes // 2**20} MB of memory "
        "and was ended; is there a tensor larger than it needs to be, or a list that grows?",
        Status.OUTPUT_LIMIT: f"it printed more than {limits.output_bytes // 2**10} kB "
        "and was ended; remove the print calls inside loops.",
        Status.DISK_LIMIT: f"it wrote more than {limits.disk_bytes // 2**20} MB to disk "
        "and was ended.",
        Status.BAD_ANSWER: "its answer broke the protocol between worker and judge.",
        Status.CRASHED: _crash(code),
    }
    return Answer(lost=status, detail=detail[status])


def _crash(code: int | None) -> str:
    if code is None:
        return "the process that it was forked from was ended."
    if code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
            return f"the process that ran it was ended by {name}."
    return "the process that ran it ended by itself; is there a call of exit()?"
