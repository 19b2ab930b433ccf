"""The smallest example that fails: searched for within seconds, once for the same answers.

For ``judge``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from grader import examples, lanes
from grader.examples import THOROUGH, Effort, Example
from grader.lanes import Kept, Lane, Memory, Outcome
from grader.results import Status
from grader.spec import Check

MISTAKEN = frozenset({Status.FAILED, Status.ERRORED})
"""The statuses whose examples can be made smaller."""
TRIED = 8
"""So many counterexamples of other submissions are tried before a search, in one round."""
LONGER = 2
"""One of these saves the search if it fails here too and is at most so many times as long as the
call on the simplest of all examples."""


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
    effort: Effort = THOROUGH

    def smallest(
        self, bad: Outcome, answers: bytes | None, memory: Memory, seconds: float
    ) -> Outcome:
        """The smallest failure that is found, ``bad`` if there is no other.

        A counterexample that was made small before serves again where it is one here too: that of
        the same answers, or a short one of others. What is found is added to ``memory``.
        """
        known = memory.smallest
        same = [known[answers]] if answers in known else []
        others = list({id(kept.example): kept for kept in known.values()}.values())[-TRIED:]
        simplest = memory.simplest.get(self.around.combination)
        again = self._failing(same, bad.status)
        if not again and simplest is not None:
            again = self._failing([simplest, *others], bad.status, bad)
        if again:
            bad = min([*again, bad], key=lambda outcome: outcome.size)
        elif seconds > 0:
            bad = self._shrunk(bad, memory, seconds)
        else:
            return bad
        if answers is not None:
            kept = [kept for kept in (*same, *others) if kept.example is bad.example]
            lanes.remember(known, answers, kept[0] if kept else Kept(bad.example))
        return bad

    def _failing(self, tried: list[Kept], status: Status, *own: Outcome) -> list[Outcome]:
        """What fails with this status, and is about as short as the first of all.

        ``own`` are failures that are known, and short enough in this search.
        """
        outcomes = self._tried(tried)
        length = outcomes[0].size if outcomes else (0, 0)
        return [
            *(o for o in outcomes if o.status is status and o.size <= _times(LONGER, length)),
            *(o for o in own if o.size <= _times(self.effort.enough, length)),
        ]

    def _shrunk(self, bad: Outcome, memory: Memory, seconds: float) -> Outcome:
        smallest = bad
        combination = self.around.combination
        deadline = time.monotonic() + seconds
        before = memory.in_vain.get(combination)
        if before and not self._any_fails(before, deadline):
            return bad
        looked_at: list[Kept] = []
        enough = (0, 0)

        def fails(example: Example) -> bool:
            nonlocal smallest, enough
            kept = Kept(example)
            (outcome,) = self._tried([kept])
            if not looked_at:  # a search begins with the simplest of all
                memory.simplest.setdefault(combination, kept)
                enough = _times(self.effort.enough, outcome.size)
            looked_at.append(kept)
            failed = outcome.status in MISTAKEN
            if failed and outcome.size <= smallest.size:  # of two as short, the later is simpler
                smallest = outcome
            if smallest.size <= enough:
                raise examples.EnoughError
            return failed

        left = deadline - time.monotonic()
        if examples.shrink(self.check, self.around, self.seed, fails, left, self.effort):
            memory.in_vain[combination] = looked_at
        return smallest

    def _any_fails(self, tried: list[Kept], deadline: float) -> bool:
        """Whether one fails, of those that there is time for."""
        for start in range(0, len(tried), TRIED):
            if time.monotonic() > deadline:
                break
            part = self._tried(tried[start : start + TRIED])
            if any(outcome.status in MISTAKEN for outcome in part):
                return True
        return False

    def _tried(self, tried: list[Kept]) -> list[Outcome]:
        return self.conduct([Lane(self.check, kept.example, start=kept.start) for kept in tried])


def _times(factor: int, size: tuple[int, int]) -> tuple[int, int]:
    large, length = size
    return large, factor * length
