"""What a worker does to itself before it reads the student's file.

Imported by the forkserver (prepare), the worker (confine) and whoever reports what this machine
offers (available). Separate because it is all that stands between a hostile file and the machine:
it uses the standard library and its neighbours, process (hygiene), landlock (files) and seccomp
(everything else), and knows nothing of exercises.

Each guarantee holds if one of the last two gives it; `missing` names those that neither gives.
"""

import functools
import os
import sys
import sysconfig
import threading
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import landlock, process, seccomp, syscalls

_MODES = ("auto", "strict", "none")

#: Shared libraries, time zones, languages, and what the C library, libgomp and torch ask about the
#: processors and the memory. Of /proc, the worker's own folder and nothing of other processes.
_SYSTEM = (
    "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/etc/ld.so.cache",
    "/etc/localtime", "/usr/share/zoneinfo", "/usr/share/locale", "/dev/urandom", "/dev/zero",
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat",
    "/proc/sys/vm/overcommit_memory", "/sys/devices/system",
    "/sys/kernel/mm/transparent_hugepage",
)  # fmt: skip
_CUDA = (
    "/proc/driver/nvidia", "/proc/devices", "/sys/bus/pci", "/sys/devices", "/sys/module",
    "/usr/local/cuda", "/usr/local/nvidia",
)  # fmt: skip


@dataclass(frozen=True)
class Isolation:
    """How far a worker is confined.

    rung: "full" when every guarantee holds, "partial" when some do, "none".
    missing: one sentence for each guarantee that does not hold, with the reason.
    """

    rung: str
    missing: tuple[str, ...]


def prepare() -> None:
    """Loads what confine needs, for all workers forked afterwards. Starts no thread."""
    if sys.platform == "linux":
        _python()
        landlock.abi()
        syscalls.libc()
        if syscalls.machine() in syscalls.MACHINES:
            seccomp.program(syscalls.machine(), os.getpid(), devices=False)  # keeps its tables


@functools.cache
def available() -> Isolation:
    """What confine("auto") would give on this machine, tried in a thread that then ends.

    Landlock and seccomp bind a thread and those it starts, so that the caller stays free.
    """
    found = [_unsupported()]

    def probe() -> None:
        found[0] = _restrict((), devices=False)

    if sys.platform == "linux":
        thread = threading.Thread(target=probe, name="isolation-probe")
        thread.start()
        thread.join()
    return found[0]


def confine(
    folder: str,
    *,
    memory_bytes: int | None,
    file_bytes: int,
    mode: str = "auto",
    devices: tuple[str, ...] = (),
    keep_fds: tuple[int, ...] = (),
) -> Isolation:
    """Confines this process, which has just been forked and has one thread, for good.

    folder: its own temporary folder, which exists: the only place it may write.
    memory_bytes: what it may allocate beyond what it inherited, None for no limit.
    file_bytes: the largest file it may write.
    mode: "auto" for what the machine offers; "strict" to raise RuntimeError when that is not
    "full"; "none" for a clean environment, folder, session and limits only.
    devices: device nodes it may use besides /dev/null, such as "/dev/nvidia0".
    keep_fds: file descriptors that stay open besides 1 and 2; 0 becomes /dev/null.

    Standard output and error should be pipes: whatever lies behind them stays within reach.
    ValueError for another mode; OSError when the folder cannot be entered; RuntimeError when
    other threads run, which would stay free.
    """
    if mode not in _MODES:
        raise ValueError(f"mode must be one of {', '.join(_MODES)}, not {mode!r}")
    if sys.platform == "linux" and mode != "none" and (count := process.threads()) != 1:
        raise RuntimeError(f"confine a process before it has threads; it has {count}")
    process.separate(keep_fds)
    process.settle(folder)
    process.limit(memory_bytes, file_bytes)
    if mode == "none":
        return Isolation("none", ("Nothing confines a submission: isolation is switched off.",))
    if sys.platform != "linux":
        isolation = _unsupported()
    else:
        process.drop_capabilities()
        rules = [(path, landlock.READ) for path in (*_python(), *_SYSTEM)]
        rules += [(path, landlock.READ) for path in _CUDA if devices]
        rules += [(path, landlock.DEVICE) for path in ("/dev/null", *devices)]
        isolation = _restrict((*rules, (folder, landlock.OWN)), devices=bool(devices))
    if mode == "strict" and isolation.rung != "full":
        raise RuntimeError("isolation is not full: " + " ".join(isolation.missing))
    return isolation


@functools.cache
def _python() -> tuple[str, ...]:
    """Where Python and its packages lie.

    Not sys.path and not sys.prefix: an editable install puts a checkout into the one, and the
    other is a checkout when a virtual environment was made in its root.
    """
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    paths = [Path(found) for name in names if (found := sysconfig.get_path(name))]
    for prefix in (Path(sys.prefix), Path(sys.base_prefix)):
        paths += [prefix / "lib", prefix / "lib64", prefix / "share/zoneinfo"]
    packages = ("site-packages", "dist-packages")
    paths += [path for entry in sys.path if (path := Path(entry)).name in packages]
    for name in ("torch", "numpy"):
        if file := getattr(sys.modules.get(name), "__file__", None):
            paths.append(Path(file).parent)
    paths.append(Path(sys.executable))
    return tuple(dict.fromkeys(str(path.resolve()) for path in paths))


def _restrict(rules: tuple[tuple[str, int], ...], *, devices: bool) -> Isolation:
    """Applies both layers to the calling thread, and says what neither gave."""
    version, no_landlock, no_filter = landlock.abi(), "", ""
    if version:
        try:
            landlock.restrict(rules, version)
        except OSError as error:
            version, no_landlock = 0, f"the kernel refused Landlock ({error.strerror})"
    else:
        no_landlock = "the kernel offers no Landlock (Linux has it from 5.13 on, if enabled)"
    try:
        seccomp.install(os.getpid(), devices=devices)
    except OSError as error:
        no_filter = f"no system call filter could be set ({error.strerror})"
    missing = _missing(version, no_landlock, no_filter)
    rung = "full" if not missing else "none" if no_landlock and no_filter else "partial"
    return Isolation(rung, missing)


def _missing(version: int, no_landlock: str, no_filter: str) -> tuple[str, ...]:
    gaps: list[tuple[str, str]] = []
    if no_landlock:
        files = "every file that the grader's user can, /proc with its processes among them"
        gaps.append((f"read and write {files}", no_landlock))
    if no_filter:
        gaps.append(("start other processes and use every system call", no_filter))
        gaps.append(("change the modes and times of files outside its folder", no_filter))
        network = "network connections other than TCP" if version >= 4 else "network connections"
        gaps.append((f"open {network}", no_filter))
        if not no_landlock and version < 3:
            gaps.append(("empty files that it may read", no_filter))
        if version < 6:
            gaps.append(("send signals to the grader's other processes", no_filter))
    return tuple(f"A submission can {gap}: {reason}." for gap, reason in gaps)


def _unsupported() -> Isolation:
    return Isolation(
        "none", (f"Nothing confines a submission: {sys.platform} has no Landlock and seccomp.",)
    )
