"""Messages over a socket: four bytes of length, then so many bytes. Both sides use it.

The worker's half blocks; the judge's half (``remote``) never does. Imports nothing of ours.
"""

from __future__ import annotations

import socket
import struct

HEADER = struct.Struct(">I")
REQUEST_BYTES = 512 * 2**20


class ClosedError(EOFError):
    """The other side has gone."""


def send(to: socket.socket, message: bytes) -> None:
    """Send one message whole."""
    to.sendall(HEADER.pack(len(message)) + message)


def receive(source: socket.socket) -> bytes:
    """The next message; ``ClosedError`` when the other side has gone."""
    (length,) = HEADER.unpack(_exactly(source, HEADER.size))
    if length > REQUEST_BYTES:
        raise ClosedError(f"a message of {length} bytes")
    return _exactly(source, length)


def _exactly(source: socket.socket, count: int) -> bytes:
    chunks = bytearray()
    while len(chunks) < count:
        chunk = source.recv(min(count - len(chunks), 2**20))
        if not chunk:
            raise ClosedError
        chunks += chunk
    return bytes(chunks)
