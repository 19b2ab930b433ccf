"""What every worker does first, done once before workers are forked: Python then knows the way.

Python's interpreter adapts code to what runs through it, and torch finds the kernels of an operator
when it is first called; a worker that had to do so itself would write to memory that it shares with
the others. Nothing here starts a thread, so there is no backward pass: its engine's threads would
not be there in a worker.
"""

from __future__ import annotations

import linecache
import socket
import sys
from typing import Any

import torch

from grader.sandbox import channel, verbs, wire

_FILE = "rehearsal.py"
_STUB = '''\
from __future__ import annotations

import math

import torch
from torch import Tensor, nn


def mixed(x: Tensor, y: Tensor, dim: int = -1) -> Tensor:
    """Something of everything."""
    if x.shape != y.shape:
        raise ValueError(f"{x.shape} and {y.shape}")
    z = (x - x.max(dim=dim, keepdim=True).values).exp()
    z = z / z.sum(dim=dim, keepdim=True) + math.sqrt(2.0) * y
    return torch.where(z > 0, z, -z).reshape(x.shape)


def todo(x):
    raise NotImplementedError
'''
_TIMES = 16  # Python adapts code that has run eight times


def rehearse() -> None:
    """Answer the requests of a made-up exercise, and leave nothing of it behind."""
    modules = set(sys.modules)
    student, _ = verbs.load({"sources": {_FILE: _STUB}, "harness": None, "device": "cpu"})
    assert student is not None
    near, far = socket.socketpair()
    with near, far:
        for request in _requests() * _TIMES:
            channel.send(near, 1, wire.encode(request))
            _, message = channel.receive(far)
            answer = verbs.execute(student, wire.decode(message, capped=False))
            channel.send(far, 1, verbs.message(answer))
            channel.receive(near)
    del linecache.cache[_FILE]
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def _requests() -> list[dict[str, Any]]:
    """Right calls, a matrix that is not contiguous, and what raises."""
    found = []
    for dtype in (torch.float32, torch.float64):
        x, y = torch.ones(2, 3, dtype=dtype), torch.zeros(2, 3, dtype=dtype)
        calls = [("mixed", [x, y]), ("mixed", [x.T, y.T]), ("mixed", [x, x[:1]]), ("todo", [x])]
        for name, args in calls:
            found.append({"verb": "call", "name": name, "args": args, "kwargs": {}, "after": True})
    return found
