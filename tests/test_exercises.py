"""The course keeps its promises: stubs 0, solutions 100 %, every known answer judged rightly.

Both ways of calling the student's code, in process and in a worker, must agree on it.
"""

from collections.abc import Iterator

import pytest

from grader import course
from grader.commands import verify
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Server, start_server

COURSE = course.find()
WRONG_ANSWERS = 12
RIGHT_ANSWERS = 6


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with start_server(limits=Limits()) as started:
        yield started


@pytest.mark.parametrize("path", [entry.path for entry in COURSE.entries])
def test_every_promise_about_an_exercise_holds(path: str, server: Server) -> None:
    found = verify.examine(COURSE, COURSE.entry(path), "verify", server)
    assert found.misses == []


@pytest.mark.parametrize("entry", [e for e in COURSE.entries if e.defines], ids=lambda e: e.path)
def test_every_function_has_wrong_and_right_answers(entry: course.Entry) -> None:
    functions = len(entry.exercise.functions)
    wrong = list((COURSE.root / "tests/wrong" / entry.path).glob("*.py"))
    right = list((COURSE.root / "tests/right" / entry.path).glob("*.py"))
    assert len(wrong) >= WRONG_ANSWERS * functions
    assert len(right) >= RIGHT_ANSWERS


def test_solutions_mirror_exercises_by_path() -> None:
    assert list(verify.mirrored(COURSE)) == []


@pytest.mark.parametrize("entry", COURSE.entries, ids=lambda e: e.path)
def test_every_check_has_a_sentence_of_its_own_and_a_hint(entry: course.Entry) -> None:
    sentences = [check.sentence for check in entry.exercise.checks]
    assert len(set(sentences)) == len(sentences)
    assert [check.name for check in entry.exercise.checks if not check.hint] == []
