"""``make power`` finds the seeds that let a wrong answer through, and what each check needs."""

from pathlib import Path

import pytest

from grader.shares import Share
from tests.strength import power


@pytest.fixture(scope="module")
def measured(small_course: Path) -> power.Power:
    seeds = [f"seed {number}" for number in range(6)]
    parts = [
        *power.measure(Share(0, 2), small_course, [], seeds),
        *power.measure(Share(1, 2), small_course, [], seeds),
    ]
    return power.merged(parts)["01_one/double"]


def test_power_counts_the_seeds_that_let_an_answer_through(measured: power.Power) -> None:
    assert set(measured.judged) == {"the_square", "never_below_zero", "not_seven"}
    assert set(measured.passed) == {("not_seven", "doubles")}
    assert 0 < measured.passed["not_seven", "doubles"] < measured.seeds == 6


def test_power_finds_the_examples_that_a_check_needs(measured: power.Power) -> None:
    assert measured.drawn["doubles"] == (1, 6)
    assert 1 < measured.needed["doubles"] <= 6
    assert measured.needs_it["doubles"] == "not_seven"
    assert measured.drawn["doubles_below_zero"] == (2, 2)
    assert measured.needed["doubles_below_zero"] == 1
    assert "doubles_tensors" not in measured.needed


def test_power_says_what_passes(measured: power.Power, capsys: pytest.CaptureFixture[str]) -> None:
    assert power.report(measured) == 1
    assert "not_seven  passes doubles" in capsys.readouterr().out
