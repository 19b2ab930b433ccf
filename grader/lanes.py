"""One example of one check as a coroutine, and what a run remembers of it.

A check is a function of its example and of the answers that it gets. So its first question is
always the same, and what it makes of an answer that has come before, the next question or the
outcome, is known already: a ``Step`` remembers it, and the check itself runs only for answers that
are new. Answers are told apart by a digest of their bytes.

For ``judge``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import greenlet

from grader import words
from grader.examples import Example
from grader.expect import MismatchError, UnavailableError
from grader.forbids import Finding, barred
from grader.results import Status
from grader.spec import Check
from grader.subject import (
    Answer,
    LostError,
    Reply,
    Request,
    Sealed,
    StudentError,
    StudentFunction,
)

KEPT = 32
"""Different answers to one question that are remembered; the oldest is forgotten first."""


@dataclass(frozen=True)
class Outcome:
    """What one example came to, the last call that it made, and the digest of its answer."""

    example: Example
    status: Status = Status.PASSED
    message: str = ""
    returned: str | None = None
    expected: str | None = None
    request: Request | None = None
    answer: bytes | None = None
    barred: tuple[str, Finding] | None = None  # the student's function, and what it was refused

    @property
    def size(self) -> tuple[int, int]:
        """How much there is to read; smaller counterexamples are better ones."""
        text = words.call(self.request) if self.request else ""
        return text.count("<tensor"), len(text)


@dataclass
class Step:
    """Where a check waits for an answer; ``after`` maps an answer's digest to what it led to."""

    request: Request
    after: dict[bytes, Step | Outcome] = field(default_factory=dict)

    def remember(self, digest: bytes, led_to: Step | Outcome) -> None:
        """Keep what an answer led to."""
        remember(self.after, digest, led_to)


@dataclass
class Start:
    """Where an example begins, once it has been run."""

    step: Step | Outcome | None = None


@dataclass(frozen=True)
class Kept:
    """An example that others' answers are tried on, and where it begins."""

    example: Example
    start: Start = field(default_factory=Start)


@dataclass
class Memory:
    """Of one check in one run: where each drawn example begins, and counterexamples by answers.

    By the combination of an example's listed values, ``simplest`` is the example that a search
    begins with, and ``in_vain`` are all that a search looks at before it finds one that fails: the
    same in every search.
    """

    starts: list[Start]
    smallest: dict[bytes, Kept] = field(default_factory=dict)
    simplest: dict[int, Kept] = field(default_factory=dict)
    in_vain: dict[int, list[Kept]] = field(default_factory=dict)


def remember(memory: dict[bytes, Any], key: bytes, value: Any) -> None:
    """``memory[key] = value``, with at most ``KEPT`` entries."""
    if len(memory) >= KEPT:
        del memory[next(iter(memory))]
    memory[key] = value


class Lane:
    """An example on its way through a check; ``request`` waits for a reply, ``outcome`` is last.

    A lane is given the ``start`` that it shares with others of the same example, or has one of its
    own.
    """

    def __init__(self, check: Check, example: Example, *, start: Start | None = None) -> None:
        self.request: Request | None = None
        self._check = check
        self._example = example
        self._start = start or Start()
        self._at: Step | Outcome | None = None
        self._replies: list[Reply] = []
        self._run: _Run | None = None

    @property
    def outcome(self) -> Outcome:
        """What the example came to, once nothing is asked any more."""
        assert isinstance(self._at, Outcome)
        return self._at

    @property
    def replies(self) -> Iterable[Reply]:
        """All that was answered, in order."""
        return self._replies

    def start(self) -> Request | None:
        """Go up to the first question; None when the check has ended."""
        if self._start.step is None:
            self._start.step = self._running().start()
        return self._go(self._start.step)

    def resume(self, reply: Reply) -> Request | None:
        """Go on with the reply up to the next question; None when the check has ended."""
        step = self._at
        assert isinstance(step, Step)
        digest = reply.digest if isinstance(reply, Sealed) else None
        led_to = step.after.get(digest) if digest else None
        if led_to is None:
            led_to = self._running().resume(reply)
            if digest:
                step.remember(digest, led_to)
        self._replies.append(reply)
        return self._go(led_to)

    def _go(self, to: Step | Outcome) -> Request | None:
        self._at = to
        self.request = to.request if isinstance(to, Step) else None
        return self.request

    def _running(self) -> _Run:
        """The check itself, brought to where this lane is."""
        if self._run is None:
            self._run = _Run(self._check, self._example)
            if self._at is not None:
                self._run.start()
                for reply in self._replies:
                    self._run.resume(reply)
        return self._run


def digest(lanes: Iterable[Lane]) -> bytes | None:
    """One digest of all replies; None where one was lost."""
    found = hashlib.blake2b(digest_size=16)
    for lane in lanes:
        for reply in lane.replies:
            if not isinstance(reply, Sealed):
                return None
            found.update(reply.digest)
        found.update(b"|")
    return found.digest()


class _Run:
    """A check's body on one example, as a coroutine that stops at every call of the student's."""

    def __init__(self, check: Check, example: Example) -> None:
        self._check = check
        self._example = example
        self._request: Request | None = None
        self._digest: bytes | None = None
        self._barred: tuple[str, Finding] | None = None
        self._answered = False
        self._last_value: Any = None
        self._coroutine = greenlet.greenlet(self._body)

    def start(self) -> Step | Outcome:
        """Up to the first question."""
        return self._step(self._coroutine.switch())

    def resume(self, reply: Reply) -> Step | Outcome:
        """On with the reply, up to the next question."""
        self._digest = reply.digest if isinstance(reply, Sealed) else None
        return self._step(self._coroutine.switch(reply.open()))

    def _step(self, reached: Request | Outcome) -> Step | Outcome:
        return Step(reached) if isinstance(reached, Request) else reached

    def _body(self) -> Outcome:
        home = greenlet.getcurrent().parent
        assert home is not None  # the greenlet that conducts

        def ask(request: Request) -> Answer:
            self._request = request
            answer = home.switch(request)
            assert isinstance(answer, Answer)
            self._answered, self._last_value = True, answer.value
            return answer

        try:
            return self._outcome(ask)
        except UnavailableError:
            raise
        except Exception as error:
            if not self._answered:
                raise  # no answer has come yet: the check itself is wrong
            return self._ended(Status.FAILED, _unusable(error), words.value(self._last_value))

    def _outcome(self, ask: Callable[[Request], Answer]) -> Outcome:
        values = self._example.values
        functions = {name: StudentFunction(name, ask) for name in self._check.functions}
        given = {name: values[name] for name in self._check.wants if name in values}
        try:
            self._check.body(**functions, **given)
        except MismatchError as mismatch:
            compared = mismatch.returned is not None or mismatch.expected is not None
            return self._ended(
                Status.FAILED,
                str(mismatch),
                words.value(mismatch.returned) if compared else None,
                words.value(mismatch.expected) if mismatch.expected is not None else None,
            )
        except StudentError as error:
            if error.not_attempted:
                return self._ended(Status.NOT_ATTEMPTED, "not attempted")
            finding = barred(error)
            if finding is not None and self._request is not None:
                self._barred = self._request["function"], finding
            status = Status.FAILED if error.own else Status.ERRORED
            return self._ended(status, words.student_error(error))
        except LostError as lost:
            return self._ended(lost.status, str(lost))
        return self._ended(Status.PASSED)

    def _ended(
        self,
        status: Status,
        message: str = "",
        returned: str | None = None,
        expected: str | None = None,
    ) -> Outcome:
        return Outcome(
            self._example, status, words.message(message), returned, expected,
            self._request, self._digest, self._barred,
        )  # fmt: skip


def _unusable(error: Exception) -> str:
    return f"the answer has another form than the check can use ({type(error).__name__}: {error})"
