"""What the judge sees from outside of a worker's memory and disk, the hostile kinds included."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.sandbox import limits
from grader.sandbox.limits import ENTRY_BYTES, THREAD_BYTES, disk_of, memory_of

MIB = 2**20
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

#: Holds 64 MiB, forks a worker that runs a piece and then waits, and prints the worker's id.
FORKING = """
import mmap, os, sys, threading, time
ballast = bytearray(os.urandom(1 << 20)) * 64
reading, writing = os.pipe()
worker = os.fork()
if not worker:
    exec(sys.argv[1])
    os.write(writing, b"x")
    time.sleep(60)
    os._exit(0)
os.read(reading, 1)
print(worker, flush=True)
sys.stdin.read()
os.kill(worker, 9)
os.waitpid(worker, 0)
"""

Fork = Callable[[str], int]


@pytest.fixture
def fork() -> Iterator[Fork]:
    """Runs a piece in a worker that was forked from a process of some size; returns its id."""
    servers = []

    def fork(piece: str) -> int:
        server = subprocess.Popen(
            [sys.executable, "-c", FORKING, piece],
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        servers.append(server)
        assert server.stdout
        return int(server.stdout.readline())

    yield fork
    for server in servers:
        server.communicate()


MEMORY = {
    "nothing": ("", 0),
    "a block": ("x = b'x' * (32 * 2**20)", 32 * MIB),
    "memory not touched": ("x = mmap.mmap(-1, 2**30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)", 0),
    "shared memory": ("x = mmap.mmap(-1, 2**25); x.write(b'x' * 2**25)", 32 * MIB),
    "page tables of memory that is only read": (
        "x = mmap.mmap(-1, 2**34, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ)\n"
        "for n in range(0, 2**34, 2**21): x[n]",
        32 * MIB,
    ),
    "threads": (
        "threading.stack_size(2**15)\n"
        "for _ in range(32): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        32 * THREAD_BYTES,
    ),
}


@on_linux
@pytest.mark.parametrize("name", MEMORY)
def test_memory_of_a_forked_worker(fork: Fork, name: str) -> None:
    piece, expected = MEMORY[name]
    seen = memory_of(fork(piece))
    assert seen is not None
    assert expected <= seen + MIB
    assert seen <= expected + 4 * MIB


@on_linux
def test_a_worker_cannot_misreport_its_memory_by_its_name(fork: Fork) -> None:
    name = r"import ctypes; ctypes.CDLL(None).prctl(15, b'\rRssAnon: \xff 0', 0, 0, 0)"
    seen = memory_of(fork(name + "; x = b'x' * 2**25"))
    assert seen is not None
    assert seen > 30 * MIB


def test_memory_of_no_process_is_none() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert memory_of(process.pid) is None


def test_disk_of_files_and_folders(tmp_path: Path) -> None:
    assert disk_of(str(tmp_path)) == 0
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("x", "a/y", "a/b/z"):
        (tmp_path / name).write_bytes(os.urandom(MIB))
    seen = disk_of(str(tmp_path))
    assert 3 * MIB + 5 * ENTRY_BYTES <= seen <= 3 * MIB + 20 * ENTRY_BYTES


def test_disk_of_counts_blocks_not_lengths(tmp_path: Path) -> None:
    with (tmp_path / "holes").open("wb") as file:
        file.truncate(2**30)
    assert disk_of(str(tmp_path)) < MIB


def test_disk_of_follows_no_links(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "large").write_bytes(os.urandom(MIB))
    (folder / "to a folder").symlink_to(outside)
    (folder / "to a file").symlink_to(outside / "large")
    (folder / "to itself").symlink_to(folder)
    (folder / "to nothing").symlink_to("nothing")
    assert disk_of(str(folder)) < 16 * ENTRY_BYTES


def test_disk_of_breaks_off_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(200):
        (tmp_path / str(number)).touch()
    seen: list[os.stat_result] = []

    def size(info: os.stat_result) -> int:
        seen.append(info)
        return 0

    monkeypatch.setattr(limits, "_size", size)
    assert disk_of(str(tmp_path), stop_at=50 * ENTRY_BYTES) == 50 * ENTRY_BYTES
    assert len(seen) == 50


def test_disk_of_a_missing_folder_is_nothing(tmp_path: Path) -> None:
    assert disk_of(str(tmp_path / "gone")) == 0


def test_a_tree_too_deep_to_walk_counts_as_endless(tmp_path: Path) -> None:
    depth, here = 0, os.open(tmp_path, os.O_RDONLY)
    while depth < 30:
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        depth, here = depth + 1, below
    os.close(here)
    try:
        assert disk_of(str(tmp_path)) == sys.maxsize
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path)], check=True)


def test_a_folder_that_denies_itself_counts_as_endless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(_path: str) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(os, "scandir", deny)  # root is never denied
    assert disk_of(str(tmp_path)) == sys.maxsize


NAMELESS = {
    "nothing": ("", 0, 0),
    "open": ("f = open('x', 'wb'); f.write(b'x' * 2**22); f.flush(); os.remove('x')", 4, 4),
    "never named": ("import tempfile; f = tempfile.TemporaryFile(dir='.')\n"
                    "f.write(b'x' * 2**22); f.flush()", 4, 4),
    "mapped": ("f = open('x', 'w+b'); f.write(b'x' * 2**22); f.flush()\n"
               "m = mmap.mmap(f.fileno(), 4096); os.remove('x')", 4, 4),
    # The size of a file that is mapped only cannot be read: the limit on one file, 8 MiB here.
    "mapped by hand": ("import ctypes; f = open('x', 'w+b'); f.write(b'x' * 2**22); f.flush()\n"
                       "libc = ctypes.CDLL(None); libc.mmap.restype = ctypes.c_void_p\n"
                       "libc.mmap(None, ctypes.c_size_t(4096), 1, 1, f.fileno(), 0)\n"
                       "os.remove('x'); f.close()", 8, 8),
    "a carriage return in its name": (
        "import ctypes; f = open('\\r', 'w+b'); f.write(b'x' * 2**22); f.flush()\n"
        "libc = ctypes.CDLL(None); libc.mmap.restype = ctypes.c_void_p\n"
        "libc.mmap(None, ctypes.c_size_t(4096), 1, 1, f.fileno(), 0)\n"
        "os.remove('\\r'); f.close()", 8, 8),
}  # fmt: skip


@on_linux
@pytest.mark.parametrize("name", NAMELESS)
def test_disk_of_files_without_a_name(fork: Fork, tmp_path: Path, name: str) -> None:
    piece, least, most = NAMELESS[name]
    bounds = "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (2**23, 2**23))"
    worker = fork(f"{bounds}; os.chdir({str(tmp_path)!r})\n{piece}")
    assert disk_of(str(tmp_path)) == 0
    assert least * MIB <= disk_of(str(tmp_path), pid=worker) <= (most + 1) * MIB


@on_linux
def test_watching_is_cheap(fork: Fork, tmp_path: Path) -> None:
    worker = fork("")
    start = time.process_time()
    for _ in range(100):
        memory_of(worker)
        disk_of(str(tmp_path), pid=worker)
    assert (time.process_time() - start) / 100 < 0.005
