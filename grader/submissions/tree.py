"""All files of interest in one submission: a folder, a zip, a zip in either, or a single file.

For ``reading``. Imports nothing of ours but ``files``, ``archives`` and ``names``.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from grader.submissions import archives
from grader.submissions.files import (
    Budget,
    File,
    ReadLimits,
    TooLargeError,
    UnreadableError,
    on_disk,
    reason,
    require_regular,
)
from grader.submissions.names import LONGEST, caseless, is_junk, is_piled, split, suffix, visible

_OF_INTEREST = {"py", "ipynb", "zip"}
_NOT_HANDED_IN = {("solutions",), ("tests",), ("examples", "submissions")}
"""Folders, one in the other, of a course that a student hands in as a whole."""
_MOST_NOTES = 20
_TOO_LONG = "has too long a name; hand in your exercise files only"
_PILED = "has too many marks on a letter of its name; give it another name"


class Tree:
    """The files of one submission and a budget for reading them; open while ``with`` lasts.

    ``notes`` are lines about what could not be looked at, each of them once.
    """

    def __init__(self, limits: ReadLimits) -> None:
        self.notes: list[str] = []
        self._limits = limits
        self._entries = limits.entries
        self._refused = 0
        self._budget = Budget(limits.total)
        self._stack = ExitStack()

    def __enter__(self) -> Tree:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def note(self, line: str) -> None:
        """Adds a line about the submission, unless there are many already."""
        if line not in self.notes and len(self.notes) < _MOST_NOTES:
            self.notes.append(line)

    def files(self, path: Path) -> list[File]:
        """Python files and notebooks in ``path``, which may itself be one, in a fixed order.

        Those in its zips too (one level); those that the course itself holds not.
        """
        try:
            mode = os.lstat(path).st_mode
            if not stat.S_ISDIR(mode):
                require_regular(mode)
        except (OSError, UnreadableError) as error:
            self.note(f"{visible(path.name)} {_why(error)}")
            return []
        itself = on_disk(os.fspath(path), (path.name,), mode)
        if stat.S_ISDIR(mode):
            found = _handed_in(list(self._in_folder(path)))
        elif itself.suffix == "zip":
            found = self._in_zip(itself, ())
        elif itself.suffix in _OF_INTEREST:
            found = [itself]
        else:
            self.note(
                f"{itself.shown} is no folder, .zip, .py or .ipynb file; hand in one of these"
            )
            return []
        zips = [file for file in found if file.suffix == "zip"]
        if len(zips) > self._limits.archives:
            self.note(
                f"only {self._limits.archives} of the {len(zips)} zips in it were read; hand in one"
            )
        inner = [self._in_zip(file, file.parts) for file in zips[: self._limits.archives]]
        every = itertools.chain(found, *inner)
        return [file for file in every if file.suffix != "zip"]

    def read(self, file: File, most: int) -> bytes:
        """The file's bytes; UnreadableError above ``most`` bytes, or when it cannot be read."""
        left = self._budget.left
        try:
            if not left:
                raise TooLargeError
            return file.take(min(most, left), self._budget)
        except TooLargeError:
            if most <= left:
                raise UnreadableError(f"is larger than {_size(most)}; hand in code only") from None
            total = _size(self._limits.total)
            raise UnreadableError(f"is past the first {total}; hand in code only") from None
        except Exception as error:  # on a damaged zip, zipfile raises a dozen types
            raise UnreadableError(_why(error)) from None

    def _in_folder(self, root: Path) -> Iterator[File]:
        """Breadth first: where a limit ends it, what a student put on top has been seen."""
        waiting: deque[tuple[str, tuple[str, ...]]] = deque([(os.fspath(root), ())])
        while waiting:
            folder, parts = waiting.popleft()
            try:
                with os.scandir(folder) as entries:
                    # Lazily: there may be a million of them.
                    listed = list(itertools.takewhile(lambda _: self._may_go_on(), entries))
                for entry in sorted(listed, key=lambda entry: entry.name):
                    inside = parts + split(entry.name)
                    if is_piled(entry.name):
                        self._refuse(inside, _PILED)
                        continue
                    if is_junk(entry.name) or inside == parts:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        if self._is_near(inside):
                            waiting.append((entry.path, inside))
                    elif suffix(inside[-1]) in _OF_INTEREST:
                        mode = entry.stat(follow_symlinks=False).st_mode
                        yield on_disk(entry.path, inside, mode)
            except OSError as error:
                self.note(f"{visible('/'.join(parts) or root.name)} {reason(error)}")

    def _in_zip(self, file: File, parts: tuple[str, ...]) -> list[File]:
        try:
            stream = file.stream() if file.stream else BytesIO(self.read(file, self._limits.total))
            self._stack.callback(stream.close)
            found = _handed_in(list(self._kept(archives.opened(stream, self._limits.contents))))
        except Exception as error:  # as in read
            self.note(f"{file.shown} {_why(error)}")
            return []
        return [File(parts + inner.parts, inner.take, inner.regular) for inner in found]

    def _kept(self, archive: ZipFile) -> Iterator[File]:
        for file in archives.files(archive):
            # Before anything looks at the names more closely.
            if max(map(len, file.parts)) > LONGEST:
                self._refuse(file.parts, _TOO_LONG)
                continue
            if any(map(is_piled, file.parts)):
                self._refuse(file.parts, _PILED)
                continue
            near = file.parts[: self._limits.depth + 1]
            if any(is_junk(part) and part != ".." for part in near):
                continue
            if not self._may_go_on():
                return
            if ".." in file.parts:
                self.note(f"{file.shown} leads out of the zip; make the zip again")
            elif self._is_near(file.parts[:-1]) and file.suffix in _OF_INTEREST:
                yield file

    def _refuse(self, parts: tuple[str, ...], why: str) -> None:
        """Notes it of the first ones: even to show a name takes its time."""
        self._refused += 1
        if self._refused <= _MOST_NOTES:
            self.note(f"{visible('/'.join(parts))} {why}")

    def _may_go_on(self) -> bool:
        if self._entries == 0:
            self.note(f"only the first {self._limits.entries} files were looked at; hand in fewer")
            return False
        self._entries -= 1
        return True

    def _is_near(self, folders: tuple[str, ...]) -> bool:
        if len(folders) > self._limits.depth:
            self.note(
                f"folders more than {self._limits.depth} deep were not looked at; hand in fewer"
            )
        return len(folders) <= self._limits.depth


def _handed_in(files: list[File]) -> list[File]:
    """Without solutions/ and the like, unless all lies in there: then it is the student's name."""
    shared = 0
    for level in zip(*(file.parts[:-1] for file in files), strict=False):
        if len(set(level)) > 1:
            break
        shared += 1
    return [file for file in files if not _is_of_the_course(file.parts[shared:-1])]


def _is_of_the_course(folders: tuple[str, ...]) -> bool:
    known = tuple(map(caseless, folders))
    return any(
        known[place : place + len(left_out)] == left_out
        for left_out in _NOT_HANDED_IN
        for place in range(len(known))
    )


def _why(error: Exception) -> str:
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, OSError):
        return reason(error)
    return f"is damaged ({type(error).__name__}); make the zip again"


def _size(size: int) -> str:
    for unit, name in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:g} {name}"
    return f"{size} bytes"
