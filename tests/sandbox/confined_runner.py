"""Runs pieces of Python in confined, freshly forked workers, as the forkserver does.

A script, started once by test_confine. Standard input brings one JSON request a line:
{"source", "options" for confine, "user" to become first or null, "abi" of Landlock to pretend or
null, "filter": whether seccomp is to be had}. Standard output answers each with one JSON line:
{"isolation", "value": what the piece left in `result`}, or {"error", "errno", "text"} when it
raised, or {"killed": signal}. Options of null leave the worker unconfined, to see that an attempt
is one. In a piece, PARENT is the process id of this script, OUTSIDE a folder that holds a file
secret.txt and was given to no worker, and syscall(number, ...) makes a system call.
"""

import contextlib
import ctypes
import errno
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
import unittest.mock
from pathlib import Path
from typing import Any

import numpy
import torch

from grader.sandbox import confine, landlock, seccomp

torch.set_num_threads(1)
LIBC = ctypes.CDLL(None, use_errno=True)


def syscall(number: int, *arguments: Any) -> int:
    wide = (ctypes.c_long(a) if isinstance(a, int) else a for a in arguments)
    result: int = LIBC.syscall(ctypes.c_long(number), *wide)
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def become(user: int, folder: str) -> None:
    os.chown(folder, user, user)
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    LIBC.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, as in a process that was started by that user


def confined(request: dict[str, Any], folder: str) -> list[str] | None:
    if request["options"] is None:
        os.chdir(folder)
        return None
    if request["abi"] is not None:
        unittest.mock.patch.object(landlock, "abi", return_value=request["abi"]).start()
    if not request["filter"]:
        refusal = OSError(errno.EINVAL, "pretended")
        unittest.mock.patch.object(seccomp, "install", side_effect=refusal).start()
    if request["user"] is not None:
        become(request["user"], folder)
    isolation = confine.confine(folder, **request["options"])
    return [isolation.rung, *isolation.missing]


def work(request: dict[str, Any], folder: str, outside: str, parent: int) -> dict[str, Any]:
    space = {
        "PARENT": parent, "OUTSIDE": outside, "FOLDER": folder, "Path": Path, "os": os,
        "torch": torch, "numpy": numpy, "ctypes": ctypes, "syscall": syscall, "result": None,
    }  # fmt: skip
    answer: dict[str, Any] = {}
    try:
        answer["isolation"] = confined(request, folder)
        exec(request["source"], space)
        answer["value"] = space["result"]
    except BaseException as error:
        answer["error"] = type(error).__name__
        answer["errno"] = getattr(error, "errno", None)
        answer["text"] = traceback.format_exc()[-2000:]
    return answer


def serve(request: dict[str, Any]) -> dict[str, Any]:
    folder, outside = tempfile.mkdtemp(), tempfile.mkdtemp()
    Path(outside, "secret.txt").write_text("secret")
    reading, writing = os.pipe()
    parent = os.getpid()
    worker = os.fork()
    if not worker:
        signal.alarm(60)
        with contextlib.suppress(BaseException):
            if request["options"] is not None:
                request["options"]["keep_fds"] = (writing,)
            os.write(writing, json.dumps(work(request, folder, outside, parent)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(worker, 0)
    for path in (folder, outside):
        shutil.rmtree(path, ignore_errors=True)
    if os.WIFSIGNALED(status):
        return {"killed": signal.Signals(os.WTERMSIG(status)).name}
    answer: dict[str, Any] = json.loads(text)
    return answer


if __name__ == "__main__":
    confine.prepare()
    for line in sys.stdin:
        print(json.dumps(serve(json.loads(line))), flush=True)
