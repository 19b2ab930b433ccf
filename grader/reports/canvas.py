"""A gradebook that Canvas exported, with grades, to be imported there.

https://community.canvaslms.com/t5/Instructor-Guide/How-do-I-import-grades-in-the-Gradebook/ta-p/807
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.reports import roster
from grader.reports.roster import Identity, Matches, Roster
from grader.results import Grade

COLUMN = "torchkata"
_STUDENT, _NUMBER = "Student", "ID"
_IDENTIFIERS = ("SIS User ID", "SIS Login ID", "Integration ID")
_KEPT = (_STUDENT, _NUMBER, *_IDENTIFIERS, "Root Account", "Section")
"""What Canvas tells students by; no other column is imported, so that none is overwritten."""


def filled(export: Roster, grades: Mapping[str, Grade], column: str) -> tuple[Roster, Matches]:
    """The students who have a grade, with ``column``, which may be new.

    The others are left out, so that an import changes nothing of theirs.

    Points are scaled to the assignment's, where Canvas has some. ``ValueError`` for another file.
    """
    if export.column(_STUDENT) is None or export.column(_NUMBER) is None:
        raise ValueError(
            "the roster has no columns Student and ID; export it in Canvas: Gradebook, Export"
        )
    people = {
        place: Identity(next(iter(export.cells(row, _NUMBER)), None),
                        tuple(export.cells(row, *_IDENTIFIERS)),
                        "".join(export.cells(row, _STUDENT)))
        for place, row in enumerate(export.rows) if export.cells(row, _NUMBER)
    }  # fmt: skip
    matches = roster.match(people, grades)
    target = _column(export, column)
    possible = _possible(export, target)
    most = max((grade.max_points for grade in grades.values()), default=0.0)
    kept = [place for place in map(export.column, _KEPT) if place is not None]
    rows = []
    for place, row in enumerate(export.rows):
        if place in matches.found:
            grade = grades[matches.found[place]]
            value = f"{grade.points if possible is None else grade.percent * possible / 100:.6g}"
        elif _is_possible(row):
            value = f"{most:g}" if target is None else row[target]
        else:
            continue
        rows.append((*(row[it] for it in kept), value))
    heading = export.headings[target] if target is not None else column
    return Roster((*(export.headings[it] for it in kept), heading), tuple(rows)), matches


def _column(export: Roster, column: str) -> int | None:
    """The assignment's column; Canvas writes its number behind its name."""
    whole = export.column(column)
    if whole is not None:
        return whole
    named = re.compile(rf"{re.escape(column)} \(\d+\)", re.IGNORECASE)
    found = [place for place, it in enumerate(export.headings) if named.fullmatch(it.strip())]
    if len(found) > 1:
        several = ", ".join(export.headings[place] for place in found)
        raise ValueError(f"several columns are called {column}: {several}; name one whole")
    return found[0] if found else None


def _is_possible(row: tuple[str, ...]) -> bool:
    return row[0].strip() == "Points Possible"


def _possible(export: Roster, target: int | None) -> float | None:
    for row in export.rows:
        if target is not None and _is_possible(row):
            try:
                return float(row[target])
            except ValueError:
                return None
    return None
