"""A worker's folder goes, whatever lies in it, and nothing outside changes."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox.folders import remove


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "worker"
    place.mkdir()
    before = os.open(".", os.O_RDONLY) if sys.platform != "win32" else None
    yield place
    if before is not None:
        os.fchdir(before)
        os.close(before)


def test_an_empty_folder_goes(folder: Path) -> None:
    remove(str(folder))
    assert not folder.exists()


def test_a_folder_that_is_gone_is_no_error(tmp_path: Path) -> None:
    remove(str(tmp_path / "gone"))


def test_files_and_folders_go(folder: Path) -> None:
    for name in ("a/b/c", "a/d", "e"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    (folder / "empty").mkdir()
    remove(str(folder))
    assert not folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="paths may not be that long")
def test_a_tree_deeper_than_python_recurses_goes(folder: Path) -> None:
    os.chdir(folder)
    for _ in range(1200):  # a path of 2400 characters more; Python recurses 1000 deep
        Path("d").mkdir()
        os.chdir("d")
    Path("file").write_text("x")
    os.chdir("/")
    remove(str(folder))
    assert not folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and modes")
def test_closed_folders_and_links_go_and_their_targets_stay(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    target = outside / "target"
    target.write_text("x")
    target.chmod(0o640)
    closed = folder / "closed"
    closed.mkdir()
    for place in (folder, closed):
        (place / "link").symlink_to(target)
        (place / "to_folder").symlink_to(outside)
        (place / "to_nothing").symlink_to("nowhere")
    (closed / "file").write_text("x")
    closed.chmod(0)
    outside.chmod(0o750)
    remove(str(folder))
    assert not folder.exists()
    assert target.read_text() == "x"
    assert target.stat().st_mode & 0o777 == 0o640
    assert outside.stat().st_mode & 0o777 == 0o750


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_a_folder_replaced_by_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("x")
    shutil.rmtree(folder)
    folder.symlink_to(outside)
    remove(str(folder))
    assert (outside / "file").read_text() == "x"
