"""A course on disk: finds the specs under ``exercises/`` and what belongs to each.

The engine knows no exercise; this is where it meets them. Chapters are folders, a spec is
``NAME_test.py``, its stub ``NAME.py``, its harness ``NAME_harness.py`` (where there is one);
``solutions/`` mirrors ``exercises/`` by path.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import itertools
import posixpath
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import outline
from grader.outline import SUFFIX, CourseError, Outline, Part
from grader.spec import Exercise
from grader.subject import Sources
from grader.submissions.files import UnreadableError
from grader.submissions.sources import python_text

__all__ = ["Course", "CourseError", "Entry", "find"]


@dataclass(frozen=True)
class Entry:
    """One exercise of a course. ``path`` is CHAPTER/NAME; ``stubs`` are CHAPTER/NAME.py."""

    path: str
    exercise: Exercise
    spec: Path
    stubs: tuple[str, ...]
    harness: tuple[str, str] | None
    number: str = ""

    @property
    def chapter(self) -> str:
        """The folder that it lies in, such as ``03_softmax_regression``."""
        return self.path.split("/")[0]

    @property
    def digest(self) -> str:
        """Changes whenever the spec or the harness does."""
        text = self.spec.read_bytes() + (self.harness[1].encode() if self.harness else b"")
        return hashlib.sha256(text).hexdigest()

    @property
    def defines(self) -> tuple[str, ...]:
        """The names that the student writes in this exercise's one stub; empty for a capstone."""
        return self.exercise.functions if len(self.stubs) == 1 else ()


@dataclass(frozen=True)
class Course:
    """All exercises under one folder, in the order of the route."""

    root: Path
    entries: tuple[Entry, ...]

    @property
    def exercises(self) -> Path:
        return self.root / "exercises"

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @property
    def stubs(self) -> tuple[str, ...]:
        """Every stub path of the course, each once."""
        return tuple(dict.fromkeys(stub for entry in self.entries for stub in entry.stubs))

    @property
    def outline(self) -> Outline:
        """What it asks for, as plain values."""
        return Outline(
            self.root,
            tuple(
                Part(e.path, e.stubs, e.defines, e.exercise.needs, e.digest) for e in self.entries
            ),
        )

    def entry(self, name: str) -> Entry:
        """The exercise called NAME or CHAPTER/NAME; ``CourseError`` names the nearest ones."""
        path = outline.meant([entry.path for entry in self.entries], name)
        return next(entry for entry in self.entries if entry.path == path)

    def only(self, names: Sequence[str]) -> Course:
        """The course with only these exercises, or all for none named."""
        if not names:
            return self
        chosen = {self.entry(name).path for name in names}
        return Course(self.root, tuple(e for e in self.entries if e.path in chosen))


def find(root: Path | None = None) -> Course:
    """The course in ``root``, or in the nearest folder above this one that has ``exercises/``.

    ``CourseError`` when there is none, or a spec cannot be imported.
    """
    place = outline.place(root)
    specs = sorted((place / "exercises").glob(f"*/*{SUFFIX}"))
    if not specs:
        raise CourseError(f"{place / 'exercises'} holds no */NAME{SUFFIX}; name a course folder")
    entries = [load(spec) for spec in specs]
    return Course(place, tuple(_numbered(route(entries))))


def load(spec: Path) -> Entry:
    """The exercise of one spec file."""
    module = _import(spec)
    found = [value for value in vars(module).values() if isinstance(value, Exercise)]
    if len(found) != 1:
        raise CourseError(f"{spec} defines {len(found)} exercises; a spec defines exactly one")
    return entry_of(found[0], spec)


def entry_of(exercise: Exercise, spec: Path) -> Entry:
    """What belongs to ``exercise``, which the file ``spec`` defines."""
    chapter, name = spec.parent.name, spec.name.removesuffix(SUFFIX)
    if exercise.name != name:
        raise CourseError(f"{spec} defines the exercise {exercise.name!r}; call it {name!r}")
    stubs = tuple(posixpath.normpath(f"{chapter}/{stub}") for stub in exercise.stubs)
    harness = spec.with_name(exercise.harness)
    text = (harness.name, harness.read_text(encoding="utf-8")) if harness.exists() else None
    return Entry(f"{chapter}/{name}", exercise, spec, stubs, text)


def sources(entry: Entry, texts: Iterable[tuple[str, str]]) -> Sources:
    """The files of ``entry`` for a subject; ``texts`` are (stub path, source) pairs."""
    return Sources({path.rsplit("/", 1)[-1]: text for path, text in texts}, entry.harness)


def sources_in(entry: Entry, folder: Path) -> Sources:
    """The files of ``entry`` read from ``folder``, which holds CHAPTER/NAME.py.

    ``CourseError`` says which one cannot be read, and what to do.
    """
    return sources(entry, [(stub, _text(folder / stub)) for stub in entry.stubs])


def _text(file: Path) -> str:
    try:
        return python_text(file.read_bytes())
    except UnreadableError as error:
        raise CourseError(f"{file.name} {error}") from None
    except FileNotFoundError:
        raise CourseError(
            f"{file.name} is not in {file.parent.name}/; put it back, under this name"
        ) from None
    except OSError as error:
        raise CourseError(f"{file.name} cannot be read: {error.strerror}") from None


def route(entries: Iterable[Entry]) -> list[Entry]:
    """The order to take them up: by chapter, in it each after those that it names, else by name."""
    left = sorted(entries, key=lambda entry: entry.path)
    placed: list[Entry] = []
    while left:
        chapter = [entry for entry in left if entry.chapter == left[0].chapter]
        waiting = {entry.exercise.name for entry in chapter}
        ready = [entry for entry in chapter if not waiting.intersection(entry.exercise.after)]
        if not ready:
            raise CourseError(f"{', '.join(sorted(waiting))}: each comes after another of them")
        placed.append(ready[0])
        left.remove(ready[0])
    return placed


def _numbered(entries: Iterable[Entry]) -> Iterable[Entry]:
    """The entries with their numbers: 3.2 is the second exercise of chapter 03."""
    for chapter, group in itertools.groupby(entries, lambda entry: entry.chapter):
        first = chapter.split("_")[0].lstrip("0") or "0"
        for place, entry in enumerate(group, start=1):
            yield dataclasses.replace(entry, number=f"{first}.{place}")


def _import(spec: Path) -> object:
    name = f"_torchkata_spec_{spec.parent.name}_{spec.stem}"
    found = importlib.util.spec_from_file_location(name, spec)
    if found is None or found.loader is None:
        raise CourseError(f"{spec} cannot be imported")
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    try:
        found.loader.exec_module(module)
    except Exception as error:
        raise CourseError(f"{spec} cannot be imported: {type(error).__name__}: {error}") from error
    return module
