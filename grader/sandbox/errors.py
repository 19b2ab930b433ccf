"""What the student's code raises, as data: for ``verbs``, in a worker and in this process alike."""

from __future__ import annotations

import traceback
from typing import Any

from grader.timeouts import TimeUpError

MESSAGE = 2000
"""Characters of an exception's message that travel."""
FRAMES = 8
"""The innermost frames of the student's files that travel."""
DESCRIBED = 30_000
"""Characters that all of it may come to: six for each that cannot be encoded."""


class ContractError(AssertionError):
    """The student's function or class breaks the stated contract: our own words, not Python's."""


def describe(error: BaseException, files: frozenset[str]) -> dict[str, Any]:
    """An exception as data: its class, bases, message, and the frames in the student's files."""
    try:
        return _described(error, files)
    except BaseException as second:  # the class is the student's, and so is all that it says
        pass_interrupts(second)
        return {
            "type": "Exception", "bases": ["Exception", "BaseException", "object"],
            "message": "<this exception cannot be shown>", "frames": [], "own": False,
            "stub": False,
        }  # fmt: skip


def _described(error: BaseException, files: frozenset[str]) -> dict[str, Any]:
    kind = type(error)
    message = _text(error, MESSAGE)
    frames: list[list[Any]] = []
    if issubclass(kind, SyntaxError) and error.filename in files:  # type: ignore[attr-defined]
        assert isinstance(error, SyntaxError)
        frames = [[error.filename, error.lineno or 0, "", _text((error.text or "").strip(), 200)]]
        message = _text(error.msg, MESSAGE)
    elif error.__traceback__ is not None:
        summary = traceback.extract_tb(error.__traceback__)
        frames = [
            [frame.filename, frame.lineno or 0, _text(frame.name, 100), _text(frame.line, 200)]
            for frame in summary
            if frame.filename in files
        ][-FRAMES:]
    own = issubclass(kind, ContractError)
    module, name = kind.__module__, kind.__name__
    if module not in {"builtins", *_stems(files)} and not own:
        name = f"{module}.{kind.__qualname__}"
    return {
        "type": _text(name, 200),
        "bases": [_text(base.__name__, 200) for base in kind.__mro__[:20]],
        "message": message,
        "frames": frames,
        "own": own,
        "stub": _is_stub(error, files),
    }


def _text(thing: object, length: int) -> str:
    """The start of ``thing`` as text that can be encoded, whatever its class is."""
    try:
        text = str(thing)
    except Exception:
        text = "<this text cannot be shown>"
    return "".join(text[:length]).encode("utf-8", "backslashreplace").decode("utf-8")


def _is_stub(error: BaseException, files: frozenset[str]) -> bool:
    """Whether the student's own file says that it is not implemented; torch says so too."""
    if not isinstance(error, NotImplementedError) or error.__traceback__ is None:
        return False
    innermost = traceback.extract_tb(error.__traceback__)[-1]
    return innermost.filename in files and "NotImplementedError" in (innermost.line or "")


def _stems(files: frozenset[str]) -> set[str]:
    return {name.removesuffix(".py") for name in files}


def pass_interrupts(error: BaseException) -> None:
    """Ctrl-C and the time limit are not the student's exceptions."""
    if type(error) in {KeyboardInterrupt, TimeUpError}:
        raise error
