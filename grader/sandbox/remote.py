"""The judge's side of the process boundary: starts the forkserver, asks workers, ends them.

``Forkserver`` is shared by all submissions of one judge; ``Remote`` is one submission's subject.
Nothing that arrives is trusted: lengths, order, types and times are checked, and whatever is
wrong becomes an ``Answer`` with a status of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.results import Status
from grader.sandbox import wire
from grader.sandbox.channel import HEADER
from grader.sandbox.limits import Limits, disk_of, memory_of
from grader.subject import Answer, Request, Sources, as_answer, load_request, time_up

TICK = 0.05
"""Seconds between looks at a busy worker's memory and disk."""

START_SECONDS = 120.0
READY_SECONDS = 30.0
KEPT_OUTPUT = 20_000


class SandboxError(RuntimeError):
    """The sandbox itself does not work; our fault, never the student's."""


@dataclass
class _Worker:
    pid: int
    connection: socket.socket
    output: int
    folder: str


class Forkserver:
    """The process that workers are forked from. ``device`` is "cpu" or "cuda"."""

    def __init__(self, *, limits: Limits, isolation: str = "auto", device: str = "cpu") -> None:
        self.limits = limits
        self.isolation = isolation
        self.device = device
        self._start()

    def _start(self) -> None:
        self._socket, theirs = socket.socketpair()
        root = str(Path(__file__).resolve().parent.parent.parent)
        code = (
            f"import sys; sys.path.insert(0, {root!r}); "
            f"from grader.sandbox import forkserver; forkserver.main({theirs.fileno()})"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", code],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # Ctrl-C at the terminal is the judge's alone
        )
        theirs.close()
        self._started = False

    def fork(self, folder: str) -> _Worker:
        """A new worker, confined before this returns; ``SandboxError`` if that failed."""
        if self._process.poll() is not None:
            self.close()
            self._start()
        self._wait_until_started()
        ours, theirs = socket.socketpair()
        reading, writing = os.pipe()
        options = {
            "do": "fork", "folder": folder, "device": self.device, "isolation": self.isolation,
            "memory_bytes": self.limits.memory_bytes if self.device == "cpu" else None,
            "file_bytes": self.limits.disk_bytes,
            "devices": _device_nodes(self.device),
        }  # fmt: skip
        try:
            socket.send_fds(
                self._socket, [json.dumps(options).encode()], [theirs.fileno(), writing]
            )
            pid = self._reply(READY_SECONDS)["pid"]
        except (OSError, SandboxError) as error:
            ours.close()
            os.close(reading)
            _remove(folder)
            raise SandboxError(f"no worker could be forked: {error}") from None
        finally:
            theirs.close()
            os.close(writing)
        os.set_blocking(reading, False)
        ours.setblocking(False)
        return _Worker(pid, ours, reading, folder)

    def reap(self, worker: _Worker) -> int:
        """End ``worker`` and everything of it; its exit status, negative for a signal."""
        worker.connection.close()
        os.close(worker.output)
        status = 0
        with contextlib.suppress(OSError, SandboxError):
            self._socket.sendall(json.dumps({"do": "reap", "pid": worker.pid}).encode())
            status = self._reply(READY_SECONDS)["status"]
        _remove(worker.folder)
        return int(status)

    def close(self) -> None:
        """End the forkserver and every worker of it."""
        self._socket.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()

    def __enter__(self) -> Forkserver:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _wait_until_started(self) -> None:
        if not self._started:
            self._reply(START_SECONDS)
            self._started = True

    def _reply(self, seconds: float) -> dict[str, Any]:
        self._socket.settimeout(seconds)
        try:
            message = b""
            while not message.endswith(b"\n"):
                chunk = self._socket.recv(4096)
                if not chunk:
                    raise SandboxError(f"the worker process did not start: {self._last_words()}")
                message += chunk
        except TimeoutError:
            raise SandboxError("the worker process does not answer") from None
        return json.loads(message)  # type: ignore[no-any-return]

    def _last_words(self) -> str:
        self._process.wait(5)
        text = self._process.stderr.read().decode(errors="replace") if self._process.stderr else ""
        return text.strip().rsplit("\n", 1)[-1] or "no message"


class Remote:
    """Answers in a confined worker of its own; a new one after each that was lost."""

    def __init__(self, server: Forkserver, sources: Sources) -> None:
        self._server = server
        self._sources = sources
        self._worker: _Worker | None = None
        self._printed = bytearray()
        self._total_printed = 0
        self._failed_load: Answer | None = None
        self.isolation: tuple[str, tuple[str, ...]] | None = None

    def load(self, seconds: float) -> Answer:
        request = {"verb": "load", **load_request(self._sources, self._server.device)}
        answers = self._exchange([request], seconds, "executing the file")
        return answers[0]

    def ask(self, requests: Sequence[Request], seconds: float) -> list[Answer]:
        if self._worker is None:
            loaded = self.load(self._server.limits.seconds)
            if loaded.lost is not None or loaded.error is not None:
                return [loaded] * len(requests)
        return self._exchange(requests, seconds, "this check")

    def take_output(self) -> str:
        text = self._printed.decode("utf-8", "replace")
        self._printed.clear()
        return text

    def close(self) -> None:
        if self._worker is not None:
            self._drain(self._worker)
            self._server.reap(self._worker)
            self._worker = None

    def _exchange(
        self, requests: Sequence[Request], seconds: float, doing: str
    ) -> list[Answer]:
        if self._worker is None:
            self._start()
        assert self._worker is not None
        numbers = [secrets.token_hex(8) for _ in requests]
        out = bytearray()
        for number, request in zip(numbers, requests, strict=True):
            message = wire.encode({**request, "id": number})
            out += HEADER.pack(len(message)) + message
        conversation = _Conversation(self._worker, numbers, out, self._server.limits)
        lost = conversation.run(time.monotonic() + seconds)
        self._printed += conversation.printed
        del self._printed[:-KEPT_OUTPUT]
        if lost is None:
            return conversation.answers
        worker, self._worker = self._worker, None
        status = self._server.reap(worker)
        answer = _lost(lost, status, seconds, doing, self._server.limits)
        return conversation.answers + [answer] * (len(requests) - len(conversation.answers))

    def _start(self) -> None:
        folder = tempfile.mkdtemp(prefix="torchkata-")
        worker = self._server.fork(folder)
        greeting = _Conversation(worker, ["ready"], bytearray(), self._server.limits)
        lost = greeting.run(time.monotonic() + READY_SECONDS, plain=True)
        if lost is not None:
            self._server.reap(worker)
            raise SandboxError(f"a worker could not be confined: {greeting.detail or lost}")
        rung, missing = greeting.plain
        self.isolation = (str(rung), tuple(str(sentence) for sentence in missing))
        self._worker = worker

    def _drain(self, worker: _Worker) -> None:
        with contextlib.suppress(OSError):
            self._printed += os.read(worker.output, KEPT_OUTPUT)


class _Conversation:
    """One exchange with a worker: what is still to send, what has come, what it printed."""

    def __init__(
        self, worker: _Worker, numbers: Sequence[str], out: bytearray, limits: Limits
    ) -> None:
        self.answers: list[Answer] = []
        self.printed = bytearray()
        self.plain: Any = None
        self.detail = ""
        self._worker = worker
        self._numbers = numbers
        self._out = memoryview(bytes(out))
        self._in = bytearray()
        self._limits = limits
        self._printed_bytes = 0
        self._expects_plain = False

    def run(self, deadline: float, *, plain: bool = False) -> Status | None:
        """Send and receive until every answer is there; else why that will not happen."""
        self._expects_plain = plain
        connection, output = self._worker.connection, self._worker.output
        look = time.monotonic() + TICK
        with selectors.DefaultSelector() as selector:
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
        return Status.BAD_ANSWER if self._in else None

    def _complete(self) -> bool:
        return self.plain is not None if self._expects_plain else (
            len(self.answers) == len(self._numbers)
        )  # fmt: skip

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
        while len(self._in) >= HEADER.size:
            (length,) = HEADER.unpack_from(self._in)
            if length > self._limits.answer_bytes:
                self.detail = f"an answer of {length} bytes"
                return Status.BAD_ANSWER
            if len(self._in) < HEADER.size + length:
                return None
            message = bytes(self._in[HEADER.size : HEADER.size + length])
            del self._in[: HEADER.size + length]
            if not self._take(message):
                return Status.BAD_ANSWER
        return None

    def _take(self, message: bytes) -> bool:
        if self._complete():
            return False  # more answers than requests
        try:
            content = wire.decode(message)
        except wire.MalformedError:
            return False
        if not (isinstance(content, list) and len(content) == 2):
            return False
        number, plain = content
        if self._expects_plain:
            if number == "failed":
                self.detail = str(plain)
            self.plain = plain
            return bool(number == "ready")
        if number != self._numbers[len(self.answers)]:
            return False
        answer = as_answer(plain)
        self.answers.append(answer)
        return answer.lost is None or answer.lost is Status.OUT_OF_MEMORY

    def _read_output(self) -> bool:
        try:
            chunk = os.read(self._worker.output, 65536)
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
        if memory is not None and memory > self._limits.memory_bytes:
            return Status.OUT_OF_MEMORY
        used = disk_of(
            self._worker.folder, pid=self._worker.pid, stop_at=self._limits.disk_bytes
        )
        return Status.DISK_LIMIT if used >= self._limits.disk_bytes else None


def _lost(status: Status, code: int, seconds: float, doing: str, limits: Limits) -> Answer:
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


def _crash(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
            return f"the process that ran it was ended by {name}."
    return "the process that ran it ended by itself; is there a call of exit()?"


def _environment() -> dict[str, str]:
    kept = {
        name: os.environ[name]
        for name in ("CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "SYSTEMROOT", "TZ")
        if name in os.environ
    }
    return {
        "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
        "KINETO_LOG_LEVEL": "99", "CUBLAS_WORKSPACE_CONFIG": ":4096:8", **kept,
    }  # fmt: skip


def _device_nodes(device: str) -> list[str]:
    if device == "cpu":
        return []
    return [str(path) for path in Path("/dev").glob("nvidia*")]


def _remove(folder: str) -> None:
    def allow(function: Any, path: str, _: Any) -> None:
        with contextlib.suppress(OSError):
            os.chmod(Path(path).parent, 0o700)
            os.chmod(path, 0o700)
            function(path)

    shutil.rmtree(folder, onerror=allow)
