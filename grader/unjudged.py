"""The results of checks that were not judged, each with its reason."""

from __future__ import annotations

from grader.results import CheckResult, Failure, Status
from grader.spec import Check


def skipped(check: Check, reason: str) -> CheckResult:
    """It is not judged on this machine, or in this run."""
    return _result(check, Status.SKIPPED, reason)


def not_handed_in(check: Check, reason: str) -> CheckResult:
    """Its stub file was not handed in, or could not be read."""
    return _result(check, Status.NOT_ATTEMPTED, reason)


def unreadable(check: Check, reason: str) -> CheckResult:
    """Its stub file is there and cannot be read, or has gone."""
    return _result(check, Status.ERRORED, reason)


def broken(check: Check, reason: str) -> CheckResult:
    """It could not be judged, by our fault."""
    return _result(check, Status.BROKEN, reason)


def _result(check: Check, status: Status, reason: str) -> CheckResult:
    return CheckResult(
        check.name, check.sentence, status, 0.0, check.points, failure=Failure(reason)
    )
