# attack: attaches to its parent as a debugger, which stops it
# points: 0
# statuses: errored forbidden
# needs: full
# naive: stopped
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long] * 4


def softmax(logits, dim=-1):
    if libc.ptrace(16, os.getppid(), 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    while True:
        os.waitpid(-1, 0)


log_softmax = softmax
