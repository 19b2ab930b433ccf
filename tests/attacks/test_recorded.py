"""A table of answers recorded under one seed earns little under another.

Who has read the specs can record what the solutions answer, and hand the table in. What it earns
are the examples that a spec writes out; every other check meets inputs that are not in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from grader import course, judge
from grader.course import Entry, sources_in
from grader.grading import skipped_checks
from grader.options import Options
from grader.subject import Answer, Local, Reply, Request, Sources

ROOT = Path(__file__).parents[2]
COURSE = course.find(ROOT)
MOST = {
    "softmax": 3, "cross_entropy": 3, "metrics": 5, "sgd": 3, "conv": 10, "pooling": 10,
    "lenet": 1, "training": 2,
}  # fmt: skip
"""Points for examples by hand. Of devices there are few, so all about them is written out."""

UNKNOWN = {
    "type": "KeyError", "bases": ["KeyError", "Exception"], "message": "not in the table",
    "frames": [], "own": False, "stub": False,
}  # fmt: skip


class Recording(Local):
    """The solution, and what it answered to each request."""

    def __init__(self, sources: Sources) -> None:
        super().__init__(sources)
        self.table: dict[bytes, Reply] = {}

    def ask(self, requests: Sequence[Request], seconds: float) -> list[Reply]:
        replies = super().ask(requests, seconds)
        self.table.update(zip([r.message for r in requests], replies, strict=True))
        return replies


class Table(Local):
    """Answers what was recorded, and nothing else."""

    def __init__(self, recorded: Recording) -> None:
        super().__init__(Sources({}))
        self._table = recorded.table

    def load(self, seconds: float) -> Answer:
        return Answer()

    def ask(self, requests: Sequence[Request], seconds: float) -> list[Reply]:
        return [self._table.get(r.message, Answer(error=UNKNOWN)) for r in requests]

def points(entry: Entry, subject: Local, seed: str) -> float:
    skip = skipped_checks(entry, Options())
    checks = [check for check in entry.exercise.checks if check.name not in skip]
    plan = judge.plan(entry.exercise, entry.path, seed, checks)
    files = sources_in(entry, COURSE.solutions)
    return judge.Trial(plan, subject, files, judge.Budget(shrink=0)).exercise(skip).points


@pytest.mark.slow
@pytest.mark.parametrize("name", MOST)
def test_recorded_answers_earn_what_is_written_out(name: str) -> None:
    (entry,) = COURSE.only([name]).entries
    recorded = Recording(sources_in(entry, COURSE.solutions))
    assert points(entry, recorded, "one") > 10
    assert points(entry, Table(recorded), "one") == points(entry, recorded, "one")
    assert points(entry, Table(recorded), "another") <= MOST[name]
