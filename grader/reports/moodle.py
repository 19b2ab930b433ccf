"""A grading worksheet that Moodle exported, with grades, to be uploaded there.

https://docs.moodle.org/en/Assignment_grading#Grading_worksheet
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.reports import roster
from grader.reports.roster import Identity, Matches, Roster
from grader.results import Grade

COLUMN = "Grade"
_IDENTIFIER = "Identifier"
_NAME = "Full name"
_OTHERS = ("ID number", "Email address", "Username")
_FEEDBACK = "Feedback comments"
_MOST = "Maximum Grade"


def filled(sheet: Roster, grades: Mapping[str, Grade], column: str) -> tuple[Roster, Matches]:
    """The worksheet with ``column`` filled and, where it has one, the column for feedback.

    Points are scaled to the maximum that it states. ``ValueError`` for another file.
    """
    target = sheet.column(column)
    if sheet.column(_IDENTIFIER) is None or target is None:
        raise ValueError(
            f"the roster has no columns {_IDENTIFIER} and {column}; download it in Moodle, in "
            "English: the assignment, Submissions, Download grading worksheet"
        )
    people = {
        place: Identity(_participant("".join(sheet.cells(row, _IDENTIFIER))),
                        tuple(sheet.cells(row, *_OTHERS)),
                        "".join(sheet.cells(row, _NAME) or sheet.cells(row, _IDENTIFIER)))
        for place, row in enumerate(sheet.rows)
    }  # fmt: skip
    matches = roster.match(people, grades)
    feedback = sheet.column(_FEEDBACK)
    rows = []
    for place, row in enumerate(sheet.rows):
        cells = list(row)
        if place in matches.found:
            grade = grades[matches.found[place]]
            most = "".join(sheet.cells(row, _MOST))
            cells[target] = f"{_scaled(grade, most):.2f}"
            if feedback is not None:
                cells[feedback] = _summary(grade)
        rows.append(tuple(cells))
    return Roster(sheet.headings, tuple(rows)), matches


def _participant(identifier: str) -> str | None:
    found = re.search(r"\d+$", identifier)
    return found[0] if found else None


def _scaled(grade: Grade, most: str) -> float:
    try:
        return grade.percent * float(most) / 100
    except ValueError:
        return grade.points


def _summary(grade: Grade) -> str:
    each = (f"{path.split('/')[-1]} {points:g}" for path, points in grade.exercises.items())
    return f"{grade.points:g} of {grade.max_points:g} points: {', '.join(each)}"
