"""Pages for a browser: one a submission, for its student, and one on the class.

A page is whole in itself: it holds its style, runs no script and asks for no other file, which its
policy forbids whatever a submission's texts contain.
"""

from __future__ import annotations

import functools
import statistics
from collections.abc import Iterable, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from grader.feedback import hint
from grader.reports import details, table
from grader.reports.tally import ClassTally
from grader.results import Grade, Status, SubmissionResult

HARDEST = 15
"""Checks that the page on the class lists."""
_TENS = range(0, 100, 10)


def page(result: SubmissionResult) -> str:
    """What one student reads."""
    return _template("submission.html").render(
        result=result,
        remarks=details.remarks(result),
        told=[details.told(exercise) for exercise in result.exercises],
    )


def class_page(grades: Iterable[Grade], course: ClassTally, *, pages: str) -> str:
    """What the instructor reads; ``pages`` is the name of each submission's page in its folder."""
    listed = list(grades)
    percents = [grade.percent for grade in listed]
    return _template("class.html").render(
        grades=listed,
        course=course,
        hardest=course.hardest(HARDEST),
        mean=statistics.fmean(percents) if percents else 0.0,
        median=statistics.median(percents) if percents else 0.0,
        bars=histogram(percents),
        pages=pages,
        missing=sorted({line for grade in listed for line in grade.missing_guarantees}),
    )


def histogram(percents: Sequence[float]) -> list[tuple[str, int, float]]:
    """Label, number and share of the tallest for each ten percent; 100 stands in the last."""
    counts = [0 for _ in _TENS]
    for percent in percents:
        counts[min(int(percent // 10), len(counts) - 1)] += 1
    tallest = max([1, *counts])
    return [
        (f"{low} to {low + 10} %", count, count / tallest)
        for low, count in zip(_TENS, counts, strict=True)
    ]


@functools.cache
def _template(name: str) -> Template:
    made = Environment(
        loader=PackageLoader("grader.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["points"] = "{:g}".format
    made.filters["percent"] = "{:.0f}".format
    made.globals |= {
        "attention": table.attention,
        "hint": hint,
        "rerun": details.rerun,
        "Status": Status,
    }
    return made.get_template(name)
