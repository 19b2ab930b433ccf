"""What is the judge's alone is nowhere in a worker: it looks for it in all that it can read.

Each secret is a canary, a known word and a random number: whoever looks for the word and some
number finds what was planted, and not the search itself.
"""

from __future__ import annotations

import contextlib
import secrets
import sys
from collections.abc import Iterator

import pytest

from grader import judge
from grader.expect import equal
from grader.sandbox.barred import subject
from grader.sandbox.forking import Forkserver
from grader.sandbox.limits import Limits
from grader.spec import Exercise, Forbids
from grader.subject import Sources, StudentFunction

if sys.platform != "linux":
    pytest.skip("only Linux shows a process its memory as a file", allow_module_level=True)

SEARCH = r'''
import gc, os, re, sys

WORD = "YRANAC"[::-1] + "-"
PATTERN = re.compile(WORD.encode() + rb"[0-9a-f]{16}")


def found_in(data):
    return sorted({match.decode() for match in PATTERN.findall(data)})


def memory():
    found, looked = set(), 0
    with open("/proc/self/maps") as maps:
        spans = [line.split() for line in maps]
    with open("/proc/self/mem", "rb", 0) as mem:
        for span in spans:
            start, end = (int(n, 16) for n in span[0].split("-"))
            if span[1].startswith("rw"):
                for at in range(start, end, 2**24):
                    try:
                        mem.seek(at)
                        piece = mem.read(min(2**24, end - at) + 32)
                    except (OSError, ValueError, OverflowError):
                        continue
                    looked += len(piece)
                    found.update(found_in(piece))
    return sorted(found), looked


def files():
    found = []
    for name in ("environ", "cmdline", "maps", "status", "mountinfo", "stat"):
        try:
            with open(f"/proc/self/{name}", "rb") as file:
                found += found_in(file.read())
        except OSError:
            pass
    for number in os.listdir("/proc/self/fd"):
        try:
            found += found_in(os.readlink(f"/proc/self/fd/{number}").encode())
        except OSError:
            pass
    return found


def objects():
    frames, frame = [], sys._getframe()
    while frame is not None:
        frames.append(frame.f_locals)
        frame = frame.f_back
    gc.unfreeze()
    everything = [*gc.get_objects(), *frames, *map(vars, list(sys.modules.values())), sys.argv]
    found = set()
    for thing in everything:
        if isinstance(thing, (dict, list, tuple, set)):
            for part in [*thing, *(thing.values() if isinstance(thing, dict) else ())]:
                if type(part) is str:
                    part = part.encode("utf-8", "replace")
                if type(part) is bytes:
                    found.update(found_in(part))
    return sorted(found)


def look(where, given):
    return {"memory": memory, "files": files, "objects": objects}[where]()


def descriptors(given):
    kinds = []
    for number in os.listdir("/proc/self/fd"):
        try:
            kinds.append(os.readlink(f"/proc/self/fd/{number}").split(":")[0])
        except OSError:
            pass  # the listing's own
    return sorted(kinds)


def modules(given):
    return sorted(name for name in sys.modules if name.startswith("grader"))
'''


def canary() -> str:
    return f"CANARY-{secrets.token_hex(8)}"


@pytest.fixture(scope="module")
def planted() -> dict[str, str]:
    """One canary for each kind of secret."""
    kinds = ("environment", "argument", "seed", "spec", "hint", "expected", "tolerance", "given")
    return {kind: canary() for kind in kinds}


def exercise(planted: dict[str, str], rule: bool) -> Exercise:
    found = Exercise(
        "secrets",
        functions=("look", "descriptors", "modules"),
        summary=planted["spec"],
        forbids={"look": Forbids(("softmax",), instead=planted["spec"])} if rule else None,
    )

    @found.check(points=1, hint=planted["hint"])
    def is_expected(look):
        """gives what is expected"""
        tolerance = planted["tolerance"]
        equal(look("files", ""), [planted["expected"], tolerance])

    return found


@pytest.fixture(scope="module", params=["all of torch", "barred"])
def look(planted: dict[str, str], request: pytest.FixtureRequest) -> Iterator[StudentFunction]:
    """The student's functions, after a check has been judged with every secret in its place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TORCHKATA_SECRET", planted["environment"])
        patch.setattr(sys, "argv", [*sys.argv, planted["argument"]])
        spec = exercise(planted, request.param == "barred")
        plan = judge.plan(spec, "00_test/secrets", planted["seed"])
        files = Sources({"secrets_stub.py": SEARCH})
        with (
            Forkserver(limits=Limits(seconds=60.0)) as server,
            contextlib.closing(subject(server, files, spec.bars)) as worker,
        ):
            trial = judge.Trial(plan, worker, files, judge.Budget(shrink=0, seconds=60))
            assert trial.check(spec.checks[0]).status == "failed"
            yield lambda name, *args: StudentFunction(
                name, lambda request: worker.ask([request], 60.0)[0].open()
            )(*args)


def test_the_search_finds_what_a_worker_is_given(look, planted) -> None:
    found, looked = look("look", "memory", planted["given"])
    assert found == [planted["given"]]
    assert looked > 20 * 2**20


@pytest.mark.parametrize("where", ["files", "objects", "memory"])
def test_nothing_of_the_judge_is_in_a_worker(look, planted, where) -> None:
    found = look("look", where, "")
    found = found[0] if where == "memory" else found
    assert set(found) <= {planted["given"]}, {k for k, v in planted.items() if v in found}


def test_a_worker_holds_its_socket_and_its_output_alone(look) -> None:
    assert look("descriptors", "") == ["/dev/null", "socket", "socket", "socket"]


def test_a_worker_has_loaded_no_more_of_ours_than_it_needs(look) -> None:
    inside = ("bars", "cells", "channel", "confine", "errors", "forkserver", "landlock", "pages",
              "process", "rehearsal", "seccomp", "settings", "syscalls", "verbs", "weights", "wire",
              "worker")  # fmt: skip
    allowed = {"grader", "grader.sandbox", "grader.timeouts"}
    allowed |= {f"grader.sandbox.{module}" for module in inside}
    assert set(look("modules", "")) <= allowed
