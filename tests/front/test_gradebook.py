"""Every attempt is kept for good; what has not changed is known again without torch."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import signal
import sqlite3
from pathlib import Path

import pytest

from grader import outline
from grader.gradebook import FILE, VERSION, Gradebook, GradebookError
from grader.outline import Outline, Part
from grader.results import CheckResult, ExerciseResult, Failure, Status, SubmissionResult


def result(name: str, *, status: Status = Status.PASSED, points: float = 2.0) -> SubmissionResult:
    failure = None if status is Status.PASSED else Failure("why", "f(1)", "1", "2", "a hint", "out")
    checks = (
        CheckResult("counts", "f counts", status, points, 2.0, 0.1, failure),
        CheckResult("waits", "f waits", Status.SKIPPED, 0.0, 4.0, 0.0, Failure("no GPU")),
    )
    exercises = (ExerciseResult("01_tiny/tiny", checks, "1.1"),)
    return SubmissionResult(name, exercises, ("a note",), "digest", 0.5, "partial", ("no seccomp",))


def test_a_result_comes_back_as_it_was(tmp_path: Path) -> None:
    kept = result("ann", status=Status.TIMED_OUT, points=0.0)
    with Gradebook(tmp_path) as book:
        book.record(kept, "mark")
    with Gradebook(tmp_path) as book:
        assert book.result("ann") == kept
        assert book.result("bob") is None


def test_the_newest_attempt_counts_and_older_ones_are_kept(tmp_path: Path) -> None:
    with Gradebook(tmp_path) as book:
        for name, points, mark in (("b", 2.0, "1"), ("a", 0.0, "2"), ("b", 1.0, "3")):
            book.record(result(name, points=points), mark)
        assert [r.name for r in book.results()] == ["a", "b"]
        assert [(g.name, g.points) for g in book.grades()] == [("a", 0.0), ("b", 1.0)]
        assert book.fingerprints() == {"a": "2", "b": "3"}
    rows = sqlite3.connect(tmp_path / FILE).execute("select submission, points from attempts")
    assert rows.fetchall() == [("b", 2.0), ("a", 0.0), ("b", 1.0)]


def test_a_grade_says_what_its_result_adds_up_to(tmp_path: Path) -> None:
    kept = result("ann", status=Status.FAILED, points=0.0)
    with Gradebook(tmp_path) as book:
        book.record(kept, "mark")
        (grade,) = book.grades()
    assert grade == kept.grade
    assert (grade.points, grade.max_points, grade.percent) == (0.0, 2.0, 0.0)
    assert grade.exercises == {"01_tiny/tiny": 0.0}
    assert grade.statuses == {"failed": 1, "skipped": 1}
    assert grade.notes == ("a note",)
    assert grade.missing_guarantees == ("no seccomp",)


def test_the_seed_is_secret_and_stays(tmp_path: Path) -> None:
    with Gradebook(tmp_path / "one") as book:
        seed = book.seed()
        assert len(seed) == 32
    with Gradebook(tmp_path / "one") as book:
        assert book.seed() == seed
        assert book.seed("wanted") == "wanted"
        assert book.seed() == "wanted"
    with Gradebook(tmp_path / "two") as book:
        assert book.seed() != seed


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.write_text("no database at all, " * 50), "is not a gradebook"),
        (
            lambda file: sqlite3.connect(file).execute("create table attempts (id)"),
            "is not a gradebook",
        ),
    ],
    ids=["text", "another database"],
)
def test_a_file_of_another_kind_is_refused(spoil, said: str, tmp_path: Path) -> None:
    spoil(tmp_path / FILE)
    with pytest.raises(GradebookError, match=said):
        Gradebook(tmp_path)


def test_what_sqlite_cannot_do_is_said_in_one_line(tmp_path: Path) -> None:
    """Room for no more pages is a full disk, to SQLite."""
    with Gradebook(tmp_path) as book:
        (pages,) = book._database.execute("pragma page_count").fetchone()
        book._database.execute(f"pragma max_page_count = {pages}")
        large = dataclasses.replace(result("ann"), digest="0" * 100_000)
        with pytest.raises(GradebookError, match=r"sqlite cannot be used \(.* is full\); see to"):
            book.record(large, "mark")
        assert book.fingerprints() == {}


def test_a_gradebook_that_cannot_be_opened_is_not_called_another_file(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(GradebookError, match=r"cannot be used \(unable to open database file\)"):
        Gradebook(tmp_path)


def test_a_gradebook_of_another_version_is_refused(tmp_path: Path) -> None:
    Gradebook(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("update facts set value = '99' where name = 'version'")
    with pytest.raises(GradebookError, match=rf"has version 99, this grader writes {VERSION}"):
        Gradebook(tmp_path)


def _record_and_die(folder: str) -> None:
    book = Gradebook(Path(folder))
    book.record(result("ann"), "mark")
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_was_recorded_survives_a_kill(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(
        target=_record_and_die, args=(str(tmp_path),)
    )
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    with Gradebook(tmp_path) as book:
        assert book.fingerprints() == {"ann": "mark"}
        assert book.result("ann") == result("ann")


# What a course asks for


@pytest.fixture
def drawn(tiny: Path) -> Outline:
    part = Part("01_tiny/tiny", ("01_tiny/tiny.py",), ("double", "half"), ("MNIST",), "digest")
    return Outline(tiny, (part,))


def test_a_course_is_known_until_a_spec_changes(drawn: Outline, tmp_path: Path) -> None:
    spec = drawn.root / "exercises/01_tiny/tiny_test.py"
    with Gradebook(tmp_path / "grades") as book:
        assert book.outline(drawn.root) is None
        book.keep_outline(drawn)
        assert book.outline(drawn.root) == drawn
        assert book.outline(tmp_path) is None
        spec.write_text(spec.read_text() + "\n")
        assert book.outline(drawn.root) is None


def test_a_harness_is_part_of_the_course(drawn: Outline) -> None:
    before = outline.digest(drawn.root)
    harness = drawn.root / "exercises/01_tiny/tiny_harness.py"
    harness.write_text("pass\n")
    assert outline.digest(drawn.root) != before
    before = outline.digest(drawn.root)
    (drawn.root / "exercises/01_tiny/tiny.py").write_text("a student's stub\n")
    assert outline.digest(drawn.root) == before


def test_an_outline_is_what_the_course_says(tiny: Path) -> None:
    from grader import course

    found = course.find(tiny)
    (part,) = found.outline.parts
    assert part.path == "01_tiny/tiny"
    assert part.stubs == ("01_tiny/tiny.py",)
    assert part.defines == ("double", "half")
    assert found.outline.stubs == found.stubs
    assert Outline.from_json(tiny, json.loads(json.dumps(found.outline.to_json()))) == (
        dataclasses.replace(found.outline, root=tiny)
    )


def test_an_exercise_goes_by_its_name_or_its_path(drawn: Outline) -> None:
    assert drawn.only(["tiny"]) == drawn.only(["01_tiny/tiny"]) == drawn.only([]) == drawn
    with pytest.raises(ValueError, match="there is no exercise 'tyni'; the exercises are tiny"):
        drawn.only(["tyni"])
