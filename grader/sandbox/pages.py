"""Puts this process's memory on large pages, so that a fork has fewer of them to share.

A process that has loaded torch holds some 90,000 pages of its own, and most of what a fork costs is
to mark each in parent and child, and to let go of it at the child's end. Only Linux from 6.1 on
gathers pages on request; elsewhere nothing happens. Imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections.abc import Iterator
from pathlib import Path

LARGE = 2**21
_MADV_HUGEPAGE, _MADV_COLLAPSE = 14, 25
_OWN = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p 00000000 00:00 0 +(?:\[heap\])?$", re.MULTILINE)


def gather() -> None:
    """Do it, where the kernel can; whether it did shows only in what a fork costs."""
    with contextlib.suppress(OSError, AttributeError):
        madvise = ctypes.CDLL(None).madvise
        madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
        for start, length in _ranges(Path("/proc/self/maps").read_text(encoding="utf-8")):
            madvise(start, length, _MADV_HUGEPAGE)
            madvise(start, length, _MADV_COLLAPSE)


def _ranges(maps: str) -> Iterator[tuple[int, int]]:
    """Start and length of the whole large pages in private memory that no file lies behind."""
    for first, last in _OWN.findall(maps):
        start = -(-int(first, 16) // LARGE) * LARGE
        length = int(last, 16) // LARGE * LARGE - start
        if length > 0:
            yield start, length
