"""Runs ``python ARGUMENTS`` as on a kernel without Landlock: creating a ruleset answers ENOSYS."""

import ctypes
import errno
import os
import struct
import sys

CREATE_RULESET = 444  # on x86-64 and on aarch64
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
REFUSED, ALLOWED = 0x00050000 | errno.ENOSYS, 0x7FFF0000
PROGRAM = (
    (LOAD, 0, 0, 0), (EQUAL, 0, 1, CREATE_RULESET), (RETURN, 0, 0, REFUSED), (RETURN, 0, 0, ALLOWED)
)  # fmt: skip
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2

if __name__ == "__main__":
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in PROGRAM))
    pointer = ctypes.create_string_buffer(
        struct.pack("@HP", len(PROGRAM), ctypes.addressof(code))
    )  # struct sock_fprog
    prctl = ctypes.CDLL(None).prctl
    assert prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    assert prctl(SECCOMP, FILTER, ctypes.c_void_p(ctypes.addressof(pointer)), 0, 0) == 0
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
