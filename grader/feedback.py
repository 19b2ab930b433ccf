"""The result of a check as a student reads it, under pytest and in reports alike.

Apart from ``words``, which makes the parts, so that a report is written without torch. Imports
nothing of ours but ``results``.
"""

from __future__ import annotations

import re
import textwrap

from grader.results import CheckResult, Status

LINE = 88
OUR_FAULT = "The exercise is at fault here, not your code: tell whoever gave it to you."


def student_text(result: CheckResult, *, rerun: str | None = None) -> str:
    """What a student reads about a check that did not pass; one line where nothing is attempted."""
    heading = f"{result.sentence}: {result.status.words}"
    failure = result.failure
    if failure is None or failure.message == result.status.words:
        return heading
    if result.status is Status.NOT_ATTEMPTED:
        return f"{heading}: {failure.message}"
    parts = [heading]
    if failure.call:
        parts.append(textwrap.indent(failure.call, "    "))
    parts.append(failure.message)
    rows = [("returned", failure.returned), ("expected", failure.expected)]
    parts += ["\n".join(_row(name, text) for name, text in rows if text is not None)]
    said = hint(result)
    rows = [("hint", said and _filled(said)), ("rerun", rerun)]
    parts += ["\n".join(_row(name, text) for name, text in rows if text is not None)]
    if failure.output:
        parts.append(_row("printed", failure.output.rstrip()))
    return "\n\n".join(part for part in parts if part)


def cause(result: CheckResult) -> str | None:
    """What makes other checks fail just so, such as a syntax error, or an error in __init__.

    None where the check has a call of its own to show.
    """
    failure = result.failure
    if failure is None or (failure.call and result.status is not Status.ERRORED):
        return None
    return failure.message


def hint(result: CheckResult) -> str | None:
    """What to do next, where the check says so."""
    if result.status is Status.BROKEN:
        return OUR_FAULT
    return result.failure.hint if result.failure else None


def _filled(hint: str) -> str:
    """``hint`` in lines that do not break around an operator: code in it stays whole."""
    tied = _OPERATOR.sub("\xa0\\1\xa0", hint)
    lines = textwrap.fill(tied, LINE - 10, break_on_hyphens=False, break_long_words=False)
    return lines.replace("\xa0", " ")


_OPERATOR = re.compile(r" ([-+*/@<>=!]{1,2}) ")


def _row(name: str, text: str) -> str:
    return f"{name:<10}" + text.replace("\n", "\n" + " " * 10)
