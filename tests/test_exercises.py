"""The course keeps its promises: stubs 0, solutions 100 %, every known answer judged rightly.

Both ways of calling the student's code, in process and in a worker, must agree on it.
"""

import ast
import dataclasses
from collections import Counter
from collections.abc import Iterator

import pytest

from grader import answers, course, judge
from grader.commands import verify
from grader.results import Failure
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Server, start_server
from grader.spec import Check
from grader.subject import Local

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
def test_every_function_has_wrong_answers(entry: course.Entry) -> None:
    about = {check.name: check.subject for check in entry.exercise.checks}
    counted = Counter(
        function
        for known in answers.wrong(COURSE, entry)
        for function in {about[name] for name in known.caught_by}
    )
    few = {f: counted[f] for f in entry.exercise.functions if counted[f] < WRONG_ANSWERS}
    assert few == {}


@pytest.mark.parametrize("entry", [e for e in COURSE.entries if e.defines], ids=lambda e: e.path)
def test_every_function_is_written_in_several_right_ways(entry: course.Entry) -> None:
    ways: dict[str, set[str]] = {function: set() for function in entry.exercise.functions}
    for known in answers.right(COURSE, entry):
        for node in ast.parse(known.file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in ways:
                ways[node.name].add(ast.unparse(node))
    few = {f: len(written) for f, written in ways.items() if len(written) < RIGHT_ANSWERS}
    assert few == {}


def test_solutions_mirror_exercises_by_path() -> None:
    assert list(verify.mirrored(COURSE)) == []


@pytest.mark.parametrize("entry", COURSE.entries, ids=lambda e: e.path)
def test_every_check_has_a_sentence_of_its_own_and_a_hint(entry: course.Entry) -> None:
    sentences = [check.sentence for check in entry.exercise.checks]
    assert len(set(sentences)) == len(sentences)
    assert [check.name for check in entry.exercise.checks if not check.hint] == []


def failure_of_the_solution(entry: course.Entry, check: Check) -> Failure | None:
    files = course.sources_in(entry, COURSE.solutions)
    plan = judge.plan(entry.exercise, entry.path, "many", [check])
    return judge.Trial(plan, Local(files), files, judge.Budget(shrink=0.0)).check(check).failure


SIZES = [
    pytest.param(entry, check, id=check.name)
    for entry in COURSE.entries
    for check in entry.exercise.checks
    if check.subject.endswith("_output_size") and check.givens
]


@pytest.mark.parametrize(("entry", "check"), SIZES)
def test_every_kernel_that_can_be_drawn_fits(entry: course.Entry, check: Check) -> None:
    """Where the ends of several ranges meet is drawn once in some hundred times."""
    many = dataclasses.replace(check, examples=4000)
    assert failure_of_the_solution(entry, many) is None


SMALLER = [
    pytest.param(entry, check, id=f"{entry.path}-{check.name}")
    for entry in COURSE.entries
    for check in entry.exercise.checks
    if check.smaller
]


@pytest.mark.parametrize(("entry", "check"), SMALLER)
def test_the_solution_passes_the_examples_that_counterexamples_come_from(
    entry: course.Entry, check: Check
) -> None:
    smaller = dataclasses.replace(check, givens={**check.givens, **check.smaller}, examples=20)
    assert failure_of_the_solution(entry, smaller) is None
