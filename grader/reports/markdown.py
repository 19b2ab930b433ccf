"""One submission as GitHub's Markdown: for a job's summary, a comment, an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.feedback import student_text
from grader.reports import details
from grader.results import SubmissionResult


def text(result: SubmissionResult) -> str:
    """The file's content: the points of each exercise, then what did not pass."""
    told = [details.told(exercise) for exercise in result.exercises]
    parts = [
        f"# {plain(result.name)}: {result.points:g} of {result.max_points:g} points, "
        f"{result.percent:.0f} %",
        *(f"> {plain(line)}" for line in details.remarks(result)),
        "\n".join(_table(told)),
    ]
    for one in told:
        if one.failures or one.counted:
            parts += [f"## `{one.exercise.path}`: {one.score}", *_lost(one)]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """``text`` in one line that Markdown shows as it is: no markup, no HTML, no mention."""
    line = " ".join(text.split())
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", line)


_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&@:]")
"""As numbers, since a backslash does not keep GitHub from reading an @name or an address."""


def fenced(text: str) -> str:
    """``text`` as a block of code, whatever it contains."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _table(told: list[details.Told]) -> Iterator[str]:
    yield "| exercise | points |"
    yield "|---|--:|"
    for one in told:
        exercise = one.exercise
        points = f"{exercise.points:g} / {exercise.max_points:g}"
        yield f"| `{exercise.path}` | {points if exercise.max_points else 'skipped'} |"


def _lost(one: details.Told) -> Iterator[str]:
    for check in one.failures:
        yield fenced(student_text(check, rerun=details.rerun(check, one.exercise)))
    if one.counted:
        yield "\n".join(f"- {plain(line)}" for line in one.counted)
