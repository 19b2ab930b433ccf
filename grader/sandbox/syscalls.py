"""The system calls a worker may make, by number, and the way to make one that Python does not wrap.

Imported by landlock, seccomp and confine only. Separate because it is a table: everything that
depends on the processor is here, and the two processors that the grader knows are x86_64 and
aarch64. The table lists what may be called; what is not listed is refused.
"""

import ctypes
import functools
import os

#: name, number on x86_64, number on aarch64 (- where that processor has no such call), from the
#: kernel's own tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
#: Left out on purpose although they look harmless: chmod, chown, utime and setxattr (Landlock does
#: not cover them, so they would reach every file of the grader's user), truncate (by path, the
#: same on Linux before 6.2), flock (two workers could talk by it), memfd_create (memory that no
#: process is charged for), sync.
ALLOWED = """
read 0 63, write 1 64, readv 19 65, writev 20 66, pread64 17 67, pwrite64 18 68, preadv 295 69,
pwritev 296 70, preadv2 327 286, pwritev2 328 287, lseek 8 62, sendfile 40 71,
copy_file_range 326 285, open 2 -, openat 257 56, close 3 57, close_range 436 436, dup 32 23,
dup2 33 -, dup3 292 24, fcntl 72 25, ioctl 16 29, fsync 74 82, fdatasync 75 83, fallocate 285 47,
ftruncate 77 46, fadvise64 221 223,

stat 4 -, fstat 5 80, lstat 6 -, newfstatat 262 79, statx 332 291, statfs 137 43, fstatfs 138 44,
access 21 -, faccessat 269 48, faccessat2 439 439, readlink 89 -, readlinkat 267 78, getcwd 79 17,
chdir 80 49, fchdir 81 50, umask 95 166, getdents 78 -, getdents64 217 61, getxattr 191 8,
lgetxattr 192 9, fgetxattr 193 10, listxattr 194 11, llistxattr 195 12, flistxattr 196 13,
creat 85 -, mkdir 83 -, mkdirat 258 34, rmdir 84 -, unlink 87 -, unlinkat 263 35, rename 82 -,
renameat 264 38, renameat2 316 276, link 86 -, linkat 265 37, symlink 88 -, symlinkat 266 36,

pipe 22 -, pipe2 293 59, eventfd 284 -, eventfd2 290 19, signalfd 282 -, signalfd4 289 74,
timerfd_create 283 85, timerfd_settime 286 86, timerfd_gettime 287 87, poll 7 -, ppoll 271 73,
select 23 -, pselect6 270 72, epoll_create 213 -, epoll_create1 291 20, epoll_ctl 233 21,
epoll_wait 232 -, epoll_pwait 281 22, epoll_pwait2 441 441, recvfrom 45 207, sendto 44 206,
shutdown 48 210, getsockname 51 204, getpeername 52 205, getsockopt 55 209,

mmap 9 222, munmap 11 215, mprotect 10 226, mremap 25 216, madvise 28 233, mincore 27 232,
msync 26 227, brk 12 214, mseal 462 462, map_shadow_stack 453 453, mbind 237 235,
get_mempolicy 239 236, set_mempolicy 238 237, membarrier 324 283,

clone 56 220, exit 60 93, exit_group 231 94, wait4 61 260, waitid 247 95, set_tid_address 218 96,
set_robust_list 273 99, rseq 334 293, futex 202 98, futex_waitv 449 449, futex_wake 454 454,
futex_wait 455 455, futex_requeue 456 456, sched_yield 24 124, sched_getaffinity 204 123,
sched_setaffinity 203 122, sched_getparam 143 121, sched_getscheduler 145 120,
sched_get_priority_max 146 125, sched_get_priority_min 147 126, sched_rr_get_interval 148 127,
sched_getattr 315 275, rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139,
rt_sigpending 127 136, rt_sigsuspend 130 133, rt_sigtimedwait 128 137, sigaltstack 131 132,
pause 34 -, restart_syscall 219 128, kill 62 129, tgkill 234 131, rt_sigqueueinfo 129 138,
rt_tgsigqueueinfo 297 240,

getpid 39 172, getppid 110 173, gettid 186 178, getpgid 121 155, getpgrp 111 -, getsid 124 156,
getuid 102 174, geteuid 107 175, getgid 104 176, getegid 108 177, getresuid 118 148,
getresgid 120 150, getgroups 115 158, capget 125 90, getrlimit 97 163, prlimit64 302 261,
getrusage 98 165, getpriority 140 141, times 100 153, sysinfo 99 179, uname 63 160, getcpu 309 168,
time 201 -, gettimeofday 96 169, clock_gettime 228 113, clock_getres 229 114,
clock_nanosleep 230 115, nanosleep 35 101, alarm 37 -, getitimer 36 102, setitimer 38 103,
timer_create 222 107, timer_settime 223 110, timer_gettime 224 108, timer_getoverrun 225 109,
timer_delete 226 111, getrandom 318 278, prctl 157 167, arch_prctl 158 -
"""

#: Refused with ENOSYS instead of EPERM, because the C library and others then take the older call,
#: which the filter can judge: clone3 and openat2 hide their flags behind a pointer.
ABSENT = "clone3 435 435, openat2 437 437, memfd_create 319 279"

#: Made here, never by the student's code.
OWN = """seccomp 317 277, landlock_create_ruleset 444 444, landlock_add_rule 445 445,
landlock_restrict_self 446 446"""

#: The largest number the table was written against (Linux 6.17). Larger ones get ENOSYS, as on the
#: kernel for which the C library has its fallbacks.
NEWEST = 469

MACHINES = ("x86_64", "aarch64")


def machine() -> str:
    """This processor's name as the kernel gives it, such as "x86_64"; may be none of MACHINES."""
    return os.uname().machine


@functools.cache
def numbers(table: str, processor: str) -> dict[str, int]:
    """The calls of one of the tables above for a processor of MACHINES, by name."""
    rows = (row.split() for row in table.split(",") if row.strip())
    column = 1 + MACHINES.index(processor)
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


@functools.cache
def libc() -> ctypes.CDLL:
    """The C library that is loaded already."""
    return ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: int | bytes | None) -> int:
    """Makes a system call of OWN, and returns its result; bytes go as a pointer to them.

    OSError when the kernel refuses.
    """
    processor = machine()
    if processor not in MACHINES:
        # Calls from 424 on have one number everywhere.
        processor = "aarch64" if name.startswith("landlock") else processor
    number = numbers(OWN, processor)[name]
    wide = (ctypes.c_long(a) if isinstance(a, int) else a for a in arguments)
    return _checked(libc().syscall(ctypes.c_long(number), *wide), name)


def prctl(option: int, value: int) -> None:
    """prctl(option, value, 0, 0, 0). OSError when the kernel refuses."""
    rest = (ctypes.c_ulong(0) for _ in range(3))
    _checked(libc().prctl(ctypes.c_int(option), ctypes.c_ulong(value), *rest), "prctl")


def _checked(result: int, name: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result
