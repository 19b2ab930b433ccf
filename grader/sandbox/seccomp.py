"""The seccomp filter: which system calls a worker may make, and with which arguments.

Imported by confine only. Separate because it writes a program for the kernel's packet filter
machine (Documentation/userspace-api/seccomp_filter.rst), from the table in syscalls. Written here
because the packages for it load a system library, libseccomp, that a machine may lack.

The filter sees numbers, never what a pointer points to. It refuses by answering EPERM, or ENOSYS
where a caller has an older call to fall back on.
"""

import ctypes
import errno
import struct
from typing import NamedTuple

from grader.sandbox import syscalls

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_LOAD, _AND, _EQUAL, _AT_LEAST, _ABOVE, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x25, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
_ALLOW = 0x7FFF0000
_ALL_BITS = 0xFFFFFFFF

_SET_MODE_FILTER = 1
_SPEC_ALLOW = 4  # Without it, Linux before 5.16 slows the process down against Spectre v4.

_CLONE_FILES, _CLONE_THREAD, _CLONE_NEW_NAMESPACES = 0x00000400, 0x00010000, 0x7E020000
_O_RDONLY, _O_ACCMODE, _O_TRUNC = 0, 3, 0o1000
_MAP_TYPE, _MAP_SHARED, _MAP_ANONYMOUS, _MAP_GROWSDOWN = 0x0F, 0x01, 0x20, 0x100

#: Copies of descriptors, flags, sizes of pipes. Not F_SETOWN and F_SETOWN_EX, which have the kernel
#: send signals to any process, nor leases and notifications, nor locks: on a file that two workers
#: may read, each sees the other's, and so they talk.
_FCNTL = (0, 1, 2, 3, 4, 1030, 1031, 1032, 1033, 1034)
#: FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, and what isatty() and the terminal's size are read with.
_IOCTL = (0x541B, 0x5421, 0x5451, 0x5450, 0x5401, 0x802C542A, 0x5413)
#: TIOCSTI and TIOCLINUX type into a terminal, TIOCSCTTY takes one over.
_IOCTL_TERMINAL = (0x5412, 0x541C, 0x540E)
#: Names of threads and of memory, timer slack, vector lengths, and questions. Not PR_SET_PDEATHSIG
#: and PR_SET_DUMPABLE, by which a worker would outlive its parent or hide from the judge.
_PRCTL = (2, 3, 15, 16, 21, 23, 27, 29, 30, 39, 41, 42, 50, 51, 63, 64, 0x53564D41)


class Test(NamedTuple):
    """(argument & mask) in values must be what `wanted` says, else the call is refused."""

    argument: int
    mask: int
    values: tuple[int, ...]
    wanted: bool = True
    refusal: int = errno.EPERM
    high: bool = False  # the upper 32 bits of the argument


def rules(pid: int, *, devices: bool) -> dict[str, tuple[Test, ...]]:
    """The calls that are allowed with some arguments only. pid is the worker's own."""
    own = (Test(0, _ALL_BITS, (pid,)),)
    own_or_zero = (Test(0, _ALL_BITS, (0, pid)),)
    # Emptying a file without opening it to write: Landlock sees that from Linux 6.2 on only.
    access = _O_ACCMODE | _O_TRUNC
    emptied = (_O_RDONLY | _O_TRUNC, _O_ACCMODE | _O_TRUNC)
    # Shared anonymous memory can leave a process's count and yet stay; memory that grows downwards
    # is not counted by RLIMIT_DATA. CUDA uses the former.
    private = Test(3, _MAP_TYPE | _MAP_ANONYMOUS, (_MAP_SHARED | _MAP_ANONYMOUS,), wanted=False)
    upwards = Test(3, _MAP_GROWSDOWN, (_MAP_GROWSDOWN,), wanted=False)
    # The files of a thread with a table of its own would be in nobody's sight.
    thread = _CLONE_THREAD | _CLONE_FILES
    return {
        "clone": (Test(0, thread | _CLONE_NEW_NAMESPACES, (thread,)),),
        "kill": own,
        "tgkill": own,
        "rt_sigqueueinfo": own,
        "rt_tgsigqueueinfo": own,
        "prlimit64": own_or_zero,
        "sched_setaffinity": own_or_zero,
        "open": (Test(1, access, emptied, wanted=False),),
        "openat": (Test(2, access, emptied, wanted=False),),
        "mmap": (upwards,) if devices else (private, upwards),
        # Without an address: on a connected socket that was kept, and nothing else.
        "sendto": (Test(4, _ALL_BITS, (0,)), Test(4, _ALL_BITS, (0,), high=True)),
        "fcntl": (Test(1, _ALL_BITS, _FCNTL),),
        "ioctl": (
            Test(1, _ALL_BITS, _IOCTL_TERMINAL, wanted=False)
            if devices
            else Test(1, _ALL_BITS, _IOCTL, refusal=errno.ENOTTY),
        ),
        "prctl": (Test(0, _ALL_BITS, _PRCTL),),
    }


def program(processor: str, pid: int, *, devices: bool) -> bytes:
    """The filter for a processor of syscalls.MACHINES, as an array of struct sock_filter."""
    allowed = syscalls.numbers(syscalls.ALLOWED, processor)
    judged = rules(pid, devices=devices)
    code = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, _AUDIT_ARCH[processor]),
        _refuse(errno.EPERM),  # the 32-bit calls of a 64-bit processor
        (_LOAD, 0, 0, _NUMBER),
        (_ABOVE, 0, 1, syscalls.NEWEST),  # among them the x32 calls of x86_64, from 2**30 on
        _refuse(errno.ENOSYS),
    ]
    for first, last in _runs({number for name, number in allowed.items() if name not in judged}):
        code += [(_AT_LEAST, 0, 2, first), (_ABOVE, 1, 0, last), (_RETURN, 0, 0, _ALLOW)]
    for name, tests in judged.items():
        if name in allowed:
            block = [line for test in tests for line in _test(test)] + [(_RETURN, 0, 0, _ALLOW)]
            code += [(_EQUAL, 0, len(block), allowed[name]), *block]
    for number in syscalls.numbers(syscalls.ABSENT, processor).values():
        code += [(_EQUAL, 0, 1, number), _refuse(errno.ENOSYS)]
    code.append(_refuse(errno.EPERM))
    return b"".join(struct.pack("=HBBI", *line) for line in code)


def install(pid: int, *, devices: bool) -> None:
    """Filters the calling thread and those it starts, for good. OSError when the kernel refuses."""
    processor = syscalls.machine()
    if processor not in _AUDIT_ARCH or struct.calcsize("P") != 8:
        bits = 8 * struct.calcsize("P")
        raise OSError(errno.ENOSYS, f"no table of system calls for {processor}, {bits} bits")
    text = program(processor, pid, devices=devices)
    syscalls.prctl(38, 1)  # PR_SET_NO_NEW_PRIVS, which the kernel demands
    code = ctypes.create_string_buffer(text, len(text))
    # struct sock_fprog: a count of instructions, padding, a pointer to them.
    pointer = struct.pack("@HP", len(text) // 8, ctypes.addressof(code))
    syscalls.call("seccomp", _SET_MODE_FILTER, _SPEC_ALLOW, pointer)


def _test(test: Test) -> list[tuple[int, int, int, int]]:
    word = _ARGUMENTS + 8 * test.argument + 4 * test.high
    lines = [(_LOAD, 0, 0, word), (_AND, 0, 0, test.mask)]
    count = len(test.values)
    for done, value in enumerate(test.values, 1):
        if test.wanted:
            lines.append((_EQUAL, count - done + 1, 0, value))
        else:
            lines += [(_EQUAL, 0, 1, value), _refuse(test.refusal)]
    return [*lines, _refuse(test.refusal)] if test.wanted else lines


def _refuse(code: int) -> tuple[int, int, int, int]:
    return (_RETURN, 0, 0, 0x00050000 | code)


def _runs(numbers: set[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
