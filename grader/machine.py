"""What this process may use of the machine. Imports nothing of ours."""

from __future__ import annotations

import contextlib
import math
import os
import re
from pathlib import Path

_MEMINFO = Path("/proc/meminfo")
_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def usable_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def usable_memory() -> float:
    """Bytes that are free, or that the container may have; infinite where nothing says so."""
    found = math.inf
    with contextlib.suppress(OSError):
        free = re.search(r"^MemAvailable: +(\d+) kB", _MEMINFO.read_text(), re.MULTILINE)
        found = int(free[1]) * 1024 if free else found
    with contextlib.suppress(OSError, ValueError):  # "max" where there is no limit
        found = min(found, int(_CONTAINER.read_text()))
    return found
