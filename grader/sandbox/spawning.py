"""Workers where forking is not safe: macOS and Windows start a fresh interpreter for each.

The same interface as ``forking.Forkserver``; slower by the import of torch for every worker. The
worker connects back over the loopback with a token that it reads from its standard input, once for
requests and once for its output.
"""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.sandbox.folders import remove
from grader.sandbox.forking import (
    START_SECONDS,
    SandboxError,
    Worker,
    device_nodes,
    environment,
)
from grader.sandbox.limits import Limits


class Spawner:
    """Starts workers one by one. ``device`` is "cpu" or "cuda"; ``bars`` are for them."""

    def __init__(
        self,
        *,
        limits: Limits,
        isolation: str = "auto",
        device: str = "cpu",
        bars: Sequence[str] = (),
    ) -> None:
        self.limits = limits
        self.isolation = isolation
        self.device = device
        self.bars = tuple(bars)
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    def without(self, names: Sequence[str]) -> Spawner:
        """Starts workers in which torch lacks the functions of these ``names``."""
        return Spawner(limits=self.limits, isolation=self.isolation, device=self.device, bars=names)

    def fork(self, folder: str) -> Worker:
        """A new worker; ``SandboxError`` when it does not start."""
        token = secrets.token_hex(16)
        root = str(Path(__file__).resolve().parent.parent.parent)
        code = (
            f"import sys; sys.path.insert(0, {root!r}); "
            "from grader.sandbox import spawned; spawned.main()"
        )
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(START_SECONDS)
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(),
            )
            options = {
                "port": server.getsockname()[1], "token": token, "folder": folder,
                "device": self.device, "isolation": self.isolation,
                "memory_bytes": self.limits.memory_bytes if self.device == "cpu" else None,
                "file_bytes": self.limits.disk_bytes, "devices": device_nodes(self.device),
                "bars": self.bars,
            }  # fmt: skip
            assert process.stdin is not None
            try:
                process.stdin.write(json.dumps(options).encode() + b"\n")
                process.stdin.close()
                connection, output = (_accepted(server, token) for _ in range(2))
            except (OSError, SandboxError) as error:
                process.kill()
                process.wait()
                remove(folder)
                raise SandboxError(f"no worker could be started: {error}") from None
        connection.setblocking(False)
        output.setblocking(False)
        self._processes[process.pid] = process
        return Worker(process.pid, connection, output, folder)

    def reap(self, worker: Worker) -> int:
        """End ``worker``; its exit status, negative for a signal."""
        worker.connection.close()
        worker.output.close()
        process = self._processes.pop(worker.pid)
        status = process.poll()
        if status is None:
            try:
                status = process.wait(0.2)  # it may be ending by itself
            except subprocess.TimeoutExpired:
                process.kill()
                status = process.wait()
        remove(worker.folder)
        return status

    def close(self) -> None:
        """End every worker."""
        for process in self._processes.values():
            process.kill()
            process.wait()
        self._processes.clear()

    def __enter__(self) -> Spawner:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _accepted(server: socket.socket, token: str) -> socket.socket:
    """The next connection that shows the token; others are hung up on."""
    while True:
        connection, _ = server.accept()
        connection.settimeout(START_SECONDS)
        shown = b""
        while len(shown) < len(token):
            chunk = connection.recv(len(token) - len(shown))
            if not chunk:
                break
            shown += chunk
        if secrets.compare_digest(shown, token.encode()):
            return connection
        connection.close()
