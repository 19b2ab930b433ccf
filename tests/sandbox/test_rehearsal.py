"""The rehearsal leaves nothing of itself behind, and starts no thread that workers would miss."""

import subprocess
import sys

import pytest

CODE = """
import linecache, os, sys
import torch
torch.set_num_threads(1)
from grader.sandbox import rehearsal
before = set(sys.modules), set(os.listdir("/proc/self/fd"))
rehearsal.rehearse()
after = set(sys.modules), set(os.listdir("/proc/self/fd"))
assert before == after, [new - old for old, new in zip(before, after)]
assert rehearsal._FILE not in linecache.cache
threads = [open(f"/proc/self/task/{task}/comm").read() for task in os.listdir("/proc/self/task")]
assert len(threads) == 1, threads
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_is_left_of_it():
    subprocess.run([sys.executable, "-c", CODE], check=True)


def test_every_request_is_answered_as_meant():
    code = """
from grader.sandbox import rehearsal, verbs
student, _ = verbs.load({"sources": {"r.py": rehearsal._STUB}, "harness": None, "device": "cpu"})
answers = [verbs.execute(student, request) for request in rehearsal._requests()]
print(*[answer["error"]["type"] if "error" in answer else "value" for answer in answers])
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == 2 * ["value", "value", "ValueError", "NotImplementedError"]
