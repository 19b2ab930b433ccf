"""Messages over a socket, each with a number: a header, then the message. Both sides use it.

The header holds the length of the message and the number of the request; an answer bears the
number of what it answers, which nobody can know before it was asked.
The worker's half blocks; the judge's half (``remote``) never does. Imports nothing of ours.
"""

from __future__ import annotations

import socket
import struct

HEADER = struct.Struct(">IQ")
REQUEST_BYTES = 512 * 2**20


class ClosedError(EOFError):
    """The other side has gone."""


def framed(number: int, message: bytes) -> bytes:
    """The message with its header."""
    return HEADER.pack(len(message), number) + message


def send(to: socket.socket, number: int, message: bytes) -> None:
    """Send one message whole."""
    to.sendall(framed(number, message))


def receive(source: socket.socket) -> tuple[int, bytes]:
    """The next message and its number; ``ClosedError`` when the other side has gone."""
    length, number = HEADER.unpack(_exactly(source, HEADER.size))
    if length > REQUEST_BYTES:
        raise ClosedError(f"a message of {length} bytes")
    return number, _exactly(source, length)


def _exactly(source: socket.socket, count: int) -> bytes:
    chunks = bytearray()
    while len(chunks) < count:
        chunk = source.recv(min(count - len(chunks), 2**20))
        if not chunk:
            raise ClosedError
        chunks += chunk
    return bytes(chunks)
