"""Whoever kills workers or the processes that they come from changes no answer."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from grader.results import Status
from grader.sandbox.limits import Limits
from grader.sandbox.remote import TRIES, Remote, Session, start_server
from grader.subject import Request, Sources

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks workers")

SLOW_AND_RIGHT = "import time\n\ndef f(x):\n    time.sleep(0.4)\n    return x + 1\n"


@pytest.fixture(scope="module")
def server():
    with start_server(limits=Limits(seconds=5.0)) as started:
        yield started


def call(*args):
    found = {"function": "f", "verb": "call", "name": "f", "args": list(args), "kwargs": {}}
    return Request(found)


def parent_of(pid: int) -> int:
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(row.split()[1] for row in rows if row.startswith("PPid:")))


def soon(pid: int) -> threading.Timer:
    timer = threading.Timer(0.1, os.kill, (pid, signal.SIGKILL))
    timer.start()
    return timer


@pytest.mark.parametrize("victim", ["worker", "forkserver"])
def test_an_answer_comes_though_what_computes_it_is_killed(server, victim):
    with Session(server) as session:
        remote = Remote(server, Sources({"f.py": SLOW_AND_RIGHT}), session=session)
        assert remote.load(5.0).error is None
        worker = session.worker.pid
        killed = soon(worker if victim == "worker" else parent_of(worker))
        replies = remote.ask([call(1), call(2)], 5.0)
        killed.join()
        assert [reply.open().value for reply in replies] == [2, 3]
        assert session.worker.pid != worker


def test_a_worker_that_was_killed_between_two_checks_is_not_missed(server):
    with Session(server) as session:
        remote = Remote(server, Sources({"f.py": "def f(x):\n    return x + 1\n"}), session=session)
        assert remote.load(5.0).error is None
        os.kill(session.worker.pid, signal.SIGKILL)
        time.sleep(0.1)
        assert remote.ask([call(1)], 5.0)[0].open().value == 2


def test_every_answer_counts_however_often_workers_are_killed(server):
    with Session(server) as session:
        remote = Remote(server, Sources({"f.py": SLOW_AND_RIGHT}), session=session)
        assert remote.load(5.0).error is None
        done, ended = threading.Event(), set()

        def kill_each() -> None:
            while not done.wait(0.7):
                if session.worker is not None:
                    ended.add(session.worker.pid)
                    os.kill(session.worker.pid, signal.SIGKILL)

        killing = threading.Thread(target=kill_each)
        killing.start()
        replies = remote.ask([call(n) for n in range(4 * TRIES)], 20.0)
        done.set()
        killing.join()
        assert len(ended) > TRIES
        assert [reply.open().value for reply in replies] == list(range(1, 4 * TRIES + 1))


def test_loading_goes_on_in_another_worker(server):
    with closing(Remote(server, Sources({"f.py": SLOW_AND_RIGHT + "time.sleep(0.4)\n"}))) as remote:
        remote._session._start()
        killed = soon(remote._session.worker.pid)
        answer = remote.load(5.0)
        killed.join()
        assert answer.lost is None
        assert answer.error is None


@pytest.mark.parametrize(
    ("end", "turns", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", TRIES, "SIGKILL"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", 1, "SIGSEGV"),
        ("os._exit(0)", 1, "exit"),
    ],
)
def test_code_that_ends_its_process_each_time_has_crashed(server, end, turns, told):
    source = f"import os, signal\n\ndef f(x):\n    print('turn', flush=True)\n    {end}\n"
    with closing(Remote(server, Sources({"f.py": source}))) as remote:
        answer = remote.ask([call(1)], 5.0)[0].open()
        assert answer.lost is Status.CRASHED
        assert told in answer.told
        assert remote.take_output().count("turn") == turns
