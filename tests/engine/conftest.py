"""One forkserver for all tests of the engine: starting it takes seconds, a worker milliseconds."""

import pytest

from grader.sandbox.limits import Limits
from grader.sandbox.remote import Forkserver, Remote
from grader.subject import Local, Sources

MIB = 2**20
LIMITS = Limits(
    seconds=5.0,
    memory_bytes=256 * MIB,
    output_bytes=64 * 1024,
    disk_bytes=4 * MIB,
    answer_bytes=64 * MIB,
)


@pytest.fixture(scope="session")
def server():
    """Workers with small limits."""
    with Forkserver(limits=LIMITS) as running:
        yield running


@pytest.fixture
def remote(server):
    """Makes a subject whose code runs in a worker; ended after the test."""
    made = []

    def make(text, harness=None, name="stub.py"):
        made.append(Remote(server, Sources({name: text}, harness)))
        return made[-1]

    yield make
    for subject in made:
        subject.close()


@pytest.fixture
def local():
    """Makes a subject whose code runs in this process."""

    def make(text, harness=None, name="stub.py"):
        return Local(Sources({name: text}, harness))

    return make
