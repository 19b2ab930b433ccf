"""How a run grades: everything that may change a grade, and so part of its fingerprint."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field

from grader.machine import usable_cores, usable_memory
from grader.sandbox.limits import Limits

JUDGE_BYTES = 1.5 * 2**30
"""What a judge, the processes that its workers come from and a right submission's worker take."""


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
    """How many judge side by side: no more than there are cores, since each has one thread.

    By default no more than there is memory for: whoever runs out of it ends a student's worker.
    """
    cores = usable_cores()
    memory = min(usable_memory(), cores * JUDGE_BYTES)
    return min(wanted or max(1, int(memory / JUDGE_BYTES)), cores)
