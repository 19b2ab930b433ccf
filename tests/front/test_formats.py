"""What ``grader report`` writes: whole, in the form that its reader expects, whatever is inside."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from grader.reports import classroom50, dump, html, junit, markdown, table, tally
from grader.results import CheckResult, ExerciseResult, Failure, Status, SubmissionResult

TAGS = "</pre><script>x</script>```\n## a | *b* <img src=x onerror=y> ]]> @all {{ 7*7 }}"
HOSTILE = TAGS + " \x01\udc80"
VOID = {"meta", "link", "br", "img", "input"}


def check(status: Status, number: int = 1, points: float = 2.0, **failure: Any) -> CheckResult:
    passed = status is Status.PASSED
    said = None if passed else Failure(**{"message": "it differs", **failure})
    kept = points if passed else 0.0
    return CheckResult(f"c{number}", f"f does {number}", status, kept, points, 0.5, said)


def result(*checks: CheckResult, name: str = "ann", path: str = "03_soft/max", **fields: Any):
    return SubmissionResult(name, (ExerciseResult(path, checks, "3.1"),), **fields)


def hostile() -> SubmissionResult:
    texts = dict.fromkeys(["message", "call", "returned", "expected", "hint", "output"], HOSTILE)
    failed = check(Status.FAILED, **texts)
    return result(failed, check(Status.NOT_ATTEMPTED, message=HOSTILE), name=TAGS,
                  notes=(HOSTILE,), isolation="none", missing_guarantees=(HOSTILE,))  # fmt: skip


class Page(HTMLParser):
    """The tags of a page, each closed where it must be, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        self.open += [tag] if tag not in VOID else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += "" if self.open[-1:] == ["style"] else data

    def __contains__(self, words: str) -> bool:
        return words in " ".join(self.text.split())


# HTML


def page(shown: SubmissionResult) -> Page:
    return Page(html.page(shown))


def class_page(*shown: SubmissionResult) -> Page:
    return Page(
        html.class_page((one.grade for one in shown), tally.tally(shown), pages="report.html")
    )


def test_a_page_tells_of_each_check_that_did_not_pass() -> None:
    failed = check(
        Status.FAILED, 2, call="f(1)", returned="2", expected="3", hint="Add one.", output="seen"
    )
    shown = page(result(check(Status.PASSED), failed, check(Status.SKIPPED, 3, message="no GPU")))
    assert "ann 2 of 4 points, 50 %" in shown
    assert "f does 2: failed f(1) it differs returned2 expected3 Add one." in shown
    assert "seen Try again: pytest exercises/03_soft -k c2" in shown
    assert "1 check: skipped, no GPU" in shown
    assert "✓ 1 check passed f does 1" in shown


@pytest.mark.parametrize("status", Status)
def test_a_page_has_a_place_for_every_status(status: Status) -> None:
    assert status.words in page(result(check(status)))
    assert class_page(result(check(status))).tags


def test_what_broke_is_no_fault_of_the_students() -> None:
    shown = page(result(check(Status.BROKEN)))
    assert "The exercise is at fault here, not your code" in shown
    assert "Try again" not in shown


def test_a_page_shows_texts_and_obeys_none() -> None:
    for shown in (page(hostile()), class_page(hostile(), hostile())):
        tags = {tag for tag, _ in shown.tags}
        assert tags & {"script", "img", "iframe", "link"} == set()
        assert [name for _, all_of in shown.tags for name in all_of if name.startswith("on")] == []
        assert "<script>x</script>```" in shown
        assert "{{ 7*7 }}" in shown
        policy = [it["content"] for tag, it in shown.tags if tag == "meta" and "http-equiv" in it]
        assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_a_class_page_leads_to_each_submission_and_to_what_was_hard() -> None:
    passed = result(check(Status.PASSED), check(Status.PASSED, 2), name="a b/c?")
    failed = result(
        check(Status.FAILED, hint="Look twice."), check(Status.NOT_ATTEMPTED, 2), name="bob"
    )
    shown = class_page(passed, failed)
    assert "2 submissions mean 50 %, median 50 %" in shown
    assert "f does 1 max 1 of 2 2 Look twice." in shown
    assert "f does 2" not in shown  # nobody who attempted it
    links = [it["href"] for tag, it in shown.tags if tag == "a"]
    assert links == ["#lost", "#submissions", "a%20b/c%3F/report.html", "bob/report.html"]
    assert "bob 0 / 4 0 1 failed, 1 not attempted 0" in shown


def test_a_class_that_lost_nothing_or_has_nobody_has_a_page() -> None:
    assert "Nowhere, by those who attempted anything." in class_page(result(check(Status.PASSED)))
    assert "0 submissions mean 0 %" in class_page()


def test_the_histogram_counts_everybody_once() -> None:
    percents = [0.0, 9.9, 10.0, 99.9, 100.0]
    counts = [count for _, count, _ in html.histogram(percents)]
    assert counts == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]


# What a class found hard


def test_checks_are_counted_over_the_class() -> None:
    slow = check(Status.TIMED_OUT, message="too slow\nby far")
    failed = check(Status.FAILED, 2, hint="b")
    found = tally.tally([
        result(check(Status.PASSED), check(Status.FAILED, 2, hint="a")),
        result(slow, failed),
        result(check(Status.NOT_ATTEMPTED), failed),
        result(check(Status.SKIPPED), check(Status.BROKEN, 2)),
    ])  # fmt: skip
    one, two = found.checks
    assert (one.attempted, one.missed, one.lost, one.advice) == (2, 1, 2.0, "too slow")
    assert (two.attempted, two.missed, two.lost, two.advice) == (3, 3, 6.0, "b")
    assert found.hardest(1) == [two]
    (exercise,) = found.exercises
    assert (exercise.points, exercise.max_points, exercise.most) == (2.0, 12.0, 4.0)


def test_exercises_stand_in_the_order_of_the_course() -> None:
    numbers = ["10.1", "3.10", "3.9"]
    exercises = tuple(ExerciseResult(f"c/{n}", (check(Status.PASSED),), n) for n in numbers)
    found = tally.tally([SubmissionResult("ann", exercises)])
    assert [exercise.number for exercise in found.exercises] == ["3.9", "3.10", "10.1"]


# Markdown


def test_markdown_has_the_points_and_what_did_not_pass() -> None:
    failed = check(Status.FAILED, 2, hint="Add one.")
    assert markdown.text(result(check(Status.PASSED), failed, notes=("a note",))) == (
        "# ann: 2 of 4 points, 50 %\n"
        "\n"
        "> a note\n"
        "\n"
        "| exercise | points |\n"
        "|---|--:|\n"
        "| `03_soft/max` | 2 / 4 |\n"
        "\n"
        "## `03_soft/max`: 2 of 4 points\n"
        "\n"
        "```text\n"
        "f does 2: failed\n"
        "\n"
        "it differs\n"
        "\n"
        "hint      Add one.\n"
        "rerun     pytest exercises/03_soft -k c2\n"
        "```\n"
    )


def test_markdown_holds_hostile_texts_in_blocks_that_they_cannot_end() -> None:
    text = markdown.text(hostile())
    blocks = re.findall(r"^(`{3,})text\n(.*?)^\1$", text, re.MULTILINE | re.DOTALL)
    assert [fence for fence, _ in blocks] == ["````"]
    outside = text
    for fence, inside in blocks:
        outside = outside.replace(f"{fence}text\n{inside}{fence}", "")
    assert "<" not in outside
    assert "@" not in outside
    assert "```" not in outside
    headings = [line for line in outside.splitlines() if line.startswith("#")]
    assert len(headings) == 2


# JUnit


def test_junit_has_a_suite_an_exercise_and_a_case_a_check() -> None:
    failed = check(Status.FAILED, 2, hint="Add one.")
    slow = check(Status.TIMED_OUT, 3, message="too slow")
    away = check(Status.SKIPPED, 4, message="needs a GPU")
    root = ET.fromstring(junit.text(result(check(Status.PASSED), failed, slow, away)))
    counts = {"tests": "4", "failures": "1", "errors": "1", "skipped": "1", "time": "2.000"}
    assert root.attrib == {"name": "ann", **counts}
    (suite,) = root
    assert suite.attrib == {"name": "03_soft/max", **counts}
    assert [case.attrib for case in suite] == [
        {"classname": "03_soft.max", "name": f"c{n}", "time": "0.500"} for n in (1, 2, 3, 4)
    ]
    passed, fails, errs, skips = suite
    assert list(passed) == []
    assert fails[0].tag == "failure"
    assert fails[0].attrib == {"type": "failed", "message": "f does 2: failed"}
    assert fails[0].text is not None
    assert fails[0].text.startswith("f does 2: failed\n\nit differs\n\nhint      Add one.\n")
    assert (errs[0].tag, errs[0].attrib["type"]) == ("error", "timed_out")
    assert (skips[0].tag, skips[0].attrib) == ("skipped", {"message": "needs a GPU"})


def test_junit_is_xml_whatever_it_holds() -> None:
    root = ET.fromstring(junit.text(hostile()))
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.text is not None
    assert "]]> @all {{ 7*7 }} \ufffd\ufffd" in failure.text
    junit.text(hostile()).encode()


@pytest.mark.parametrize("status", Status)
def test_junit_turns_red_where_points_are_lost_only(status: Status) -> None:
    root = ET.fromstring(junit.text(result(check(status))))
    red = int(root.attrib["failures"]) + int(root.attrib["errors"])
    assert red == (status not in {Status.PASSED, Status.SKIPPED, Status.BROKEN})


# Classroom 50


def test_classroom50_is_told_who_and_what_by_its_runner() -> None:
    environment = {
        "CLASSROOM": "dl", "ASSIGNMENT": "softmax", "SUBMISSION_TAG": "submit/1",
        "COMMIT_URL": "c", "RELEASE_URL": "r", "REVIEW_URL": "v",
    }  # fmt: skip
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    shown = result(check(Status.PASSED), check(Status.FAILED, 2), check(Status.SKIPPED, 3))
    assert json.loads(classroom50.text(shown, environment, now)) == {
        "schema": "classroom50/result/v1",
        "classroom": "dl", "assignment": "softmax", "submission": "submit/1",
        "commit": "c", "release": "r", "review": "v", "datetime": "2026-01-02T03:04:05Z",
        "score": 2, "max-score": 4,
        "tests": [
            {"test-name": "f does 1", "passed": True, "score": 2, "max-score": 2,
             "status": "passed"},
            {"test-name": "f does 2", "passed": False, "score": 0, "max-score": 2,
             "status": "failed"},
        ],
    }  # fmt: skip


def test_classroom50_takes_whole_points() -> None:
    with pytest.raises(ValueError, match=r"03_soft/max has a check worth 0\.5 points"):
        classroom50.contents(result(check(Status.FAILED, points=0.5)), {}, datetime.now(UTC))


# CSV and JSON


def test_checks_have_a_row_each() -> None:
    shown = [result(check(Status.PASSED), name="=1+1"), result(check(Status.SKIPPED), name="bob")]
    headings, *rows = csv.reader(io.StringIO("".join(table.checks_csv(shown))))
    assert headings == [
        "submission", "exercise", "check", "sentence", "status", "points", "max_points", "seconds"
    ]  # fmt: skip
    assert rows == [
        ["'=1+1", "03_soft/max", "c1", "f does 1", "passed", "2", "2", "0.500"],
        ["bob", "03_soft/max", "c1", "f does 1", "skipped", "0", "0", "0.500"],
    ]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_everything_comes_back_from_json(number: int) -> None:
    shown = [result(check(Status.FAILED), name=f"s{n}", notes=("n",)) for n in range(number)]
    whole = json.loads("".join(dump.parts(shown)))
    assert whole["version"] == 1
    assert [SubmissionResult.from_json(one) for one in whole["submissions"]] == shown
