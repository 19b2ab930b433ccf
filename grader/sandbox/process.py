"""A worker as a process: its session, open files, environment, limits and root's powers.

Imported by confine only. Separate because none of it needs Landlock or seccomp: it holds at every
rung of isolation, wherever the operating system has the means.
"""

import contextlib
import ctypes
import os
import signal
import sys
import tempfile
from pathlib import Path

from grader.sandbox import syscalls

if sys.platform != "win32":
    import resource

_PR_SET_PDEATHSIG = 1
_CAP_DAC_READ_SEARCH = 2
_STACK_BYTES = 64 * 2**20
_OPEN_FILES = 256

#: Kept of the environment: how to print, what time it is, how many threads, which GPU.
_KEPT_VARIABLES = (
    "LANG", "LC_ALL", "LC_CTYPE", "TZ", "OMP_NUM_THREADS", "MKL_NUM_THREADS",
    "CUDA_VISIBLE_DEVICES", "CUBLAS_WORKSPACE_CONFIG",
)  # fmt: skip


def separate(keep_fds: tuple[int, ...]) -> None:
    """Leaves the session, ties its life to the parent's, and closes what was inherited."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(PermissionError):  # it leads a session already
        os.setsid()
    if sys.platform == "linux":
        syscalls.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0, inheritable=False)
    kept = {0, 1, 2, *keep_fds}
    listing = Path("/proc/self/fd" if sys.platform == "linux" else "/dev/fd")
    for number in [int(path.name) for path in listing.iterdir()]:
        if number not in kept:
            with contextlib.suppress(OSError):  # the descriptor of the listing itself is gone
                os.close(number)


def settle(folder: str) -> None:
    """Makes the folder the place for everything, and empties the environment."""
    os.chdir(folder)
    os.umask(0o077)
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    os.environ.clear()
    if sys.platform == "linux":
        _wipe_initial_environment()
    os.environ.update({"LANG": "C.UTF-8", **kept, "HOME": folder, "TMPDIR": folder})
    os.environ.update(USER="student", LOGNAME="student")
    tempfile.tempdir = folder


def _wipe_initial_environment() -> None:
    """Overwrites the block that the kernel shows as /proc/self/environ."""
    with contextlib.suppress(OSError):
        fields = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
        start, end = int(fields[47]), int(fields[48])  # env_start, env_end in proc(5)
        if 0 < start < end:
            ctypes.memset(start, 0, end - start)


def limit(memory_bytes: int | None, file_bytes: int) -> None:
    """Bounds allocations beyond what was inherited, single files, open files and the stack."""
    if sys.platform == "win32":
        return
    # 1, not 0: the kernel hands a crash to a core_pattern program at 0, never at 1.
    _lower(resource.RLIMIT_CORE, 1)
    _lower(resource.RLIMIT_FSIZE, file_bytes)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _lower(resource.RLIMIT_STACK, _STACK_BYTES)
    if sys.platform == "linux":
        if memory_bytes is not None:
            _lower(resource.RLIMIT_DATA, _inherited_bytes() + memory_bytes)
        # When the machine runs out of memory, let it take a worker before the judge.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_bytes(b"1000")


def _lower(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(OSError, ValueError):  # macOS knows limits that it does not set
        resource.setrlimit(which, (value, value))


def _inherited_bytes() -> int:
    """What RLIMIT_DATA counts of this process so far."""
    status = Path("/proc/self/status").read_bytes()
    return int(status.partition(b"VmData:")[2].split(None, 1)[0]) * 1024


def threads() -> int:
    """How many threads this process has, those that Python does not know among them."""
    return sum(1 for _ in Path("/proc/self/task").iterdir())


def drop_capabilities() -> None:
    """Gives up root's powers, except to read an installation that belongs to someone else."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice 32 bits
    libc = syscalls.libc()
    if libc.capget(header, sets) == 0:
        kept = sets[1] & 1 << _CAP_DAC_READ_SEARCH
        libc.capset(header, (ctypes.c_uint32 * 6)(kept, kept))
