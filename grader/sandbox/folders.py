"""Removes a worker's folder, whatever the student's code left in it.

Imported by the judge's side only; imports nothing of ours. Separate because what the standard
library offers for it fails on a tree that is nested deeper than Python recurses, or whose paths
are longer than the system takes, and follows links when it changes modes.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress


def remove(folder: str) -> None:
    """Delete ``folder`` and all beneath. Never raises: what resists stays behind."""
    if os.rmdir not in os.supports_dir_fd:  # Windows
        shutil.rmtree(folder, ignore_errors=True)
        return
    with suppress(OSError):
        _empty(folder)
        os.rmdir(folder)  # noqa: PTH106 - as all calls here


def _empty(folder: str) -> None:
    """Delete all beneath, from folder to folder by descriptor: no path gets long."""
    here = _opened(folder, None)
    trail: list[str] = []
    waiting = [_folders(here)]  # of each folder on the way here, those still to empty
    try:
        while True:
            if waiting[-1]:
                name = waiting[-1].pop()
                here = _moved(here, name)
                trail.append(name)
                waiting.append(_folders(here))
            elif trail:
                here = _moved(here, "..")
                waiting.pop()
                os.rmdir(trail.pop(), dir_fd=here)
            else:
                return
    finally:
        os.close(here)


def _moved(here: int, name: str) -> int:
    there = _opened(name, here)
    os.close(here)
    return there


def _opened(name: str, here: int | None) -> int:
    if name != "..":
        os.chmod(name, 0o700, dir_fd=here)
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=here)


def _folders(here: int) -> list[str]:
    """The folders in a folder, which holds nothing else afterwards, and no empty ones."""
    found: list[str] = []
    with os.scandir(here) as entries:
        listed = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_folder in listed:
        if not is_folder:
            os.unlink(name, dir_fd=here)
            continue
        try:
            os.rmdir(name, dir_fd=here)
        except OSError:  # it is not empty
            found.append(name)
    return found
