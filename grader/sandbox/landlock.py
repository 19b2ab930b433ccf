"""Landlock: which files a worker may open, decided by the kernel, without root.

Imported by confine only. Separate because it is a small binding of three system calls, useful to
read beside the kernel's own text (Documentation/userspace-api/landlock.rst). Written here, and not
taken from a package, because packages ask for a recent kernel or refuse to do what an older one
can, and because it takes forty lines.

Landlock decides when a file is opened, listed, made, removed or renamed. It does not cover stat,
chmod, chown, utime or locks: the seccomp filter refuses those that change something.
"""

import contextlib
import functools
import os
import stat
import struct
from collections.abc import Iterable

from grader.sandbox import syscalls

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = (1 << n for n in range(6))
_MAKE_DIR, _MAKE_REG, _MAKE_SYM = 1 << 7, 1 << 8, 1 << 12
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15

READ = _READ_FILE | _READ_DIR
#: Everything a program does with its own temporary files; no devices, sockets or named pipes.
OWN = (
    READ | _WRITE_FILE | _TRUNCATE | _REMOVE_DIR | _REMOVE_FILE
    | _MAKE_DIR | _MAKE_REG | _MAKE_SYM | _REFER
)  # fmt: skip
DEVICE = _READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV

#: What a rule for a file, rather than a folder, may speak of.
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV

_TCP = 0b11  # bind, connect
_SCOPES = 0b11  # abstract unix sockets, signals
_NO_AUDIT = 1  # LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF: refusals would flood the machine's log
_PR_SET_NO_NEW_PRIVS = 38


@functools.cache
def abi() -> int:
    """The version of Landlock that this kernel offers, 0 for none."""
    try:
        return syscalls.call("landlock_create_ruleset", None, 0, 1)
    except OSError:
        return 0


def restrict(rules: Iterable[tuple[str, int]], version: int) -> None:
    """Takes from the calling thread, and those it starts, every right that no rule gives back.

    A rule is a path and rights (READ, OWN, DEVICE) on it and all beneath; a path that does not
    exist is passed over. version is abi(), or less to do without what later versions brought.
    OSError when the kernel refuses, and then nothing is restricted.
    """
    # Versions 1 to 5: 13 rights, then renaming across folders, truncating, none, device ioctls.
    handled = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    fields = [handled]
    if version >= 4:
        fields.append(_TCP)
    if version >= 6:
        fields.append(_SCOPES)
    attributes = struct.pack(f"={len(fields)}Q", *fields)  # struct landlock_ruleset_attr
    ruleset_fd = syscalls.call("landlock_create_ruleset", attributes, len(attributes), 0)
    try:
        for path, rights in rules:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
                _allow(ruleset_fd, path, rights & handled)
        syscalls.prctl(_PR_SET_NO_NEW_PRIVS, 1)
        syscalls.call("landlock_restrict_self", ruleset_fd, _NO_AUDIT if version >= 7 else 0)
    finally:
        os.close(ruleset_fd)


def _allow(ruleset_fd: int, path: str, rights: int) -> None:
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= _OF_FILES
        beneath = struct.pack("=Qi", rights, parent)  # struct landlock_path_beneath_attr
        syscalls.call("landlock_add_rule", ruleset_fd, 1, beneath, 0)
    finally:
        os.close(parent)
