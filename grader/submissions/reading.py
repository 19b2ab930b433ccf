"""A submission becomes texts of stubs: which file is which, and what is wrong with the others.

For ``submissions``. Separate from ``finding``: nothing that a submission holds is an error here,
it is a line in that submission's report.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.submissions.files import File, ReadLimits, UnreadableError
from grader.submissions.finding import Submission
from grader.submissions.matching import Text, match
from grader.submissions.names import listed
from grader.submissions.sources import notebook_text, python_text
from grader.submissions.tree import Tree

_DEFAULT = ReadLimits()


@dataclass(frozen=True)
class Stub:
    """A student's text of one stub: ``path`` in the course, ``origin`` in the submission."""

    path: str
    source: str
    origin: str


@dataclass(frozen=True)
class Contents:
    """What a submission holds, by stub path; a stub that is in neither mapping is missing.

    ``problems`` has a line for each stub that is there and cannot be used, ``notes`` has lines on
    the whole. ``digest`` (SHA-256, hexadecimal) changes with any text of these, and with nothing
    else: not with dates, with other files, or with where in the submission a stub lies.
    """

    stubs: dict[str, Stub]
    problems: dict[str, str]
    notes: tuple[str, ...]
    digest: str


def read(
    submission: Submission,
    stubs: Sequence[str],
    *,
    defines: Mapping[str, Sequence[str]] | None = None,
    given: Mapping[str, str] | None = None,
    limits: ReadLimits = _DEFAULT,
) -> Contents:
    """The stubs in a submission; whatever it holds, this does not raise.

    A file is a stub by its path, else by its name, each first in the case given. Where no file
    is, ``defines`` (the functions and classes of each stub) lets any file or notebook stand in
    that defines one of them; one may so be several stubs. Names that LMSs and browsers make of a
    stub's (``Jones_123_softmax.py``, ``softmax (1).py``) go before others, and before a stub that
    is still as it was ``given``.
    """
    found: dict[str, Stub] = {}
    problems: dict[str, str] = {}
    with Tree(limits) as tree:
        text = functools.cache(functools.partial(_text, tree, limits))
        files = [file for path in submission.paths for file in tree.files(path)]
        candidates, notes = match(files, stubs, defines or {}, given or {}, text, limits.searched)
        for stub, claimants in candidates.items():
            try:
                found[stub] = _one_of(claimants, stub, text)
            except UnreadableError as error:
                problems[stub] = str(error)
        for note in notes:
            tree.note(note)
    if not (found or problems or tree.notes) and stubs:
        tree.note(f"no exercise was found in it; hand in files named like {stubs[0]}")
    return Contents(found, problems, tuple(tree.notes), _digest(found, problems, tree.notes))


def _text(tree: Tree, limits: ReadLimits, file: File) -> str | UnreadableError:
    try:
        if file.suffix == "ipynb":
            return notebook_text(tree.read(file, limits.notebook), limits.stub)
        return python_text(tree.read(file, limits.stub))
    except UnreadableError as error:
        return error


def _one_of(claimants: Sequence[File], stub: str, text: Text) -> Stub:
    """The claimant, or any of equal ones; UnreadableError, with the whole line, otherwise."""
    files = sorted(claimants, key=lambda file: (len(file.parts), file.parts))
    source = text(files[0])
    if any(text(other) != source for other in files[1:]):
        raise UnreadableError(_conflict(PurePosixPath(stub).name, [file.shown for file in files]))
    if isinstance(source, UnreadableError):
        raise UnreadableError(f"{files[0].shown} {source}")
    return Stub(stub, source, files[0].shown)


def _conflict(name: str, shown: Sequence[str]) -> str:
    count = "two" if len(shown) == 2 else str(len(shown))
    return f"{count} files could be {name}: {listed(shown)}; keep one"


def _digest(found: Mapping[str, Stub], problems: Mapping[str, str], notes: Sequence[str]) -> str:
    sources = {path: stub.source for path, stub in found.items()}
    return hashlib.sha256(
        json.dumps([sources, problems, notes], sort_keys=True).encode()
    ).hexdigest()
