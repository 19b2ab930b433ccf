# attack: makes system calls by number, past the C library: fork, exec, socket, unshare, mount
# points: 0
# statuses: errored forbidden
# needs: full
# naive: crashed
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def softmax(logits, dim=-1):
    for number in (57, 58, 41, 272, 165):
        if libc.syscall(number, 0, 0, 0, 0, 0) == 0:
            os._exit(0)
    libc.syscall(59, b"/bin/true", 0, 0)
    raise OSError(ctypes.get_errno(), "refused")


log_softmax = softmax
