"""Units of work side by side: each tool here splits its work into units that need no others.

Every unit runs in a process of its own with a forkserver of its own, one after another in as many
processes as there are jobs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TypeVar

import torch

Unit = TypeVar("Unit")
Found = TypeVar("Found")


def options(description: str | None) -> argparse.ArgumentParser:
    """The options that all tools here have in common: --exercise NAME and --jobs N."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--exercise", metavar="NAME", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser


def side_by_side(
    work: Callable[[Unit], Found], units: Iterable[Unit], jobs: int
) -> Iterator[Found]:
    """What ``work`` returns for each unit, in the order in which they are finished."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, torch.set_num_threads, (1,)) as pool:
        for done in as_completed([pool.submit(work, unit) for unit in units]):
            yield done.result()
