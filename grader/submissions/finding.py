"""A path becomes submissions: one, or one for each entry of a class's folder, with their names.

For ``submissions``. Separate from ``reading``: this is the instructor's path, so what is wrong
with it is an error. Imports nothing of ours but ``archives``, ``files`` and ``names``.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.submissions.archives import files, opened
from grader.submissions.files import ReadLimits
from grader.submissions.names import caseless, composed, is_junk, owner, stem, suffix, visible

_FILES = {"py", "zip", "ipynb"}
# Listed, although nothing reads them: their owner gets a line that says so, and no gap.
_OTHER_ARCHIVES = {"rar", "7z", "tar", "gz", "tgz", "bz2", "xz", "zst"}
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Submission:
    """What one student handed in; ``name`` is printable and can name a folder.

    ``more`` are further files beside ``path``, where an LMS puts those of a class side by side.
    """

    name: str
    path: Path
    more: tuple[Path, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        return (self.path, *self.more)


def find(root: Path, stubs: Sequence[str], *, output: Path | None = None) -> list[Submission]:
    """The submissions in ``root``, sorted by name; names differ by more than their case.

    ``output`` is none of them, should it lie among them.

    ``stubs`` are paths as the course writes them: ``03_softmax_regression/softmax.py``. ``root``
    is one submission if it is a file, or if a stub lies in it, in one of its chapters or under
    ``exercises/``; otherwise each of its entries is one. ValueError if there is none.
    """
    shown = visible(os.fspath(root), most=1000)
    try:
        if root.is_file():
            if suffix(root.name) not in _FILES:
                raise ValueError(f"{shown} is no .zip, .py or .ipynb file; give one or a folder")
            students = _students_in(root) if suffix(root.name) == "zip" else set()
            if len(students) > 1:
                raise ValueError(
                    f"{shown} holds the submissions of {len(students)} students; unpack it, and "
                    "give the folder"
                )
            return [_single(root)]
        own = output.resolve() if output else None
        own_name = own.name if own and own.parent == root.resolve() else None
        found = [
            entry for entry in entries(root) if _is_submission(entry) and entry.name != own_name
        ]
        if any(making_one(root, stubs)):
            return [_single(root)]
    except FileNotFoundError:
        raise ValueError(
            f"{shown} does not exist; give a submission, or a folder of them"
        ) from None
    except OSError as error:
        raise ValueError(f"{shown} cannot be read: {error.strerror}; give another path") from None
    if not found:
        raise ValueError(
            f"{shown} holds no submission; put in a folder, zip, .py file or notebook a student"
        )
    return _named(found)


def _students_in(path: Path) -> set[str]:
    """Those whom an LMS names in a zip: it packs a class into one."""
    with contextlib.suppress(Exception), path.open("rb") as stream:  # as in tree: not here
        names = [file.parts for file in files(opened(stream, ReadLimits().contents))]
        return {it for parts in names if (it := owner(parts[0], folder=len(parts) > 1))}
    return set()


def _is_submission(entry: os.DirEntry[str]) -> bool:
    if is_junk(entry.name):
        return False
    # A link counts, wherever it leads: reading it then says that links are not followed.
    known = suffix(entry.name) in _FILES | _OTHER_ARCHIVES
    return known or entry.is_symlink() or is_folder(entry)


def is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def making_one(root: Path, stubs: Sequence[str]) -> Iterator[os.DirEntry[str]]:
    """The entries that make ``root`` one submission: stubs, then folders of the course with some.

    Such a folder is a chapter, or ``exercises`` with stubs or chapters in it.
    """
    wanted = [PurePosixPath(stub) for stub in stubs]
    names = {caseless(stub.name) for stub in wanted}
    chapters = {caseless(stub.parent.name) for stub in wanted} | {"exercises"}

    def holding(folder: Path, deeper: int) -> Iterator[os.DirEntry[str]]:
        yield from (entry for entry in entries(folder) if _is_stub(entry, names))
        for entry in entries(folder) if deeper else ():
            known = caseless(entry.name) in chapters and is_folder(entry)
            if known and any(holding(Path(entry.path), deeper - 1)):
                yield entry

    return holding(root, 2)  # root, root/exercises, root/exercises/chapter


def _is_stub(entry: os.DirEntry[str], names: set[str]) -> bool:
    return caseless(entry.name) in names and entry.is_file(follow_symlinks=False)


def entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        yield from found


def _named(found: Sequence[os.DirEntry[str]]) -> list[Submission]:
    """A file goes by its stem, but by its whole name where two would be called the same.

    What an LMS downloaded goes by its student.
    """
    groups: dict[str, list[os.DirEntry[str]]] = {}
    for entry in sorted(found, key=lambda e: (composed(e.name), e.name)):
        student = owner(entry.name, folder=is_folder(entry))
        groups.setdefault(f"of {student}" if student else f"is {entry.name}", []).append(entry)
    short = [_printable(_short(group[0])) for group in groups.values()]
    uses = Counter(map(caseless, short))
    taken: set[str] = set()
    submissions = []
    for group, name in zip(groups.values(), short, strict=True):
        name = name if uses[caseless(name)] == 1 else _printable(group[0].name)
        unique, number = name, 2
        while caseless(unique) in taken:
            unique, number = f"{name} ({number})", number + 1
        taken.add(caseless(unique))
        first, *more = (Path(entry.path) for entry in group)
        submissions.append(Submission(unique, first, tuple(more)))
    return sorted(submissions, key=lambda submission: submission.name)


def _short(entry: os.DirEntry[str]) -> str:
    folder = is_folder(entry)
    return owner(entry.name, folder=folder) or (entry.name if folder else stem(entry.name))


def _single(root: Path) -> Submission:
    # A link that the instructor gives is followed, and keeps its name; `.` has none of its own.
    path = root.resolve()
    name = path.name if root.name in {"", ".."} else root.name
    return Submission(_printable(name if path.is_dir() else stem(name)), path)


def _printable(name: str) -> str:
    """``name`` as a folder's: never one that means another folder, as ``..`` does."""
    name = visible(name, most=_LONGEST_NAME)
    # File systems allow 255 bytes, and reports add to a name.
    name = name.encode()[:_LONGEST_NAME].decode("utf-8", "ignore")
    return name if name.strip(".") else "submission"
