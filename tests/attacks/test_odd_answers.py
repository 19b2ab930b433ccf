"""Whatever a worker answers, whoever it is: no check of the course breaks, and none passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import torch

from grader import course, judge
from grader.course import Entry
from grader.grading import skipped_checks
from grader.options import Options
from grader.results import Status
from grader.sandbox import wire
from grader.subject import Answer, Reply, Request, Sealed, Sources

NAN = float("nan")
ERROR = {
    "type": "ValueError", "bases": ["ValueError", "Exception"], "message": "m", "frames": [],
    "own": False, "stub": False,
}  # fmt: skip
VALUES = [
    None, True, 0, -1, 10**3000, 1e308, NAN, -0.0, "", "\x00\x1b[31m", b"\xff", [], (), {}, [None],
    {(): 1}, {NAN: 1}, {1: {2: 3}}, {"loss": [NAN], "accuracy": None}, [0.1] * 5,
    torch.tensor(1.0), torch.tensor(NAN), torch.empty(0), torch.empty(0, 3), torch.zeros([1] * 64),
    torch.tensor([True, False]), torch.tensor([1 + 2j]), torch.tensor([1], dtype=torch.uint8),
    torch.zeros(2, 3).expand(4, 2, 3), torch.zeros(3, device="meta"),
    torch.empty((2**40,), device="meta"), torch.empty(1, device="meta").expand(2**31, 2**31),
    torch.empty(2**20, 0), {torch.zeros(()).expand([2] * 15): 1}, {"loss": {torch.ones(2): ()}},
    [torch.zeros(2**20 + 1, dtype=torch.uint8).as_strided((2, 2), (2**19, 2**19))],
    torch.zeros(2, 2, dtype=torch.bfloat16),
    torch.tensor([5e-324], dtype=torch.float64), torch.ones(3, requires_grad=True), torch.float32,
    torch.device("cuda:3"), wire.Opaque("", ""), wire.Opaque("x" * 2000, "\x1b]0;\n" * 300),
    [torch.tensor(1.0)] * 3, {"a": torch.tensor(1.0)}, torch.zeros(1).as_strided((2, 2), (0, 0)),
]  # fmt: skip
FORMS = [
    *({"value": value} for value in VALUES),
    *({"value": [value, [torch.tensor(1.0)], {}]} for value in VALUES[::3]),
    *({"value": [value, [value]]} for value in VALUES[::3]),
    *({"value": {"outputs": [value], "parameters": [["w", torch.tensor(1.0), None]],
                 "buffers": [], "input_grads": [None]}} for value in VALUES),
    *({"error": {**ERROR, **odd}} for odd in [
        {"stub": True}, {"own": True, "type": ""}, {"bases": []}, {"message": "\u202e" * 2000},
        {"message": "\x01" * 200_000}, {"frames": [["a", 1, "b", "c"]] * 1000},
        {"frames": [["a", 10**3000, "", ""]]}, {"frames": [["f" * 10**5, 1, "a", "b"]]},
        {"type": "grader.sandbox.bars.BarredError"}, {"type": "MemoryError"},
        {"type": "grader.sandbox.bars.BarredError", "frames": [["\x1b", -5, "", ""]]},
    ]),
    {"value": 1, "error": 2}, [], None,
]  # fmt: skip


class Always:
    """A subject with one answer to everything."""

    def __init__(self, message: bytes) -> None:
        self._message = message

    def load(self, seconds: float) -> Answer:
        return Answer()

    def prepare(self, requests: Sequence[Request]) -> None:
        pass

    def ask(self, requests: Sequence[Request], seconds: float) -> list[Reply]:
        return [Sealed(self._message) for _ in requests]

    def take_output(self) -> str:
        return ""

    def close(self) -> None:
        pass


ENTRIES = [entry for entry in course.find().entries if entry.defines]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Using a non-tuple sequence")
@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.exercise.name for entry in ENTRIES])
def test_one_answer_to_everything(entry: Entry) -> None:
    skip = skipped_checks(entry, Options())
    checks = [check for check in entry.exercise.checks if check.name not in skip]
    plan = judge.plan(entry.exercise, entry.path, "odd", checks)
    found: list[tuple[str, str, Any]] = []
    for form in [*FORMS, b"", b"\x92\x90\xc4\x01\x81"]:
        subject = Always(form if isinstance(form, bytes) else wire.encode(form))
        trial = judge.Trial(plan, subject, Sources({"stub.py": ""}), judge.Budget(shrink=0.0))
        for check in checks:
            status = trial.check(check).status
            if status in {Status.BROKEN, Status.PASSED}:
                found.append((check.name, status.value, form))
    assert not found
