"""The student, as a check sees it: functions to call, whoever answers.

A check is handed a ``StudentFunction`` under the student's own name. What it does with it becomes
a request to a ``Subject``: ``Local`` answers in this process, ``sandbox.remote.Remote`` in a
confined worker. Both send every request through ``wire`` and run ``sandbox.verbs``, so that no
check can tell them apart.
"""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

import torch

from grader import compiler, forms
from grader.results import Status
from grader.sandbox import bars, verbs, wire
from grader.sandbox.errors import DESCRIBED, FRAMES, describe
from grader.statements import calls_at_import
from grader.timeouts import TimeUpError, time_limit

UNUSABLE = "the worker's answer does not have the form that was asked for."


@dataclass(frozen=True)
class Sources:
    """The files a subject executes: the student's by file name, and the exercise's own harness."""

    stubs: Mapping[str, str]
    harness: tuple[str, str] | None = None


LARGE = 2**20
"""Bytes of a message that is not kept once it is sent."""


class Request(dict[str, Any]):
    """What is asked: a verb, a name, arguments; see ``sandbox.verbs``. Never changed once made."""

    _message: bytes | None = None

    @property
    def message(self) -> bytes:
        """The request for the wire."""
        message = self._message or wire.encode(dict(self))
        if len(message) < LARGE:
            self._message = message
        return message


@dataclass(frozen=True)
class Sealed:
    """An answer as it came, unread: the same bytes are the same answer."""

    message: bytes

    @functools.cached_property
    def digest(self) -> bytes:
        """Tells answers apart."""
        return hashlib.blake2b(self.message, digest_size=16).digest()

    def open(self) -> Answer:
        """What it says; a bad answer when that is nothing that was asked for."""
        try:
            return as_answer(wire.decode(self.message))
        except wire.MalformedError:
            return Answer(lost=Status.BAD_ANSWER, detail=UNUSABLE)


@dataclass(frozen=True)
class Answer:
    """The answer to one request: a value, the student's error, or neither when it was lost.

    ``lost`` says why nothing came: the time limit, the memory limit, a crash and so on;
    ``detail`` says so in words. ``place`` are the lines of the student's that were running then,
    which a worker takes with it.
    """

    value: Any = None
    error: Mapping[str, Any] | None = None
    lost: Status | None = None
    detail: str = ""
    place: str = field(default="", compare=False)

    @property
    def told(self) -> str:
        """What is known of an answer that was lost."""
        return f"{self.detail}\n\n{self.place}" if self.place else self.detail

    def open(self) -> Answer:
        """Itself: there is no seal."""
        return self


Reply = Sealed | Answer
"""What comes back for a request: sealed, or the ``Answer`` that says how it was lost."""


class StudentError(Exception):
    """The student's code raised. ``bases`` are the names of the error's classes."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        self.type: str = error["type"]
        self.bases: tuple[str, ...] = tuple(error["bases"])
        self.message: str = error["message"]
        self.frames = [tuple(frame) for frame in error["frames"]]
        self.own: bool = error["own"]  # ours: the stated contract is broken
        self.not_attempted: bool = error["stub"]
        super().__init__(f"{self.type}: {self.message}")


class LostError(Exception):
    """No answer came; ``status`` says why."""

    def __init__(self, status: Status, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Subject(Protocol):
    """Whoever answers requests. One subject is one submission's files of one exercise."""

    def load(self, seconds: float) -> Answer:
        """Execute the files; the answer has no value, only an error where there is one."""

    def prepare(self, requests: Sequence[Request]) -> None:
        """Do what these requests need first and what is not the student's doing."""

    def ask(self, requests: Sequence[Request], seconds: float) -> list[Reply]:
        """One reply a request, in order, within ``seconds`` of wall time for all together."""

    def take_output(self) -> str:
        """What the student's code printed since the last time, capped."""

    def close(self) -> None:
        """Let go of whatever answers."""


class StudentFunction:
    """The student's function or class ``name``; calling it asks the subject.

    ``wrt`` and ``weights`` and all arguments are plain values; each call sends copies, so a check
    may use its tensors again.
    """

    def __init__(self, name: str, ask: Callable[[Request], Answer]) -> None:
        self.name = name
        self._ask = ask

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The value that the student's function returns. ``StudentError`` for what it raises."""
        return self._send({"verb": "call", "args": list(args), "kwargs": kwargs})

    def after(self, *args: Any, **kwargs: Any) -> tuple[Any, list[Any], dict[str, Any]]:
        """The value, and the arguments as they are after the call."""
        value, after_args, after_kwargs = self._send(
            {"verb": "call", "args": list(args), "kwargs": kwargs, "after": True}, form=forms.AFTER
        )
        if len(after_args) != len(args) or after_kwargs.keys() != kwargs.keys():
            raise LostError(Status.BAD_ANSWER, UNUSABLE)
        return value, after_args, after_kwargs

    def grad(
        self, cotangent: Any, *args: Any, wrt: Sequence[int | str] = (0,), **kwargs: Any
    ) -> list[Any]:
        """The gradients of <cotangent, f(*args, **kwargs)> for the arguments ``wrt``.

        ``wrt`` are positions or keywords. None for an argument that the result does not depend on.
        """
        grads: list[Any]
        _, grads = self._send(
            {
                "verb": "grad", "args": list(args), "kwargs": kwargs,
                "wrt": list(wrt), "cotangent": cotangent,
            },
            form=forms.GRAD,
        )  # fmt: skip
        if len(grads) != len(wrt):
            raise LostError(Status.BAD_ANSWER, UNUSABLE)
        return grads

    def module(
        self,
        *inputs: Any,
        init: Sequence[Any] = (),
        options: Mapping[str, Any] | None = None,
        weights: Sequence[Any] | None = None,
        train: bool = False,
        cotangent: Any = None,
        times: int = 1,
        later: Sequence[Any] = (),
        recording: bool = True,
        inputs_require: bool = True,
        seed: int = 0,
    ) -> dict[str, Any]:
        """Build the class, load ``weights``, run it ``times`` on ``inputs``, and on ``later`` ones.

        Returns outputs (one a run), parameters ([name, value, gradient] each), buffers
        ([name, value] each) and input_grads. Weights are matched by shape, in order where a shape
        repeats, and the module takes their dtype; parameters are returned with the weights' shapes.
        With a ``cotangent`` of the output's shape the gradients are computed, for inputs that
        require them unless told otherwise. Without ``recording`` it runs under no_grad.
        """
        result: dict[str, Any] = self._send(
            {
                "verb": "module", "args": list(inputs), "init": [list(init), dict(options or {})],
                "weights": None if weights is None else list(weights), "train": train,
                "cotangent": cotangent, "times": times, "later": list(later),
                "recording": recording, "inputs_require": inputs_require, "seed": seed,
            },
            form=forms.MODULE,
        )  # fmt: skip
        return result

    def harness(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """What the function ``name`` of the exercise's harness returns, run with this student."""
        return self._send({"verb": "harness", "args": list(args), "kwargs": kwargs}, name=name)

    def _send(
        self, request: dict[str, Any], name: str | None = None, form: forms.Form = object
    ) -> Any:
        answer = self._ask(Request({"name": name or self.name, "function": self.name, **request}))
        if answer.lost is not None:
            raise LostError(answer.lost, answer.told)
        if answer.error is not None:
            raise StudentError(answer.error)
        if not forms.fits(answer.value, form):
            raise LostError(Status.BAD_ANSWER, UNUSABLE)
        return answer.value


class Local:
    """Answers in this process: the student's own, under pytest.

    ``rules`` says for functions of the student's which names are taken away from torch, during
    the first call of each; those of the first also while files are executed that do more than
    define. ``printed`` returns what was printed since it was last called, where
    someone captures it.
    """

    def __init__(
        self,
        sources: Sources,
        *,
        device: str = "cpu",
        rules: Mapping[str, Sequence[str]] = MappingProxyType({}),
        printed: Callable[[], str] = str,
    ) -> None:
        self._sources = sources
        self._device = device
        self._rules = dict(rules)
        self._rule = next(iter(rules.values()), ())
        self._printed = printed
        self._student: verbs.Student | None = None
        compiler.leave_out()

    def load(self, seconds: float) -> Answer:
        request = load_request(self._sources, self._device)
        try:
            with self._lacking_at_import(), time_limit(seconds):
                decoded = wire.decode(request.message, capped=False)
                self._student, answer = verbs.load(decoded)
                reply = verbs.message(answer)
        except TimeUpError as error:
            detail = time_up(seconds, "executing the file")
            return Answer(lost=Status.TIMED_OUT, detail=detail, place=self._place(error))
        return Sealed(reply).open()

    def prepare(self, requests: Sequence[Request]) -> None:
        # At the first result on meta torch registers its kernels: that takes time, on a slow disk
        # more than a check may. Workers come from a process that has them.
        if any(map(_on_meta, requests)):
            torch.empty(2, device="meta").exp()

    def ask(self, requests: Sequence[Request], seconds: float) -> list[Reply]:
        assert self._student is not None, "load first"
        deadline = time.monotonic() + seconds
        replies: list[Reply] = []
        for request in requests:
            message = request.message
            try:
                with time_limit(max(0.01, deadline - time.monotonic())):
                    decoded = wire.decode(message, device=self._device, capped=False)
                    with self._lacking(request.get("function", "")):
                        answer = verbs.execute(self._student, decoded)
                    reply = verbs.message(answer)
            except TimeUpError as error:
                detail, place = time_up(seconds), self._place(error)
                replies.append(Answer(lost=Status.TIMED_OUT, detail=detail, place=place))
                break
            replies.append(Sealed(reply))
        missing = len(requests) - len(replies)
        return replies + [Answer(lost=Status.TIMED_OUT, detail=time_up(seconds))] * missing

    def _lacking(self, function: str) -> AbstractContextManager[None]:
        """What torch lacks during a call: in the first of each function, what its rule names."""
        return bars.without(self._rules.pop(function)) if function in self._rules else nullcontext()

    def _lacking_at_import(self) -> AbstractContextManager[None]:
        """As in a worker, from which torch's own functions are away before it reads a file."""
        if self._rule and any(map(calls_at_import, self._sources.stubs.values())):
            return bars.without(self._rule)
        return nullcontext()

    def _place(self, error: BaseException) -> str:
        frames = describe(error, frozenset(self._sources.stubs))["frames"]
        return "\n".join(frame_lines(frames))

    def take_output(self) -> str:
        return self._printed()

    def close(self) -> None:
        self._student = None


def load_request(sources: Sources, device: str, *, shared: bool = False) -> Request:
    """The request that ``verbs.load`` takes; ``shared`` is for a worker, see there."""
    name, text = sources.harness or ("", "")
    harness = [name, verbs.harness_code(name, text)] if sources.harness else None
    stubs = dict(sources.stubs)
    return Request(verb="load", sources=stubs, harness=harness, device=device, shared=shared)


def as_answer(plain: Any) -> Answer:
    """The answer in a decoded message; a message of another form is a bad answer."""
    if isinstance(plain, dict) and list(plain) == ["value"]:
        return Answer(value=plain["value"])
    if isinstance(plain, dict) and list(plain) == ["error"]:
        error = plain["error"]
        if not forms.fits(error, forms.ERROR) or not _is_short(error):
            return Answer(lost=Status.BAD_ANSWER, detail=UNUSABLE)
        if error["type"] == "MemoryError" or "DefaultCPUAllocator" in error["message"]:
            return Answer(
                lost=Status.OUT_OF_MEMORY, detail="it asked for more memory than it may use"
            )
        return Answer(error=error)
    return Answer(lost=Status.BAD_ANSWER, detail=UNUSABLE)


def _is_short(error: Mapping[str, Any]) -> bool:
    """Whether it says no more than ``describe`` does: a report, or a log, shows all of it."""
    texts = [error["type"], error["message"], *error["bases"]]
    texts += [text for file, _, *others in error["frames"] for text in (file, *others)]
    return len(error["frames"]) <= FRAMES and sum(map(len, texts)) <= DESCRIBED


def _on_meta(request: Request) -> bool:
    values = [*request.get("args", []), *request.get("kwargs", {}).values()]
    return any(isinstance(value, torch.Tensor) and value.is_meta for value in values)


def frame_lines(frames: Sequence[Sequence[Any]]) -> list[str]:
    """Frames of a traceback as a student reads them: file, line and function, the code below."""
    lines = []
    for frame in frames:
        file, number, function, text = (*frame, "", "", "", "")[:4]
        where = f", in {function}" if function and function != "<module>" else ""
        lines.append(f"{file}, line {number}{where}")
        if text:
            lines.append(f"    {text}")
    return lines


def time_up(seconds: float, doing: str = "this check") -> str:
    """What a student reads when the time limit ends their code."""
    return (
        f"{doing} took more than {seconds:.3g} s and was ended.\n"
        "Is there a loop that never ends, or one that could be a single tensor operation?"
    )
