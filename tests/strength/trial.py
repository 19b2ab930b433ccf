"""A trial that tells which example of a check is the first that does not pass."""

from __future__ import annotations

from grader import judge
from grader.results import Status
from grader.spec import Check

BEFOREHAND = -1
"""Stands for the place of an example where none was needed to catch the answer."""


class Trial(judge.Trial):
    """A judge's trial without shrinking."""

    def first_to_fail(self, check: Check) -> int | None:
        """The place, from 0, of the first example that does not pass; None when all pass.

        ``BEFOREHAND`` when the file cannot be loaded, or its source uses what is forbidden.
        """
        if self._load() is not None or self._forbidden(check) is not None:
            return BEFOREHAND
        outcomes = self.outcomes(check)
        places = (n for n, outcome in enumerate(outcomes) if outcome.status is not Status.PASSED)
        return next(places, None)
