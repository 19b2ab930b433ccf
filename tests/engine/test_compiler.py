"""torch's compiler stays out of a process that compiles nothing, and is there for who asks."""

import subprocess
import sys

import pytest

NO_USES = {
    "meta": """
x = torch.rand(2, 3, device="meta")
torch.softmax(x.exp() / x.sum(-1, keepdim=True), -1)
""",
    "optimizers": """
for optimizer_of in (torch.optim.SGD, torch.optim.AdamW):
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = optimizer_of([weight], lr=1.0)
    weight.grad = torch.ones(2)
    optimizer.step()
    assert weight.tolist() != [1.0, 1.0]
""",
    "asking to be left alone": """
@torch._dynamo.disable(recursive=False)
def left(x):
    torch._dynamo.graph_break()
    return 2 * x
assert left(1) == torch._dynamo.disable(left)(1) == 2
""",
}
USES = {
    "torch.compile": """
assert torch.compile(lambda x: x + 1, backend="eager")(torch.ones(2)).tolist() == [2.0, 2.0]
""",
    "a module of it": """
import torch._dynamo.config
assert torch._dynamo.config.recompile_limit > 0
""",
}


def imported(code: str) -> bool:
    """Whether a fresh Python has imported the compiler after ``code``."""
    script = (
        f"import sys, torch\nfrom grader import compiler\ncompiler.leave_out()\n{code}\n"
        "sys.exit(3 if 'torch._dynamo.eval_frame' in sys.modules else 0)"
    )
    status = subprocess.run([sys.executable, "-c", script], check=False, timeout=100).returncode
    assert status in {0, 3}
    return status == 3


@pytest.mark.parametrize("use", NO_USES)
def test_who_does_not_compile_does_not_import_it(use: str) -> None:
    assert not imported(NO_USES[use])


@pytest.mark.parametrize("use", USES)
def test_who_compiles_gets_it(use: str) -> None:
    assert imported("\n".join([*NO_USES.values(), USES[use]]))


def test_it_is_not_replaced_once_it_is_there() -> None:
    code = "import torch._dynamo.config\ncompiler.leave_out()\nassert torch._dynamo.optimize"
    assert imported(f"{code}\nassert sys.modules['torch._dynamo'].optimize")
