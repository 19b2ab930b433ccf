"""Checks times a subject gives results: runs each check's examples, and says why one fails.

Each example runs as a coroutine of its own (``lanes``), so that a check stays a plain function: the
calls that all examples are waiting for go to the subject together, in one round.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grader import examples, lanes, unjudged, words
from grader.counterexamples import MISTAKEN, Search
from grader.examples import THOROUGH, Effort, Example
from grader.expect import UnavailableError
from grader.forbids import Evidence, barred
from grader.lanes import Kept, Lane, Memory, Outcome, Start
from grader.results import CheckResult, ExerciseResult, Failure, Status
from grader.spec import SECONDS, Check, Exercise
from grader.subject import Answer, Sealed, Sources, StudentError, Subject
from grader.timeouts import TimeUpError, time_limit

OUTPUT = 2000
OTHERWISE_ALONE = (
    "When it is the first call of all, this one gives another result: something is kept from the\n"
    "calls before it, in a global, a default argument, a class or a cache."
)
JUDGING = 20.0
"""Seconds that a check may take to go through its answers; right ones take hundredths."""
LABORIOUS = (
    "going through what it returned took too long and was ended; is it much larger, or made of\n"
    "many more parts, than what was asked for?"
)
_UNTIL = "Mend this first: until the file can be imported, no check of it can pass."
_ALONE = (
    "Each file is checked by itself: it may import the standard library, NumPy and torch. What it "
    "needs of your other files, copy into it."
)
_MENDS = {
    "ModuleNotFoundError": _ALONE,
    "ImportError": _ALONE,
    "SyntaxError": f"It is read by Python {sys.version_info.major}.{sys.version_info.minor}.",
    "SystemExit": "exit() ends the program: take it out.",
}
"""What else helps, by the type of the error."""
QUICK = 0.2
"""Seconds that executing a file may take, for it to be executed again to explain a failure."""
TIME_OUTS = 2
"""Checks of one exercise that may time out, or end late, before the others get less time."""
ENDED = frozenset({
    Status.CRASHED, Status.OUT_OF_MEMORY, Status.OUTPUT_LIMIT, Status.DISK_LIMIT, Status.BAD_ANSWER,
})  # fmt: skip
"""The statuses of a check whose worker came to an end before its time was up."""


@dataclass(frozen=True)
class Plan:
    """An exercise ready to be judged: its checks' examples are drawn from ``seed``.

    ``path`` is CHAPTER/NAME. ``broken`` maps a check to why its examples could not be drawn.
    ``memories`` grow with each submission.
    """

    path: str
    exercise: Exercise
    seed: str
    drawn: Mapping[str, list[Example]]
    memories: Mapping[str, Memory]
    broken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Budget:
    """Seconds for making one check's counterexample small, or those of a submission together.

    ``seconds`` is the time limit of a check; ``effort`` bounds each search. No check begins after
    ``until``, by the monotonic clock: ``LateError`` is raised instead.
    """

    shrink: float = 2.0
    seconds: float = SECONDS
    effort: Effort = THOROUGH
    until: float = math.inf


class LateError(Exception):
    """The time for all checks together is up."""


class LaboriousError(Exception):
    """To go through the answers of a check takes longer than it may."""


def plan(exercise: Exercise, path: str, seed: str, checks: Iterable[Check] | None = None) -> Plan:
    """Draw the examples of ``checks`` (all by default). A check that cannot draw is broken."""
    drawn: dict[str, list[Example]] = {}
    memories: dict[str, Memory] = {}
    broken: dict[str, str] = {}
    for check in exercise.checks if checks is None else checks:
        try:
            found, simplest = examples.draw(check, examples.check_seed(seed, path, check.name))
            drawn[check.name] = found
            memories[check.name] = Memory(
                [Start() for _ in found], simplest={n: Kept(one) for n, one in simplest.items()}
            )
        except Exception as error:
            broken[check.name] = f"its examples cannot be drawn: {type(error).__name__}: {error}"
    return Plan(path, exercise, seed, drawn, memories, broken)


class Trial:
    """One student's files of one exercise before the judge; judge check by check."""

    def __init__(self, plan: Plan, subject: Subject, sources: Sources, budget: Budget) -> None:
        self._plan = plan
        self._subject = subject
        self._sources = sources
        self._budget = budget
        self._loaded: Answer | None = None
        self._quick = False
        self._evidence = Evidence(plan.exercise.forbids, sources.stubs)
        self._took_long = 0
        self._mistakes: dict[str, tuple[Search, Outcome, bytes | None]] = {}
        self._stubs: set[tuple[str, ...]] = set()

    @property
    def mistaken(self) -> bool:
        """Whether there are failures that ``explain`` may make smaller."""
        return bool(self._mistakes)

    def close(self) -> None:
        """Let go of whoever answers, until something is asked again."""
        self._subject.close()

    def replan(self, plan: Plan) -> None:
        """Go on with other examples of the same exercise; what is known of the files stays."""
        self._plan = plan

    def exercise(self, skip: Mapping[str, str] | None = None) -> ExerciseResult:
        """Every check, in the order of the spec; ``skip`` maps a check to why it is left out."""
        (result,) = explained([(self, self.verdicts(skip))], self._budget.shrink)
        return result

    def verdicts(self, skip: Mapping[str, str] | None = None) -> ExerciseResult:
        """As ``exercise``, with counterexamples as they were drawn; ``explained`` finds smaller."""
        skip = skip or {}
        results = [
            unjudged.skipped(check, skip[check.name])
            if check.name in skip
            else self._verdict(check)
            for check in self._plan.exercise.checks
        ]
        return ExerciseResult(
            self._plan.path, tuple(map(self._withdrawn, self._plan.exercise.checks, results))
        )

    def _withdrawn(self, check: Check, result: CheckResult) -> CheckResult:
        """``result``; without its points where the function was found out later on."""
        found = self._forbidden(check) if result.status is Status.PASSED else None
        if found is None:
            return result
        status, failure = found
        return dataclasses.replace(result, status=status, points=0.0, failure=failure)

    def check(self, check: Check) -> CheckResult:
        """The result of one check. Our own errors make it ``broken``, never the student's."""
        return self.explain(self._verdict(check), self._budget.shrink)

    def _verdict(self, check: Check) -> CheckResult:
        started = time.monotonic()
        if started > self._budget.until:
            raise LateError
        try:
            status, failure = self._judge(check)
        except UnavailableError as error:
            status, failure = Status.SKIPPED, Failure(str(error))
        except LaboriousError as error:
            status, failure = Status.TIMED_OUT, Failure(str(error))
        except Exception as error:
            status = Status.BROKEN
            failure = Failure(f"the check itself failed: {type(error).__name__}: {error}")
        slow = time.monotonic() - started > self._limit(check) / 4
        self._took_long += status is Status.TIMED_OUT or (slow and status in ENDED)
        points = check.points if status is Status.PASSED else 0.0
        return CheckResult(
            check.name, check.sentence, status, points, check.points,
            time.monotonic() - started, failure and self._with_output(failure),
        )  # fmt: skip

    def explain(self, result: CheckResult, seconds: float) -> CheckResult:
        """The result with the smallest counterexample that is found within so many seconds."""
        if result.name not in self._mistakes:
            return result
        started = time.monotonic()
        search, bad, answers = self._mistakes.pop(result.name)
        check = search.check
        try:
            bad = search.smallest(bad, answers, self._plan.memories[check.name], seconds)
            if self._subject.take_output():  # what is shown was printed by the call that is shown
                self._conduct_one(check, bad.example)
            failure = self._with_output(self._failure(check, bad))
            if self._otherwise_alone(bad):
                failure = dataclasses.replace(
                    failure, message=f"{failure.message}\n\n{OTHERWISE_ALONE}"
                )
        except Exception:  # the verdict stands; its counterexample stays as it was drawn
            return result
        return dataclasses.replace(
            result,
            failure=failure,
            seconds=result.seconds + time.monotonic() - started,
        )

    def _otherwise_alone(self, bad: Outcome) -> bool:
        """Whether the call that is shown is answered otherwise once the file is executed anew."""
        if not self._quick or bad.request is None:
            return False
        answer = self._subject.load(5 * QUICK)
        if answer == Answer():
            (reply,) = self._subject.ask([bad.request], 5 * QUICK)
            answer = reply.open()
        self._quick = answer.lost is None
        self._subject.take_output()
        if answer.lost is not None or (bad.status is Status.ERRORED and answer.error is not None):
            return False
        same = isinstance(reply, Sealed) and reply.digest == bad.answer
        return not same and words.value(answer.value) != bad.returned

    def _with_output(self, failure: Failure) -> Failure:
        output = self._subject.take_output()
        return (
            dataclasses.replace(failure, output=words.safe(output[-OUTPUT:])) if output else failure
        )

    def _judge(self, check: Check) -> tuple[Status, Failure | None]:
        if check.name in self._plan.broken:
            return Status.BROKEN, Failure(self._plan.broken[check.name])
        unloaded = self._load()
        if unloaded is not None and unloaded[0] is not Status.FORBIDDEN:
            return unloaded
        used = self._forbidden(check) or unloaded
        if used is not None:
            return used
        if self._still_a_stub(check):
            return Status.NOT_ATTEMPTED, Failure("not attempted")
        went = self._lanes(check)
        outcomes = self._conduct(check, went)
        if all(outcome.status is Status.NOT_ATTEMPTED for outcome in outcomes):
            self._stubs.add(check.functions)
        bad = next((outcome for outcome in outcomes if outcome.status is not Status.PASSED), None)
        if bad is None:
            return Status.PASSED, None
        for outcome in outcomes:
            if outcome.barred is not None:
                self._evidence.add(*outcome.barred)
        used = self._forbidden(check)
        if used is not None:
            return used
        if bad.status in MISTAKEN:
            alike = [outcome for outcome in outcomes if outcome.status is bad.status]
            bad = min(alike, key=lambda outcome: outcome.size)
            seed = examples.check_seed(self._plan.seed, self._plan.path, check.name)
            drawn = [outcome.example for outcome in alike if outcome.example.listed]
            around = (drawn or [bad.example])[0]
            conduct = functools.partial(self._conduct, check)
            search = Search(check, around, seed, conduct, self._budget.effort)
            self._mistakes[check.name] = search, bad, lanes.digest(went)
        failure = self._failure(check, bad)
        if bad.status is Status.TIMED_OUT and self._patience < 1:
            said = f"(After {TIME_OUTS} checks that took long, a check gets less time.)"
            failure = dataclasses.replace(failure, message=f"{failure.message} {said}")
        return bad.status, failure

    def _still_a_stub(self, check: Check) -> bool:
        """Whether what no example of an earlier check found attempted is not attempted here either.

        One example says so: the first that does not pass is the verdict.
        """
        if check.functions not in self._stubs:
            return False
        (first,) = self._conduct(check, self._lanes(check)[:1])
        return first.status is Status.NOT_ATTEMPTED

    def _load(self) -> tuple[Status, Failure] | None:
        if self._loaded is None:
            started = time.monotonic()
            self._loaded = self._subject.load(self._budget.seconds)
            self._quick = time.monotonic() - started < QUICK
        if self._loaded.lost is not None:
            return self._loaded.lost, Failure(self._loaded.told)
        if self._loaded.error is not None:
            error = StudentError(self._loaded.error)
            if error.not_attempted:
                return Status.NOT_ATTEMPTED, Failure("not attempted")
            found = barred(error)
            if found is not None:
                return Status.FORBIDDEN, Failure(
                    words.safe(f"{found.where} uses {found.used} while the file is imported"),
                    hint='Put what tries it out beneath if __name__ == "__main__".',
                )
            return Status.ERRORED, Failure(
                f"the file cannot be imported\n\n{words.student_error(error)}",
                hint=f"{_UNTIL} {_MENDS.get(error.type, '')}".rstrip(),
            )
        return None

    def outcomes(self, check: Check) -> list[Outcome]:
        """What each drawn example of a check comes to."""
        return self._conduct(check, self._lanes(check))

    def _lanes(self, check: Check) -> list[Lane]:
        drawn, starts = self._plan.drawn[check.name], self._plan.memories[check.name].starts
        return [
            Lane(check, example, start=start) for example, start in zip(drawn, starts, strict=True)
        ]

    def _conduct_one(self, check: Check, example: Example) -> Outcome:
        return self._conduct(check, [Lane(check, example)])[0]

    def _conduct(self, check: Check, chosen: list[Lane]) -> list[Outcome]:
        """Bring all lanes to their outcomes, their calls in common rounds.

        Only the student's time counts towards the limit, not what the check itself computes. That
        has a limit of its own, which only odd answers reach.
        """
        left = self._limit(check) * self._patience
        room = JUDGING * self._patience
        waiting = [lane for lane in chosen if lane.start() is not None]
        while waiting:
            requests = [lane.request for lane in waiting if lane.request is not None]
            self._subject.prepare(requests)
            asked = time.monotonic()
            replies = self._subject.ask(requests, max(0.01, left))
            answered = time.monotonic()
            left -= answered - asked
            try:
                with time_limit(max(0.01, room)):
                    waiting = [
                        lane
                        for lane, reply in zip(waiting, replies, strict=True)
                        if lane.resume(reply) is not None
                    ]
            except TimeUpError:
                raise LaboriousError(LABORIOUS) from None
            room -= time.monotonic() - answered
        return [lane.outcome for lane in chosen]

    def _limit(self, check: Check) -> float:
        """Seconds that a check may take."""
        return check.seconds or self._budget.seconds

    @property
    def _patience(self) -> float:
        """The share of its time limit that a check still gets.

        Code that never ends would cost the limit for every check; after a few it gets a tenth,
        which is a hundred times what a right answer takes.
        """
        return 1.0 if self._took_long < TIME_OUTS else 0.1

    def _forbidden(self, check: Check) -> tuple[Status, Failure] | None:
        against = self._evidence.against(check)
        if against is None:
            return None
        function, finding = against
        rule = self._plan.exercise.forbids[function]
        return Status.FORBIDDEN, Failure(words.safe(finding.message(function)), hint=rule.instead)

    def _failure(self, check: Check, bad: Outcome) -> Failure:
        if bad.status is Status.NOT_ATTEMPTED:
            return Failure("not attempted")
        harness = self._sources.harness[0] if self._sources.harness else "the harness"
        shown = words.safe(words.call(bad.request, harness)) if bad.request else None
        hint = check.hint if bad.status in {Status.FAILED, Status.ERRORED} else None
        return Failure(bad.message, shown, bad.returned, bad.expected, hint)


def explained(
    judged: Sequence[tuple[Trial, ExerciseResult]], seconds: float
) -> list[ExerciseResult]:
    """The results, with counterexamples as small as can be found within the seconds.

    They are spent where the most points are lost first, half of what is left on each check.
    """
    found = [list(result.checks) for _, result in judged]
    places = [(n, m) for n, checks in enumerate(found) for m, _ in enumerate(checks)]
    for n, m in sorted(places, key=lambda place: -found[place[0]][place[1]].max_points):
        started = time.monotonic()
        found[n][m] = judged[n][0].explain(found[n][m], seconds / 2)
        seconds -= time.monotonic() - started
    return [
        dataclasses.replace(result, checks=tuple(checks))
        for (_, result), checks in zip(judged, found, strict=True)
    ]
