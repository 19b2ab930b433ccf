"""One exchange with a worker, and every way in which it can go wrong.

Nothing that arrives is trusted: lengths, order, times and amounts are checked, and whatever is
wrong has a status of its own; what an answer says is looked at by who opens it. It never blocks on
the worker.
"""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable, Sequence

from grader.results import Status
from grader.sandbox.channel import HEADER
from grader.sandbox.forking import Worker
from grader.sandbox.limits import Limits, disk_of, memory_of

TICK = 0.05
"""Seconds between looks at a busy worker's memory and disk."""

KEPT_OUTPUT = 20_000

_Selector: type[selectors.BaseSelector] = getattr(
    selectors, "PollSelector", selectors.DefaultSelector
)
"""An exchange is short, and to begin this one needs no system call; Windows has none."""

MOST_TOGETHER = 4
"""The answers of one exchange may be so many times as large as one: the judge holds them all."""


class Conversation:
    """One exchange with a worker: what is still to send, what has come, what it printed."""

    def __init__(
        self,
        worker: Worker,
        numbers: Sequence[int],
        out: bytes,
        limits: Limits,
        *,
        beside: Callable[[], int] = int,
    ) -> None:
        self.answers: list[bytes] = []
        self.printed = bytearray()
        self._worker = worker
        self._numbers = numbers
        self._out = memoryview(out)
        self._in = bytearray()
        self._read_bytes = 0
        self._limits = limits
        self._beside = beside
        self._printed_bytes = 0

    def run(self, deadline: float) -> Status | None:
        """Send and receive until every answer is there; else why that will not happen."""
        connection, output = self._worker.connection, self._worker.output
        look = time.monotonic() + TICK
        with _Selector() as selector:
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._out else 0)
            selector.register(connection, events)
            selector.register(output, selectors.EVENT_READ)
            while not self._complete():
                now = time.monotonic()
                if now >= deadline:
                    return Status.TIMED_OUT
                if now >= look:
                    look = now + TICK
                    over = self._over_limits()
                    if over is not None:
                        return over
                for key, event in selector.select(min(TICK, deadline - now)):
                    if key.fileobj == output:
                        if not self._read_output():
                            selector.unregister(output)
                        if self._printed_bytes > self._limits.output_bytes:
                            return Status.OUTPUT_LIMIT
                        continue
                    if event & selectors.EVENT_WRITE and not self._write():
                        selector.modify(connection, selectors.EVENT_READ)
                    if event & selectors.EVENT_READ:
                        ended = self._read()
                        if ended is not None:
                            return ended
        self._read_output()
        # Answers to what it cannot have read yet, or more than was asked.
        return Status.BAD_ANSWER if self._in or self._out else None

    def _complete(self) -> bool:
        return len(self.answers) == len(self._numbers)

    def _write(self) -> bool:
        try:
            sent = self._worker.connection.send(self._out[: 2**20])
        except BlockingIOError:
            return True
        except OSError:
            return False  # it has gone; reading will say so
        self._out = self._out[sent:]
        return bool(self._out)

    def _read(self) -> Status | None:
        try:
            chunk = self._worker.connection.recv(2**16)
        except BlockingIOError:
            return None
        except OSError:
            chunk = b""
        if not chunk:
            return self._gone()
        self._in += chunk
        self._read_bytes += len(chunk)
        if self._read_bytes > MOST_TOGETHER * self._limits.answer_bytes:
            return Status.BAD_ANSWER
        while len(self._in) >= HEADER.size:
            length, number = HEADER.unpack_from(self._in)
            if self._complete() or number != self._numbers[len(self.answers)]:
                return Status.BAD_ANSWER  # more than was asked, or before it was
            if length > self._limits.answer_bytes:
                return Status.BAD_ANSWER
            if len(self._in) < HEADER.size + length:
                return None
            self.answers.append(bytes(self._in[HEADER.size : HEADER.size + length]))
            del self._in[: HEADER.size + length]
        return None

    def _read_output(self) -> bool:
        try:
            chunk = self._worker.output.recv(65536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._printed_bytes += len(chunk)
        self.printed += chunk
        del self.printed[:-KEPT_OUTPUT]
        return bool(chunk)

    def _gone(self) -> Status:
        while self._read_output() and self._printed_bytes <= self._limits.output_bytes:
            if not self._more_output():
                break
        return Status.CRASHED

    def _more_output(self) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._worker.output, selectors.EVENT_READ)
            return bool(selector.select(0))

    def _over_limits(self) -> Status | None:
        memory = memory_of(self._worker.pid)
        if memory is not None and memory + self._beside() > self._limits.memory_bytes:
            return Status.OUT_OF_MEMORY
        used = disk_of(self._worker.folder, pid=self._worker.pid, stop_at=self._limits.disk_bytes)
        return Status.DISK_LIMIT if used >= self._limits.disk_bytes else None
