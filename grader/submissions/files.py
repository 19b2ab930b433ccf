"""One file of a submission: opened without trusting what it is, read up to a limit.

For the modules of ``submissions``; imports nothing of ours but ``names``.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from grader.submissions.names import suffix, visible

_CHUNK = 1 << 16

# NONBLOCK: a FIFO put in the file's place between looking and opening would block for ever.
_FLAGS = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
    _FLAGS |= getattr(os, _flag, 0)


@dataclass(frozen=True)
class ReadLimits:
    """How much of one submission is looked at. Sizes are in bytes, after unpacking."""

    stub: int = 1 << 18  # parsing takes hundreds of times the size of the text
    notebook: int = 8 << 20  # a notebook holds its figures as text
    total: int = 64 << 20  # all that is read, zips in zips included
    entries: int = 100_000  # files and folders; a data set kept as images has 70,000
    depth: int = 32  # folders in folders
    archives: int = 8  # zips inside the submission
    contents: int = 8 << 20  # one zip's table of contents
    searched: int = 500  # files whose name says nothing, looked through for definitions


class UnreadableError(Exception):
    """A file cannot be used; the message continues a sentence that begins with its name."""


class TooLargeError(Exception):
    """There is more to read than was allowed."""


class Budget:
    """The bytes of a submission that may still be read; what was read in vain counts, too."""

    def __init__(self, total: int) -> None:
        self.left = total

    def up_to(self, most: int, stream: IO[bytes], packed: int = 0) -> bytes:
        """What is left in ``stream``; TooLargeError as soon as it is more than ``most`` bytes.

        At least ``packed`` bytes are charged: zlib goes through as many even if nothing comes out.
        """
        before, data, more = self.left, bytearray(), True
        while more:
            asked = min(_CHUNK, most + 1 - len(data))
            # Charged in advance: what is damaged has been unpacked before that is noticed.
            self.left = max(0, before - max(packed, len(data) + asked))
            chunk = stream.read(asked)
            data += chunk
            self.left = max(0, before - max(packed, len(data)))
            if len(data) > most:
                raise TooLargeError
            more = bool(chunk)
        return bytes(data)


@dataclass(frozen=True, eq=False)
class File:
    """A file of interest; ``parts`` is its path in the submission, as the student named it.

    ``take(most, budget)`` gives its bytes; ``stream``, where there is one, opens it for seeking.
    """

    parts: tuple[str, ...]
    take: Callable[[int, Budget], bytes]
    regular: bool
    stream: Callable[[], IO[bytes]] | None = None

    @property
    def shown(self) -> str:
        """The path as text that is safe to print."""
        return visible("/".join(self.parts))

    @property
    def suffix(self) -> str:
        """What follows the last dot, in lower case."""
        return suffix(self.parts[-1])


def on_disk(path: str, parts: tuple[str, ...], mode: int) -> File:
    """The file at ``path``, of which listing said ``mode``; it may be another when it is read."""

    def stream() -> IO[bytes]:
        # Looked at first: merely opening a device can act on it.
        require_regular(os.lstat(path).st_mode)
        descriptor = os.open(path, _FLAGS)
        try:
            require_regular(os.fstat(descriptor).st_mode)
            return os.fdopen(descriptor, "rb")
        except BaseException:
            os.close(descriptor)
            raise

    def take(most: int, budget: Budget) -> bytes:
        with stream() as opened:
            if os.fstat(opened.fileno()).st_size > most:
                raise TooLargeError
            return budget.up_to(most, opened)

    return File(parts, take, stat.S_ISREG(mode), stream)


def require_regular(mode: int) -> None:
    """UnreadableError for what is no ordinary file: links, devices, pipes, folders."""
    if stat.S_ISLNK(mode):
        raise UnreadableError("is a symbolic link, which is not followed; hand in the file itself")
    if not stat.S_ISREG(mode):
        raise UnreadableError("is no ordinary file; hand in the file itself")


def reason(error: OSError) -> str:
    """Why the system refused a file, as the rest of a sentence; without the path."""
    if error.errno == errno.ENOENT:
        return "vanished before it was read; grade again"
    return f"cannot be opened ({error.strerror or type(error).__name__}); hand it in again"
