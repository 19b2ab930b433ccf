"""The submissions in examples/ are stories: each loses what its mistake costs, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from grader import batch, course
from grader.gradebook import Gradebook
from grader.options import Options
from grader.results import CheckResult, Status, SubmissionResult
from grader.sandbox.limits import Limits
from grader.submissions import find

ROOT = Path(__file__).resolve().parent.parent
SUBMISSIONS = ROOT / "examples" / "submissions"
CORE = [
    "softmax", "cross_entropy", "metrics", "sgd", "conv", "pooling", "lenet", "training", "device",
]  # fmt: skip
# The limit is far above what a right answer takes, on a busy machine too.
OPTIONS = Options(seed="examples", limits=Limits(seconds=8), shrink=0.2, jobs=2)

# What each student loses: exercise -> functions, and the status of every lost check.
LOST = {
    "amelie": ({}, None),
    "bogdan": (
        {
            "sgd": {"sgd_step", "SGD"},
            "conv": {"conv2d", "conv1x1"},
            "pooling": {"pool_output_size", "max_pool2d", "avg_pool2d"},
            "lenet": {"LeNet5"},
            "training": {"train_epoch", "evaluate", "fit"},
            "device": {"pick_device", "to_device", "device_of"},
        },
        Status.NOT_ATTEMPTED,
    ),
    "chidi": ({"softmax": {"softmax", "log_softmax"}}, Status.FAILED),
    "dilara": (
        {"cross_entropy": {"cross_entropy"}, "training": {"train_epoch", "fit"}},
        Status.FAILED,
    ),
    "emil": ({"training": {"train_epoch", "fit"}}, Status.FAILED),
    "fatima": ({"softmax": {"softmax", "log_softmax"}}, Status.ERRORED),
    "giulia": ({"pooling": {"max_pool2d"}}, Status.FAILED),
    "hiroshi": ({"conv": {"conv2d"}}, Status.TIMED_OUT),
}
# What a report has to say, somewhere, for the student to find the mistake.
WORDS = {
    "bogdan": ["not attempted", "sgd.py was not handed in"],
    "chidi": ["Subtract the largest score"],
    "dilara": ["take the mean over the N rows", "multiply it by len(targets)"],
    "emil": ["zero_grad"],
    "fatima": ["softmax.py, line 5", "'(' was never closed", "Mend this first"],
    "giulia": ["Pad with float('-inf')"],
    "hiroshi": ["a loop that never ends"],
}


@pytest.fixture(scope="module")
def core() -> course.Course:
    return course.find(ROOT).only(CORE)


@pytest.fixture(scope="module")
def results(
    core: course.Course, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, SubmissionResult]:
    grades = tmp_path_factory.mktemp("grades")
    # Backwards: one judge waits for hiroshi's limits while the other judges the rest.
    found = reversed(find(SUBMISSIONS, core.stubs))
    with Gradebook(grades) as gradebook:
        batch.run(core.outline, found, gradebook, grades, OPTIONS)
        return {result.name: result for result in gradebook.results()}


def lost(result: SubmissionResult) -> dict[str, dict[str, CheckResult]]:
    """The checks that cost points: exercise -> name -> check."""
    fine = {Status.PASSED, Status.SKIPPED}
    by_exercise = {
        exercise.path.split("/")[1]: {c.name: c for c in exercise.checks if c.status not in fine}
        for exercise in result.exercises
    }
    return {name: checks for name, checks in by_exercise.items() if checks}


def functions(core: course.Course, exercise: str, names: set[str]) -> set[str]:
    """The student's functions that the named checks call."""
    checks = core.entry(exercise).exercise.checks
    return {function for c in checks if c.name in names for function in c.functions}


def test_a_copy_of_this_project_is_a_submission(core: course.Course) -> None:
    (submission,) = find(ROOT, core.stubs)
    contents = core.outline.read(submission)
    assert contents.problems == {}
    assert contents.notes == ()
    assert {stub: found.origin for stub, found in contents.stubs.items()} == {
        stub: f"exercises/{stub}" for stub in core.stubs
    }


def test_all_are_found_and_graded_on_the_whole_core(
    results: Mapping[str, SubmissionResult],
) -> None:
    assert list(results) == list(LOST)
    for result in results.values():
        assert {exercise.path.split("/")[1] for exercise in result.exercises} == set(CORE)
        assert not result.broken


@pytest.mark.parametrize("name", LOST)
def test_loses_what_the_mistake_costs_and_nothing_else(
    name: str, core: course.Course, results: Mapping[str, SubmissionResult]
) -> None:
    expected, status = LOST[name]
    found = lost(results[name])
    assert {e: functions(core, e, set(checks)) for e, checks in found.items()} == expected
    assert {c.status for checks in found.values() for c in checks.values()} <= {status}
    assert (results[name].percent == 100.0) == (not expected)


@pytest.mark.parametrize("name", WORDS)
def test_says_what_to_do(name: str, results: Mapping[str, SubmissionResult]) -> None:
    failures = [c.failure for checks in lost(results[name]).values() for c in checks.values()]
    text = "\n".join(f"{f.message}\n{f.hint}" for f in failures if f is not None)
    assert [word for word in WORDS[name] if word not in text] == []


def test_a_file_that_does_not_import_costs_all_of_its_exercise_only(
    results: Mapping[str, SubmissionResult],
) -> None:
    points = {e.path.split("/")[1]: (e.points, e.max_points) for e in results["fatima"].exercises}
    assert points.pop("softmax")[0] == 0
    assert all(got == most for got, most in points.values())


def test_a_loop_that_never_ends_leaves_points_for_what_ends(
    results: Mapping[str, SubmissionResult],
) -> None:
    names = lost(results["hiroshi"])["conv"]
    assert "conv2d_strides" in names
    assert not names.keys() & {"conv2d_by_hand", "conv2d_agrees_with_torch", "conv2d_pads"}


def test_what_a_mac_adds_to_a_zip_is_passed_over(
    results: Mapping[str, SubmissionResult],
) -> None:
    assert results["giulia"].notes == ()
