"""What instructors and LMSs read: Gradescope's format, grades.csv, the table in a terminal."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from grader.reports import details, files, gradescope, table
from grader.results import CheckResult, ExerciseResult, Failure, Status, SubmissionResult

NAMES = ["Renée Ångström", "Дмитрий Иванов", "山田太郎", "محمد", "ขวัญ", "José 🎓", "O'Brien; DROP"]


def check(status: Status, number: int = 1, **failure: Any) -> CheckResult:
    passed = status is Status.PASSED
    said = None if passed else Failure(**{"message": "it differs", **failure})
    points = 2.0 if passed else 0.0
    return CheckResult(f"check_{number}", f"f does {number}", status, points, 2.0, 0.1, said)


def submission(*statuses: Status, name: str = "ann", **fields: Any) -> SubmissionResult:
    checks = tuple(check(status, number) for number, status in enumerate(statuses, start=1))
    return SubmissionResult(name, (ExerciseResult("03_soft/max", checks, "3.1"),), **fields)


# Gradescope: https://gradescope-autograders.readthedocs.io/en/latest/specs/

FIELDS = {
    "score": float, "execution_time": float, "output": str, "output_format": str,
    "test_output_format": str, "test_name_format": str, "visibility": str,
    "stdout_visibility": str, "extra_data": dict, "tests": list, "leaderboard": list,
}  # fmt: skip
TEST_FIELDS = {
    "score": float, "max_score": float, "status": str, "name": str, "name_format": str,
    "number": str, "output": str, "output_format": str, "tags": list, "visibility": str,
    "extra_data": dict,
}  # fmt: skip
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


def of_the_published_format(data: dict[str, Any]) -> None:
    assert {name: type(value) for name, value in data.items()} == {
        name: FIELDS.get(name) for name in data
    }
    assert data["visibility"] in VISIBILITIES
    assert data["stdout_visibility"] in VISIBILITIES
    for test in data["tests"]:
        assert {name: type(value) for name, value in test.items()} == {
            name: TEST_FIELDS.get(name) for name in test
        }
        assert test.get("status") in {None, "passed", "failed"}
        assert test["output_format"] in FORMATS
        assert test["visibility"] in VISIBILITIES
        assert test["extra_data"].keys() == {"exercise", "check", "status"}


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_place_in_gradescopes_format(status: Status) -> None:
    data = json.loads(gradescope.text(submission(Status.PASSED, status)))
    of_the_published_format(data)
    test = data["tests"][1]
    counted = status not in {Status.SKIPPED, Status.BROKEN}
    assert test["max_score"] == (2.0 if counted else 0.0)
    assert test.get("status") == (
        {True: "passed", False: "failed"}[status is Status.PASSED] if counted else None
    )
    assert test["extra_data"] == {"exercise": "03_soft/max", "check": "check_2", "status": status}
    assert (test["output"] == "") == (status is Status.PASSED)


def test_scores_add_up_and_numbers_say_where_a_check_stands() -> None:
    data = gradescope.results(submission(Status.PASSED, Status.FAILED, Status.SKIPPED))
    assert data["score"] == sum(test["score"] for test in data["tests"]) == 2.0
    assert data["extra_data"]["max_score"] == sum(t["max_score"] for t in data["tests"]) == 4.0
    assert [test["number"] for test in data["tests"]] == ["3.1.1", "3.1.2", "3.1.3"]
    assert [test["name"] for test in data["tests"]] == ["f does 1", "f does 2", "f does 3"]


def test_notes_and_missing_guarantees_are_on_top() -> None:
    shown = submission(
        Status.PASSED, notes=("a note",), isolation="partial", missing_guarantees=("No seccomp.",)
    )
    assert gradescope.results(shown)["output"] == "a note\nIsolation: partial. No seccomp."


def test_a_failure_reads_as_under_pytest() -> None:
    failed = CheckResult(
        "c", "f doubles", Status.FAILED, 0.0, 1.0, 0.1,
        Failure("Tensor-likes are not close!", "f(1)", "1", "2", "2 * x", "seen 1"),
    )  # fmt: skip
    shown = SubmissionResult("ann", (ExerciseResult("03_soft/max", (failed,), "3.1"),))
    assert gradescope.results(shown)["tests"][0]["output"] == (
        "f doubles: failed\n\n"
        "    f(1)\n\n"
        "Tensor-likes are not close!\n\n"
        "returned  1\n"
        "expected  2\n\n"
        "hint      2 * x\n\n"
        "printed   seen 1"
    )


# grades.csv


def rows(*results: SubmissionResult, exercises: tuple[str, ...] = ("03_soft/max",)) -> list[Any]:
    return list(csv.reader(io.StringIO(table.grades_csv((r.grade for r in results), exercises))))


def test_grades_have_one_row_a_submission() -> None:
    heading, *found = rows(
        submission(Status.PASSED, Status.FAILED),
        submission(Status.SKIPPED, name="bob"),
        exercises=("03_soft/max", "04_new/one"),
    )
    assert heading == ["submission", "points", "max_points", "percent", "03_soft/max", "04_new/one"]
    assert found == [["ann", "2", "4", "50.0", "2", ""], ["bob", "0", "0", "0.0", "", ""]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\uff1d", "\uff20"])
def test_no_cell_is_a_formula(start: str) -> None:
    name = f"{start}HYPERLINK(A1)"
    (_, row) = rows(submission(Status.PASSED, name=name))
    assert row[0] == f"'{name}"


@pytest.mark.parametrize("name", [*NAMES, 'a "quoted", name', "two\nlines"])
def test_other_names_stand_as_they_are(name: str) -> None:
    (_, row) = rows(submission(Status.PASSED, name=name))
    assert row[0] == name


# The table


def test_the_table_names_what_to_look_at() -> None:
    lines = table.terminal_table(
        [
            submission(Status.PASSED, Status.FAILED, Status.TIMED_OUT, Status.FAILED).grade,
            submission(Status.NOT_ATTEMPTED, Status.SKIPPED, name="b", notes=("no file",)).grade,
            submission(Status.PASSED, name="cy").grade,
            submission(Status.NOT_ATTEMPTED, Status.PASSED, Status.CRASHED, name="di").grade,
            submission(Status.FAILED, name="ed", notes=("a.py is odd", "b.py", "c.py")).grade,
        ],
        80,
    ).splitlines()
    assert lines == [
        "submission  points    %  look at",
        "ann          2 / 8   25  2 failed, 1 timed out",
        "b            0 / 2    0  nothing attempted, no file",
        "cy           2 / 2  100",
        "di           2 / 6   33  1 crashed, 1 not attempted",
        "ed           0 / 2    0  1 failed, a.py is odd, and 2 more such lines",
    ]


def test_columns_stand_below_each_other_in_any_script() -> None:
    grades = [submission(Status.FAILED, name=name).grade for name in NAMES]
    lines = table.terminal_table(grades, 80).splitlines()
    assert {cell_len(line[: line.index("0 / 2")]) for line in lines[1:]} == {
        cell_len(lines[1][: lines[1].index("0 / 2")])
    }
    assert [name for name, line in zip(NAMES, lines[1:], strict=True) if name not in line] == []


def test_what_is_to_be_looked_at_is_wrapped_to_a_narrow_terminal() -> None:
    long = submission(Status.FAILED, Status.ERRORED, Status.CRASHED, Status.FORBIDDEN).grade
    lines = table.terminal_table([long], 60).splitlines()
    assert max(map(len, lines)) <= 60
    assert " ".join(line[22:].strip() for line in lines[1:]).endswith(
        "1 failed, 1 errored, 1 forbidden, 1 crashed"
    )


# Files


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "new" / "file"
    files.write(target, "one ä\r\n")
    assert target.read_bytes() == "one ä\r\n".encode()

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        files.write(target, "two")
    assert target.read_bytes() == "one ä\r\n".encode()
    assert list(target.parent.iterdir()) == [target]


# What a student reads in the log of a run on one submission


def test_each_failure_is_told_as_under_pytest() -> None:
    failed = check(Status.FAILED, 2, call="f(1)", returned="2", expected="3", hint="Add one.")
    result = SubmissionResult(
        "ann", (ExerciseResult("03_soft/max", (check(Status.PASSED), failed), "3.1"),)
    )
    assert details.text(result) == (
        "== 03_soft/max: 2 of 4 points\n"
        "\n"
        "f does 2: failed\n"
        "\n"
        "    f(1)\n"
        "\n"
        "it differs\n"
        "\n"
        "returned  2\n"
        "expected  3\n"
        "\n"
        "hint      Add one.\n"
        "rerun     pytest exercises/03_soft -k check_2"
    )


def test_no_line_of_a_students_is_a_command_to_the_service_that_keeps_the_log() -> None:
    said = "::error::x\n  ::stop-commands::y\na ##[section]b\n##vso[task.x]\n1::2 x[::2]"
    failed = check(Status.ERRORED, 1, message=said)
    text = details.text(SubmissionResult("ann", (ExerciseResult("03_soft/max", (failed,)),)))
    assert said.splitlines()[-1] in text
    assert not re.search(r"^\s*::|##\[|##vso\[", text, re.MULTILINE)


def test_nothing_is_told_of_what_passed() -> None:
    assert details.text(submission(Status.PASSED)) == ""


def test_the_same_reason_is_told_once() -> None:
    same = [check(Status.ERRORED, number, message="'(' was never closed") for number in (1, 2, 3)]
    other = check(Status.ERRORED, 4, message="'[' was never closed")
    text = details.text(SubmissionResult("ann", (ExerciseResult("03_soft/max", (*same, other)),)))
    assert text.count("'(' was never closed") == 1
    assert text.count("'[' was never closed") == 1
    assert text.endswith("\n\n2 checks: errored for the same reason")


def test_the_same_error_of_other_calls_is_told_once() -> None:
    said = ["a.py, line 3\n    f(x)\nTypeError: no", "a.py, line 3\n    f(x)\nTypeError: x"]
    errored = [
        check(Status.ERRORED, n, call=f"f({n})", message=said[n > 3]) for n in (1, 2, 3, 4)
    ]
    text = details.text(SubmissionResult("ann", (ExerciseResult("03_soft/max", tuple(errored)),)))
    assert text.count("TypeError: no") == text.count("TypeError: x") == 1
    assert text.endswith("\n\n2 checks: errored for the same reason")


def test_calls_that_differ_are_told_each() -> None:
    both = [check(Status.FAILED, number, call=f"f({number})") for number in (1, 2)]
    text = details.text(SubmissionResult("ann", (ExerciseResult("03_soft/max", tuple(both)),)))
    assert "f(1)" in text
    assert "f(2)" in text
    assert text.count("it differs") == 2


def test_what_was_not_attempted_is_counted() -> None:
    todo = [check(Status.NOT_ATTEMPTED, number, message="not attempted") for number in (1, 2)]
    gone = check(Status.NOT_ATTEMPTED, 3, message="sgd.py was not handed in")
    text = details.text(SubmissionResult("ann", (ExerciseResult("04_o/sgd", (*todo, gone)),)))
    assert text == (
        "== 04_o/sgd: 0 of 6 points\n\n"
        "2 checks: not attempted\n"
        "1 check: not attempted, sgd.py was not handed in"
    )


def test_what_was_skipped_is_told_with_its_reason() -> None:
    skipped = [check(Status.SKIPPED, number, message="needs MNIST") for number in (1, 2)]
    text = details.text(SubmissionResult("ann", (ExerciseResult("10_c/l", tuple(skipped)),)))
    assert text == "== 10_c/l: skipped\n\n2 checks: skipped, needs MNIST"


def test_the_reasons_why_checks_are_skipped_are_counted() -> None:
    both = [check(Status.SKIPPED, 1, message="needs a GPU"), check(Status.FAILED, 2)]
    slow = [check(Status.SKIPPED, number, message="takes long") for number in (1, 2)]
    exercises = (ExerciseResult("a/b", tuple(both)), ExerciseResult("c/d", tuple(slow)))
    assert details.skipped(SubmissionResult("ann", exercises)) == (
        "1 check: skipped, needs a GPU\n2 checks: skipped, takes long"
    )
    assert details.skipped(submission(Status.PASSED, Status.FAILED)) == ""
