"""The ``grader`` command as an instructor types it: help, exit codes, Ctrl-C, what is shown."""

from __future__ import annotations

import csv
import inspect
import json
import math
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from filelock import FileLock

from grader import machine, options
from grader.cli import main
from grader.commands import doctor
from grader.data import FILES

Run = subprocess.CompletedProcess[str]
Grader = Callable[..., Run]
RIGHT = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
WRONG = "def double(x):\n    return x\n\n\ndef half(x):\n    return x / 2\n"
CLASS = "submissions"
SLOW = "import time\n\n\ndef double(x):\n    time.sleep(0.3)\n    return 2 * x\n"


@pytest.fixture
def grader(quick: Callable[..., Run], tiny: Path) -> Grader:
    """Runs a subcommand in the tiny course; nothing of ours may be raised."""

    def run(*args: str, cwd: Path = tiny, **variables: str) -> Run:
        done = quick("grader", *args, cwd=cwd, **variables)
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return run


def hand_in(tiny: Path, **texts: str) -> None:
    for name, text in texts.items():
        folder = tiny / "submissions" / name
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(text)


# Help


@pytest.mark.parametrize("name", main.commands)
def test_help_is_one_sentence_and_one_example(name: str) -> None:
    sentence, example = inspect.cleandoc(main.commands[name].help or "").split("\n\n")
    assert re.fullmatch(r"[A-Z][^.]*\.", sentence)
    assert re.fullmatch(rf"Example: grader {name}\b.*", example)
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    assert example in shown.output
    described = [p for p in main.commands[name].params if p.param_type_name == "option"]
    assert [option.name for option in described if not option.help] == []


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of one exercise named softmax, with one submission and a place with "MNIST"."""
    root = tmp_path_factory.mktemp("small")
    made = CliRunner().invoke(main, ["new", "03_softmax_regression/softmax", "--course", str(root)])
    assert made.exit_code == 0, made.output
    solution = (root / "solutions/03_softmax_regression/softmax.py").read_text()
    for name in ("ann", "bob"):
        folder = root / "examples/submissions" / name
        folder.mkdir(parents=True)
        (folder / "softmax.py").write_text(solution)
    for file in FILES:
        raw = root / "data/MNIST/raw"
        raw.mkdir(parents=True, exist_ok=True)
        (raw / file).touch()
    return root


SAYS = {
    "run": "2 graded; mean 100 %; grades in grades/grades.csv",
    "report": "html: the class in grades/index.html",
    "verify": "all promises hold",
    "list": "03_softmax_regression/softmax",
    "hint": "softmax turns 1 into 2\n    2 * x",
    "doctor": "1 exercises in",
    "data": "MNIST is in ",
    "new": "now: grader verify --exercise attention",
}


@pytest.mark.parametrize("name", main.commands)
def test_the_example_works_as_it_stands(name: str, small: Path, grader: Grader) -> None:
    _, _, example = (main.commands[name].help or "").partition("Example: grader ")
    if name == "report":
        grader("run", "examples/submissions", cwd=small)
    done = grader(*shlex.split(example), cwd=small)
    assert done.returncode == 0, done.stdout + done.stderr
    assert SAYS[name] in done.stdout


def test_reports_lie_beside_the_grades(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, right=RIGHT, wrong=WRONG)
    grader("run", "submissions", "--jobs", "1")
    formats = ["html", "junit", "markdown", "gradescope", "classroom50", "csv", "json"]
    done = grader("report", "grades", *(f"--format={name}" for name in formats))
    assert done.stdout.splitlines() == [
        "html: 2 submissions in grades/NAME/report.html",
        "html: the class in grades/index.html",
        "junit: 2 submissions in grades/NAME/junit.xml",
        "markdown: 2 submissions in grades/NAME/report.md",
        "gradescope: 2 submissions in grades/NAME/results.json",
        "classroom50: 2 submissions in grades/NAME/classroom50.json",
        "csv: the class in grades/checks.csv",
        "json: the class in grades/grades.json",
    ]
    assert "double turns 1 into 2: failed" in (tiny / "grades/wrong/report.md").read_text()
    left = {path.name for path in (tiny / "grades").iterdir() if path.is_file()}
    assert left >= {"grades.csv", "index.html", "checks.csv", "grades.json"}
    again = grader("run", "submissions", "--output", "grades")  # none of them is a submission
    assert "2 unchanged since the last run" in again.stdout


def test_a_roster_is_filled_in(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, **{"Ann Lee_12_assignsubmission_file_": WRONG, "who": RIGHT})
    grader("run", "submissions", "--jobs", "1")
    sheet = "Identifier,Full name,Grade,Maximum Grade\nParticipant 12,Ann Lee,,10.00\n"
    (tiny / "sheet.csv").write_text(sheet)
    done = grader("report", "grades", "--format", "moodle", "--roster", "sheet.csv")
    assert done.stdout == "moodle: 1 of 2 grades in grades/moodle.csv\n"
    assert done.stderr == "left out: who is in no row\n"
    filled = sheet.replace("Lee,,", "Lee,2.50,")
    assert (tiny / "grades/moodle.csv").read_text() == filled


@pytest.mark.parametrize("command", ["list", "report grades", "run submissions --jobs 1"])
def test_a_reader_that_has_seen_enough_is_no_error(
    command: str, tiny: Path, grader: Grader, environment: dict[str, str]
) -> None:
    hand_in(tiny, right=RIGHT)
    grader("run", "submissions", "--jobs", "1")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "grader", *command.split()],
        cwd=tiny, env=environment, stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.stderr == ""


# Exit codes


def test_0_whatever_the_marks_and_1_under_strict(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, right=RIGHT, wrong=WRONG)
    done = grader("run", "submissions", "--jobs", "1")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:3] == [
        "submission  points    %  look at",
        "right        4 / 4  100",
        "wrong        1 / 4   25  2 failed",
    ]
    assert "isolation: " in done.stderr or done.stderr == ""
    assert grader("run", "submissions", "--strict").returncode == 1
    assert grader("run", "submissions/right", "--strict").returncode == 0


def test_one_submission_is_told_what_failed_a_class_is_not(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, right=RIGHT, wrong=WRONG)
    assert "hint" not in grader("run", "submissions", "--jobs", "1").stdout
    for state in ("graded", "unchanged since the last run"):
        shown = grader("run", "submissions/wrong", "--output", "alone", "--jobs", "1").stdout
        assert shown.startswith("== 01_tiny/tiny: 1 of 4 points\n\ndouble ")
        assert "\nrerun     pytest exercises/01_tiny -k " in shown
        assert state in shown.splitlines()[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
@pytest.mark.parametrize(("isolation", "code"), [("auto", 0), ("strict", 2)])
def test_a_missing_guarantee_is_named_and_2_under_isolation_strict(
    isolation: str, code: int, tiny: Path, environment: dict[str, str]
) -> None:
    hand_in(tiny, right=RIGHT)
    script = str(Path(__file__).with_name("without_landlock.py"))
    done = subprocess.run(
        [sys.executable, script, "-m", "grader", "run", "submissions", "--isolation", isolation],
        cwd=tiny, env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == code
    assert "the kernel offers no Landlock" in done.stderr
    assert (tiny / "grades/grades.csv").exists() == (code == 0)
    assert (tiny / "grades/right/results.json").exists() == (code == 0)
    if code == 0:
        report = json.loads((tiny / "grades/right/results.json").read_text())
        assert "the kernel offers no Landlock" in json.dumps(report)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["run", "nowhere"], "nowhere does not exist; give a submission, or a folder of them"),
        (["run", "empty"], "empty holds no submission"),
        (["run", "exercises"], "the checks would come from exercises itself, where whoever hands"),
        (["run", "."], "change them; name the course that you trust with --course FOLDER"),
        (["run", ".", "--exercise", "tyni", "--course", "."], "no exercise 'tyni'"),
        (["run", CLASS, "--exercise", "tyni"], "no exercise 'tyni'; the exercises are tiny"),
        (["run", CLASS, "--course", "empty"], "empty has no folder exercises/"),
        (["run", CLASS, "--output", "taken"], "taken/gradebook.sqlite is not a gradebook"),
        (["run", CLASS, "--output", "/dev/null/x"], "/dev/null/x cannot be written to: Not a dir"),
        (["run", CLASS, "--output", CLASS], "would lie among the submissions in submissions; name"),
        (["run", CLASS, "--data", "nowhere"], "--data: there is no folder nowhere; see grader doc"),
        (["run", CLASS, "--jobs", "0"], "0 is not in the range x>=1"),
        (["run"], "Missing argument 'SUBMISSIONS'"),
        (["report", "empty"], "empty has no gradebook.sqlite; name the folder that grader run wr"),
        (["report", "taken"], "taken/gradebook.sqlite is not a gradebook"),
        (["report", "taken", "--format", "canvas"], "fills in a list of students: export it fro"),
        (["report", "taken", "--roster", "gone"], "File 'gone' does not exist"),
        (["report", "taken", "--format", "pdf"], "'pdf' is not one of 'html', 'gradescope', 'clas"),
        (["hint", "tyni"], "no exercise 'tyni'; the exercises are tiny"),
        (["verify", "--exercise", "tyni"], "no exercise 'tyni'; the exercises are tiny"),
        (["new", "attention"], "'attention' is no CHAPTER/NAME such as 11_attention/attention"),
        (["new", "01_tiny/tiny"], "tiny.py is there already; choose another name"),
        (["new", "02_more/tiny"], "01_tiny has an exercise 'tiny'; choose another name"),
        (["new", "02_more/torch"], "'torch' means another file or module already"),
        (["data", "MNIST"], "MNIST was not downloaded, since TORCHKATA_OFFLINE is set; unset it"),
        (["data", "CIFAR"], "'CIFAR' is not one of 'MNIST', 'FashionMNIST'"),
        (["nothing"], "No such command 'nothing'"),
    ],
    ids=" ".join,
)
def test_2_for_what_can_be_mended(args: list[str], said: str, tiny: Path, grader: Grader) -> None:
    hand_in(tiny, ann=RIGHT)
    (tiny / "empty").mkdir()
    (tiny / "taken").mkdir()
    (tiny / "taken/gradebook.sqlite").write_text("my own notes, " * 100)
    done = grader(*args)
    assert said in " ".join(done.stderr.split())
    assert done.stdout == ""
    assert done.returncode == 2


@pytest.mark.skipif(torch.cuda.is_available(), reason="here is a GPU")
def test_2_for_a_device_that_is_not_there(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, ann=RIGHT)
    done = grader("run", "submissions", "--device", "cuda")
    assert "--device cuda: torch.cuda.is_available() is False here; see grader" in done.stderr
    assert done.returncode == 2
    assert not (tiny / "grades").exists()


def test_2_for_exercises_that_would_be_left_out(tiny: Path, grader: Grader) -> None:
    """Their grades are in grades.csv, and this run would write it anew."""
    assert grader("new", "02_more/more").returncode == 0
    hand_in(tiny, ann=RIGHT)
    (tiny / "submissions/ann/more.py").write_text(
        (tiny / "solutions/02_more/more.py").read_text(encoding="utf-8")
    )
    assert grader("run", "submissions", "--jobs", "1").returncode == 0
    kept = (tiny / "grades/grades.csv").read_text()
    done = grader("run", "submissions", "--jobs", "1", "--exercise", "more")
    assert done.stderr == (
        "grader: grades has grades of tiny, which this run would leave out; choose them too, or "
        "name another --output\n"
    )
    assert done.returncode == 2
    assert (tiny / "grades/grades.csv").read_text() == kept
    assert grader("run", "submissions", "--exercise", "more", "--output", "b").returncode == 0
    assert grader("run", "submissions", "--output", "b").returncode == 0


def test_2_for_a_spec_that_cannot_be_imported(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, ann=RIGHT)
    (tiny / "exercises/01_tiny/tiny_test.py").write_text("import numppy\n")
    done = grader("run", "submissions")
    assert "tiny_test.py cannot be imported: ModuleNotFoundError: No module" in done.stderr
    assert done.returncode == 2


# Runs


def test_any_script_can_be_the_command(tiny: Path, environment: dict[str, str]) -> None:
    hand_in(tiny, ann=RIGHT)
    (tiny / "script.py").write_text("from grader.cli import main\n\nmain()\n")
    done = subprocess.run(
        [sys.executable, "script.py", "run", "submissions", "--jobs", "1"],
        cwd=tiny, env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert "1 graded; mean 100 %" in done.stdout, done.stderr
    assert done.returncode == 0


def test_reports_among_the_submissions_are_none_of_them(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, ann=RIGHT)
    for _ in range(2):
        done = grader("run", ".", "--course", "..", "--jobs", "1", cwd=tiny / "submissions")
        assert "mean 100 %; grades in grades/grades.csv" in done.stdout
    assert "grades" not in done.stdout.splitlines()[1]


def test_a_stray_stub_among_students_is_told(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, ann=RIGHT, bob=RIGHT)
    assert grader("run", "submissions", "--jobs", "1").stderr == ""
    (tiny / "submissions/tiny.py").write_text(RIGHT)
    assert grader("run", "submissions", "--jobs", "1").stderr == (
        "grader: submissions is read as one submission because of tiny.py; if ann and bob came "
        "from other students, move tiny.py into a folder with the student's name, or away; if all "
        "is one student's, leave it as it is\n"
    )


def test_one_entry_s_name_among_the_zips_and_files_of_a_class_is_told(
    tiny: Path, grader: Grader
) -> None:
    hand_in(tiny, exercises=RIGHT)
    for number in range(6):
        (tiny / f"submissions/student{number}.py").write_text(RIGHT)
    (tiny / "submissions/ann.zip").write_bytes(b"")
    assert grader("run", "submissions", "--jobs", "1").stderr.startswith(
        "grader: submissions is read as one submission because of exercises; if ann.zip, "
        "student0.py, student1.py, student2.py and 3 more came from other students, move exercises "
        "into a folder with the student's name, or away; "
    )


def test_a_second_run_on_the_same_folder_is_refused(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, ann=RIGHT)
    (tiny / "grades").mkdir()
    with FileLock(tiny / "grades/.lock"):
        done = grader("run", "submissions")
    assert done.stderr == (
        "grader: another run is writing to grades; wait for it, or give another --output\n"
    )
    assert done.returncode == 2


def test_never_more_judges_than_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "usable_cores", lambda: 4)
    monkeypatch.setattr(options, "usable_memory", lambda: math.inf)
    assert [options.judges(wanted) for wanted in (None, 1, 4, 64)] == [4, 1, 4, 4]


@pytest.mark.parametrize(("gibibytes", "judges"), [(0.5, 1), (4.6, 3), (64, 16)])
def test_no_more_judges_than_memory_has_room_for(
    monkeypatch: pytest.MonkeyPatch, gibibytes: float, judges: int
) -> None:
    monkeypatch.setattr(options, "usable_cores", lambda: 16)
    monkeypatch.setattr(options, "usable_memory", lambda: gibibytes * 2**30)
    assert options.judges(None) == judges
    assert options.judges(12) == 12


@pytest.mark.parametrize(
    ("free", "most", "found"),
    [
        ("MemTotal: 9 kB\nMemAvailable:    2048 kB\n", "max\n", 2 * 2**20),
        ("MemAvailable:    2048 kB\n", "1048576\n", 2**20),
        ("", None, math.inf),
        (None, None, math.inf),
    ],
)
def test_the_memory_of_a_container_is_what_it_may_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: str, most: str, found: float
) -> None:
    for name, text in (("_MEMINFO", free), ("_CONTAINER", most)):
        file = tmp_path / name
        if text is not None:
            file.write_text(text)
        monkeypatch.setattr(machine, name, file)
    assert machine.usable_memory() == found


def test_names_in_any_language_and_none_that_acts(tiny: Path, grader: Grader) -> None:
    names = ["山田太郎", "Дмитрий", "José", "=1+1", "\x1b]0;title\x07", "a b"]
    hand_in(tiny, **dict.fromkeys(names, RIGHT))
    done = grader("run", "submissions", "--jobs", "1")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr
    with (tiny / "grades/grades.csv").open(encoding="utf-8", newline="") as file:
        listed = [row[0] for row in csv.reader(file)][1:]
    assert sorted(listed) == sorted(
        ["山田太郎", "Дмитрий", "José", "'=1+1", r"\x1b]0;title\x07", "a b"]
    )
    for name in listed:
        report = tiny / "grades" / name.lstrip("'") / "results.json"
        assert json.loads(report.read_text(encoding="utf-8"))["score"] == 4.0


def test_a_file_that_cannot_be_read_is_named_in_its_row(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, ann=RIGHT, bob="")
    (tiny / "submissions/bob/tiny.py").write_bytes(RIGHT.encode() + b"# \xe9\n")
    said = "tiny.py is not UTF-8 text; save it as UTF-8"
    done = grader("run", "submissions", "--jobs", "1")
    assert done.stdout.splitlines()[2].endswith(f"nothing attempted, {said}")
    assert json.loads((tiny / "grades/bob/results.json").read_text())["output"] == said


def test_what_is_left_out_of_the_maximum_is_told(tiny: Path, grader: Grader) -> None:
    hand_in(tiny, ann=RIGHT, bob=RIGHT)
    assert grader("run", "submissions", "--jobs", "1").stdout.endswith(
        "left out of the maximum:\n"
        "  1 check: skipped, needs a GPU; run with --device cuda\n"
        "  1 check: skipped, takes long; run with --slow\n"
    )


def test_everything_goes_to_its_own_stream(tiny: Path, environment: dict[str, str]) -> None:
    """What is waited for, and a bar, on standard error where that is a terminal; nowhere else."""
    hand_in(tiny, **{f"s{n}": RIGHT for n in range(3)})
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "grader", "run", "submissions", "--jobs", "1"],
        cwd=tiny, env=environment, stdout=subprocess.PIPE, stderr=theirs, stdin=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = read_all(ours)
        out = process.stdout.read().decode()
    assert process.returncode == 0
    frames = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown)
    assert 0 <= frames.index("importing torch and the course") < frames.index("grading")
    assert re.search(r"grading [━╸╺ ]+ 0/3 -:--:-- left", frames)
    assert re.search(r"grading [━╸╺ ]+ [123]/3 \d:\d\d:\d\d left s\d", frames)
    assert "grading" not in out
    assert "importing" not in out
    assert "\x1b" not in out
    assert out.startswith("submission ")


def read_all(descriptor: int) -> str:
    found = b""
    while True:
        try:
            chunk = os.read(descriptor, 65536)
        except OSError:  # the other side has closed
            chunk = b""
        if not chunk:
            os.close(descriptor)
            return found.decode()
        found += chunk


@pytest.mark.parametrize("finished", [0, 2])
def test_ctrl_c_stops_at_once_and_keeps_what_is_finished(
    finished: int, tiny: Path, environment: dict[str, str]
) -> None:
    hand_in(tiny, **{f"s{n}": SLOW for n in range(20)})
    with subprocess.Popen(
        [sys.executable, "-m", "grader", "run", "submissions", "--jobs", "2"],
        cwd=tiny, env=environment, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 120
        wanted = "*/results.json" if finished else "gradebook.sqlite"
        while len(list((tiny / "grades").glob(wanted))) < max(1, finished):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everyone
        sent = time.monotonic()
        out, err = process.communicate(timeout=60)
        took = time.monotonic() - sent
    assert err == "\nstopped; what was finished is kept\n"
    assert out == ""
    assert process.returncode == 130
    assert took < 5
    kept = len(list((tiny / "grades").glob("*/results.json")))
    assert finished <= kept < 20
    if finished:
        assert len((tiny / "grades/grades.csv").read_text().splitlines()) == 1 + kept


# Other commands


def test_list_shows_the_route(tiny: Path, grader: Grader) -> None:
    lines = grader("list").stdout.splitlines()
    assert lines[0].split() == ["exercise", "what", "you", "build", "checks", "points", "marks"]
    assert lines[1].split("  ")[0] == "1.1"
    assert re.search(r"01_tiny/tiny +Twice as much, and half of it. +5 +16 +gpu, slow$", lines[1])


def test_hint_takes_an_exercise_or_a_check(grader: Grader) -> None:
    assert grader("hint", "two_becomes_one").stdout == "half turns 2 into 1\n    x / 2\n\n"
    assert grader("hint", "01_tiny/tiny").stdout.count("\n    ") == 5


def test_doctor_does_not_know_the_memory_of_every_machine() -> None:
    assert doctor._memory(math.inf) == "unknown"
    assert doctor._memory(3 * 2**29) == "1.5 GiB free"


def test_doctor_says_what_there_is(tiny: Path, grader: Grader) -> None:
    done = grader("doctor", NO_COLOR="1")
    facts = ("torch", "cores", "memory", "judges", "cuda", "isolation", "MNIST", "course")
    for what in facts:
        assert len(re.findall(rf"^{what} ", done.stdout, re.MULTILINE)) == 1, what
    assert "fetch it with: grader data FashionMNIST" in " ".join(done.stdout.split())
    assert done.returncode == 0


def test_verify_names_what_is_missed(tiny: Path, grader: Grader) -> None:
    wrong = tiny / "tests/wrong/01_tiny/tiny/right.py"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("# no mistake | one_becomes_two\n" + RIGHT)
    done = grader("verify")
    assert "miss: tests/wrong/01_tiny/tiny/right.py passes one_becomes_two" in done.stdout
    assert done.returncode == 1
