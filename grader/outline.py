"""What a course asks for, as plain values that can be kept: paths, stubs, digests.

Apart from ``course`` since importing a spec imports torch, which takes longer than looking through
a thousand submissions that have not changed. For ``course``, ``batch`` and ``commands.run``.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.submissions import Contents, Submission, read
from grader.submissions.sources import python_text

SUFFIX = "_test.py"
HARNESS = "_harness.py"


class CourseError(ValueError):
    """The course's own files are not in order; the message says which and what to do."""


@dataclass(frozen=True)
class Part:
    """One exercise. ``path`` is CHAPTER/NAME, ``stubs`` are CHAPTER/NAME.py.

    ``defines`` are the names that the student writes in its one stub, ``needs`` its data sets;
    ``digest`` changes whenever the spec or the harness does.
    """

    path: str
    stubs: tuple[str, ...]
    defines: tuple[str, ...]
    needs: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Outline:
    """The exercises of the course in ``root``, in the order of the route."""

    root: Path
    parts: tuple[Part, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(part.path for part in self.parts)

    @property
    def stubs(self) -> tuple[str, ...]:
        """Every stub path of the course, each once."""
        return tuple(dict.fromkeys(stub for part in self.parts for stub in part.stubs))

    @property
    def needs(self) -> tuple[str, ...]:
        """Every data set that an exercise needs, each once."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.needs))

    @property
    def defines(self) -> dict[str, tuple[str, ...]]:
        """By stub, the names that the student writes in it."""
        return {part.stubs[0]: part.defines for part in self.parts if part.defines}

    def only(self, names: Iterable[str]) -> Outline:
        """The outline of these exercises alone, or of all for none named."""
        chosen = {meant(self.paths, name) for name in names} or set(self.paths)
        return Outline(self.root, tuple(part for part in self.parts if part.path in chosen))

    def read(self, submission: Submission) -> Contents:
        """The stub files in ``submission`` that these exercises ask for."""
        given = _given(self.root, self.stubs)
        return read(submission, self.stubs, defines=self.defines, given=given)

    def to_json(self) -> list[dict[str, Any]]:
        """Plain values that ``from_json`` reads back."""
        return [dataclasses.asdict(part) for part in self.parts]

    @classmethod
    def from_json(cls, root: Path, data: list[dict[str, Any]]) -> Outline:
        """The outline that ``to_json`` wrote."""
        return cls(root, tuple(Part(**{**part, **_tuples(part)}) for part in data))


@functools.cache
def _given(root: Path, stubs: tuple[str, ...]) -> dict[str, str]:
    """The texts of the stubs as students get them."""
    files = {stub: root / "exercises" / stub for stub in stubs}
    return {stub: python_text(file.read_bytes()) for stub, file in files.items() if file.is_file()}


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    """The lists among the values, as the tuples that they were."""
    return {name: tuple(value) for name, value in data.items() if isinstance(value, list)}


def meant(paths: Sequence[str], name: str) -> str:
    """The exercise called NAME or CHAPTER/NAME; ``CourseError`` names those that there are."""
    for path in paths:
        if name in {path, path.split("/")[1]}:
            return path
    known = ", ".join(path.split("/")[1] for path in paths)
    raise CourseError(f"there is no exercise {name!r}; the exercises are {known}")


def place(root: Path | None) -> Path:
    """``root``, or the nearest folder above this one with ``exercises/``, or the grader's own.

    ``CourseError`` when there is none.
    """
    if root is not None:
        if (root / "exercises").is_dir():
            return root.resolve()
        raise CourseError(f"{root} has no folder exercises/; name the folder that holds it")
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parent.parent):
        if next((folder / "exercises").glob(f"*/*{SUFFIX}"), None):
            return folder
    raise CourseError("no folder exercises/ here or above; use --course FOLDER")


def digest(root: Path) -> str:
    """Changes whenever a spec or harness of the course in ``root`` does."""
    exercises = root / "exercises"
    found = hashlib.sha256()
    for file in sorted([*exercises.glob(f"*/*{SUFFIX}"), *exercises.glob(f"*/*{HARNESS}")]):
        text = file.read_bytes()
        found.update(f"{file.relative_to(exercises).as_posix()} {len(text)}\n".encode() + text)
    return found.hexdigest()
