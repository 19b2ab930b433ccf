"""A grader as graders are often written: it runs the student's file beside the expected values.

The tests run each attack here too, to see that it is an attack: that it fools, crashes, stops or
robs a grader that has nothing between itself and the student. It compares in the ways that such
graders compare (``COMPARATORS``), keeps its results in a file, and finds torch's own functions by
looking for their names in the text, or by a profile hook.

Runs as a process of its own that has imported torch, reads {"attack", "room", "how"} as a line of
JSON and answers with a line of facts. For each it forks twice: a parent, in a session of its own,
and the process that runs the student's file, which is the parent's child as a worker would be.
Only what is safe outside a sandbox may be run here: sizes and times are bounded, and nothing else.
"""

import contextlib
import gc
import io
import json
import os
import pickle
import re
import resource
import select
import signal
import subprocess
import sys
import time
import types
from pathlib import Path

import numpy
import pytest
import torch

SECONDS = 2.5
MIB = 2**20
CANARY = "CANARY" + "-IN-MEMORY-" + "of the naive grader"
NAMES = re.compile(r"torch\.(log_)?softmax|F\.(log_)?softmax|\.(log_)?softmax\(|import .*softmax")
CASES = []


def cases():
    """(function, arguments, expected) as a list in memory, as such graders have it."""
    torch.manual_seed(0)
    found = []
    for shape in [(3,), (2, 3), (4, 4)]:
        x = torch.randn(shape)
        found.append(("softmax", (x.clone(), -1), torch.softmax(x, -1)))
        found.append(("log_softmax", (x.clone(), -1), torch.log_softmax(x, -1)))
    return found


def flat(things):
    """Lists in lists become one list, as a grader for trees of values does."""
    while isinstance(things, list):
        things = [part for thing in things for part in (thing if isinstance(thing, list) else [thing])]
        if things and not any(isinstance(thing, list) for thing in things):
            return things
    return [things]


COMPARATORS = {
    "assert_close": lambda r, e: torch.testing.assert_close(r, e) is None,
    "allclose": lambda r, e: torch.allclose(r, e),
    "operator": lambda r, e: all((r == e).flatten().tolist()),
    "numpy": lambda r, e: numpy.testing.assert_allclose(r.detach(), e) is None,
    "pytest": lambda r, e: r.tolist() == pytest.approx(e.tolist()),
    "difference": lambda r, e: not ((r - e).abs() > 1e-5).any()
    if isinstance(r, torch.Tensor) else not (abs(r - e) > 1e-5).any(),
    "shape": lambda r, e: r.shape == e.shape and r.dtype == e.dtype,
    "repr": lambda r, e: repr(r) == repr(e),
    "flatten": lambda r, e: flat(r) == flat(e),
    "pickle": lambda r, e: pickle.loads(pickle.dumps(r)) is None,  # noqa: S301
}


def uses_torch(text):
    """Whether the text names torch's own functions."""
    return bool(NAMES.search(re.sub(r"def (log_)?softmax\(", "", text)))


def graded(text, how):
    """The points of a submission, out of as many as there are cases."""
    if how != "text" and how not in COMPARATORS and uses_torch(text):
        return 0
    same = COMPARATORS.get(how, COMPARATORS["assert_close"])
    CASES.extend(cases())
    module = types.ModuleType("softmax")
    module.__file__ = "softmax.py"
    sys.modules["softmax"] = module
    exec(compile(text, "softmax.py", "exec"), vars(module))
    points = 0
    pending = []
    for name, args, expected in CASES:
        if how == "alarm":
            signal.signal(signal.SIGALRM, lambda *_: os._exit(9))
            signal.setitimer(signal.ITIMER_REAL, 1.0)
        try:
            returned = getattr(module, name)(*args)
            if how == "late":
                pending.append((returned, name, args, expected))
            elif same(returned, expected):
                points += 1
        except Exception as error:
            print(f"{type(error).__name__}: {error}"[:300])
    if how in {"hook", "profile"} and recorded(module, how) & {"softmax", "log_softmax"}:
        return 0
    if pending:
        expectations = CASES
        time.sleep(0.3)
        points = sum(same(returned, expected) for returned, _, _, expected in pending)
        del expectations
    return points


def recorded(module, how):
    """Names of what a call reaches, by Python's profile hook or by torch's profiler."""
    seen = []
    with contextlib.suppress(Exception):
        if how == "hook":
            sys.setprofile(lambda frame, event, thing: seen.append(getattr(thing, "__name__", "")))
            module.softmax(*CASES[0][1])
        else:
            with torch.autograd.profiler.profile() as profile:
                module.softmax(*CASES[0][1])
            seen = [event.name.removeprefix("aten::") for event in profile.function_events]
    sys.setprofile(None)
    return set(seen)


def engine(text, path):
    """The points that our own engine would give in the student's process, of the same maximum."""
    sys.path.insert(0, path)
    from grader import course, judge
    from grader.subject import Local

    entry = course.find(Path(path)).entry("softmax")
    entry.exercise.forbids = {}
    checks = [c for c in entry.exercise.checks if c.name == "equal_scores_share_the_mass"]
    plan = judge.plan(entry.exercise, entry.path, "seed", checks)
    files = course.sources(entry, [(entry.stubs[0], text)])
    trial = judge.Trial(plan, Local(files), files, judge.Budget(shrink=0))
    return 6 * (trial.check(checks[0]).status == "passed")


def grade(request, channel):
    """The innermost process: the student's code and the grader's in one."""
    text = Path(request["attack"]).read_text()
    results = Path(request["room"], "grades", "results.json")
    maximum = 6
    points = engine(text, request["root"]) if request["how"] == "engine" else graded(
        text, request["how"]
    )
    said = json.dumps({"points": points, "max_points": maximum})
    if request["how"] == "pipe":
        os.write(channel, said.encode() + b"\n")
    elif request["how"] == "stdout":
        print(said, flush=True)
    else:
        with results.open("w") as out:
            out.write(said)


def confine(folder):
    """Bounds that hurt no attack worth the name, and keep this machine safe."""
    os.makedirs(folder)
    os.chdir(folder)
    for which, most in [
        (resource.RLIMIT_FSIZE, 8 * MIB), (resource.RLIMIT_CPU, 10),
        (resource.RLIMIT_NOFILE, 128), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_DATA, 1536 * MIB), (resource.RLIMIT_STACK, 32 * MIB),
    ]:  # fmt: skip
        resource.setrlimit(which, (most, most))


def supervise(request, folder, verdict):
    """The parent: waits for its child, as the process that started a test run does."""
    os.setsid()
    confine(folder)
    secret = bytearray(CANARY.encode())
    os.environ["CANARY"] = CANARY
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        out = os.open("out.txt", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w"), line_buffering=True)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            grade(request, writing)
        except BaseException as error:
            print(f"ended by {type(error).__name__}: {error}"[:300])
            sys.stdout.flush()
            os._exit(3)
        import atexit

        atexit._run_exitfuncs()
        os._exit(0)
    os.close(writing)
    if select.select([reading], [], [], SECONDS)[0]:
        said = os.read(reading, 4096)
        if request["how"] == "pipe" and said:
            first = said.split(b"\n")[0].decode("latin-1")
            Path(request["room"], "grades", "results.json").write_text(first)
        if not said:
            _, status = os.waitpid(child, 0)
            Path(verdict).write_text(str(os.waitstatus_to_exitcode(status)))
    assert secret
    os._exit(0)


def run(request, number):
    """What came of one attack, as facts."""
    room = Path(request["room"])
    results = room / "grades" / "results.json"
    results.write_text("{}")
    folder, verdict = room / "tmp" / f"naive{number}", room / "tmp" / f"verdict{number}"
    before = snapshot(room)
    started = time.monotonic()
    parent = os.fork()
    if parent == 0:
        try:
            supervise(request, folder, verdict)
        finally:
            os._exit(1)
    ended = None
    while ended is None and time.monotonic() < started + SECONDS + 1.5:
        pid, status = os.waitpid(parent, os.WNOHANG)
        ended = os.waitstatus_to_exitcode(status) if pid else None
        time.sleep(0.01)
    finished = verdict.exists()
    if request["how"] == "stays":
        time.sleep(0.5)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(parent, signal.SIGKILL)
    if ended is None:
        os.waitpid(parent, 0)
    time.sleep(0.05)
    out = folder / "out.txt"
    printed = out.read_text(errors="replace") if out.exists() else ""
    said = results.read_text(errors="replace")
    if request["how"] == "stdout":
        said = next((line for line in printed.splitlines() if line.startswith("{")), "{}")
    try:
        found = json.loads(said)
    except ValueError:
        found = {}
    code = int(verdict.read_text()) if finished else None
    after = snapshot(room)
    dirty = (folder / "d").exists() or not isinstance(found, dict) or "forged" in said
    found = found if isinstance(found, dict) else {}
    results.write_text("{}")
    subprocess.run(["rm", "-rf", str(folder), str(verdict)], check=False)  # noqa: S603, S607
    return {
        "full": found.get("points", 0) > 0 and found.get("points") >= found.get("max_points", 1),
        "none": "points" not in found,
        "ended": ended, "code": code, "leaked": "CANARY" + "-" in printed,
        "changed": before != after or dirty, "printed": printed[-500:],
    }  # fmt: skip


def snapshot(room):
    """Contents of everything in the room but the results and what is temporary."""
    return {
        str(path): path.read_bytes() if path.is_file() else b""
        for top in sorted(room.iterdir())
        for path in (sorted(top.rglob("*")) if top.name != "tmp" else [])
        if path.name != "results.json"
    }


def main():
    torch.set_num_threads(1)
    torch.testing.assert_close(torch.ones(1), torch.ones(1))  # what it imports, once for all
    gc.freeze()
    print("ready", flush=True)
    for number, line in enumerate(sys.stdin):
        print(json.dumps(run(json.loads(line), number)), flush=True)


if __name__ == "__main__":
    main()
