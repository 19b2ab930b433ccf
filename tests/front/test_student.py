"""``pytest exercises/`` as a student runs it: what is printed, and the exit code."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader import course as courses

Run = subprocess.CompletedProcess[str]
CHAPTER = "01_tiny"
ANSI = re.compile(r"\x1b\[")


@pytest.fixture
def student(quick: Callable[..., Run]) -> Callable[..., Run]:
    """Runs pytest and insists that nothing of ours is shown, whatever the student's code does."""

    def run(*args: str, cwd: Path, **variables: Any) -> Run:
        done = quick("pytest", "-p", "no:cacheprovider", *args, cwd=cwd, **variables)
        assert "Traceback" not in done.stdout + done.stderr
        assert "grader" + "/" not in done.stdout, done.stdout
        assert "INTERNALERROR" not in done.stdout + done.stderr
        return done

    return run


@pytest.fixture
def answer(tiny: Path, put: Callable[[Path, str], Path]) -> Callable[[str], Path]:
    """Puts the student's text in the place of the stub of the tiny course."""
    return lambda text: put(tiny / "exercises" / CHAPTER / "tiny.py", text)


def solve(root: Path, *paths: str) -> None:
    for path in paths or [entry.path for entry in courses.find(root).entries]:
        if (root / "solutions" / f"{path}.py").exists():
            shutil.copy(root / "solutions" / f"{path}.py", root / "exercises" / f"{path}.py")


def table(done: Run) -> dict[str, str]:
    """What the closing table says of each exercise, without the bar."""
    rows = re.findall(r"^(\d\d_\w+/\w+) +(skipped|[\d.]+ / [\d.]+)", done.stdout, re.MULTILINE)
    return dict(rows)


def last_words(done: Run) -> str:
    """The line below the table."""
    return re.findall(r"^(next: .*|all done|these pass.*)$", done.stdout, re.MULTILINE)[-1]


# The whole course


def test_untouched_stubs_are_one_line_each(course: Path, student: Callable[..., Run]) -> None:
    done = student("exercises/", cwd=course)
    entries = courses.find(course).entries
    lines = re.findall(r"^  ([·-]) (.*)$", done.stdout, re.MULTILINE)
    assert [line.split(": ")[0] for _, line in lines] == [
        check.sentence.split(": ")[0] for entry in entries for check in entry.exercise.checks
    ]
    for glyph, line in lines:
        assert line.endswith(": not attempted") if glyph == "·" else ": skipped, " in line
    assert "FAILURES" not in done.stdout
    assert list(table(done)) == [entry.path for entry in entries]
    assert last_words(done) == "next: 03_softmax_regression/softmax"
    assert re.search(r"\d+ not attempted", done.stdout.splitlines()[-1])
    assert done.returncode == 1


def test_solutions_pass_every_check(course: Path, student: Callable[..., Run]) -> None:
    solve(course)
    done = student("exercises/", "-n", "2", cwd=course)
    assert set(re.findall(r"^  (\S)", done.stdout, re.MULTILINE)) <= {"✓", "-"}, done.stdout
    for path, points in table(done).items():
        assert points == "skipped" or len(set(points.split(" / "))) == 1, path
    assert len(table(done)) == len(courses.find(course).entries)
    assert last_words(done) == "all done"
    assert done.returncode == 0


def test_right_answers_do_not_make_torch_import_its_compiler(course: Path) -> None:
    solve(course)
    said = course / "said"
    with (course / "exercises/conftest.py").open("a", encoding="utf-8") as conftest:
        conftest.write(
            "\n\ndef pytest_unconfigure():\n    import pathlib, sys\n"
            "    found = [name for name in sys.modules if name.startswith('torch._dynamo.')]\n"
            f"    pathlib.Path({str(said)!r}).write_text(' '.join(found))\n"
        )
    folders = [f"exercises/{name}" for name in ("03_softmax_regression", "07_training")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *folders],
        cwd=course, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert said.read_text(encoding="utf-8") == ""


def test_the_table_grows_with_each_exercise(course: Path, student: Callable[..., Run]) -> None:
    chapter = "exercises/03_softmax_regression"
    route = [e.path for e in courses.find(course).entries if e.chapter in chapter]
    for number, path in enumerate(route, start=1):
        solve(course, path)
        done = student(chapter, cwd=course)
        full = [path for path, points in table(done).items() if len(set(points.split(" / "))) == 1]
        assert full == route[:number]
        if number < len(route):
            assert last_words(done) == f"next: {route[number]}"
            assert done.returncode == 1
    assert last_words(done) == "these pass; for all exercises: pytest exercises"
    assert done.returncode == 0


@pytest.mark.slow
def test_the_capstone_with_data_at_hand(
    course: Path, student: Callable[..., Run], mnist: Path
) -> None:
    solve(course, "06_convolution/lenet", "07_training/training")
    done = student("exercises/", "-k", "lenet_quick", cwd=course, TORCHKATA_DATA=str(mnist))
    assert table(done) == {"10_capstones/lenet_quick": "10 / 10"}
    assert done.returncode == 0


# pytest's own options


def test_k_takes_an_exercise_and_not_its_chapter(course: Path, student: Callable[..., Run]) -> None:
    done = student("exercises/", "-k", "softmax", "--co", "-q", cwd=course)
    assert "softmax_test.py::softmax::agrees_with_torch" in done.stdout
    assert "cross_entropy" not in done.stdout
    assert done.returncode == 0


def test_k_takes_a_check(tiny: Path, student: Callable[..., Run]) -> None:
    solve(tiny)
    done = student("exercises", "-k", "one_becomes_two", cwd=tiny)
    assert "  ✓ double turns 1 into 2\n" in done.stdout
    assert table(done) == {"01_tiny/tiny": "1 / 1"}
    assert last_words(done) == "these pass; for all exercises: pytest exercises"
    assert done.returncode == 0


def test_a_chosen_part_is_never_all_done(tiny: Path, student: Callable[..., Run]) -> None:
    solve(tiny)
    spec = "exercises/01_tiny/tiny_test.py"
    for args in ([f"{spec}::tiny::two_becomes_one"], ["exercises", "--deselect", f"{spec}::tiny"]):
        done = student(*args, cwd=tiny)
        assert "all done" not in done.stdout, args
    assert last_words(student("exercises", cwd=tiny)) == "all done"


def test_x_stops_at_the_first_failure(tiny: Path, student: Callable[..., Run]) -> None:
    done = student("exercises", "-x", cwd=tiny)
    assert done.stdout.count("not attempted\n") == 1
    assert table(done) == {"01_tiny/tiny": "0 / 1"}
    assert done.returncode == 1


def test_lf_runs_what_did_not_pass(
    tiny: Path, answer: Callable[[str], Path], quick: Callable[..., Run]
) -> None:
    answer("def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x\n")
    quick("pytest", "exercises", cwd=tiny)
    answer("def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n")
    done = quick("pytest", "exercises", "--lf", cwd=tiny)
    assert re.findall(r"^  (.*)$", done.stdout, re.MULTILINE) == ["✓ half turns 2 into 1"]
    assert last_words(done) == "these pass; for all exercises: pytest exercises"
    assert done.returncode == 0


def test_from_inside_a_chapter(tiny: Path, student: Callable[..., Run]) -> None:
    put_half_right(tiny)
    done = student(cwd=tiny / "exercises" / CHAPTER)
    assert "rerun     pytest -k two_becomes_one\n" in done.stdout
    assert done.returncode == 1
    again = student("-k", "two_becomes_one", cwd=tiny / "exercises" / CHAPTER)
    assert table(again) == {"01_tiny/tiny": "0 / 1"}


def put_half_right(tiny: Path) -> None:
    text = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x\n"
    (tiny / "exercises" / CHAPTER / "tiny.py").write_text(text)


def test_the_rerun_line_runs_the_check(tiny: Path, student: Callable[..., Run]) -> None:
    put_half_right(tiny)
    done = student("exercises", cwd=tiny)
    (line,) = re.findall(r"^rerun     pytest (.*)$", done.stdout, re.MULTILINE)
    again = student(*line.split(), cwd=tiny)
    assert re.findall(r"^  (.*)$", again.stdout, re.MULTILINE)[0] == "✗ half turns 2 into 1: failed"


def test_quiet_prints_letters_and_the_table(tiny: Path, student: Callable[..., Run]) -> None:
    put_half_right(tiny)
    done = student("exercises", "-q", "--tb=no", cwd=tiny)
    assert done.stdout.splitlines()[0].split()[0] == "✓✓✗--"
    assert table(done) == {"01_tiny/tiny": "3 / 4"}


def test_verbose_prints_pytests_own_lines(tiny: Path, student: Callable[..., Run]) -> None:
    done = student("exercises", "-v", cwd=tiny)
    assert re.search(r"tiny::one_becomes_two NOT ATTEMPTED +\[ +20%\]", done.stdout)
    assert "  · double" not in done.stdout
    assert table(done) == {"01_tiny/tiny": "0 / 4"}


def test_xdist_shows_each_exercise_in_one_piece(course: Path, student: Callable[..., Run]) -> None:
    names = ("softmax", "sgd", "conv", "pooling")
    done = student("exercises/", "-n", "2", "-k", " or ".join(names), cwd=course)
    headings = re.findall(r"^(\d\d_\w+/\w+)$", done.stdout, re.MULTILINE)
    assert sorted(headings) == sorted(table(done))
    assert {heading.split("/")[1] for heading in headings} == set(names)
    assert done.stdout.count(": not attempted\n") == int(
        re.findall(r"(\d+) not attempted", done.stdout)[-1]
    )
    assert last_words(done) == "next: 03_softmax_regression/softmax"
    assert done.returncode == 1


def test_a_narrow_terminal(tiny: Path, student: Callable[..., Run]) -> None:
    put_half_right(tiny)
    done = student("exercises", cwd=tiny, COLUMNS="40")
    closing = done.stdout[done.stdout.index("exercise  ") :].splitlines()[:-1]
    assert all(len(line) <= 40 for line in closing), closing
    assert "█" not in done.stdout
    assert table(done) == {"01_tiny/tiny": "3 / 4"}


def test_colours_only_where_they_are_wanted(tiny: Path, student: Callable[..., Run]) -> None:
    solve(tiny)
    assert not ANSI.search(student("exercises", cwd=tiny).stdout)
    coloured = student("exercises", "--color=yes", cwd=tiny).stdout
    assert "\x1b[32m  ✓ double turns 1 into 2\x1b[0m" in coloured
    assert "\x1b[32m████" in coloured
    assert not ANSI.search(student("exercises", cwd=tiny, NO_COLOR="1", FORCE_COLOR="").stdout)


def test_a_terminal_without_unicode(tiny: Path, student: Callable[..., Run]) -> None:
    put_half_right(tiny)
    done = student("exercises", "--tb=no", cwd=tiny, PYTHONIOENCODING="ascii")
    assert "  + double turns 1 into 2\n  + double doubles" in done.stdout
    assert "  x half turns 2 into 1: failed" in done.stdout
    assert "3 / 4  ###############....." in done.stdout


def test_without_a_configuration_file(tiny: Path, student: Callable[..., Run]) -> None:
    (tiny / "exercises" / "pytest.ini").unlink()
    done = student("exercises", "-W", "error", "--strict-markers", cwd=tiny)
    assert table(done) == {"01_tiny/tiny": "0 / 4"}
    assert "warning" not in done.stdout


# Failures


def failures(done: Run) -> str:
    text = done.stdout
    return text[text.index("= FAILURES =") : text.index("\nexercise  ")]


def test_skipped_checks_say_why(tiny: Path, student: Callable[..., Run]) -> None:
    solve(tiny)
    done = student("exercises", cwd=tiny, CUDA_VISIBLE_DEVICES="")
    assert (
        "  - double doubles on a GPU: skipped, needs a CUDA device, and "
        "torch.cuda.is_available() is False\n"
        "  - half halves slowly: skipped, takes long; run it with -m slow\n"
    ) in done.stdout
    assert table(done) == {"01_tiny/tiny": "4 / 4"}
    slow = student("exercises", "-m", "slow", cwd=tiny)
    assert table(slow) == {"01_tiny/tiny": "8 / 8"}


def test_an_endless_loop_is_ended(
    tiny: Path, answer: Callable[[str], Path], student: Callable[..., Run]
) -> None:
    answer("""
        def double(x):
            while True:
                try:
                    x = x + 1
                except:
                    pass


        def half(x):
            return x / 2
    """)
    started = time.monotonic()
    done = student("exercises", "-k", "becomes", cwd=tiny)
    assert "  ✗ double turns 1 into 2: timed out\n  ✓ half turns 2 into 1" in done.stdout
    assert "this check took more than 1 s and was ended.\nIs there a loop" in failures(done)
    assert "    double(tensor([1.]))\n" in failures(done)
    assert "hint" not in failures(done)
    assert time.monotonic() - started < 60
    assert done.returncode == 1


def test_a_loop_at_import_is_ended(
    tiny: Path, answer: Callable[[str], Path], student: Callable[..., Run]
) -> None:
    answer("while True:\n    pass\n")
    done = student("exercises", "-k", "tiny", cwd=tiny)
    assert failures(done).count("executing the file took more than 10 s") == 1
    assert "1 failed, 2 skipped, 2 failed for the same reason" in done.stdout


def test_the_same_error_is_told_once(
    answer: Callable[[str], Path], tiny: Path, student: Callable[..., Run]
) -> None:
    answer("def double(x):\n    return x.nothing\n\n\ndef half(x):\n    return x / 2\n")
    done = student("exercises", cwd=tiny)
    assert failures(done).count("AttributeError: 'Tensor' object has no attribute 'nothing'") == 1
    assert "1 failed, 1 passed, 2 skipped, 1 failed for the same reason" in done.stdout


@pytest.mark.parametrize(
    ("text", "said", "more"),
    [
        (
            "import numppy\n",
            "tiny.py, line 1\n    import numppy\nModuleNotFoundError: No module named 'numppy'\n",
            "needs of your other files, copy into it.",
        ),
        (
            "import torch\n\ndef double(x)\n    return x\n",
            "tiny.py, line 3\n    def double(x)\nSyntaxError: expected ':'\n",
            f"It is read by Python 3.{sys.version_info.minor}.",
        ),
        (
            "def double(x):\nreturn x\n",
            "tiny.py, line 2\n    return x\n"
            "IndentationError: expected an indented block after function definition on line 1\n",
            "no check of it can pass.",
        ),
        (
            "import sys\n\nsys.exit(0)\n",
            "tiny.py, line 3\n    sys.exit(0)\nSystemExit: 0\n",
            "exit() ends the program: take it out.",
        ),
    ],
    ids=["import", "syntax", "indentation", "exit"],
)
def test_a_file_that_cannot_be_imported_is_told_once(
    text: str,
    said: str,
    more: str,
    tiny: Path,
    answer: Callable[[str], Path],
    student: Callable[..., Run],
) -> None:
    answer(text)
    done = student("exercises", cwd=tiny)
    assert failures(done).count("the file cannot be imported\n\n" + said) == 1
    assert "Mend this first" in failures(done)
    assert more in " ".join(failures(done).split())
    assert "1 failed, 2 skipped, 2 failed for the same reason" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.unlink(), "tiny.py is not in 01_tiny/; put it back, under this name"),
        (
            lambda file: file.write_bytes("# ä\n".encode("latin-1")),
            "tiny.py is not UTF-8 text; save it as UTF-8",
        ),
        (
            lambda file: (file.unlink(), file.mkdir()),
            "tiny.py cannot be read: Is a directory",
        ),
    ],
    ids=["gone", "latin-1", "folder"],
)
def test_a_file_that_cannot_be_read_is_told_once(
    spoil: Callable[[Path], object], said: str, tiny: Path, student: Callable[..., Run]
) -> None:
    spoil(tiny / "exercises" / CHAPTER / "tiny.py")
    done = student("exercises", cwd=tiny)
    assert failures(done).count(f"\n{said}\n") == 1
    assert "1 failed, 2 skipped, 2 failed for the same reason" in done.stdout
    assert done.returncode == 1


def test_a_byte_order_mark_does_no_harm(tiny: Path, student: Callable[..., Run]) -> None:
    solve(tiny)
    stub = tiny / "exercises" / CHAPTER / "tiny.py"
    stub.write_bytes(b"\xef\xbb\xbf" + stub.read_bytes().replace(b"\n", b"\r\n"))
    assert student("exercises", cwd=tiny).returncode == 0


def test_a_name_that_is_gone(
    tiny: Path, answer: Callable[[str], Path], student: Callable[..., Run]
) -> None:
    answer("def doubel(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n")
    done = student("exercises", cwd=tiny)
    assert "tiny.py does not define double; is it spelled as in the stub?" in failures(done)
    assert "MissingError" not in done.stdout


def test_only_the_students_frames_are_shown(
    tiny: Path, answer: Callable[[str], Path], student: Callable[..., Run]
) -> None:
    answer("""
        import torch


        def halve(x):
            return torch.nn.functional.linear(x, torch.ones(3, 3))


        def double(x):
            return 2 * x


        def half(x):
            return halve(x)
    """)
    done = student("exercises", "-k", "two_becomes_one", cwd=tiny)
    lines = re.findall(r"^(\S*\.py.*)$", failures(done), re.MULTILINE)
    assert lines == ["tiny.py, line 13, in half", "tiny.py, line 5, in halve"]
    assert re.search("^RuntimeError: .*shapes cannot be multiplied", failures(done), re.M)


def test_what_the_shown_call_printed_is_shown(
    tiny: Path, answer: Callable[[str], Path], student: Callable[..., Run]
) -> None:
    answer("""
        import sys

        def double(x):
            print("double sees", tuple(x.shape))
            print("a warning", file=sys.stderr)
            return 2 * x if x.dim() == 1 and len(x) == 1 else x

        def half(x):
            print("half sees", tuple(x.shape))
            return x / 2
    """)
    done = student("exercises", cwd=tiny)
    (shown,) = re.findall(r"^    double\((?:.|\n)*?^printed   ((?:.|\n)*)", failures(done), re.M)
    assert len(re.findall("double sees", shown)) == 1, shown
    assert "a warning" in shown
    assert "half sees" not in done.stdout
    assert "Captured" not in done.stdout
    loud = student("exercises", "-s", cwd=tiny)
    assert "half sees (1,)" in loud.stdout


def test_a_warning_of_the_students_code_is_no_error(
    course: Path, student: Callable[..., Run], put: Callable[[Path, str], Path]
) -> None:
    put(
        course / "exercises/03_softmax_regression/softmax.py",
        """
        import torch


        def softmax(x, dim=-1):
            return torch.tensor([0.5, 0.5]) * torch.tensor(torch.tensor(1.0))
        """,
    )
    done = student("exercises", "-k", "equal_scores_share_the_mass", cwd=course)
    assert table(done) == {"03_softmax_regression/softmax": "1 / 1"}
    assert "softmax.py:5: UserWarning: To copy construct" in done.stdout


def test_ctrl_c_is_clean(
    tiny: Path, answer: Callable[[str], Path], environment: dict[str, str]
) -> None:
    sign = tiny / "started"
    answer(f"""
        import pathlib


        def double(x):
            return 2 * x


        def half(x):
            pathlib.Path({str(sign)!r}).touch()
            while True:
                pass
    """)
    done = ctrl_c([sys.executable, "-m", "pytest", "exercises"], sign, tiny, environment)
    assert "  ✓ double turns 1 into 2\n" in done.stdout
    assert "KeyboardInterrupt" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "grader" + "/" not in done.stdout
    assert table(done) == {"01_tiny/tiny": "3 / 3"}
    assert last_words(done).startswith("these pass; for all exercises")
    assert len(done.stdout.splitlines()) < 25
    assert done.returncode == 2


def ctrl_c(args: list[str], sign: Path, cwd: Path, environment: dict[str, str]) -> Run:
    """Start the command, interrupt it once ``sign`` is there, and wait for its end."""
    with subprocess.Popen(
        args, cwd=cwd, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 120
        while not sign.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(args, process.returncode, out, err)
