"""What a student reads first about each wrong answer, as it was last read and accepted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import course
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Server, start_server
from tests.strength import messages


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with start_server(limits=Limits(seconds=5.0)) as started:
        yield started


def test_a_paragraph_names_mistake_check_and_hint(small_course: Path, server: Server) -> None:
    found = course.find(small_course)
    paragraphs = messages.paragraphs(found, found.entries[0], server)
    assert paragraphs["never_below_zero"] == (
        "never_below_zero: clamps\n"
        "    doubles_below_zero: double doubles negative numbers\n"
        "        Negative too."
    )
    assert messages.text(paragraphs).startswith("never_below_zero: clamps\n")


@pytest.mark.slow
@pytest.mark.parametrize("file", sorted(messages.KEPT.glob("*.txt")), ids=lambda file: file.stem)
def test_first_messages_are_as_they_were_accepted(file: Path, server: Server) -> None:
    """After a change that you have read: ``python -m tests.strength.messages --accept``."""
    found = course.find()
    paragraphs = messages.paragraphs(found, found.entry(file.stem), server)
    assert messages.text(paragraphs) == file.read_text(encoding="utf-8")
