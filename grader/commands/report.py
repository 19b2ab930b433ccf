"""``grader report``: what a gradebook holds, in the form that somebody reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from grader.gradebook import FILE, Gradebook
from grader.reports import (
    OF_CLASS,
    OF_EACH,
    canvas,
    classroom50,
    dump,
    files,
    gradescope,
    html,
    junit,
    markdown,
    moodle,
    roster,
    table,
    tally,
)
from grader.results import Grade, SubmissionResult

EACH: Mapping[str, Callable[[SubmissionResult], str]] = {
    "html": html.page,
    "gradescope": gradescope.text,
    "classroom50": lambda result: classroom50.text(result, os.environ, datetime.now(UTC)),
    "junit": junit.text,
    "markdown": markdown.text,
}
CLASS: Mapping[str, Callable[[Gradebook], str | Iterable[str]]] = {
    "html": lambda book: html.class_page(
        book.grades(), tally.tally(book.results()), pages=OF_EACH["html"]
    ),
    "csv": lambda book: table.checks_csv(book.results()),
    "json": lambda book: dump.parts(book.results()),
}
ROSTERS = {"canvas": canvas, "moodle": moodle}


def write(grades: Path, formats: tuple[str, ...], export: Path | None, column: str | None) -> None:
    """Write the reports in the folder ``grades`` and say where they lie.

    ``ValueError`` for a folder without a gradebook, or a roster that is missing or no such export.
    """
    asked = [name for name in formats if name in ROSTERS]
    if asked and export is None:
        raise ValueError(
            f"--format {asked[0]} fills in a list of students: export it from "
            f"{asked[0].capitalize()} and give it with --roster FILE"
        )
    if not (grades / FILE).is_file():
        raise ValueError(f"{grades} has no {FILE}; name the folder that grader run wrote")
    with Gradebook(grades) as book:
        for name in dict.fromkeys(formats):
            if name in EACH:
                _write_each(book, grades, name)
            if name in CLASS:
                files.write(grades / OF_CLASS[name], CLASS[name](book))
                click.echo(f"{name}: the class in {grades / OF_CLASS[name]}")
            if name in ROSTERS and export is not None:
                _fill(book, grades, name, export, column)


def _write_each(book: Gradebook, grades: Path, name: str) -> None:
    number = 0
    for result in book.results():
        files.write(grades / result.name / OF_EACH[name], EACH[name](result))
        number += 1
    where = grades / "NAME" / OF_EACH[name]
    click.echo(f"{name}: {number} submission{'s' if number != 1 else ''} in {where}")


def _fill(book: Gradebook, grades: Path, name: str, export: Path, column: str | None) -> None:
    by_name: dict[str, Grade] = {grade.name: grade for grade in book.grades()}
    lms = ROSTERS[name]
    filled, matches = lms.filled(roster.read(export), by_name, column or lms.COLUMN)
    files.write(grades / OF_CLASS[name], filled.text())
    click.echo(
        f"{name}: {len(matches.found)} of {len(by_name)} grades in {grades / OF_CLASS[name]}"
    )
    for line in matches.problems:
        click.echo(f"left out: {line}", err=True)
