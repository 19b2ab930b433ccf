"""Large pages: which ranges are asked for, and that the memory holds what it held."""

import subprocess
import sys

import pytest

from grader.sandbox import pages

MAPS = """\
55d0a0000000-55d0a0123000 rw-p 00000000 00:00 0                          [heap]
55d0b0000000-55d0b0523000 rw-p 00000000 00:00 0                          [heap]
7f0000001000-7f0000801000 rw-p 00000000 00:00 0 
7f1000000000-7f1000800000 r--p 00000000 00:00 0 
7f2000000000-7f2000800000 rw-s 00000000 00:00 0 
7f3000000000-7f3000800000 rw-p 00000000 08:01 17                         /usr/lib/libtorch.so
7ffc00000000-7ffc00800000 rw-p 00000000 00:00 0                          [stack]
"""  # noqa: W291 - as the kernel writes it


def test_whole_large_pages_of_private_memory_are_gathered():
    large = pages.LARGE
    assert list(pages._ranges(MAPS)) == [
        (0x55D0B0000000, 2 * large),
        (0x7F0000200000, 3 * large),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gathers pages")
def test_memory_holds_what_it_held():
    code = """
from grader.sandbox import pages
kept = [bytes([n % 251]) * 2**16 for n in range(200)]
small = [str(n) for n in range(200_000)]
pages.gather()
assert all(part == bytes([n % 251]) * 2**16 for n, part in enumerate(kept))
assert small == [str(n) for n in range(200_000)]
"""
    subprocess.run([sys.executable, "-c", code], check=True)
