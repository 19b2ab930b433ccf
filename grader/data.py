"""Finds MNIST and Fashion-MNIST on disk, or fetches them through torchvision.

For capstone specs. A torchvision root is looked for in this order: the environment variable
TORCHKATA_DATA (the option --data sets it), ``data/`` in the current folder, the user's cache.
With TORCHKATA_OFFLINE set to anything, nothing is ever downloaded.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:  # whether data are on disk is asked without torch
    import torch
    from torchvision import datasets

VARIABLE = "TORCHKATA_DATA"
OFFLINE = "TORCHKATA_OFFLINE"
CONNECT_SECONDS = 10.0
MNIST = "MNIST"
FASHION = "FashionMNIST"
FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte",
         "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")  # fmt: skip


@dataclass(frozen=True)
class Images:
    """A data set: images (N, 28, 28) uint8 and labels (N,) int64, for training and for testing."""

    train_images: torch.Tensor
    train_labels: torch.Tensor
    test_images: torch.Tensor
    test_labels: torch.Tensor


def places() -> list[Path]:
    """Where data are looked for, in order."""
    named = os.environ.get(VARIABLE)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "torchkata"
    return [*([Path(named)] if named else []), Path("data").resolve(), cache]


def root_of(name: str) -> Path | None:
    """The first place that holds all four files of the data set."""
    for place in places():
        if all((place / name / "raw" / file).exists() for file in FILES):
            return place
    return None


@functools.cache
def missing(name: str) -> str | None:
    """Why the data set cannot be had, or None. Downloads it once where the network allows."""
    if root_of(name) is not None:
        return None
    try:
        fetch(name)
    except OSError:
        looked = ", ".join(str(place) for place in places())
        why = f"{OFFLINE} is set" if os.environ.get(OFFLINE) else "it could not be downloaded"
        return (
            f"{name} is not on this machine (looked in {looked}) and {why}; "
            f"fetch it with: grader data {name}"
        )
    return None


@functools.cache
def load(name: str) -> Images:
    """The data set ``name``, one of MNIST and FASHION, read once a process.

    ``UnavailableError`` says where it was looked for and which command fetches it.
    """
    from grader.expect import UnavailableError

    reason = missing(name)
    place = root_of(name)
    if reason is not None or place is None:
        raise UnavailableError(reason or f"{name} is not on this machine")
    try:
        train, test = _kind(name)(place, train=True), _kind(name)(place, train=False)
    except Exception as error:  # a damaged file raises whatever torchvision stumbles over
        raise UnavailableError(
            f"{name} in {place} cannot be read ({type(error).__name__}: {error}); delete "
            f"{place / name} and fetch it again with: grader data {name}"
        ) from None
    return Images(train.data, train.targets, test.data, test.targets)


def fetch(name: str) -> Path:
    """Download the data set to TORCHKATA_DATA, else to the user's cache; the root it is in.

    A download that stops half-way leaves nothing behind, and of two at once the second waits.
    ``OSError`` when the network does not allow it.
    """
    place = places()[0] if os.environ.get(VARIABLE) else places()[-1]
    if os.environ.get(OFFLINE):
        raise OSError(f"{name} was not downloaded, since {OFFLINE} is set; unset it")
    kind = _kind(name)
    waited = socket.getdefaulttimeout()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with FileLock(place / f".{name}.lock"):
            if root_of(name) != place:
                socket.setdefaulttimeout(CONNECT_SECONDS)
                _download(kind, name, place)
    except Exception as error:  # torchvision, urllib and gzip have a dozen
        raise OSError(
            f"{name} could not be downloaded: {str(error).strip() or type(error).__name__}; put "
            f"the four files {FILES[0]} and so on into {place / name / 'raw'} yourself, or name a "
            "torchvision root that has them with --data"
        ) from None
    finally:
        socket.setdefaulttimeout(waited)
    return place


def _download(kind: type[datasets.MNIST], name: str, place: Path) -> None:
    with (
        tempfile.TemporaryDirectory(prefix=f".{name}-", dir=place) as half,
        contextlib.redirect_stdout(sys.stderr),
    ):
        kind(half, download=True)
        (place / name / "raw").mkdir(parents=True, exist_ok=True)
        for file in FILES:
            shutil.move(Path(half) / name / "raw" / file, place / name / "raw" / file)


def _kind(name: str) -> type[datasets.MNIST]:
    from torchvision import datasets  # here: it takes a second that only capstones spend

    kinds: dict[str, type[datasets.MNIST]] = {MNIST: datasets.MNIST, FASHION: datasets.FashionMNIST}
    if name not in kinds:
        raise ValueError(f"there is no data set {name!r}; known are {', '.join(kinds)}")
    return kinds[name]
