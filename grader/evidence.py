"""What speaks against a student's function: torch's own function in its source, or in a record.

For ``judge``. The source is read once a function. The record is made of one call on an example
that nobody has seen, and that call is judged like any other: who notices that it is recorded must
still answer rightly, and so do the work.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from grader import examples, forbids
from grader.examples import Example
from grader.forbids import Finding
from grader.results import Status
from grader.spec import GPU, SLOW, Check, Exercise

DRAWN = 6
"""Examples drawn to record one of: the last is a rich one, the first a small one."""

_TOO_MUCH = frozenset({Status.TIMED_OUT, Status.OUT_OF_MEMORY})
"""A recorded call costs several times a plain one; an honest one may then go beyond its limits."""


class Recorded(Protocol):
    """What the judge says of an example whose call of one function may have been recorded."""

    @property
    def status(self) -> Status: ...
    @property
    def verb(self) -> str: ...
    @property
    def events(self) -> list[list[Any]] | None: ...


Conduct = Callable[[Check, Example, str | None], Recorded]
"""Runs an example of a check; where a function is named, its first call is recorded."""


class Spares:
    """Examples to record, beside those that every submission is judged on. Drawn when needed."""

    def __init__(self, path: str, seed: str) -> None:
        self._path = path
        self._seed = seed
        self._drawn: dict[str, list[Example]] = {}

    def of(self, check: Check) -> list[Example]:
        """A rich example and a small one; one of the usual ones where nothing is drawn."""
        if check.name not in self._drawn:
            fresh = dataclasses.replace(check, examples=DRAWN, also=())
            seed = examples.check_seed(f"{self._seed}:recorded", self._path, check.name)
            found = examples.draw(fresh if _draws(check) else check, seed)
            self._drawn[check.name] = [found[-1], found[0]]
        return self._drawn[check.name]


class Evidence:
    """What has been found against the functions of one submission's exercise."""

    def __init__(self, exercise: Exercise, stubs: Mapping[str, str]) -> None:
        self._exercise = exercise
        self._stubs = stubs
        self._findings: dict[str, Finding | None] = {}
        self._recorded: dict[str, bool] = {}

    def against(self, check: Check) -> tuple[str, Finding] | None:
        """A function that ``check`` calls, and what it used."""
        for function in self._judged(check):
            if function not in self._findings:
                rule = self._exercise.forbids[function]
                self._findings[function] = forbids.in_source(function, rule, self._stubs)
            finding = self._findings[function]
            if finding is not None:
                return function, finding
        return None

    def record(self, check: Check, spares: Spares, conduct: Conduct) -> None:
        """Record the functions of ``check``, whose examples have passed.

        Each once, on the check that shows most of it. If it does not pass there, it is a partly
        right function, and every check that it does pass has a record of its own.
        """
        for function in self._judged(check):
            if self._findings.get(function) is not None:
                continue
            if function not in self._recorded:
                richest = self._richest(function)
                self._recorded[function] = self._passes(richest, function, spares, conduct)
                if self._recorded[function] or richest is check:
                    continue
            if not self._recorded[function]:
                self._passes(check, function, spares, conduct)

    def _judged(self, check: Check) -> Sequence[str]:
        return [function for function in check.functions if function in self._exercise.forbids]

    def _richest(self, function: str) -> Check:
        about = [check for check in self._exercise.checks if function in check.functions]
        return max(about, key=lambda c: (not c.marks & {GPU, SLOW}, _draws(c), c.points))

    def _passes(self, check: Check, function: str, spares: Spares, conduct: Conduct) -> bool:
        """Whether a recorded call was right, or told enough; a finding is kept."""
        for example in spares.of(check):
            recorded = conduct(check, example, function)
            if recorded.events is not None:
                found = forbids.in_record(
                    self._exercise.forbids[function], recorded.events,
                    attributed_only=recorded.verb != "call", file=next(iter(self._stubs)),
                )  # fmt: skip
                if found is not None:
                    self._findings[function] = found
                    return True
            if recorded.status is Status.PASSED:
                return recorded.events is not None
            if conduct(check, example, None).status is not Status.PASSED:
                return False
            if recorded.status not in _TOO_MUCH:
                break
        self._findings[function] = forbids.shy(next(iter(self._stubs)))
        return True


def _draws(check: Check) -> bool:
    return any(not isinstance(given, list) for given in check.givens.values())
