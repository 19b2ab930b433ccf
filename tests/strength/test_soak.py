"""``make soak`` finds false alarms, and right answers that come near their tolerance."""

from pathlib import Path

import pytest
import torch

from grader import expect
from grader.shares import Share
from grader.tolerance import within
from tests.strength import soak
from tests.strength.conftest import write


@pytest.fixture
def one_thread_afterwards():
    yield
    torch.set_num_threads(1)


def test_it_counts_examples_and_sees_how_close_an_answer_came(
    small_course: Path, one_thread_afterwards: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (found,) = soak.soak(Share(), small_course, [], 8, 0, [1, 2])
    # Of "doubles" one by hand and eight drawn, of its sisters two and one; three answers, twice.
    assert found.examples == (9 + 2 + 1) * 3 * 2
    assert found.failures == []
    exact, nearly = (found.closest[name, "doubles_tensors"] for name in ("adds", "nearly"))
    assert exact == 0.0
    assert 0.2 < nearly < 0.3  # 2e-6 of 32 * 2**-23 * 2
    assert soak.report([found]) == 0
    assert "closest 0.2" in capsys.readouterr().out
    assert expect.within is within


def test_it_judges_by_the_checks_that_are_named(
    small_course: Path, one_thread_afterwards: None
) -> None:
    (found,) = soak.soak(Share(), small_course, [], 8, 0, [1], ["doubles_tensors"])
    assert {check for _, check in found.closest} == {"doubles_tensors"}


def test_a_check_that_there_is_not_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["soak", "--exercise", "sgd", "--check", "doubled"])
    with pytest.raises(SystemExit):
        soak.main()
    assert "no exercise here has a check doubled" in capsys.readouterr().err


def test_it_goes_on_after_an_earlier_run(
    small_course: Path, monkeypatch: pytest.MonkeyPatch, one_thread_afterwards: None
) -> None:
    seeds = []
    plan = soak.judge.plan
    monkeypatch.setattr(
        soak.judge, "plan", lambda *asked: (seeds.append(asked[2]), plan(*asked))[1]
    )
    (found,) = soak.soak(Share(), small_course, [], 8, 16, [1])
    assert found.examples == 8 * 3  # neither those by hand nor what draws from a list again
    assert seeds == ["soak 2"]


def test_it_finds_a_false_alarm_and_a_near_one(
    tmp_path: Path, small_course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("exercises/01_one/double_test.py", "solutions/01_one/double.py"):
        write(tmp_path / folder, (small_course / folder).read_text(encoding="utf-8"))
    tensors = "def double(x):\n    return 2 * x if isinstance(x, int) else x * {}\n"
    write(tmp_path / "tests/right/01_one/double/near.py", "#\n" + tensors.format("(2 + 6e-6)"))
    write(tmp_path / "tests/right/01_one/double/off.py", "#\n" + tensors.format("2.1"))
    (found,) = soak.soak(Share(), tmp_path, [], 3, 0, [1])
    assert soak.report([found]) == 1
    said = capsys.readouterr().out
    assert "of what is allowed: near, doubles_tensors" in said
    assert "off fails doubles_tensors, seed 'soak 0'" in said
