"""How a run grades: everything that may change a grade, and so part of its fingerprint."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict, dataclass, field

from grader.sandbox.limits import Limits


@dataclass(frozen=True)
class Options:
    """``shrink`` is in seconds a submission; ``jobs`` judge processes work side by side."""

    seed: str = ""
    limits: Limits = field(default_factory=Limits)
    isolation: str = "auto"
    device: str = "cpu"
    shrink: float = 2.0
    slow: bool = False
    jobs: int = 1

    def digest(self) -> str:
        """The same for two runs whose grades can be compared."""
        decisive = {name: value for name, value in asdict(self).items() if name != "jobs"}
        return hashlib.sha256(repr(sorted(decisive.items())).encode()).hexdigest()


def judges(wanted: int | None) -> int:
    """How many judge side by side: one a core, and no more, since each computes in one thread."""
    return min(wanted or usable_cores(), usable_cores())


def usable_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
