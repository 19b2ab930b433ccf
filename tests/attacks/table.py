"""Prints a table of the attacks: what became of each at rung full and without confinement.

    python tests/attacks/table.py [NAME ...]

``open`` in a column is an attack that earned what it should not; ``-`` is one that is not tried at
that rung, since only confinement makes it harmless. Ends with a count, and with 1 if one is open.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.attacks.test_attacks import ATTACKS, Attack, Bench


def main() -> int:
    """Judge every attack at both rungs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*")
    names = set(options.parse_args().names)
    chosen = [attack for attack in ATTACKS if not names or attack.name in names]
    rungs = {"full": "auto", "none": "none"}
    counts: dict[str, Counter[str]] = {rung: Counter() for rung in rungs}
    print(f"{'attack':32}{'full':30}{'none':30}", flush=True)
    with contextlib.ExitStack() as stack:
        os.chdir(stack.enter_context(tempfile.TemporaryDirectory()))
        benches = {
            rung: stack.enter_context(contextlib.closing(Bench(isolation)))
            for rung, isolation in rungs.items()
        }
        for attack in chosen:
            cells = []
            for rung, bench in benches.items():
                said = verdict(attack, bench) if rung == "full" or attack.needs != "full" else "-"
                counts[rung][said.partition(" ")[0]] += 1
                cells.append(said)
            print(f"{attack.name:32}" + "".join(f"{cell:30}" for cell in cells), flush=True)
    for rung, count in counts.items():
        print(f"{rung}: " + ", ".join(f"{n} {word}" for word, n in sorted(count.items())))
    return int(any(count["open"] for count in counts.values()))


def verdict(attack: Attack, bench: Bench) -> str:
    """``holds`` or ``open``, and the statuses of the checks."""
    result = bench.grade(attack.text, attack.statuses, attack.exercise)
    found = Counter(check.status.value for check in result.exercises[0].checks)
    wanted = result.max_points if attack.points == "all" else float(attack.points)
    word = "holds" if result.points <= wanted and result.max_points else "open"
    return f"{word} {' '.join(sorted(found))}"


if __name__ == "__main__":
    sys.exit(main())
