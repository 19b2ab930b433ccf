"""Where data sets are looked for, how they are fetched, and what is said when they cannot be."""

from __future__ import annotations

import functools
import gc
import gzip
import struct
import threading
import warnings
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from torchvision import datasets

from grader import data
from grader.expect import UnavailableError


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Three empty places below a folder: ``named`` in TORCHKATA_DATA, ``here/data``, ``cache``."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv(data.VARIABLE, str(tmp_path / "named"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    data.missing.cache_clear()
    data.load.cache_clear()
    yield tmp_path
    data.missing.cache_clear()
    data.load.cache_clear()


@pytest.fixture
def online(places: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """torchvision downloads from this folder, which this machine serves."""
    mirror = places / "mirror"
    mirror.mkdir()
    for name, content in small_mnist().items():
        (mirror / f"{name}.gz").write_bytes(gzip.compress(content))
    monkeypatch.delenv(data.OFFLINE)
    resources = [(f"{name}.gz", None) for name in data.FILES]
    monkeypatch.setattr(datasets.MNIST, "resources", resources)
    handler = functools.partial(SimpleHTTPRequestHandler, directory=mirror)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mirrors = [f"http://127.0.0.1:{server.server_port}/"]
        monkeypatch.setattr(datasets.MNIST, "mirrors", mirrors)
        yield mirror
        server.shutdown()
    with warnings.catch_warnings(action="ignore"):
        gc.collect()  # urllib leaves the socket of a failed download open until then


def small_mnist() -> dict[str, bytes]:
    """Four files in MNIST's format: 3 images to train with, 2 to test with."""
    found = {}
    for name in data.FILES:
        count = 3 if name.startswith("train") else 2
        if "images" in name:
            found[name] = struct.pack(">IIII", 0x803, count, 28, 28) + bytes(784 * count)
        else:
            found[name] = struct.pack(">II", 0x801, count) + bytes(range(count))
    return found


def put(place: Path, name: str = data.MNIST) -> Path:
    raw = place / name / "raw"
    raw.mkdir(parents=True)
    for file, content in small_mnist().items():
        (raw / file).write_bytes(content)
    return place


def test_the_named_place_goes_first_then_the_folder_then_the_cache(places: Path) -> None:
    assert data.root_of(data.MNIST) is None
    for place in ("cache/torchkata", "here/data", "named"):
        put(places / place)
        assert data.root_of(data.MNIST) == places / place
    assert data.root_of(data.FASHION) is None


def test_half_a_data_set_is_none(places: Path) -> None:
    put(places / "named")
    (places / "named/MNIST/raw" / data.FILES[-1]).unlink()
    assert data.root_of(data.MNIST) is None


def test_what_is_on_disk_is_read(places: Path) -> None:
    put(places / "named")
    assert data.missing(data.MNIST) is None
    images = data.load(data.MNIST)
    assert images.train_images.shape == (3, 28, 28)
    assert images.train_images.dtype == torch.uint8
    assert images.test_labels.tolist() == [0, 1]


def test_the_reason_names_the_places_and_the_command(places: Path) -> None:
    reason = data.missing(data.MNIST)
    assert reason is not None
    for place in ("named", "here/data", "cache/torchkata"):
        assert str(places / place) in reason
    assert "TORCHKATA_OFFLINE is set" in reason
    assert reason.endswith("fetch it with: grader data MNIST")
    with pytest.raises(UnavailableError, match="fetch it with: grader data MNIST"):
        data.load(data.MNIST)


def test_what_is_missing_is_downloaded_once(online: Path, places: Path) -> None:
    assert data.missing(data.MNIST) is None
    assert data.root_of(data.MNIST) == places / "named"
    assert data.load(data.MNIST).train_labels.tolist() == [0, 1, 2]
    for file in online.iterdir():
        file.unlink()
    assert data.fetch(data.MNIST) == places / "named"


def test_a_download_that_fails_leaves_nothing_behind(online: Path, places: Path) -> None:
    (online / f"{data.FILES[-1]}.gz").unlink()
    reason = data.missing(data.MNIST)
    assert reason is not None
    assert "it could not be downloaded; fetch it with: grader data MNIST" in reason
    with pytest.raises(OSError, match="put the four files train-images-idx3-ubyte") as raised:
        data.fetch(data.MNIST)
    assert str(places / "named/MNIST/raw") in str(raised.value)
    assert [f for f in (places / "named").iterdir() if f.is_dir()] == []


def test_a_damaged_data_set_says_so(places: Path) -> None:
    put(places / "named")
    (places / "named/MNIST/raw" / data.FILES[0]).write_bytes(b"\x00\x00\x08\x03 no images")
    with pytest.raises(UnavailableError, match=r"MNIST in .* cannot be read"):
        data.load(data.MNIST)
