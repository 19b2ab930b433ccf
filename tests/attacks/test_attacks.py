"""What hostile submissions get: no point, no sight of what is not theirs, and no harm to the next.

Each file here with an ``# attack:`` line is a stub as a hostile student would hand it in. Its first
lines say, one a line, what it does and what it must get:

    # attack: one sentence
    # points: 0, or another number, or all
    # statuses: the statuses that its checks may have, each of them the zero's named reason
    # needs: full                 where it is only harmless in a confined worker
    # needs: bars                 where it is only harmless where torch lacks what is forbidden
    # exercise: CHAPTER/NAME      of which it is the stub, if not of softmax
    # naive: OUTCOME [HOW]        what it does to naive.py, so that it is an attack; HOW compares

The outcomes are fooled (full marks), crashed, stopped, leaked, changed (a file that is not its
own), unsafe (not to be tried) and absent (nothing of the kind to attack there, with the reason).

Files in controls/ are right answers that come close to an attack, and must get every point.
"""

import contextlib
import dataclasses
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader import course as courses
from grader.course import Course
from grader.grading import Judge
from grader.options import Options
from grader.results import CheckResult, Status, SubmissionResult
from grader.sandbox import confine
from grader.sandbox.limits import Limits
from grader.sandbox.servers import start_server
from grader.submissions import Contents, Stub

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXERCISE = "03_softmax_regression/softmax"
CANARY = "CANARY-IN-MEMORY-of everyone else"
MIB = 2**20
LIMITS = Limits(
    seconds=1.0, memory_bytes=512 * MIB, output_bytes=MIB // 4, disk_bytes=16 * MIB
)
PATIENCE = 10.0
"""Seconds for a second try where time was up although nothing in the attack takes any: the machine
has other things to do."""
OUTCOMES = {"fooled", "crashed", "stopped", "leaked", "changed", "unsafe", "absent"}


@dataclasses.dataclass(frozen=True)
class Attack:
    """One file and the lines of its header."""

    file: Path
    meaning: str
    points: str
    statuses: frozenset[str]
    needs: str
    outcome: str
    how: str
    exercise: str = EXERCISE

    @property
    def name(self) -> str:
        return self.file.stem

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")


def read(file: Path) -> Attack:
    lines = file.read_text(encoding="utf-8").split("\n")[:8]
    header = dict(
        re.fullmatch(r"# (\w+): (.+)", line).groups()  # type: ignore[union-attr]
        for line in lines
        if re.fullmatch(r"# (attack|points|statuses|needs|exercise|naive): .+", line)
    )
    naive, _, reason = header["naive"].partition(" - ")
    outcome, _, how = naive.partition(" ")
    assert outcome in OUTCOMES, file
    assert (outcome == "absent") == bool(reason), file
    return Attack(
        file, header["attack"], header["points"], frozenset(header["statuses"].split()),
        header.get("needs", ""), outcome, how, header.get("exercise", EXERCISE),
    )  # fmt: skip


ATTACKS = [
    read(file)
    for file in sorted(HERE.glob("*.py"))
    if file.read_text(encoding="utf-8").startswith("# attack: ")
]
CONTROLS = sorted((HERE / "controls").glob("*.py"))



def solution(exercise: str) -> str:
    return (ROOT / "solutions" / f"{exercise}.py").read_text(encoding="utf-8")


RIGHT = solution(EXERCISE)
ids = [attack.name for attack in ATTACKS]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder as a grading run has it: what others handed in, grades, a course, and ``tmp``.

    It is the current folder, and workers' folders lie in it, so that attackers find all there is.
    """
    place = tmp_path_factory.mktemp("room")
    files = {
        "submissions/other/softmax.py": f"# {CANARY}\n",
        "submissions/mine/softmax.py": "# mine\n",
        "grades/gradebook.sqlite": f"not a database: {CANARY}\n",
        "grades/results.json": "{}",
        f"solutions/{EXERCISE}.py": f"# {CANARY}\n{RIGHT}",
        f"exercises/{EXERCISE}_test.py": f"# {CANARY}\n",
        "tmp/.keep": "",
    }
    for name, text in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    before = os.getcwd(), tempfile.tempdir, os.environ.get("CANARY")  # noqa: PTH109
    os.chdir(place)
    tempfile.tempdir, os.environ["CANARY"] = str(place / "tmp"), CANARY
    yield place
    os.chdir(before[0])
    tempfile.tempdir = before[1]
    del os.environ["CANARY"]


def course(exercise: str, *, lenient: bool = False) -> Course:
    """The course; ``lenient`` without what the exercise forbids.

    What is forbidden is found in the source, before much of an attack has run; a lenient course
    shows that it would have come to nothing all the same. It is the whole course, since the rules
    of others are barred in the same worker.
    """
    found = courses.find(ROOT)
    if lenient:
        found.entry(exercise).exercise.forbids = {}
    return found


class Bench:
    """A quick judge, and a patient one for what the quick one has no time for."""

    def __init__(self, isolation: str, *, lenient: bool = False) -> None:
        self._options = Options(seed="secret", isolation=isolation, limits=LIMITS, shrink=0.2)
        self._lenient = lenient
        self._judges: dict[tuple[str, float], Judge] = {}

    def grade(
        self, text: str, statuses: frozenset[str] = frozenset(), exercise: str = EXERCISE
    ) -> SubmissionResult:
        """The result of a stub; ``timed_out`` is looked at again unless it is among ``statuses``."""
        path = f"{exercise}.py"
        contents = Contents({path: Stub(path, text, Path(path).name)}, {}, (), "0")
        for seconds in (LIMITS.seconds, PATIENCE):
            graded = self._judge(exercise, seconds).grade("someone", contents)
            handed_in = tuple(found for found in graded.exercises if found.path == exercise)
            result = dataclasses.replace(graded, exercises=handed_in)
            if Status.TIMED_OUT in statuses or not any(
                check.status is Status.TIMED_OUT for check in result.exercises[0].checks
            ):
                break
        return result

    def _judge(self, exercise: str, seconds: float) -> Judge:
        if (exercise, seconds) not in self._judges:
            limits = dataclasses.replace(LIMITS, seconds=seconds)
            options = dataclasses.replace(self._options, limits=limits)
            found = course(exercise, lenient=self._lenient)
            server = start_server(limits=limits, isolation=options.isolation)
            self._judges[exercise, seconds] = Judge(found, options, server)
        return self._judges[exercise, seconds]

    def close(self) -> None:
        for judge in self._judges.values():
            judge.close()


@pytest.fixture(scope="module")
def confined(room: Path) -> Iterator[Bench]:
    """As in a real run."""
    assert room
    with contextlib.closing(Bench("auto")) as bench:
        yield bench


@pytest.fixture(scope="module")
def lenient(room: Path) -> Iterator[Bench]:
    """Confined, and nothing is forbidden."""
    assert room
    with contextlib.closing(Bench("auto", lenient=True)) as bench:
        yield bench


@pytest.fixture(scope="module")
def unconfined(room: Path) -> Iterator[Bench]:
    """Isolation switched off, and nothing is forbidden."""
    assert room
    with contextlib.closing(Bench("none", lenient=True)) as bench:
        yield bench


needs_full = pytest.mark.skipif(
    confine.available().rung != "full", reason=" ".join(confine.available().missing)
)


@needs_full
@pytest.mark.parametrize("attack", ATTACKS, ids=ids)
def test_an_attack_gains_nothing(attack: Attack, confined: Bench, room: Path) -> None:
    holds(attack, confined, room)


@needs_full
@pytest.mark.parametrize(
    "attack",
    [a for a in ATTACKS if {"forbidden"} < a.statuses and a.needs != "bars"],
    ids=[a.name for a in ATTACKS if {"forbidden"} < a.statuses and a.needs != "bars"],
)
def test_it_gains_nothing_where_nothing_is_forbidden(
    attack: Attack, lenient: Bench, room: Path
) -> None:
    holds(attack, lenient, room)


@pytest.mark.parametrize(
    "attack",
    [a for a in ATTACKS if not a.needs and a.statuses != {"forbidden"}],
    ids=[a.name for a in ATTACKS if not a.needs and a.statuses != {"forbidden"}],
)
def test_it_gains_nothing_without_confinement(
    attack: Attack, unconfined: Bench, room: Path
) -> None:
    holds(attack, unconfined, room)


@pytest.mark.parametrize("file", CONTROLS, ids=[file.stem for file in CONTROLS])
def test_a_right_answer_is_not_taken_for_an_attack(
    file: Path, confined: Bench, room: Path
) -> None:
    result = confined.grade(file.read_text(encoding="utf-8"))
    assert result.points == result.max_points, told(result)
    assert not leftovers(room)


def holds(attack: Attack, bench: Bench, room: Path) -> None:
    """The attack gets its verdict, leaves no trace, and the next submission gets all its points."""
    before, left = contents(room), leftovers(room)
    result = bench.grade(attack.text, attack.statuses, attack.exercise)
    (exercise,) = result.exercises
    following = bench.grade(solution(attack.exercise), exercise=attack.exercise)
    full = following.max_points
    assert following.points == full, f"the next submission suffers: {told(following)}"
    wanted = full if attack.points == "all" else float(attack.points)
    assert result.points == wanted, told(result)
    assert result.max_points == full, f"points were waived: {told(result)}"
    assert {check.status.value for check in exercise.checks} <= attack.statuses, told(result)
    for check in exercise.checks:
        assert_harmless(check)
    assert contents(room) == before
    assert leftovers(room) == left


def assert_harmless(check: CheckResult) -> None:
    """Nothing in the text for a reader is obeyed by a terminal, or comes from others."""
    failure = check.failure
    if failure is None:
        return
    for text in dataclasses.astuple(failure):
        if text is not None:
            assert all(c in "\n\t" or c.isprintable() for c in text), ascii(text)
            assert CANARY not in text
            assert len(text) < 20_000


def contents(room: Path) -> dict[str, Any]:
    """Everything in the room but temporary folders: what it holds, and since when."""
    return {
        str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, path.read_bytes())
        for top in sorted(room.iterdir())
        for path in (sorted(top.rglob("*")) if top.name != "tmp" else [])
        if path.is_file()
    }


def leftovers(room: Path) -> list[str]:
    """Folders of workers that are still there."""
    return [path.name for path in (room / "tmp").glob("torchkata-*")]


def told(result: SubmissionResult) -> str:
    """Points, how many checks have which status, and the first message of each."""
    checks = [check for exercise in result.exercises for check in exercise.checks]
    first = {check.status.value: check for check in reversed(checks)}
    rows = [
        f"{sum(c.status.value == status for c in checks)} {status}, such as {check.name}: "
        f"{check.failure and check.failure.message[:200]!r}"
        for status, check in first.items()
    ]
    return f"{result.points} of {result.max_points}; " + "; ".join(rows)


@pytest.fixture(scope="module")
def naive(room: Path) -> Iterator[Any]:
    """Asks the naive grader what comes of an attack."""
    with subprocess.Popen(
        [sys.executable, str(HERE / "naive.py")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"}, cwd=room,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        requests, answers = process.stdin, process.stdout
        assert answers.readline() == "ready\n"

        def ask(attack: Attack) -> dict[str, Any]:
            request = {
                "attack": str(attack.file), "room": str(room), "how": attack.how, "root": str(ROOT)
            }
            print(json.dumps(request), file=requests, flush=True)
            found: dict[str, Any] = json.loads(answers.readline())
            return found

        yield ask
        requests.close()


TRIED = [attack for attack in ATTACKS if attack.outcome not in {"unsafe", "absent"}]


@pytest.mark.skipif(sys.platform != "linux", reason="the naive grader forks")
@pytest.mark.parametrize("attack", TRIED, ids=[attack.name for attack in TRIED])
def test_it_is_an_attack(attack: Attack, naive: Any, room: Path) -> None:
    before = contents(room)
    facts = naive(attack)
    finished = facts["code"] is not None
    seen = {
        "fooled": facts["full"],
        "crashed": facts["ended"] not in {0, None} or (finished and facts["none"]),
        "stopped": facts["ended"] is None or (not finished and facts["none"]),
        "leaked": facts["leaked"],
        "changed": facts["changed"],
    }
    for name, (_, _, data) in before.items():
        if Path(name).read_bytes() != data:
            Path(name).write_bytes(data)
    assert seen[attack.outcome], facts


def test_the_naive_grader_grades(naive: Any, tmp_path: Path) -> None:
    """A right answer gets full marks there, a wrong one none, torch's own function none."""
    right = RIGHT.replace("torch.", "torch's ")  # it takes a docstring for a use
    own = "import torch\nsoftmax = lambda x, dim: torch.softmax(x, dim)\n"
    for text, full in [(right, True), (right.replace(".exp()", ""), False), (own, False)]:
        file = tmp_path / "submission.py"
        file.write_text(text)
        facts = naive(Attack(file, "", "0", frozenset(), "", "", ""))
        assert facts["full"] is full, facts
        assert not facts["none"]
        assert not facts["changed"]


def test_there_are_enough_attacks() -> None:
    assert len(ATTACKS) >= 45
    assert len({attack.meaning for attack in ATTACKS}) == len(ATTACKS)
    shown = [attack for attack in ATTACKS if attack.outcome not in {"unsafe", "absent"}]
    assert len(shown) >= 45
