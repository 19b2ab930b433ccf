"""``make mutants`` changes a solution in small ways, and finds what the checks let through."""

from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray", reason="needs the extra [strength]")

from grader.shares import Share
from tests.strength import mutants
from tests.strength.mutating import mutants as mutants_of

ROOT = Path(__file__).parents[2]
SOURCE = '''"""A module."""

import torch


def half(x: torch.Tensor, keep: bool | None = None) -> torch.Tensor:
    """A docstring that is no part of the program."""
    total: torch.Tensor | None = x.detach().sum(0, keepdim=True)  # nor is a comment
    return total / 2
'''


def lines(source: str) -> set[str]:
    return {mutant.mutated for mutant in mutants_of(source)}


@pytest.mark.parametrize(
    "mutated",
    [
        "return total * 2",  # cosmic-ray's
        "return total / 3",
        "total = x.detach().sum(0, keepdim=False)",
        "total = x.sum(0, keepdim=True)",  # ours
        "total = x.detach().sum(0)",
        "total = x.detach()",
        "return total",
        "pass",
    ],
)
def test_a_source_is_changed_in_small_ways(mutated: str) -> None:
    assert mutated in lines(SOURCE)


def test_a_mutant_is_another_program_and_says_where() -> None:
    found = mutants_of(SOURCE)
    assert len({mutant.source for mutant in found}) == len(found)
    assert {mutant.function for mutant in found} == {"half"}
    assert not any("docstring" in mutant.source or "Tensor" in mutant.source for mutant in found)
    assert {mutant.line for mutant in found if mutant.mutated == "return total"} == {
        "return total / 2"
    }


def test_survivors_are_those_that_pass_every_check(small_course: Path) -> None:
    (found,) = mutants.survivors(Share(), small_course, [], ["one", "two"])
    assert found.path == "01_one/double"
    survived = {mutant.mutated for mutant in found.survived}
    assert {"two = 2", "two = 2 - 0"} <= survived
    assert survived & {"two = 0", "pass", "return two + x", "return x"} == set()
    assert len(survived) < found.judged


def test_every_equivalent_mutant_has_its_reason_and_is_one() -> None:
    for path, known in mutants.explained(mutants.EQUIVALENT).items():
        solution = (ROOT / "solutions" / f"{path}.py").read_text(encoding="utf-8")
        assert set(known) - {mutant.key for mutant in mutants_of(solution)} == set()
        assert all(known.values())
