"""``grader doctor``: what this machine offers, one line a fact."""

from __future__ import annotations

import math
import platform
from importlib import metadata
from pathlib import Path

import torch
from rich.table import Table

from grader import __version__, course, data
from grader.commands.console import results
from grader.commands.run import use_data
from grader.machine import usable_cores, usable_memory
from grader.options import judges
from grader.sandbox import confine

PACKAGES = ("torch", "torchvision", "numpy", "pytest", "hypothesis", "greenlet", "msgpack")


def report(root: Path | None, folder: Path | None) -> None:
    """Print it."""
    use_data(folder)
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts(root):
        table.add_row(name, value)
    results().print(table)


def facts(root: Path | None) -> list[tuple[str, str]]:
    """(what, finding) in the order in which they are read."""
    rows = [
        ("torchkata", __version__),
        ("python", f"{platform.python_version()} on {platform.system()} {platform.release()}"),
        *((name, _version(name)) for name in PACKAGES),
        ("cores", str(usable_cores())),
        ("memory", _memory(usable_memory())),
        ("judges", f"{judges(None)} side by side, unless --jobs says otherwise"),
        ("cuda", _cuda()),
        ("mps", "available" if torch.backends.mps.is_available() else "none"),
    ]
    isolation = confine.available()
    rows.append(("isolation", isolation.rung))
    rows += [("", line) for line in isolation.missing]
    for name in (data.MNIST, data.FASHION):
        rows.append((name, _data(name)))
    try:
        found = course.find(root)
        rows.append(("course", f"{len(found.entries)} exercises in {found.exercises}"))
    except course.CourseError as error:
        rows.append(("course", str(error)))
    return rows


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _memory(free: float) -> str:
    return f"{free / 2**30:.1f} GiB free" if math.isfinite(free) else "unknown"


def _cuda() -> str:
    if not torch.cuda.is_available():
        return "none (torch.cuda.is_available() is False)"
    names = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    return ", ".join(names)


def _data(name: str) -> str:
    place = data.root_of(name)
    if place is not None:
        return f"in {place}"
    looked = ", ".join(str(place) for place in data.places())
    return f"not found (looked in {looked}); fetch it with: grader data {name}"
