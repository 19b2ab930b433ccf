"""torch's compiler stays out of calls on meta, and is there for whoever asks for it."""

import subprocess
import sys

import pytest

MAKES_NO_USE = """
x = torch.rand(2, 3, device="meta")
torch.softmax(x.exp() / x.sum(-1, keepdim=True), -1)
"""
USES = {
    "an optimizer": """
weight = torch.nn.Parameter(torch.ones(2))
optimizer = torch.optim.SGD([weight], lr=1.0)
weight.grad = torch.ones(2)
optimizer.step()
assert weight.tolist() == [0.0, 0.0]
""",
    "torch.compile": """
assert torch.compile(lambda x: x + 1, backend="eager")(torch.ones(2)).tolist() == [2.0, 2.0]
""",
    "a module of it": """
import torch._dynamo.config
assert torch._dynamo.config.recompile_limit > 0
""",
}


def imported(inside: str) -> bool:
    """Whether a fresh Python has imported the compiler after ``inside``."""
    block = "".join(f"    {line}\n" for line in inside.strip().splitlines())
    code = (
        f"import sys, torch\nfrom grader import compiler\nwith compiler.left_out():\n{block}"
        "found = sys.modules.get('torch._dynamo')\nsys.exit(3 if hasattr(found, 'optimize') else 0)"
    )
    code = subprocess.run([sys.executable, "-c", code], check=False, timeout=100).returncode
    assert code in {0, 3}
    return code == 3


def test_a_call_on_meta_does_not_import_it() -> None:
    assert not imported(MAKES_NO_USE)


@pytest.mark.parametrize("use", USES)
def test_who_uses_it_gets_it(use: str) -> None:
    assert imported(MAKES_NO_USE + USES[use])
