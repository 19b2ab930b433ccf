"""The smallest example that fails: searched for within seconds, once for the same answers.

For ``judge``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader import examples, lanes
from grader.examples import Example
from grader.lanes import Lane, Outcome
from grader.results import Status
from grader.spec import Check

MISTAKEN = frozenset({Status.FAILED, Status.ERRORED})
"""The statuses whose examples can be made smaller."""
TRIED = 5
"""Counterexamples of other submissions that save the search for one more, if one of them fails."""


@dataclass(frozen=True)
class Search:
    """For one check; ``conduct`` asks the student, and brings lanes to their outcomes.

    Values from lists stay those of ``around``, a failing example: one that was drawn, if any was,
    since an example by hand belongs to no combination.
    """

    check: Check
    around: Example
    seed: str
    conduct: Callable[[list[Lane]], list[Outcome]]

    def smallest(
        self, bad: Outcome, answers: bytes | None, known: dict[bytes, Example], seconds: float
    ) -> Outcome:
        """The smallest failure that is found, ``bad`` if there is no other.

        A counterexample that was made small before serves again where it is one here too: that of
        the same answers, or, once there are enough of others, the smallest of these. ``known`` are
        these by the digest of their answers; the one that is found is added.
        """
        same = [known[answers]] if answers in known else []
        others = list({id(example): example for example in known.values()}.values())[-TRIED:]
        for tried in (same, others if len(others) == TRIED else []):
            outcomes = self.conduct([Lane(self.check, example) for example in tried])
            again = [outcome for outcome in outcomes if outcome.status is bad.status]
            if again:
                bad = min([*again, bad], key=lambda outcome: outcome.size)
                break
        else:
            if seconds <= 0:
                return bad
            bad = self._shrunk(bad, seconds)
        if answers is not None:
            lanes.remember(known, answers, bad.example)
        return bad

    def _shrunk(self, bad: Outcome, seconds: float) -> Outcome:
        smallest = bad

        def fails(example: Example) -> bool:
            nonlocal smallest
            (outcome,) = self.conduct([Lane(self.check, example)])
            if outcome.status not in MISTAKEN:
                return False
            if outcome.size <= smallest.size:  # of two as short, the later one is simpler
                smallest = outcome
            return True

        examples.shrink(self.check, self.around, self.seed, fails, seconds)
        return smallest
