"""Work side by side: each of some processes takes an equal share of everything.

For ``verify`` and the tools that measure the specs. A process that judges has imported torch and
has a forkserver beside it, seconds of CPU each; so there is one for each job, and with one job none
but this. Imports nothing of ours.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import torch

Item = TypeVar("Item")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Share:
    """The ``number``-th of ``of`` equal shares, counted from 0; by default the whole."""

    number: int = 0
    of: int = 1

    def take(self, items: Sequence[Item]) -> Sequence[Item]:
        """Every ``of``-th item: neighbours take about as long as each other."""
        return items[self.number :: self.of]


def side_by_side(work: Callable[..., list[Found]], jobs: int, *args: Any) -> Iterator[Found]:
    """What ``work(share, *args)`` returns, for each of ``jobs`` shares; torch has one thread."""
    shares = [Share(number, jobs) for number in range(jobs)]
    if jobs == 1:
        torch.set_num_threads(1)
        yield from work(shares[0], *args)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, torch.set_num_threads, (1,)) as pool:
        for done in [pool.submit(work, share, *args) for share in shares]:
            yield from done.result()
