"""Who may import whom: the arrows of CONTRIBUTING.md, read from the source."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GRADER = ROOT / "grader"
SPEC_MAY = {"spec", "expect", "inputs", "contract", "memo", "data", "subject"}
WORKER_SIDE = {
    "verbs", "errors", "bars", "worker", "forkserver", "spawned", "wire", "channel", "confine",
    "process", "landlock", "seccomp", "syscalls", "pages", "rehearsal", "settings", "cells",
    "weights",
}  # fmt: skip
"""Modules of grader/sandbox that are loaded in a worker: what they hold, a student can read."""
NEEDS_NOTHING = [
    "results.py", "spec.py", "tolerance.py", "timeouts.py", "inputs.py", "memo.py",
    "sandbox/wire.py", "sandbox/channel.py", "sandbox/limits.py", "sandbox/bars.py",
    "sandbox/settings.py", "sandbox/cells.py",
]  # fmt: skip
"""Modules that import nothing of ours."""


def ours(file: Path) -> set[str]:
    """The modules of ``grader`` that a file imports, such as ``spec`` and ``sandbox.wire``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module.split(".")[0] == "grader":
                base = node.module.removeprefix("grader").removeprefix(".")
                for alias in node.names:
                    name = ".".join(filter(None, [base, alias.name]))
                    found.add(name if _is_module(name) else base)
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("grader").removeprefix(".")
                for alias in node.names
                if alias.name.split(".")[0] == "grader"
            }
    return found - {""}


def roots(file: Path) -> set[str]:
    """The top-level packages that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def _is_module(dotted: str) -> bool:
    path = GRADER / dotted.replace(".", "/")
    return path.with_suffix(".py").exists() or path.is_dir()


@pytest.mark.parametrize(
    "file", sorted(GRADER.rglob("*.py")), ids=lambda f: f.relative_to(GRADER).as_posix()
)
def test_the_engine_knows_no_exercise(file: Path) -> None:
    assert roots(file) & {"exercises", "solutions", "tests"} == set()


@pytest.mark.parametrize("name", NEEDS_NOTHING)
def test_these_import_nothing_of_ours(name: str) -> None:
    assert ours(GRADER / name) == set()


@pytest.mark.parametrize("name", sorted(WORKER_SIDE))
def test_a_worker_holds_nothing_of_the_judge(name: str) -> None:
    imported = ours(GRADER / "sandbox" / f"{name}.py")
    inside = {m.removeprefix("sandbox.") for m in imported if m.startswith("sandbox.")}
    assert inside <= WORKER_SIDE
    assert imported - {f"sandbox.{module}" for module in inside} <= {"timeouts"}


@pytest.mark.parametrize(
    "file", sorted((ROOT / "exercises").glob("*/*_test.py")), ids=lambda f: f.name
)
def test_a_spec_imports_what_authors_use(file: Path) -> None:
    assert ours(file) <= SPEC_MAY
    assert roots(file) & {"exercises", "solutions", "numpy", "pytest"} == set()


@pytest.mark.parametrize(
    "file",
    [*(ROOT / "solutions").glob("*/*.py"), *(ROOT / "exercises").glob("*/*_harness.py")],
    ids=lambda f: f.name,
)
def test_solutions_and_harnesses_import_nothing_of_ours(file: Path) -> None:
    assert "grader" not in roots(file)


def test_reports_read_results_and_the_gradebook() -> None:
    may = {"results", "gradebook", "feedback", "reports"}
    for file in (GRADER / "reports").glob("*.py"):
        assert {name.split(".")[0] for name in ours(file)} <= may


@pytest.mark.parametrize("command", ["run", "report"])
def test_a_command_that_judges_nothing_needs_no_torch(command: str) -> None:
    code = f"import sys, grader.cli, grader.commands.{command}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_terminals_side_of_xdist_needs_no_torch() -> None:
    code = "import sys, grader.pytest_plugin; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_only_the_front_doors_import_the_front_doors() -> None:
    doors = {"cli", "commands", "pytest_plugin", "pytest_items"}
    inside = [f for f in GRADER.rglob("*.py") if f.parent.name != "commands"]
    outside = {"cli", "__main__", "pytest_plugin", "pytest_items", "terminal"}
    inside = [f for f in inside if f.stem not in outside]
    for file in inside:
        assert {name.split(".")[0] for name in ours(file)} & doors == set(), file
