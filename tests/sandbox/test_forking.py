"""A forkserver and its copies: each gives workers on its own, whatever becomes of the others."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
import torch

from grader.sandbox.forking import Forkserver
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Remote
from grader.subject import Answer, Sources, StudentFunction

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks workers")

TEXT = "import os, torch\ndef parent():\n    return os.getppid()\ndef softmax(x):\n"
TEXT += "    return torch.softmax(x, 0)\n"
BARRED = ("softmax",)


@pytest.fixture
def server():
    with Forkserver(limits=Limits(seconds=20.0)) as running:
        yield running


def parent(server: Forkserver) -> int:
    """The process that the server's workers are forked from."""
    return asked(server, "parent").value


def asked(server: Forkserver, name: str, *args: object) -> Answer:
    remote = Remote(server, Sources({"it.py": TEXT}))
    answers = []

    def ask(request):
        answers.append(remote.ask([request], 20.0)[0].open())
        return answers[0]

    try:
        StudentFunction(name, ask)(*args)
    except Exception:
        assert answers
    finally:
        remote.close()
    return answers[0]


def refused(server: Forkserver) -> bool:
    """Whether softmax is refused in the server's workers."""
    error = asked(server, "softmax", torch.ones(3)).error
    return error is not None and error["type"].endswith("BarredError")


def ended(pid: int) -> bool:
    """Whether the process ends, or has."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


def test_a_copy_gives_workers_of_its_own(server):
    with server.copied() as copy:
        assert parent(copy) != parent(server)


def test_a_copy_needs_no_original():
    with Forkserver(limits=Limits(seconds=20.0)) as server:
        copy, original = server.copied(), parent(server)
        forked = parent(copy)
        server.let_go()
        os.kill(original, signal.SIGKILL)
    assert ended(original)
    with copy:
        assert parent(copy) == forked != original


def test_a_copy_that_ends_leaves_the_original(server):
    with server.copied() as copy:
        forked = parent(copy)
    assert ended(forked)
    assert parent(server) != forked


def test_what_is_let_go_by_all_ends(server):
    copy = server.copied()
    forked = parent(copy)
    copy.let_go()
    assert ended(forked)


@pytest.mark.parametrize("killed", ["before it is asked", "later"])
def test_a_copy_that_is_killed_is_started_anew(server, killed):
    with server.copied() as copy:
        (forked,) = set(children(parent(server)))
        if killed == "later":
            assert parent(copy) == forked
        os.kill(forked, signal.SIGKILL)
        assert ended(forked)
        assert parent(copy) not in {forked, parent(server)}


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_what_is_barred_is_barred_in_a_copy_too(server):
    barred = parent(server.without(BARRED))
    with server.copied() as copy:
        assert refused(copy.without(BARRED))
        assert not refused(copy)
        found = parent(copy.without(BARRED))
        assert found in children(barred), "it is forked from the one that was barred"
        os.kill(found, signal.SIGKILL)
        assert ended(found)
        assert refused(copy.without(BARRED))
        assert not refused(copy)
