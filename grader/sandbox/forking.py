"""The judge's handle on the forkserver: starts it, asks it for workers, has them ended.

Shared by all submissions of one judge. It starts again when it has died.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.sandbox.folders import remove
from grader.sandbox.limits import Limits

START_SECONDS = 120.0
READY_SECONDS = 30.0


class SandboxError(RuntimeError):
    """The sandbox itself does not work; our fault, never the student's."""


@dataclass
class Worker:
    """A confined process: its socket and its output, both non-blocking here, and its folder."""

    pid: int
    connection: socket.socket
    output: socket.socket
    folder: str


class Forkserver:
    """The process that workers are forked from. ``device`` is "cpu" or "cuda".

    ``link`` leads to one that was forked from another; without it a process is started.
    """

    def __init__(
        self,
        *,
        limits: Limits,
        isolation: str = "auto",
        device: str = "cpu",
        link: socket.socket | None = None,
    ) -> None:
        self.limits = limits
        self.isolation = isolation
        self.device = device
        self._barred: dict[tuple[str, ...], BarredForkserver] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._ended = False
        if link is None:
            self._start()
        else:
            self._socket = link

    def copied(self) -> Forkserver:
        """Another one with the same barred ones, forked from these: for another judge.

        It does without this one from then on, and starts a process of its own where it has to.
        """
        copy = Forkserver(
            limits=self.limits, isolation=self.isolation, device=self.device, link=self._copy()
        )
        for names, server in self._barred.items():
            copy._barred[names] = BarredForkserver(copy, names, link=server._copy())
        return copy

    def let_go(self) -> None:
        """Leave the process to whoever else has a link to it."""
        for server in (self, *self._barred.values()):
            server._socket.close()

    def without(self, names: Sequence[str]) -> Forkserver:
        """Gives workers in which torch lacks the functions of these ``names``; see ``bars``."""
        key = tuple(names)
        if key not in self._barred:
            self._barred[key] = BarredForkserver(self, key)
        return self._barred[key]

    def _copy(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self.start_barred((), theirs)
        return ours

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
            env=environment(),
            start_new_session=True,  # Ctrl-C at the terminal is the judge's alone
        )
        theirs.close()
        self._started = self._ended = False

    def fork(self, folder: str) -> Worker:
        """A new worker, confined before this returns; ``SandboxError`` if that failed."""
        self._revive()
        ours, theirs = socket.socketpair()
        output, writing = socket.socketpair()  # a socket, so that every platform can wait for it
        options = {
            "do": "fork", "folder": folder, "device": self.device, "isolation": self.isolation,
            "memory_bytes": self.limits.memory_bytes if self.device == "cpu" else None,
            "file_bytes": self.limits.disk_bytes,
            "devices": device_nodes(self.device),
        }  # fmt: skip
        try:
            socket.send_fds(
                self._socket, [json.dumps(options).encode()], [theirs.fileno(), writing.fileno()]
            )
            pid = self._reply(READY_SECONDS)["pid"]
        except (OSError, SandboxError) as error:
            self._end()
            ours.close()
            output.close()
            remove(folder)
            raise SandboxError(f"no worker could be forked: {error}") from None
        finally:
            theirs.close()
            writing.close()
        output.setblocking(False)
        ours.setblocking(False)
        return Worker(pid, ours, output, folder)

    def reap(self, worker: Worker) -> int | None:
        """End ``worker`` and everything of it; its exit status, negative for a signal.

        None where the forkserver has died, and the worker with it.
        """
        worker.connection.close()
        worker.output.close()
        status = None
        try:
            self._socket.sendall(json.dumps({"do": "reap", "pid": worker.pid}).encode())
            status = int(self._reply(READY_SECONDS)["status"])
        except (OSError, SandboxError):
            self._end()
        remove(worker.folder)
        return status

    def close(self) -> None:
        """End the forkserver and every worker of it."""
        for server in self._barred.values():
            server.close()
        self._close_own()

    def _close_own(self) -> None:
        self._socket.close()
        if self._process is None:
            return
        if not self._started:
            self._process.kill()  # it has no worker yet, and would finish importing torch
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

    def start_barred(self, names: Sequence[str], theirs: socket.socket) -> None:
        """Have a process serve ``theirs``, where torch lacks the functions of these names."""
        self._revive()
        request = json.dumps({"do": "bar", "names": names}).encode()
        socket.send_fds(self._socket, [request], [theirs.fileno()])
        self._reply(READY_SECONDS)

    def _alive(self) -> bool:
        if self._process is not None:
            return self._process.poll() is None
        if self._ended or not self._started:
            return not self._ended
        # Between replies there is nothing to be read but the end.
        return not select.select([self._socket], [], [], 0)[0]

    def _end(self) -> None:
        """What has stopped answering is started anew when the next worker is wanted."""
        self._ended = True
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _revive(self) -> None:
        if not self._alive():
            self._close_own()
            self._start()
        if not self._started:
            try:
                self._reply(START_SECONDS)
            except (OSError, SandboxError):
                self._end()
                raise
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
        if self._process is None:
            return "no message"
        self._process.wait(5)
        text = self._process.stderr.read().decode(errors="replace") if self._process.stderr else ""
        return text.strip().rsplit("\n", 1)[-1] or "no message"


class BarredForkserver(Forkserver):
    """Forks workers in which torch lacks some functions; itself forked from ``origin``."""

    def __init__(
        self, origin: Forkserver, names: tuple[str, ...], *, link: socket.socket | None = None
    ) -> None:
        self._origin = origin
        self._names = names
        super().__init__(
            limits=origin.limits, isolation=origin.isolation, device=origin.device, link=link
        )

    def _start(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._origin.start_barred(self._names, theirs)
        self._started = self._ended = False


def environment() -> dict[str, str]:
    """The minimal environment of a process that workers come from."""
    kept = {
        name: os.environ[name]
        for name in ("CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH", "SYSTEMROOT", "TZ")
        if name in os.environ
    }
    return {
        "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8", **kept,
    }  # fmt: skip


def device_nodes(device: str) -> list[str]:
    """The nodes that a GPU worker opens."""
    if device == "cpu":
        return []
    return [str(path) for path in Path("/dev").glob("nvidia*")]
