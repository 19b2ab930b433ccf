"""What the judge watches from outside while a worker works: what it may use, and what it uses.

Imported by the judge's side and by whoever sets limits; imports nothing of ours. Separate
because a worker's own limits (confine) bound single allocations and single files, and these bound
their sum. Everything here reads what a hostile process can shape, so nothing here trusts it.
"""

import contextlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

_MIB = 2**20

#: What one more thread weighs in memory_of. Its kernel memory is about 30 kB, in no count; the
#: weight ends a flood of threads at some thousands, before the machine runs out of process ids.
THREAD_BYTES = _MIB

#: What one more file or folder weighs in disk_of beyond its blocks: an inode and a name.
ENTRY_BYTES = 4096

_MEMORY = (b"RssAnon:", b"RssShmem:", b"VmSwap:", b"VmPTE:", b"HugetlbPages:")
_COUNTED = (*_MEMORY, b"PPid:", b"Threads:")


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    seconds: wall-clock time a check. memory_bytes: beyond what was there before the student's
    file. output_bytes: printed. disk_bytes: in its folder. answer_bytes: of one answer.
    depth: nesting of one answer.
    """

    seconds: float = 10.0
    memory_bytes: int = 2048 * _MIB
    output_bytes: int = 1 * _MIB
    disk_bytes: int = 256 * _MIB
    answer_bytes: int = 64 * _MIB
    depth: int = 64


def memory_of(pid: int) -> int | None:
    """Bytes that a forked worker holds beyond what it shares with the process that forked it.

    Resident, swapped and shared memory and page tables, less the parent's, plus THREAD_BYTES for
    every thread but the first. Near 0 just after the fork. About 40 microseconds, where exact
    counting (smaps_rollup) takes 8 milliseconds of a process with torch, and stops it meanwhile.
    Not seen: inherited pages that the worker wrote to or gave back, at most the parent's own size.

    None when there is no such process, or on a machine without /proc.
    """
    try:
        worker = _status(pid)
        parent = _status(worker.get(b"PPid:", 0))
    except OSError:
        return None
    extra = max(0, _held(worker) - _held(parent))
    return extra + (worker.get(b"Threads:", 1) - 1) * THREAD_BYTES


def disk_of(folder: str, *, pid: int | None = None, stop_at: int = Limits.disk_bytes) -> int:
    """Bytes on disk beneath a folder, exact below stop_at; from there on the count breaks off.

    Symbolic links are not followed. ENTRY_BYTES are added for each entry, so that a million empty
    files end the walk as well. A tree that cannot be walked (a path too long for the system, a
    folder that denies itself to be listed) counts as sys.maxsize: no honest program makes one.

    pid: a worker whose files without a name count too, those deleted while open or mapped. Where
    the size of such a file cannot be read, it counts as the largest that the worker may write.
    """
    total = 0 if pid is None else _nameless_bytes(pid, folder)
    folders = [folder]
    while folders and total < stop_at:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    total += ENTRY_BYTES + _blocks(entry)
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    if total >= stop_at:
                        break
        except (FileNotFoundError, NotADirectoryError):
            continue  # removed or replaced meanwhile
        except OSError:
            return sys.maxsize
    return total


def _blocks(entry: os.DirEntry[str]) -> int:
    try:
        return _size(entry.stat(follow_symlinks=False))
    except FileNotFoundError:
        return 0


def _size(info: os.stat_result) -> int:
    # Blocks, not the length: a file with holes is longer than what it takes.
    return info.st_blocks * 512 if hasattr(info, "st_blocks") else info.st_size


def _status(pid: int) -> dict[bytes, int]:
    """Numbers of /proc/PID/status; sizes in kB. OSError when there is no such process."""
    if pid == 0:
        return {}
    # Bytes, and not splitlines(): the worker chooses its name, which may hold a carriage return.
    rows = (row.split() for row in Path(f"/proc/{pid}/status").read_bytes().split(b"\n"))
    return {name: int(row[1]) for row in rows if row and (name := row[0]) in _COUNTED}


def _held(status: dict[bytes, int]) -> int:
    return sum(status.get(name, 0) for name in _MEMORY) * 1024


def _nameless_bytes(pid: int, folder: str) -> int:
    """Bytes of the regular files that a process holds open or mapped and nobody can name."""
    sizes: dict[int, int] = {}
    try:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                info = link.stat()
                if stat.S_ISREG(info.st_mode) and info.st_nlink == 0:
                    sizes[info.st_ino] = _size(info)
        maps = Path(f"/proc/{pid}/maps").read_bytes().split(b"\n")
    except OSError:
        return sum(sizes.values())
    inside = b" " + os.fsencode(Path(folder).resolve()) + b"/"
    for line in maps:
        if line.endswith(b" (deleted)") and inside in line:
            sizes.setdefault(int(line.split(None, 5)[4]), _largest_file(pid))
    return sum(sizes.values())


def _largest_file(pid: int) -> int:
    import resource  # exists where /proc does

    return resource.prlimit(pid, resource.RLIMIT_FSIZE)[0]
