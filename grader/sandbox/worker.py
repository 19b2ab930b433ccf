"""The process that runs one submission's code: confines itself, then answers requests.

Protocol, over one socket: each message is a request as ``wire`` encodes it, with "id" and "verb"
(load, call, grad, module, harness); each answer is [id, answer], in the order of the requests.
The first answer, to no request, is ["ready", isolation]. End of file ends the worker.

It knows the closed list of ``verbs`` and nothing of specs, points, tolerances or expected values:
what it holds, the student's code can read.
"""

from __future__ import annotations

import os
import socket
from typing import Any

import torch

from grader.sandbox import channel, confine, verbs, wire


def serve(connection: socket.socket, options: dict[str, Any]) -> None:
    """Confine this process, then answer until the judge hangs up. Never returns to the caller."""
    status = 1
    try:
        isolation = confine.confine(
            options["folder"],
            memory_bytes=options["memory_bytes"],
            file_bytes=options["file_bytes"],
            mode=options["isolation"],
            devices=tuple(options["devices"]),
            keep_fds=(connection.fileno(),),
        )
        ready = ["ready", [isolation.rung, list(isolation.missing)]]
        channel.send(connection, wire.encode(ready))
        _answer(connection, options["device"])
        status = 0
    except channel.ClosedError:
        status = 0
    except BaseException as error:
        import contextlib

        with contextlib.suppress(OSError):
            channel.send(connection, wire.encode(["failed", f"{type(error).__name__}: {error}"]))
    finally:
        os._exit(status)


def _answer(connection: socket.socket, device: str) -> None:
    torch.set_num_threads(1)
    student: verbs.Student | None = None
    while True:
        request = wire.decode(channel.receive(connection), device=device)
        if request["verb"] == "load":
            student, answer = verbs.load(request)
        elif student is None:
            answer = {"error": {"type": "NotLoaded", "message": "load first", "bases": []}}
        else:
            answer = verbs.execute(student, request)
        channel.send(connection, _encoded(request["id"], answer))


def _encoded(number: Any, answer: dict[str, Any]) -> bytes:
    try:
        return wire.encode([number, answer])
    except BaseException as error:  # a value of the student's that fails while it is read
        return wire.encode([number, {"error": verbs.describe(error, frozenset())}])
