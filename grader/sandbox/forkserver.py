"""A clean process of ours that has imported torch and forks a worker whenever the judge asks.

Started as ``python -I`` with a minimal environment and one socket, so that a worker inherits no
arguments, environment, modules or descriptors of the judge's. It runs no torch operation that
starts threads: their locks would hang the children.

Protocol, JSON over the socket: {"do": "fork", ...options} with two descriptors attached (the
worker's socket, its standard output) answers {"pid"}; {"do": "reap", "pid"} ends that worker and
answers {"status"}; {"do": "bar", "names"} with a socket attached starts a process that serves this
protocol there, with ``bars`` in its workers. End of file ends every worker and this process.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import signal
import socket
import sys
from typing import Any, TextIO

MESSAGE = 65536


def main(descriptor: int) -> None:
    """Serve until the judge hangs up."""
    preload()
    _serve(socket.socket(fileno=descriptor))
    os._exit(0)  # to end as Python does takes longer, with torch


def _serve(judge: socket.socket) -> None:
    _reply(judge, {"ready": True})
    alive: dict[int, str] = {}
    servers: list[int] = []
    while True:
        try:
            message, descriptors, _, _ = socket.recv_fds(judge, MESSAGE, 2)
        except ConnectionError:
            break
        if not message:
            break
        request = json.loads(message)
        if request["do"] == "fork":
            pid = _fork(judge, descriptors, request)
            alive[pid] = request["folder"]
            _reply(judge, {"pid": pid})
        elif request["do"] == "bar":
            servers.append(_bar(judge, descriptors[0], request["names"]))
            _reply(judge, {"pid": servers[-1]})
        else:
            alive.pop(request["pid"], None)
            _reply(judge, {"status": _reap(request["pid"])})
    for pid, folder in alive.items():
        _reap(pid)
        shutil.rmtree(folder, ignore_errors=True)
    for pid in servers:  # the judge has hung up on them, too; their time becomes this process's
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def preload() -> None:
    """Import what workers need, including what torch imports late, and nothing of the judge's."""
    gc.disable()  # what is imported stays
    import torch
    import torch._dynamo  # torchvision needs it, and its operators, which bars lets nobody add
    import torch.utils.data

    torch.set_num_threads(1)
    from grader.sandbox import bars, confine, pages, rehearsal, worker  # noqa: F401

    for module in _USUAL_IMPORTS:
        with contextlib.suppress(ImportError):
            __import__(module)
    confine.prepare()
    torch.empty(2, device="meta").exp().sum()  # meta kernels register at first use
    bars.survey()
    rehearsal.rehearse()
    gc.collect()
    gc.freeze()  # so that a child's collections do not copy every page
    gc.enable()
    pages.gather()


_USUAL_IMPORTS = (
    "numpy", "math", "random", "functools", "itertools", "collections", "typing", "dataclasses",
    "abc", "copy", "operator", "time", "warnings", "string", "enum", "unittest.mock", "queue",
    "concurrent.futures", "statistics", "fractions", "decimal", "heapq", "bisect", "contextlib",
    "traceback", "linecache", "tempfile",
)  # fmt: skip


def _fork(judge: socket.socket, descriptors: list[int], request: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        for descriptor in descriptors:
            os.close(descriptor)
        return pid
    try:
        judge.close()
        connection, output = descriptors
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        sys.stdout, sys.stderr = _line_by_line(1), _line_by_line(2)
        from grader.sandbox import worker

        worker.serve(socket.socket(fileno=connection), request)
    finally:
        os._exit(1)


def _bar(judge: socket.socket, descriptor: int, names: list[str]) -> int:
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    try:
        judge.close()
        os.dup2(0, 2)  # the judge reads this process's last words there, up to their end
        from grader.sandbox import bars

        bars.bar(names)
        gc.freeze()
        _serve(socket.socket(fileno=descriptor))
    finally:
        os._exit(0)


def _line_by_line(descriptor: int) -> TextIO:
    """A stream that keeps no line back, so that a crash does not lose what was printed before."""
    return os.fdopen(descriptor, "w", 1, "utf-8", "backslashreplace", closefd=False)


def _reap(pid: int) -> int:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)  # its own session, once it has got that far
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:
        return 0


def _reply(judge: socket.socket, message: dict[str, Any]) -> None:
    judge.sendall(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
