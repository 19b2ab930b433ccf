"""What the documentation says is so: commands exist, links resolve, the route is whole."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader import course
from grader.cli import main
from tests.attacks.test_recorded import MOST

ROOT = Path(__file__).parents[1]
COURSE = course.find(ROOT)
PAGES = sorted(
    page
    for page in [*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *ROOT.glob(".github/**/*.md")]
    if ".venv" not in page.parts
)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
ATTENTION = '''
@exercise.check(points=1, hint="2 * 0")
def zero_stays({name}):
    """leaves zero as it is"""
    close({name}(torch.zeros(2)), torch.zeros(2))
'''


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_readme_names_real_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^make (\w+)", text, re.MULTILINE))
    assert targets == {"grade", "test"}
    assert [t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)] == []
    commands = set(re.findall(r"\bgrader (\w+)", text))
    assert {"run", "doctor", "hint", "data"} <= commands
    assert commands - set(main.commands) == set()


def test_the_security_page_says_what_a_table_of_answers_earns() -> None:
    worth = {
        entry.exercise.name: sum(c.points for c in entry.exercise.checks if not c.marks)
        for entry in COURSE.entries if entry.defines
    }  # fmt: skip
    said = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())
    assert f"earns {sum(MOST.values())} points of the course's {sum(worth.values()):g}," in said
    assert f"all {worth['device']:g} of the exercise on devices" in said


def test_the_route_has_one_row_an_exercise_with_its_points() -> None:
    text = (ROOT / "exercises/README.md").read_text(encoding="utf-8")
    row = r"^\| ([\d.]+) \| \[(\w+)\]\(([^)]+)\) .* \| ([\d.]+) \|$"
    rows = re.findall(row, text, re.MULTILINE)
    found = [(number, name, Path(target).parent.name, float(points))
             for number, name, target, points in rows]  # fmt: skip
    assert found == [
        (entry.number, entry.exercise.name, entry.path.split("/")[0], entry.exercise.points)
        for entry in COURSE.entries
    ]


def test_contributing_can_be_followed(tmp_path: Path) -> None:
    """Steps 1 to 7 of "Add an exercise", as they stand there."""
    steps = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Add an exercise")[1]
    (tmp_path / "exercises").mkdir()
    path = re.search(r"1\. `grader new (\S+)`", steps)
    first_line = re.search(r"`(# [^`|]+ \| [^`]+)`", steps)
    promise = re.search(r"must say `([^`]+)`", steps)
    assert path is not None
    assert first_line is not None
    assert promise is not None
    chapter, name = path[1].split("/")
    _grader(tmp_path, "new", path[1], "--course", str(tmp_path))
    spec = tmp_path / "exercises" / chapter / f"{name}_test.py"
    spec.write_text(spec.read_text() + ATTENTION.format(name=name))
    wrong = tmp_path / "tests/wrong" / chapter / name / "mistake.py"
    right = tmp_path / "tests/right" / chapter / name / "sum.py"
    for file, body, line in (
        (wrong, "x", first_line[1]),
        (right, "x + x", "# adds instead of multiplying"),
    ):
        file.parent.mkdir(parents=True)
        file.write_text(f"{line}\ndef {name}(x):\n    return {body}\n")
    said = _grader(tmp_path, "verify", "--exercise", name, "--course", str(tmp_path))
    assert "1 wrong answers, 1 right answers" in said
    assert promise[1] in said
    wrong.write_text(wrong.read_text().replace("return x", "return 2 * x"))
    said = _grader(tmp_path, "verify", "--course", str(tmp_path), code=1)
    assert promise[1] not in said


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def _grader(folder: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout
