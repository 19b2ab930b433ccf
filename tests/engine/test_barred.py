"""Judging where torch may not do the work: each function is asked where torch lacks what would."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from grader import judge
from grader.expect import close
from grader.results import ExerciseResult, Status
from grader.sandbox.barred import Workers, subject, together
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Session, start_server
from grader.spec import Exercise, Forbids
from grader.statements import calls_at_import
from grader.subject import Local, LostError, Sources, StudentFunction

HEAD = "import torch\n"
HARNESS = ("twice_harness.py", "def run(student, x):\n    return student.shares(x)\n")


def exercise() -> Exercise:
    """Two functions under rules of their own, one that is free."""
    found = Exercise(
        "twice",
        functions=("shares", "top", "free"),
        summary="",
        forbids={
            "shares": Forbids(("softmax",), instead="Write shares out."),
            "top": Forbids(("max_pool1d",), instead="Write top out."),
        },
    )

    @found.check(points=1)
    def sums(shares):
        """sums to one"""
        close(shares(torch.zeros(2)), torch.tensor([0.5, 0.5]))

    @found.check(points=2)
    def orders(shares):
        """keeps the order"""
        close(shares(torch.zeros(4)), torch.full((4,), 0.25))

    @found.check(points=4)
    def is_free(free):
        """does as it likes"""
        close(free(torch.zeros(2)), torch.tensor([0.5, 0.5]))

    @found.check(points=8)
    def meets(shares, top):
        """agrees with the largest"""
        close(shares(torch.zeros(2)).sum() + top(torch.ones(1, 2)).sum(), torch.tensor(2.0))

    @found.check(points=16)
    def in_the_harness(shares):
        """does so when it is called by a harness"""
        close(shares.harness("run", torch.zeros(2)), torch.tensor([0.5, 0.5]))

    return found


def by(shares: str = "x.exp() / x.exp().sum()", top: str = "x.amax(1)") -> str:
    return (
        f"{HEAD}name = 'soft' + 'max'\ncalls = []\n"
        f"def shares(x):\n    return {shares}\ndef top(x):\n    return {top}\n"
        f"def free(x):\n    return getattr(torch, name)(x, 0)\n"
    )


def graded_there(server, text: str, workers: Workers | None = None) -> ExerciseResult:
    found = exercise()
    plan = judge.plan(found, "00_test/twice", "seed")
    files = Sources({"twice.py": text}, HARNESS)
    with contextlib.closing(subject(server, files, found.bars, workers=workers)) as worker:
        return judge.Trial(plan, worker, files, judge.Budget(shrink=0)).exercise()


@pytest.fixture(params=["workers of its own", "shared workers"])
def graded(request, server) -> Iterator[Callable[[str], ExerciseResult]]:
    """Grades a text; a shared worker lacks what either rule forbids."""
    rules = exercise().bars.values()
    with Workers(server, dict.fromkeys(rules, sum(rules, ()))) as workers:
        shared = workers if request.param == "shared workers" else None
        yield lambda text: graded_there(server, text, shared)


def graded_here(text: str):
    found = exercise()
    plan = judge.plan(found, "00_test/twice", "seed")
    files = Sources({"twice.py": text}, HARNESS)
    student = Local(files, rules=found.bars)
    return judge.Trial(plan, student, files, judge.Budget(shrink=0)).exercise()


def statuses(result) -> dict[str, str]:
    return {check.name: check.status.value for check in result.checks}


def test_an_answer_by_hand_passes_and_a_free_function_has_all_of_torch(graded):
    assert set(statuses(graded(by())).values()) == {"passed"}


def test_each_function_is_under_its_own_rule_alone(graded):
    both = by("getattr(torch, 'max_' + 'pool1d')(x[None, None], 1)[0, 0].exp() / len(x)")
    assert set(statuses(graded(both)).values()) == {"passed"}


@pytest.mark.parametrize(
    "way", ["getattr(torch, name)(x, 0)", "eval('x.soft' + 'max(0)')", "getattr(x, name)(0)"]
)
def test_torchs_function_is_refused_and_named(graded, way):
    result = graded(by(way))
    assert statuses(result) == {
        "sums": "forbidden", "orders": "forbidden", "is_free": "passed", "meets": "forbidden",
        "in_the_harness": "forbidden",
    }  # fmt: skip
    assert result.points == 4
    failure = result.checks[0].failure
    assert failure.message == (
        "twice.py, line 5, uses torch's softmax, which does the work that shares is to do"
    )
    assert failure.hint == "Write shares out."


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated")
def test_compiled_code_is_refused_with_and_without_a_worker(graded):
    scripted = by().replace("def shares(x)", "@torch.jit.script\ndef shares(x)")
    here, there = graded_here(scripted), graded(scripted)
    assert here.checks[0].failure == there.checks[0].failure
    assert here.checks[0].failure.message == (
        "twice.py, line 4, uses torch.jit.script; shares is to be plain Python, not compiled"
    )
    assert {c.status for result in (here, there) for c in result.checks[:2]} == {Status.FORBIDDEN}


def test_without_a_worker_the_first_call_tells(graded):
    evasive = by("getattr(torch, name)(x, 0)")
    here, there = graded_here(evasive), graded(evasive)
    assert statuses(here) == statuses(there)
    assert [check.failure for check in here.checks] == [check.failure for check in there.checks]
    assert set(statuses(graded_here(by())).values()) == {"passed"}
    torch.softmax(torch.ones(2), 0)  # it is there again


def test_found_out_late_it_loses_what_it_had_before(graded):
    late = "getattr(torch, name)(x, 0) if calls or calls.append(1) else x.exp() / x.exp().sum()"
    result = graded(by(late))
    assert statuses(result)["sums"] == "forbidden"
    assert result.points == 4


def test_whoever_does_the_work_when_refused_has_done_it(graded):
    careful = by("own(x)") + (
        "def own(x):\n    try:\n        return getattr(torch, name)(x, 0)\n"
        "    except Exception:\n        return x.exp() / x.exp().sum()\n"
    )
    assert set(statuses(graded(careful)).values()) == {"passed"}


def test_a_file_that_uses_it_while_it_is_imported_is_told_so(graded):
    result = graded(by() + "print(getattr(torch, name)(torch.ones(2), 0))\n")
    assert {check.status for check in result.checks} == {Status.FORBIDDEN}
    assert "line 10, uses torch's softmax while the file is imported" in (
        result.checks[0].failure.message
    )
    assert "__main__" in result.checks[0].failure.hint


@pytest.mark.parametrize(
    "trial",
    [
        "print(getattr(torch, name)(torch.ones(2), 0))\n",
        "assert shares(torch.ones(2)).equal(torch.softmax(torch.ones(2), 0))\n",
        "for n in [1]:\n    expected = torch.softmax(torch.ones(n), 0)\n",
    ],
)
def test_without_a_worker_it_is_told_too(graded, trial):
    here, there = graded_here(by() + trial), graded(by() + trial)
    assert set(statuses(here).values()) == set(statuses(there).values()) == {"forbidden"}
    assert here.checks[0].failure == there.checks[0].failure
    torch.softmax(torch.ones(2), 0)  # it is there again


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        ("import math\nEPS = 1e-6\n'words'\nassert EPS\n", False),
        ("def f():\n    return g()\n\n\nclass A(b()):\n    x = c()\n", False),
        ("if __name__ == '__main__':\n    print(1)\n", False),
        ("if globals()['__name__'] == '__main__':\n    print(1)\n", False),
        ("if True:\n    print(1)\n", True),
        (f"if {'+'.join('a' * 900)}:\n    pass\n", False),
        (f"if {'+'.join('a' * 900)}:\n    f()\n", True),
        ("x = f()\n", True),
        ("f(\n", False),
    ],
)
def test_what_is_called_while_a_file_is_imported(source, calls):
    assert calls_at_import(source) is calls


def test_a_forged_refusal_harms_only_its_author(graded):
    forged = by().replace(
        "getattr(torch, name)(x, 0)",
        "raise_(x)\ndef raise_(x):\n    from grader.sandbox.bars import BarredError\n"
        "    raise BarredError('nothing')\n",
    )
    found = statuses(graded(forged))
    assert found.pop("is_free") == "errored"
    assert set(found.values()) == {"passed"}


FIRST, SECOND, THIRD, SILENT = ("softmax",), ("max_pool1d",), ("dot",), ("torch.autograd",)


def test_rules_of_different_chapters_are_judged_together():
    chapters = [[{"f": FIRST, "g": FIRST}, {"h": SECOND}], [], [{"i": THIRD}]]
    assert together(chapters) == {
        FIRST: FIRST + THIRD, THIRD: FIRST + THIRD, SECOND: SECOND,
    }  # fmt: skip


def test_what_is_missed_without_a_call_is_taken_from_nobody_else():
    assert together([[{"f": SILENT}, {"g": FIRST}], [{"h": THIRD}]]) == {
        FIRST: FIRST + THIRD, THIRD: FIRST + THIRD,
    }  # fmt: skip


def test_a_rule_of_two_chapters_is_judged_in_one_place():
    names = FIRST + THIRD
    chapters = [[{"f": FIRST}], [{"g": THIRD}, {"h": FIRST}]]
    assert together(chapters) == {FIRST: names, THIRD: names}


def test_two_rules_share_one_worker_where_nothing_is_refused(server):
    names = FIRST + SECOND
    files = Sources({"twice.py": by()})
    with Workers(server, {FIRST: names, SECOND: names}) as workers:
        answers = subject(server, files, {"shares": FIRST, "top": SECOND}, workers=workers)
        answers.load(20.0)
        worker = workers.session(names).worker
        for name in ("shares", "top"):
            ask = StudentFunction(name, lambda request: answers.ask([request], 5.0)[0].open())
            assert ask(torch.ones(1, 1)).sum() == 1
        assert worker is not None
        assert workers.session(names).worker is worker
        assert workers.session(()).worker is None


def test_the_workers_of_a_submission_have_one_memory_together(server):
    """Those that wait keep what they hold, so it counts while another is asked."""
    part = server.limits.memory_bytes * 5 // 8
    text = (
        "import time\nimport torch\nkept = []\n\n\ndef f():\n"
        f"    kept.append(torch.ones({part // 4}))\n    time.sleep(0.3)\n"
    )
    with Workers(server, {}) as workers:
        lost = []
        for names in (FIRST, SECOND):
            answers = subject(server, Sources({"a.py": text}), {"f": names}, workers=workers)
            ask = StudentFunction("f", lambda request, a=answers: a.ask([request], 5.0)[0].open())
            try:
                ask()
            except LostError as error:
                lost.append(error.status)
        assert lost == [Status.OUT_OF_MEMORY]


def test_what_another_exercise_printed_is_not_shown(server):
    with Workers(server, {}) as workers:
        chatty, quiet = (
            subject(server, Sources({"a.py": f"def f():\n    {line}\n"}), {}, workers=workers)
            for line in ("print('mine')", "print('yours')")
        )
        for answers in (chatty, quiet):
            ask = StudentFunction("f", lambda request, a=answers: a.ask([request], 5.0)[0].open())
            ask()
        assert quiet.take_output() == "yours\n"


linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks workers")


@linux
def test_workers_of_one_rule_are_forked_from_one_process(server):
    assert server.without(("softmax",)) is server.without(("softmax",))
    assert server.without(("softmax",)) is not server.without(("max_pool1d",))


@linux
def test_it_starts_again_when_its_process_has_died(server):
    rule = ("softmax", "another")
    files = Sources({"twice.py": by("getattr(torch, name)(x, 0)")})
    with Session(server.without(rule)) as session:
        session._start()
        parent = int(_status(session.worker.pid, "PPid"))
    os.kill(parent, signal.SIGKILL)
    while Path(f"/proc/{parent}/stat").exists() and _status(parent, "State") != "Z":
        time.sleep(0.01)
    with contextlib.closing(subject(server, files, {"shares": rule})) as worker:
        assert worker.load(20.0).error is None
        shares = StudentFunction("shares", lambda request: worker.ask([request], 5.0)[0].open())
        with pytest.raises(Exception, match="softmax"):
            shares(torch.zeros(2))


def _status(pid: int, key: str) -> str:
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(row.split()[1] for row in rows if row.startswith(f"{key}:"))


def test_what_its_workers_computed_is_the_judges_time_when_it_has_closed():
    spin = "exec('import time\\nwhile time.process_time() < 1.0: pass') or x.exp() / x.exp().sum()"
    before = cpu_of_children()
    with start_server(limits=Limits(seconds=10.0)) as server:
        assert statuses(graded_there(server, by(spin)))["sums"] == "passed"
        importing = cpu_seconds(server._process.pid)
    assert cpu_of_children() - before > importing + 0.8


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
