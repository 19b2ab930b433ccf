"""result.json as an autograder of Classroom 50 has to write it.

https://github.com/foundation50/classroom50/wiki/Advanced-Autograding#the-resultjson-contract
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from grader.results import UNCOUNTED, SubmissionResult

SCHEMA = "classroom50/result/v1"
_NAMED = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}
"""Where its runner says what is graded."""


def text(result: SubmissionResult, environment: Mapping[str, str], now: datetime) -> str:
    """The file's content; ``environment`` is that of the runner, empty elsewhere."""
    return json.dumps(contents(result, environment, now), indent=1, ensure_ascii=False) + "\n"


def contents(
    result: SubmissionResult, environment: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    """One entry in ``tests`` for each check that counts.

    ``ValueError`` where points are no whole numbers, since scores there are.
    """
    tests = [
        {
            "test-name": check.sentence,
            "passed": check.points == check.max_points,
            "score": _whole(check.points, exercise.path),
            "max-score": _whole(check.max_points, exercise.path),
            "status": check.status.value,
        }
        for exercise in result.exercises
        for check in exercise.checks
        if check.status not in UNCOUNTED
    ]
    named = {field: environment.get(name, "") for field, name in _NAMED.items()}
    return {
        "schema": SCHEMA,
        **named,
        "review": environment.get("REVIEW_URL") or named["commit"],
        "datetime": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }


def _whole(points: float, path: str) -> int:
    if points != int(points):
        raise ValueError(
            f"{path} has a check worth {points:g} points, and scores of Classroom 50 are whole "
            "numbers; give its checks whole points, or take another format"
        )
    return int(points)
