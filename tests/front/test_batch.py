"""Many submissions, judges side by side: the same grades whatever dies, and whatever is slow."""

from __future__ import annotations

import contextlib
import dataclasses
import multiprocessing
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader import batch, crew, judging, submissions
from grader.gradebook import FILE, Gradebook
from grader.options import Options
from grader.outline import Outline, Part
from grader.results import Failure, Status
from grader.sandbox.limits import Limits
from grader.submissions import Contents

ARGS = ("--seed", "s", "--timeout", "5", "--shrink", "0")

RIGHT = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
WRONG = "def double(x):\n    return x\n\n\ndef half(x):\n    return x / 2\n"
SLOW = """
import time


def double(x):
    time.sleep(0.1)
    return 2 * x


def half(x):
    return x / 2
"""
# A spec is imported in every judge, so that a test's spec can make one fail.
SABOTAGE = """

import os
import pathlib
import signal
import time

from grader import grading

usual = grading.Judge.grade
ends = pathlib.Path({root!r}, "ended")
grades = pathlib.Path({root!r}, "grades")


def sabotaged(self, name, contents, patience):
    if name == "dies" or (name == "dies_once" and not ends.exists()):
        ends.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "a_slow_one":
        until = time.monotonic() + 120
        while len(list(grades.glob("*/results.json"))) < 5 and time.monotonic() < until:
            time.sleep(0.05)
    if name == "raises":
        raise ZeroDivisionError("a mistake of ours")
    return usual(self, name, contents, patience)


grading.Judge.grade = sabotaged
"""


def hand_in(tiny: Path, **texts: str) -> Path:
    """The folder of submissions: a name, and the text of its stub."""
    for name, text in texts.items():
        folder = tiny / "submissions" / name
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(text)
    return tiny / "submissions"


def patient(tiny: Path) -> Path:
    """The same course with limits that no right answer meets, however busy the machine is."""
    spec = tiny / "exercises/01_tiny/tiny_test.py"
    spec.write_text(spec.read_text().replace("seconds=1", "seconds=60"))
    return tiny


def many(tiny: Path, count: int, *texts: str) -> Path:
    return hand_in(tiny, **{f"s{n:02}": texts[n % len(texts)] for n in range(count)})


Grader = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def grade(quick: Grader, tiny: Path) -> Grader:
    """Runs ``grader run`` on the submissions of the tiny course into ``tiny``/OUTPUT."""

    def run(*args: str, output: str = "grades") -> subprocess.CompletedProcess[str]:
        return quick("grader", "run", "submissions", "--output", output, *ARGS, *args, cwd=tiny)

    return run


def verdicts(output: Path) -> dict[str, list[tuple[str, Status, float, Failure | None]]]:
    """What was decided, submission by submission; not what took how long."""
    with Gradebook(output) as book:
        return {
            result.name: [
                (c.name, c.status, c.points, c.failure) for e in result.exercises for c in e.checks
            ]
            for result in book.results()
        }


def points(output: Path) -> dict[str, float]:
    with Gradebook(output) as book:
        return {grade.name: grade.points for grade in book.grades()}


def attempts(output: Path) -> list[str]:
    """Of whom, in the order in which they were kept."""
    with contextlib.closing(sqlite3.connect(output / FILE)) as database:
        return [n for (n,) in database.execute("select submission from attempts order by id")]


# Runs again


def test_what_has_not_changed_is_not_graded_again(tiny: Path, grade: Grader) -> None:
    folder = many(tiny, 3, RIGHT, WRONG)
    grade("--jobs", "1")
    files = [*(tiny / "grades").glob("*/results.json"), tiny / "grades/grades.csv"]
    assert len(files) == 4
    before = [file.stat() for file in files]
    again = grade()
    assert "0 graded, 3 unchanged since the last run; mean 75 %" in again.stdout
    for file, stat in zip(files, before, strict=True):
        assert (file.stat().st_mtime_ns, file.stat().st_ino) == (stat.st_mtime_ns, stat.st_ino)
    report = tiny / "grades/s01/results.json"
    text = report.read_text()
    report.unlink()
    assert "0 graded, 3 unchanged" in grade().stdout
    assert report.read_text() == text
    (folder / "s01" / "tiny.py").write_text(RIGHT)
    done = grade()
    assert "1 graded, 2 unchanged since the last run; mean 100 %" in done.stdout
    assert report.read_text() != text
    assert attempts(tiny / "grades") == ["s00", "s01", "s02", "s01"]


def test_a_fingerprint_is_of_all_that_a_grade_depends_on(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = Part("01_tiny/tiny", ("01_tiny/tiny.py",), ("double",), ("MNIST",), "digest")
    course, options = Outline(tiny, (part,)), Options(seed="s")
    monkeypatch.setattr(batch.data, "root_of", lambda name: None)
    known = batch.conditions(course, options)
    assert batch.conditions(course, dataclasses.replace(options, jobs=7)) == known
    others = [
        batch.conditions(Outline(tiny, (dataclasses.replace(part, digest="new"),)), options),
        batch.conditions(Outline(tiny, (dataclasses.replace(part, path="02_a/b"),)), options),
        batch.conditions(course, dataclasses.replace(options, seed="t")),
        batch.conditions(course, dataclasses.replace(options, slow=True)),
        batch.conditions(course, dataclasses.replace(options, device="cuda")),
        batch.conditions(course, dataclasses.replace(options, limits=Limits(seconds=3))),
    ]
    monkeypatch.setattr(batch.data, "root_of", lambda name: tiny)
    others.append(batch.conditions(course, options))
    assert len({known, *others}) == 8
    mine, theirs = (Contents({}, {}, (), digest) for digest in ("1", "2"))
    assert batch.fingerprint(known, mine) == batch.fingerprint(known, mine)
    marks = [batch.fingerprint(known, theirs), batch.fingerprint(others[0], mine)]
    assert batch.fingerprint(known, mine) not in marks


def test_an_interrupt_waits_for_a_report_and_its_grade(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, output = many(tiny, 3, RIGHT), tiny / "grades"
    usual = batch.files.write

    def interrupted(path: Path, text: str) -> None:
        usual(path, text)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(batch.files, "write", interrupted)
    options = Options(seed="s", jobs=1)
    with crew.Crew(tiny, options) as judges, Gradebook(output) as book:
        outline = judges.outline()
        found = submissions.find(folder, outline.stubs)
        with pytest.raises(KeyboardInterrupt):
            batch.run(outline, found, book, output, options, crew=judges)
        assert len(list(book.grades())) == finished(tiny) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# Judges


@pytest.fixture
def sabotaged(tiny: Path) -> Path:
    spec = tiny / "exercises/01_tiny/tiny_test.py"
    spec.write_text(spec.read_text() + SABOTAGE.format(root=str(tiny)))
    return tiny


def test_nobody_waits_for_a_slow_submission(sabotaged: Path, grade: Grader) -> None:
    hand_in(sabotaged, a_slow_one=RIGHT)
    many(sabotaged, 5, RIGHT, WRONG)
    assert grade("--jobs", "2").returncode == 0
    assert attempts(sabotaged / "grades")[-1] == "a_slow_one"  # it ends after the others have
    assert len(attempts(sabotaged / "grades")) == 6


def test_code_that_does_not_end_is_put_aside_until_the_others_are_graded(
    tiny: Path, grade: Grader
) -> None:
    spec = tiny / "exercises/01_tiny/tiny_test.py"
    spec.write_text(spec.read_text().replace("seconds=1", "seconds=2"))
    endless = RIGHT.replace("return", "while True:\n        pass\n    return")
    hand_in(tiny, a=endless, b=RIGHT, c=WRONG)
    done = grade("--jobs", "1", "--timeout", "0.3")
    assert "3 graded" in done.stdout
    assert attempts(tiny / "grades") == ["b", "c", "a"]
    assert Status.TIMED_OUT in {status for _, status, _, _ in verdicts(tiny / "grades")["a"]}


def test_a_judge_that_dies_or_raises_costs_nobody(sabotaged: Path, grade: Grader) -> None:
    hand_in(sabotaged, a=RIGHT, dies=RIGHT, dies_once=RIGHT, raises=RIGHT, z=WRONG)
    done = grade("--jobs", "2")
    assert done.returncode == 3
    assert re.search("our own checks broke for (dies, raises|raises, dies); these", done.stderr)
    assert re.search(r"^dies +0 / 0 +0  5 broken$", done.stdout, re.MULTILINE)
    ended = {"a": 4.0, "dies": 0.0, "dies_once": 4.0, "raises": 0.0, "z": 1.0}
    assert points(sabotaged / "grades") == ended
    found = verdicts(sabotaged / "grades")
    for name, reason in (
        ("dies", "the judge ended, 2 times"),
        ("raises", "the judge raised ZeroDivisionError: a mistake of ours, 2 times"),
    ):
        assert {status for _, status, _, _ in found[name]} == {Status.BROKEN}
        assert found[name][0][-1] == Failure(reason)
    assert "in sabotaged" in done.stderr
    # What was our fault is graded again, although nothing has changed.
    again = grade("--jobs", "1", "--exercise", "tiny")
    assert "0 graded, 3 unchanged" in again.stdout
    assert again.returncode == 3


def test_judges_that_cannot_start_end_the_run(tiny: Path, grade: Grader) -> None:
    many(tiny, 2, RIGHT)
    spec = tiny / "exercises/01_tiny/tiny_test.py"
    spec.write_text("import os\n\nos._exit(7)\n")
    done = grade("--jobs", "1")
    assert done.returncode == 3
    assert "no judge could start: the judge ended" in done.stderr
    assert attempts(tiny / "grades") == []


# Killed from outside


@pytest.fixture
def running(tiny: Path, environment: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen]]:
    """Starts ``grader run`` beside the test."""
    started = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "grader", "run", "submissions", "--jobs", "2", *ARGS],
            cwd=tiny, env=environment, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def below(pid: int) -> dict[int, str]:
    """All processes that ``pid`` started, and they in turn, with their command lines."""
    found: dict[int, str] = {}
    for child in children(pid):
        try:
            found[child] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        found |= below(child)
    return found


def children(pid: int) -> list[int]:
    """What the kernel says of them now: not all, where one of them is just ending."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in list(Path(f"/proc/{pid}/task").iterdir()):
            with contextlib.suppress(OSError):  # a thread that has ended
                found += map(int, (task / "children").read_text().split())
    return found


def parts(pid: int) -> dict[str, list[int]]:
    """The judges, forkservers and workers of a run."""
    every = below(pid)
    servers = [p for p, line in every.items() if "forkserver.main" in line]
    workers = [w for server in servers for w in children(server)]
    return {
        "judge": [p for p, line in every.items() if "spawn_main" in line],
        "forkserver": [p for p in servers if p not in workers],
        "worker": workers,
    }


def until(condition: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def finished(tiny: Path) -> int:
    return len(list((tiny / "grades").glob("*/results.json")))


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_whatever_is_killed_no_grade_is_lost_or_another(
    tiny: Path, grade: Grader, running: Callable[[], subprocess.Popen[str]]
) -> None:
    many(patient(tiny), 12, SLOW, WRONG)
    grade("--jobs", "1", output="undisturbed")
    undisturbed = verdicts(tiny / "undisturbed")
    names = sorted(undisturbed)

    process = running()
    for done, kind in enumerate(("worker", "forkserver", "judge"), start=1):
        until(lambda done=done: finished(tiny) >= done and parts(process.pid)["worker"])
        os.kill(parts(process.pid)[kind][-1], signal.SIGKILL)
    until(lambda: finished(tiny) >= 4 and parts(process.pid)["worker"])
    left = below(process.pid)
    process.kill()
    process.communicate()
    until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in left), seconds=20)
    kept = attempts(tiny / "grades")
    assert 4 <= len(kept) < len(names)
    assert len(set(kept)) == len(kept)

    out, err = running().communicate(timeout=200)
    assert f"{len(names) - len(kept)} graded, {len(kept)} unchanged" in out, err
    assert verdicts(tiny / "grades") == undisturbed
    assert sorted(attempts(tiny / "grades")) == names
    csv = (tiny / "undisturbed/grades.csv").read_text()
    assert (tiny / "grades/grades.csv").read_text() == csv


def test_no_judge_is_forked_that_uses_a_gpu() -> None:
    options = Options(seed="s")
    assert judging.can_fork(options) == (sys.platform == "linux")
    assert not judging.can_fork(dataclasses.replace(options, device="cuda"))


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
@pytest.mark.parametrize("forks", ["one can be forked", "none can be", "the first has a thread"])
def test_two_judges_give_the_grades_whether_one_is_forked_or_not(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, forks: str
) -> None:
    monkeypatch.setattr(crew, "can_fork", lambda options: forks != "none can be")
    if forks == "the first has a thread":
        with (tiny / "exercises/01_tiny/tiny_test.py").open("a") as spec:
            spec.write("import threading\n")
            spec.write("threading.Thread(target=threading.Event().wait, daemon=True).start()\n")
    hand_in(patient(tiny), right=RIGHT, wrong=WRONG)
    with crew.Crew(tiny, Options(seed="s", jobs=2)) as judges:
        outline = judges.outline()
        found = submissions.find(tiny / "submissions", outline.stubs)
        tasks = [crew.Task(one.name, outline.read(one)) for one in found]
        graded = judges.grade(outline.paths, tasks, len(tasks))
        results = [next(graded)]
        started = [p for p in children(os.getpid()) if p in parts(os.getpid())["judge"]]
        assert len(parts(os.getpid())["judge"]) == 2
        assert len(started) == (1 if forks == "one can be forked" else 2)
        results += graded
    assert not parts(os.getpid())["judge"]
    points = {r.name: sum(c.points for e in r.exercises for c in e.checks) for r in results}
    assert points == {"right": 4.0, "wrong": 1.0}


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_judges_are_started_where_forks_of_the_first_came_to_nothing(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forks = []

    def dead(self: judging.JudgeProcess) -> judging.JudgeProcess:
        connection, theirs = multiprocessing.Pipe()
        theirs.close()
        forks.append(judging.JudgeProcess(connection, judging._Forked(self._process)))
        return forks[-1]

    monkeypatch.setattr(judging.JudgeProcess, "forked", dead)
    hand_in(patient(tiny), **{f"s{n}": RIGHT for n in range(crew.STARTS + 1)})
    with crew.Crew(tiny, Options(seed="s", jobs=crew.STARTS + 1)) as judges:
        outline = judges.outline()
        found = submissions.find(tiny / "submissions", outline.stubs)
        tasks = [crew.Task(one.name, outline.read(one)) for one in found]
        results = list(judges.grade(outline.paths, tasks, len(tasks)))
    assert len(forks) == crew.STARTS
    assert sorted(result.name for result in results) == [task.name for task in tasks]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks judges")
@pytest.mark.parametrize("killed", ["the first", "the one that was forked from it"])
def test_a_judge_that_was_forked_needs_the_first_no_more(
    tiny: Path, grade: Grader, running: Callable[[], subprocess.Popen[str]], killed: str
) -> None:
    many(patient(tiny), 12, SLOW, WRONG)
    grade("--jobs", "1", output="undisturbed")
    process = running()
    # Before, what has just been forked to become a forkserver may still look like a judge.
    until(lambda: finished(tiny) >= 1 and len(parts(process.pid)["judge"]) == 2)
    (first,) = [pid for pid in children(process.pid) if pid in parts(process.pid)["judge"]]
    (forked,) = set(parts(process.pid)["judge"]) - {first}
    assert forked in children(first)

    def servers(pid: int) -> list[int]:
        return [p for p, line in below(pid).items() if "forkserver.main" in line and p != forked]

    until(lambda: servers(first))
    assert not servers(forked), "its workers come from a copy of the first one's forkserver"

    os.kill(first if killed == "the first" else forked, signal.SIGKILL)
    until(lambda: finished(tiny) >= 8)
    assert killed != "the first" or Path(f"/proc/{forked}/cmdline").exists()
    out, err = process.communicate(timeout=200)
    assert "12 graded" in out, err
    assert verdicts(tiny / "grades") == verdicts(tiny / "undisturbed")
    until(lambda: not Path(f"/proc/{forked}/cmdline").exists(), seconds=10)
