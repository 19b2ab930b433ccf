"""results.json as Gradescope's autograder specification describes it.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
from typing import Any

from grader.feedback import student_text
from grader.reports import details
from grader.results import UNCOUNTED, CheckResult, ExerciseResult, Status, SubmissionResult


def text(result: SubmissionResult) -> str:
    """The file's content."""
    return json.dumps(results(result), indent=1, ensure_ascii=False) + "\n"


def results(result: SubmissionResult) -> dict[str, Any]:
    """One entry in ``tests`` for each check; ``number`` is the same in every run of a course."""
    return {
        "score": float(result.points),
        "execution_time": round(result.seconds, 3),
        "output": "\n".join(details.remarks(result)),
        "output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            _test(exercise, check, place)
            for exercise in result.exercises
            for place, check in enumerate(exercise.checks, start=1)
        ],
        "extra_data": {
            "max_score": float(result.max_points),
            "isolation": result.isolation,
            "digest": result.digest,
        },
    }


def _test(exercise: ExerciseResult, check: CheckResult, place: int) -> dict[str, Any]:
    counted = check.status not in UNCOUNTED
    test = {
        "score": float(check.points),
        "max_score": float(check.max_points) if counted else 0.0,
        "name": check.sentence,
        "number": f"{exercise.number}.{place}",
        "output": "" if check.status is Status.PASSED else student_text(check),
        "output_format": "text",
        "visibility": "visible",
        "extra_data": {
            "exercise": exercise.path,
            "check": check.name,
            "status": check.status.value,
        },
    }
    if counted:
        test["status"] = "passed" if check.status is Status.PASSED else "failed"
    return test
