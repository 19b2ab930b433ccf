"""A list of students that an LMS exported, and which submission is whose.

Nothing is guessed: a submission belongs to a row by an identifier or an address that is its whole
name, by the name and number that the LMS called a download, or by the student's name; and only
where one row and one submission find each other.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Roster:
    """The rows of an export under its headings, each as long as these."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, heading: str) -> int | None:
        """Where ``heading`` stands, whatever its case."""
        wanted = heading.casefold()
        found = (n for n, it in enumerate(self.headings) if it.strip().casefold() == wanted)
        return next(found, None)

    def cells(self, row: Sequence[str], *headings: str) -> list[str]:
        """What ``row`` has under those of ``headings`` that there are, without empty cells."""
        places = [place for place in map(self.column, headings) if place is not None]
        return [row[place].strip() for place in places if row[place].strip()]

    def text(self) -> str:
        """The file's content."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.headings, *self.rows])
        return out.getvalue()


@dataclass(frozen=True)
class Identity:
    """By what a row is known: the LMS's number, other identifiers, the student's name."""

    number: str | None
    identifiers: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Matches:
    """The submission of each row that has one, by the row's place, and lines about the others."""

    found: Mapping[int, str]
    problems: tuple[str, ...]


def read(path: Path) -> Roster:
    """The export at ``path``; ``ValueError`` where it is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = [line for line in csv.reader(io.StringIO(text)) if any(map(str.strip, line))]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path} is no CSV file in UTF-8 ({error}); export it once more") from None
    if not lines:
        raise ValueError(f"{path} is empty; export it once more")
    headings, *rows = lines
    width = len(headings)
    return Roster(
        tuple(headings), tuple(tuple([*row, *[""] * (width - len(row))][:width]) for row in rows)
    )


def match(people: Mapping[int, Identity], names: Iterable[str]) -> Matches:
    """Which of ``people``, by their rows, handed in what goes by ``names``."""
    owners: dict[int, list[str]] = {}
    problems = []
    for name in names:
        rows = _rows_of(name, people)
        if len(rows) == 1:
            owners.setdefault(rows[0], []).append(name)
        elif rows:
            who = " and ".join(people[row].name for row in rows)
            problems.append(f"{name} may be {who}")
        else:
            problems.append(f"{name} is in no row")
    found = {}
    for row, handed_in in owners.items():
        if len(handed_in) == 1:
            found[row] = handed_in[0]
        else:
            problems.append(f"{people[row].name} has {len(handed_in)}: {', '.join(handed_in)}")
    absent = [identity.name for row, identity in people.items() if row not in owners]
    if absent:
        problems.append(f"nothing was graded of {', '.join(absent)}")
    return Matches(found, tuple(problems))


def _rows_of(name: str, people: Mapping[int, Identity]) -> list[int]:
    same, words, download = _same(name), _words(name), _DOWNLOAD.fullmatch(name)
    ways: list[Callable[[Identity], bool]] = [lambda it: same in map(_same, it.identifiers)]
    if download:
        who, number = download[1], download[2]
        ways.append(lambda it: it.number == number and _squeezed(who) & _squeezed(it.name) != set())
    ways.append(lambda it: words != [] and _words(it.name) == words)
    found = ([row for row, identity in people.items() if way(identity)] for way in ways)
    return next(filter(None, found), [])


_DOWNLOAD = re.compile(r"(.*)_(\d+)", re.DOTALL)
"""The name that a submission goes by which an LMS downloaded: the student's, and a number."""


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()


def _words(text: str) -> list[str]:
    """The words of a name, whichever comes first: ``Doe, Jane`` is ``jane_doe``."""
    return sorted(re.findall(r"[^\W\d_]+", _same(text)))


def _squeezed(name: str) -> set[str]:
    """What an LMS may make of a name: nothing but letters, in either order, accents and all."""
    words = re.findall(r"[^\W\d_]+", _same(name))
    joined = {"".join(words), "".join(reversed(words)), "".join(sorted(words))}
    bare = {"".join(c for c in unicodedata.normalize("NFD", one) if c.isascii()) for one in joined}
    dropped = {"".join(c for c in one if c.isascii()) for one in joined}
    return joined | bare | dropped
