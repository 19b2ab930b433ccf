"""What a student reads first about each known wrong answer: a table to read, kept in files.

    python -m tests.strength.messages [--exercise NAME] [--accept] [--jobs N]

One file an exercise, ``first_messages/NAME.txt``: for each wrong answer its mistake, the first
check in the order of the spec that does not pass, and that check's hint. A test compares them;
``--accept`` writes them anew. Read what changes: the hint must lead to the mistake.
"""

from __future__ import annotations

import difflib
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from grader import answers, course, judge
from grader.answers import Known
from grader.course import Course, Entry, sources
from grader.grading import skipped_checks
from grader.options import Options
from grader.results import CheckResult, Status
from grader.sandbox.barred import subject
from grader.sandbox.limits import Limits
from grader.sandbox.remote import Forkserver
from grader.shares import Share, side_by_side
from tests.strength.options import options

SEED = "messages"
KEPT = Path(__file__).with_name("first_messages")


def read_first(share: Share, root: Path, names: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """For each exercise's path the paragraph of each wrong answer of the share, by its name."""
    found = course.find(root)
    with Forkserver(limits=Limits(seconds=5.0)) as server:
        return [
            (entry.path, paragraphs(found, entry, server, share))
            for entry in found.only(names).entries if entry.defines
        ]  # fmt: skip


def paragraphs(
    found: Course,
    entry: Entry,
    server: Forkserver,
    share: Share = Share(),  # noqa: B008 - frozen
) -> dict[str, str]:
    """The paragraph of each wrong answer to one exercise."""
    skipped = skipped_checks(entry, Options())
    judged = [check for check in entry.exercise.checks if check.name not in skipped]
    plan = judge.plan(entry.exercise, entry.path, SEED, judged)
    chosen = share.take(answers.wrong(found, entry))
    return {known.file.stem: _paragraph(known, entry, plan, server) for known in chosen}


def _paragraph(known: Known, entry: Entry, plan: judge.Plan, server: Forkserver) -> str:
    lines = [f"{known.file.stem}: {known.meaning}"]
    first = _first(known, entry, plan, server)
    if first is not None:
        forbidden = first.status is Status.FORBIDDEN
        lines.append(f"    {first.name}: {first.sentence}{': forbidden' if forbidden else ''}")
        hint = first.failure.hint if first.failure else None
        lines += textwrap.wrap(hint or "no hint", 96, initial_indent=" " * 8,
                               subsequent_indent=" " * 8, break_on_hyphens=False)  # fmt: skip
    return "\n".join(lines)


def _first(known: Known, entry: Entry, plan: judge.Plan, server: Forkserver) -> CheckResult | None:
    files = sources(entry, [(entry.stubs[0], known.file.read_text(encoding="utf-8"))])
    remote = subject(server, files, entry.exercise.bars)
    trial = judge.Trial(plan, remote, files, judge.Budget(shrink=0.0, seconds=5.0))
    checks = [check for check in entry.exercise.checks if check.name in plan.drawn]
    try:
        return next((r for c in checks if (r := trial.check(c)).status is not Status.PASSED), None)
    finally:
        remote.close()


def text(found: dict[str, str]) -> str:
    """The file of one exercise."""
    return "\n\n".join(found[name] for name in sorted(found)) + "\n"


def kept(path: str) -> Path:
    """The file that is kept for the exercise ``path``."""
    return KEPT / f"{path.split('/')[1]}.txt"


def main() -> int:
    """Compare with what is kept, or keep."""
    parser = options(__doc__)
    parser.add_argument("--accept", action="store_true", help="keep what is found")
    chosen = parser.parse_args()
    whole: dict[str, dict[str, str]] = {}
    for path, found in side_by_side(read_first, chosen.jobs, course.find().root, chosen.exercise):
        whole.setdefault(path, {}).update(found)
    changed = 0
    for path, found in whole.items():
        file, new = kept(path), text(found)
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        changes = list(difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=1))
        print("\n".join(changes[2:]))
        changed += bool(changes)
        if chosen.accept:
            KEPT.mkdir(exist_ok=True)
            file.write_text(new, encoding="utf-8")
    return 1 if changed and not chosen.accept else 0


if __name__ == "__main__":
    sys.exit(main())
