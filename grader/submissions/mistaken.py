"""Whether what was read as one submission may be a class: one entry's name is enough for it.

For ``commands.run``. Apart from ``finding``, which never opens a file for this.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from grader.submissions.files import ReadLimits
from grader.submissions.finding import Submission, entries, is_folder, making_one
from grader.submissions.names import caseless, is_junk, owner, stem, suffix, visible
from grader.submissions.reading import read

_OF_THE_COURSE = {"exercises", "solutions", "tests"}


def beside(
    root: Path, stubs: Sequence[str], defines: Mapping[str, Sequence[str]]
) -> tuple[list[str], list[str]]:
    """What makes one submission of ``root``, and what else in it might be a student's; printable.

    The others are zips, folders that would be a submission by themselves, what an LMS named after
    a student, and files that could be a stub although not called as one. Of these a student may
    keep one beside stubs of the right names: a notebook for trials.
    """
    here: list[str] = []
    others, files = [], []
    with contextlib.suppress(OSError):  # a stub is enough; a folder beside it may be unreadable
        here.extend(entry.name for entry in making_one(root, stubs))
    for entry in entries(root):
        if entry.name in here or is_junk(entry.name) or entry.is_symlink():
            continue
        if _is_a_student_s(entry, stubs):
            others.append(entry.name)
        elif suffix(entry.name) in {"py", "ipynb"} and not _is_called_as_one(entry.name, stubs):
            files.append(entry)
    could_be = [
        entry.name
        for entry in itertools.islice(files, ReadLimits().searched)
        if read(Submission(entry.name, Path(entry.path)), stubs, defines=defines).stubs
    ]
    if len(could_be) > 1 or not any(_is_called_as_one(name, stubs) for name in here):
        others += could_be
    return sorted(map(visible, here)), sorted(map(visible, others))


def _is_a_student_s(entry: os.DirEntry[str], stubs: Sequence[str]) -> bool:
    folder = is_folder(entry)
    if suffix(entry.name) == "zip" or owner(entry.name, folder=folder):
        return True
    own = {caseless(PurePosixPath(stub).parts[0]) for stub in stubs} | _OF_THE_COURSE
    if not folder or caseless(entry.name) in own:
        return False
    with contextlib.suppress(OSError):
        return any(making_one(Path(entry.path), stubs))
    return False


def _is_called_as_one(name: str, stubs: Sequence[str]) -> bool:
    """Whether ``name`` is a stub's, or a notebook's that stands for one."""
    return caseless(stem(name)) in {caseless(PurePosixPath(stub).stem) for stub in stubs}
