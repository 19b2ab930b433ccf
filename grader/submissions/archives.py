"""The files in one zip, never extracted; its headers are claims, not facts.

For ``tree``. Imports nothing of ours but ``files`` and ``names``.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from typing import IO

from grader.submissions.files import (
    Budget,
    File,
    TooLargeError,
    UnreadableError,
    require_regular,
)
from grader.submissions.names import split

_TAIL = 1 << 17  # zipfile's only unlimited reads are of a zip's last 64 KiB
_OVERHEAD = 1 << 10  # packing may make a file larger, by this and far less than a 256th
_UNPACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def opened(stream: IO[bytes], contents: int) -> zipfile.ZipFile:
    """The zip in ``stream``, whose table of contents may have ``contents`` bytes.

    UnreadableError where it has more; on a damaged zip zipfile raises a dozen types.
    """
    return zipfile.ZipFile(_Wary(stream, contents))


def files(archive: zipfile.ZipFile) -> Iterator[File]:
    """Every file in the zip, in its order, two of the same name too; ``..`` left as it stands."""
    for info in archive.infolist():
        name = _name(info)
        mode = info.external_attr >> 16
        if split(name) and not name.endswith(("/", "\\")) and not stat.S_ISDIR(mode):
            yield _packed(archive, info, split(name), mode)


def _packed(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, parts: tuple[str, ...], mode: int
) -> File:
    # Zips made on Windows say nothing about the kind of file.
    mode = mode if stat.S_IFMT(mode) else stat.S_IFREG

    def take(most: int, budget: Budget) -> bytes:
        require_regular(mode)
        if info.flag_bits & 1:
            raise UnreadableError("is encrypted; make a zip without a password")
        # bzip2 and LZMA unpack as much as they like, whatever amount is asked for.
        if info.compress_type not in _UNPACKED:
            raise UnreadableError("is compressed in an unusual way; make an ordinary zip")
        # zipfile unpacks no more than is stated, so what says it is too large need not be.
        if info.file_size > most or info.compress_size > most + (most >> 8) + _OVERHEAD:
            raise TooLargeError
        with archive.open(info) as stream:
            return budget.up_to(most, stream, info.compress_size)

    return File(parts, take, stat.S_ISREG(mode))


def _name(info: zipfile.ZipInfo) -> str:
    """An entry's name; most zippers that do not say how a name is encoded write UTF-8."""
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


class _Wary:
    """A stream that refuses to hand over more than ``most`` bytes at once.

    zipfile reads a table of contents in one go, of whatever size the zip states, and makes an
    object of each entry before anyone can ask how many there are.
    """

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self.seek = stream.seek
        self.tell = stream.tell
        self.seekable = stream.seekable
        self.close = stream.close
        self._read = stream.read
        self._most = most

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise UnreadableError("lists too many files; hand in your exercise files only")
        return self._read(min(_TAIL, self._most) if size < 0 else size)
