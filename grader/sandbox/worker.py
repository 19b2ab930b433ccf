"""The process that runs one submission's code: confines itself, then answers requests.

Protocol, over one socket: each message is a request as ``wire`` encodes it, with a "verb" (load,
call, grad, module, harness), and has a number; each answer has the number of its request, and they
come in the order of the requests. The first answer, number 0 and to no request, is
["ready", isolation]. End of file ends the worker. Files that are loaded as "shared" lack more
functions than their rule says: whoever was refused one gets ``verbs.REFUSED`` for an answer.

It knows the closed list of ``verbs`` and nothing of specs, points, tolerances or expected values:
what it holds, the student's code can read.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from typing import Any

import torch

from grader.sandbox import bars, channel, confine, verbs, wire
from grader.sandbox.errors import describe
from grader.sandbox.settings import as_found


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
        channel.send(connection, 0, wire.encode(ready))
        _answer(connection, options["device"])
        status = 0
    except channel.ClosedError:
        status = 0
    except BaseException as error:
        with contextlib.suppress(OSError):
            failed = ["failed", f"{type(error).__name__}: {error}"]
            channel.send(connection, 0, wire.encode(failed))
    finally:
        os._exit(status)


def _answer(connection: socket.socket, device: str) -> None:
    torch.set_num_threads(1)
    student: verbs.Student | None = None
    shared = False
    settings = contextlib.ExitStack()
    while True:
        number, message = channel.receive(connection)
        request = wire.decode(message, device=device, capped=False)
        files: frozenset[str] = student.files if student else frozenset()
        try:
            if request["verb"] == "load":
                shared = request["shared"]
                if student is not None:
                    student.leave()
                settings.close()
                settings.enter_context(as_found())
                student, answer = verbs.load(request)
            elif student is None:
                raise RuntimeError("load first")
            else:
                answer = verbs.execute(student, request)
            message = verbs.message(answer)
        except BaseException as error:  # Ctrl-C and time limits, which nobody sends to a worker
            message = verbs.message({"error": describe(error, files)})
        if bars.was_refused() and shared:
            message = verbs.REFUSED
        _flush()
        channel.send(connection, number, message)


def _flush() -> None:
    """What was printed goes out before the answer; the student may have put anything there."""
    for stream in (sys.stdout, sys.stderr, sys.__stdout__):
        with contextlib.suppress(BaseException):
            stream.flush()  # type: ignore[union-attr]
