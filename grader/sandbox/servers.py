"""What gives workers on this platform.

Needs no torch, so that a server can import its own while whoever started it imports theirs.
"""

from __future__ import annotations

import sys

from grader.sandbox.forking import Forkserver
from grader.sandbox.limits import Limits
from grader.sandbox.spawning import Spawner

Server = Forkserver | Spawner


def start_server(*, limits: Limits, isolation: str = "auto", device: str = "cpu") -> Server:
    """Only Linux forks a process that has loaded torch."""
    kind = Forkserver if sys.platform == "linux" else Spawner
    return kind(limits=limits, isolation=isolation, device=device)
