"""When a judge believes that a check crashed: killed from outside, it would have passed."""

from __future__ import annotations

import pytest

from grader.grading import TRIES, Judge
from grader.results import CheckResult, ExerciseResult, Status, SubmissionResult
from grader.submissions import Contents

RIGHT = (Status.PASSED, Status.PASSED)
FIRST = (Status.CRASHED, Status.PASSED)
SECOND = (Status.PASSED, Status.CRASHED)
BROKEN = (Status.BROKEN, Status.PASSED)
FAILED = (Status.FAILED, Status.TIMED_OUT)

Statuses = tuple[Status, Status]


class Scripted(Judge):
    """Each turn at a submission comes to the next statuses; the forkserver dies where told."""

    def __init__(self, turns: list[Statuses], deaths: set[int]) -> None:
        self.turns = 0
        self._script = turns
        self._deaths = deaths
        self._server = self  # type: ignore[assignment]

    def _grade(self, name: str, contents: Contents) -> SubmissionResult:
        statuses = self._script[min(self.turns, len(self._script) - 1)]
        self.turns += 1
        checks = (CheckResult(f"c{n}", "does", s, 0.0, 1.0) for n, s in enumerate(statuses))
        return SubmissionResult(name, (ExerciseResult("01_a/a", tuple(checks)),))

    def died(self) -> bool:
        return self.turns in self._deaths


@pytest.mark.parametrize(
    ("turns", "deaths", "believed", "after"),
    [
        ([RIGHT], set(), RIGHT, 1),
        ([FAILED], set(), FAILED, 1),
        ([RIGHT], {1}, RIGHT, 1),
        ([FIRST], set(), FIRST, 3),
        ([BROKEN], set(), BROKEN, 3),
        ([FIRST, RIGHT], set(), RIGHT, 2),
        ([FIRST, FIRST, RIGHT], set(), RIGHT, 3),
        ([FIRST, FIRST, SECOND, RIGHT], set(), RIGHT, 4),
        ([FIRST, SECOND, SECOND, SECOND], set(), SECOND, 4),
        ([FIRST, FIRST, FIRST, RIGHT], {2}, RIGHT, 4),
        ([FIRST], {1}, FIRST, 4),
        ([FIRST, SECOND, FIRST, SECOND, FIRST, SECOND], set(), SECOND, TRIES),
    ],
)
def test_a_crash_is_believed_when_it_comes_again(
    turns: list[Statuses], deaths: set[int], believed: Statuses, after: int
) -> None:
    judge = Scripted(turns, deaths)
    result = judge.grade("ann", Contents({}, {}, (), ""))
    assert tuple(check.status for check in result.exercises[0].checks) == believed
    assert judge.turns == after
