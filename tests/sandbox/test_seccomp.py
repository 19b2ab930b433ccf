"""The filter's program itself, run by a small interpreter, for both processors on any machine."""

import errno
import os
import re
import struct
from pathlib import Path

import pytest

from grader.sandbox import seccomp, syscalls

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
I386, X32 = 0x40000003, 0x40000000
ALLOW = 0x7FFF0000
PID = 4321


def verdict(program: bytes, arch: int, number: int, *arguments: int) -> str:
    """What the kernel would answer: "allowed" or the name of an error number."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=IIQ6Q", number, arch, 0, *padded)
    code = list(struct.iter_unpack("=HBBI", program))
    accumulator, position = 0, 0
    while True:
        operation, if_true, if_false, value = code[position]
        position += 1
        match operation:
            case 0x20:  # load a word
                (accumulator,) = struct.unpack_from("=I", data, value)
            case 0x54:
                accumulator &= value
            case 0x15:
                position += if_true if accumulator == value else if_false
            case 0x25:
                position += if_true if accumulator > value else if_false
            case 0x35:
                position += if_true if accumulator >= value else if_false
            case 0x06:
                return "allowed" if value == ALLOW else errno.errorcode[value & 0xFFFF]
            case other:
                raise AssertionError(f"unknown operation {other:#x}")


@pytest.fixture(params=syscalls.MACHINES)
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def program(machine: str) -> bytes:
    return seccomp.program(machine, PID, devices=False)


def test_every_number_is_allowed_exactly_if_listed(machine: str, program: bytes) -> None:
    listed = syscalls.numbers(syscalls.ALLOWED, machine)
    absent = syscalls.numbers(syscalls.ABSENT, machine)
    judged = {listed[name] for name in seccomp.rules(PID, devices=False) if name in listed}
    for number in range(syscalls.NEWEST + 1):
        if number in judged:
            continue
        expected = "ENOSYS" if number in absent.values() else "EPERM"
        if number in listed.values():
            expected = "allowed"
        assert verdict(program, ARCH[machine], number) == expected, number


def test_unknown_numbers_and_other_processors_are_refused(machine: str, program: bytes) -> None:
    for number in (syscalls.NEWEST + 1, X32, X32 | 1, 2**32 - 1):
        assert verdict(program, ARCH[machine], number) == "ENOSYS"
    for arch in {I386, *ARCH.values()} - {ARCH[machine]}:
        for number in range(syscalls.NEWEST + 1):
            assert verdict(program, arch, number) == "EPERM"


SHARED, PRIVATE, ANONYMOUS, GROWSDOWN = 1, 2, 0x20, 0x100
THREAD = 0x3D0F00  # the flags of pthread_create
ALL = 2**32 - 1


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("clone", (THREAD,), "allowed"),
        ("clone", (17,), "EPERM"),
        ("clone", (THREAD & ~0x10000,), "EPERM"),
        ("clone", (THREAD & ~0x400,), "EPERM"),
        ("clone", (THREAD | 0x10000000,), "EPERM"),
        ("clone", (THREAD | 0x00020000,), "EPERM"),
        ("kill", (PID, 9), "allowed"),
        ("kill", (0, 9), "EPERM"),
        ("kill", (ALL, 9), "EPERM"),
        ("kill", (2**32 - PID, 9), "EPERM"),
        ("kill", (PID + 1, 0), "EPERM"),
        ("tgkill", (PID, PID + 7, 9), "allowed"),
        ("tgkill", (1, 1, 9), "EPERM"),
        ("rt_sigqueueinfo", (1, 9), "EPERM"),
        ("rt_tgsigqueueinfo", (1, 1, 9), "EPERM"),
        ("prlimit64", (0, 7), "allowed"),
        ("prlimit64", (PID, 7), "allowed"),
        ("prlimit64", (1, 7), "EPERM"),
        ("sched_setaffinity", (1,), "EPERM"),
        ("mmap", (0, 4096, 3, PRIVATE | ANONYMOUS), "allowed"),
        ("mmap", (0, 4096, 3, SHARED), "allowed"),
        ("mmap", (0, 4096, 3, SHARED | ANONYMOUS), "EPERM"),
        ("mmap", (0, 4096, 3, SHARED | ANONYMOUS | 0x40000), "EPERM"),
        ("mmap", (0, 4096, 3, PRIVATE | ANONYMOUS | GROWSDOWN), "EPERM"),
        ("openat", (ALL, 1, os.O_RDONLY), "allowed"),
        ("openat", (ALL, 1, 0o1 | 0o100 | 0o1000), "allowed"),
        ("openat", (ALL, 1, 0o1000), "EPERM"),
        ("openat", (ALL, 1, 0o1003), "EPERM"),
        ("sendto", (3, 1, 1, 0, 0), "allowed"),
        ("sendto", (3, 1, 1, 0, 1), "EPERM"),
        ("sendto", (3, 1, 1, 0, 1 << 32), "EPERM"),
        ("fcntl", (3, 4), "allowed"),
        ("fcntl", (3, 5), "EPERM"),
        ("fcntl", (3, 6), "EPERM"),
        ("fcntl", (3, 37), "EPERM"),
        ("fcntl", (3, 8), "EPERM"),
        ("fcntl", (3, 15), "EPERM"),
        ("ioctl", (1, 0x5401), "allowed"),
        ("ioctl", (1, 0x5412), "ENOTTY"),
        ("prctl", (15,), "allowed"),
        ("prctl", (1, 0), "EPERM"),
        ("prctl", (4, 0), "EPERM"),
        ("prctl", (22, 1), "EPERM"),
    ],
)
def test_arguments(machine: str, program: bytes, name: str, arguments: tuple[int, ...],
                   expected: str) -> None:  # fmt: skip
    number = syscalls.numbers(syscalls.ALLOWED, machine)[name]
    assert verdict(program, ARCH[machine], number, *arguments) == expected


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("ioctl", (3, 0xC020462A), "allowed"),
        ("ioctl", (1, 0x5412), "EPERM"),
        ("mmap", (0, 4096, 3, SHARED | ANONYMOUS), "allowed"),
        ("mmap", (0, 4096, 3, PRIVATE | ANONYMOUS | GROWSDOWN), "EPERM"),
    ],
)
def test_arguments_with_devices(machine: str, name: str, arguments: tuple[int, ...],
                                expected: str) -> None:  # fmt: skip
    program = seccomp.program(machine, PID, devices=True)
    number = syscalls.numbers(syscalls.ALLOWED, machine)[name]
    assert verdict(program, ARCH[machine], number, *arguments) == expected


HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def test_the_table_agrees_with_the_kernels_headers(machine: str) -> None:
    header = HEADERS[machine]
    if not header.exists():
        pytest.skip(f"{header} is not on this machine")
    pattern = re.compile(r"#define __NR(?:3264)?_(\w+)\s+(\d+)")
    truth = {name: int(number) for name, number in pattern.findall(header.read_text())}
    if machine == "aarch64":
        truth.setdefault("newfstatat", truth["fstatat"])  # one call, two names
    newest = max(truth.values())
    for table in (syscalls.ALLOWED, syscalls.ABSENT, syscalls.OWN):
        for name, number in syscalls.numbers(table, machine).items():
            if name in truth or number <= newest:
                assert truth[name] == number, name
