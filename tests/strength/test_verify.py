"""``grader verify --full`` judges by every check, and wants each check to be needed."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import answers, course
from grader.cli import Exit
from grader.commands import verify
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Server, start_server
from grader.shares import Share, side_by_side


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with start_server(limits=Limits()) as started:
        yield started


@pytest.fixture(scope="module")
def row(small_course: Path, server: Server) -> verify.Findings:
    found = course.find(small_course)
    return verify.examine(found, found.entries[0], "verify", server, full=True)


def test_a_full_verdict_knows_score_and_first_check(row: verify.Findings) -> None:
    verdicts = {verdict.known.file.stem: verdict for verdict in row.wrong}
    assert verdicts["never_below_zero"].score == 2 / 5
    assert verdicts["never_below_zero"].missed == ("doubles_below_zero",)
    first = verdicts["the_square"].first
    assert first is not None
    assert first.name == "doubles"
    assert verdicts["the_square"].score == 0.0


def test_a_miss_says_what_catches_the_answer_instead(row: verify.Findings) -> None:
    (verdict,) = (v for v in row.wrong if v.known.file.stem == "never_below_zero")
    for named, rest in [
        ("doubles_below_zero", None),
        ("doubles", "passes doubles; it is caught by doubles_below_zero"),
    ]:
        known = dataclasses.replace(verdict.known, caught_by=(named,))
        assert dataclasses.replace(verdict, known=known).miss == rest
    uncaught = dataclasses.replace(verdict, known=known, missed=())
    assert uncaught.miss == "passes doubles; it is caught by no check"


def test_a_check_is_needed_when_it_alone_catches_an_answer(
    row: verify.Findings, small_course: Path
) -> None:
    found = course.find(small_course)
    uses = answers.uses(found.entries[0], row.wrong)
    assert uses["doubles_below_zero"] == answers.Use(caught=2, alone=1, first=1)
    assert uses["doubles"] == answers.Use(caught=1, alone=0, first=1)
    assert uses["doubles_tensors"] == answers.Use(caught=1, alone=0, first=0)
    assert list(answers.unneeded(found, found.entries[0], uses)) == [
        "01_one/double doubles alone catches no wrong answer: remove it, or say why not",
        "01_one/double doubles_tensors alone catches no wrong answer: remove it, or say why not",
    ]


def test_a_check_that_nobody_needs_has_a_reason(row: verify.Findings, small_course: Path) -> None:
    found = course.find(small_course)
    uses = answers.uses(found.entries[0], row.wrong)
    kept = small_course / "tests/wrong/01_one/double/kept.txt"
    both = "doubles | worked by hand\ndoubles_tensors | tensors are what the course is about\n"
    try:
        kept.write_text(both)
        assert list(answers.unneeded(found, found.entries[0], uses)) == []
        kept.write_text(both.replace("worked by hand", ""))
        assert len(list(answers.unneeded(found, found.entries[0], uses))) == 1
        kept.write_text(both + "doubles_below_zero | why not\nstranger | gone\n")
        lines = list(answers.unneeded(found, found.entries[0], uses))
        assert [line.split(": ")[1] for line in lines] == [
            "doubles_below_zero needs no reason", "stranger needs no reason",
        ]  # fmt: skip
    finally:
        kept.unlink()


def test_shares_cover_everything_once() -> None:
    items = list(range(7))
    parts = [Share(number, 3).take(items) for number in range(3)]
    assert sorted(item for part in parts for item in part) == items
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert list(side_by_side(_numbers, 2, 10)) == [(0, 2, 10), (1, 2, 10)]


def _numbers(share: Share, value: int) -> list[tuple[int, int, int]]:
    return [(share.number, share.of, value)]


def test_verify_prints_uses_and_scores(
    small_course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = verify.verify(small_course, [], "verify", jobs=1, full=False, scores=True)
    said = capsys.readouterr().out
    assert code is Exit.NOT_PASSED
    assert "miss: 01_one/double doubles_tensors alone catches no wrong answer" in said
    assert said.index("0.0%  01_one/double/the_square.py") < said.index("never_below_zero.py")
    assert "40.0%  01_one/double/never_below_zero.py  clamps" in said
