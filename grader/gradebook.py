"""Every attempt that was graded, in one SQLite file: a transaction a submission.

A killed run loses no finished grade; the next run goes on with the same secret seed and takes over
what has not changed. Imports nothing of ours but the results and the outline of a course.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from grader import __version__, outline
from grader.outline import Outline
from grader.results import Grade, SubmissionResult

VERSION = 2
FILE = "gradebook.sqlite"
FILES = tuple(FILE + suffix for suffix in ("", "-wal", "-shm", "-journal"))

_TABLES = """
create table if not exists facts (name text primary key, value text not null);
create table if not exists attempts (
    id integer primary key,
    submission text not null,
    fingerprint text not null,
    finished text not null,
    points real not null,
    max_points real not null,
    grade text not null,
    result text not null
);
create index if not exists attempts_of on attempts (submission, id);
create view if not exists newest as
    select * from attempts where id in (select max(id) from attempts group by submission);
"""

_OF_ANOTHER_KIND = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}


class GradebookError(ValueError):
    """The file is no gradebook that this version can read."""


class Gradebook:
    """The attempts in ``folder``/gradebook.sqlite; a context manager.

    ``GradebookError`` for a file of another kind or version, or one that cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE
        with self._in_words():
            self._database = sqlite3.connect(self.path, isolation_level=None)
            self._database.execute("pragma journal_mode = wal")
            self._database.execute("pragma synchronous = normal")
            self._database.executescript(_TABLES)
            version = self._fact("version")
        if version not in {None, str(VERSION)}:
            raise GradebookError(
                f"{self.path} has version {version}, this grader writes {VERSION}; "
                "name another folder"
            )
        self._set_fact("version", str(VERSION))

    def seed(self, wanted: str | None = None) -> str:
        """The secret seed of this gradebook: ``wanted``, else the recorded one, else a new one."""
        seed = wanted or self._fact("seed") or secrets.token_hex(16)
        self._set_fact("seed", seed)
        return seed

    def outline(self, root: Path) -> Outline | None:
        """What the course in ``root`` asks for, where that is known and no spec has changed."""
        kept = json.loads(self._fact("outline") or "{}")
        if kept.get("of") != _outlined(root):
            return None
        return Outline.from_json(root, kept["parts"])

    def keep_outline(self, course: Outline) -> None:
        """Remember what a course asks for."""
        kept = {"of": _outlined(course.root), "parts": course.to_json()}
        self._set_fact("outline", json.dumps(kept))

    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of every submission's newest attempt."""
        return dict(self._database.execute("select submission, fingerprint from newest"))

    def record(self, result: SubmissionResult, fingerprint: str) -> None:
        """Keep one attempt, for good once this returns."""
        row = (
            result.name,
            fingerprint,
            datetime.now(UTC).isoformat(timespec="seconds"),
            result.points,
            result.max_points,
            json.dumps(result.grade.to_json()),
            json.dumps(result.to_json()),
        )
        with self._in_words():
            self._database.execute(
                "insert into attempts"
                " (submission, fingerprint, finished, points, max_points, grade, result)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def result(self, submission: str) -> SubmissionResult | None:
        """The newest result of ``submission``."""
        query = "select result from newest where submission = ?"
        row = self._database.execute(query, (submission,)).fetchone()
        return SubmissionResult.from_json(json.loads(row[0])) if row else None

    def results(self) -> Iterator[SubmissionResult]:
        """The newest result of every submission, by name; one in memory at a time."""
        rows = self._database.execute("select result from newest order by submission")
        for (text,) in rows:
            yield SubmissionResult.from_json(json.loads(text))

    def grades(self) -> Iterator[Grade]:
        """The newest grade of every submission, by name; one in memory at a time."""
        rows = self._database.execute("select grade from newest order by submission")
        for (text,) in rows:
            yield Grade.from_json(json.loads(text))

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _fact(self, name: str) -> str | None:
        row = self._database.execute("select value from facts where name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def _set_fact(self, name: str, value: str) -> None:
        if self._fact(name) != value:
            with self._in_words():
                self._database.execute("insert or replace into facts values (?, ?)", (name, value))

    @contextlib.contextmanager
    def _in_words(self) -> Iterator[None]:
        """What SQLite cannot do, such as write to a full disk, is the user's to mend."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in _OF_ANOTHER_KIND:
                raise GradebookError(
                    f"{self.path} is not a gradebook ({error}); move it away, or name another "
                    "folder"
                ) from None
            raise GradebookError(
                f"{self.path} cannot be used ({error}); see to that, or name another folder"
            ) from None


def _outlined(root: Path) -> str:
    return f"{__version__} {root} {outline.digest(root)}"
