"""Seconds and memory per submission of softmax and cross-entropy: otter-grader, nbgrader, ours.

    python benchmarks/peers.py --env FOLDER [--submissions 5] [--class 100]

FOLDER is a virtual environment for the peers; it is made, and they are installed in it, where there
is none. All three judge right answers with the same checks on the same examples. The peers run them
in the student's kernel, directly on the student's functions, with examples drawn beforehand.
``otter run`` and ``nbgrader autograde`` start once a submission; ``grader run`` once for a class,
start-up included. Memory is the proportional set size of a process and its descendants; a further
job of ours costs what a run with two has more than one with one.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import classroom
import torch

from grader import course, judge

EXERCISES = ["03_softmax_regression/softmax", "03_softmax_regression/cross_entropy"]
FUNCTIONS = ["softmax", "log_softmax", "cross_entropy", "cross_entropy_gradient"]
DRAWN = "drawn.pickle"
CHECK = f"""
import sys
sys.path[:0] = [{str(classroom.ROOT)!r}, {str(Path(__file__).parent)!r}]
import peers
peers.judge_directly({{folder!r}}, dict({", ".join(f"{name}={name}" for name in FUNCTIONS)}))
"""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--env", type=Path, required=True)
    options.add_argument("--submissions", type=int, default=5)
    options.add_argument("--class", type=int, default=100, dest="size")
    asked = options.parse_args()
    binaries = environment(asked.env.resolve())
    os.environ["PATH"] = f"{binaries}{os.pathsep}{os.environ['PATH']}"  # nbgrader starts alembic
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        draw(folder)
        ours = grader(folder, asked.size, jobs=1)
        two = grader(folder, asked.size, jobs=2)
        rows = {
            f"grader run --jobs 1, {asked.size} in one run": ours,
            f"otter run, {asked.submissions} times": otter(folder, binaries, asked.submissions),
            f"nbgrader autograde, {asked.submissions} times": nbgrader(
                folder, binaries, asked.submissions
            ),
        }
    print(f"{'':36}   CPU s each   wall s each   MB a job   times our CPU   times our wall")
    for name, (cpu, wall, memory) in rows.items():
        print(
            f"{name:36}   {cpu:10.3f}   {wall:11.3f}   {memory:8.0f}"
            f"   {cpu / ours[0]:13.1f}   {wall / ours[1]:14.1f}"
        )
    print(f"\na further job of grader run, MB{two[2] - ours[2]:27.0f}")


def environment(folder: Path) -> Path:
    """The folder of the peers' programs, which see the torch that this process uses."""
    binaries = folder / "bin"
    if not (binaries / "otter").exists() or not (binaries / "nbgrader").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [binaries / "python", "-m", "pip", "install", "-q", "otter-grader", "nbgrader"]
        subprocess.run(install, check=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "torch_of_the_kit.pth").write_text(f"{Path(torch.__file__).parent.parent}\n")
    return binaries


def draw(folder: Path) -> None:
    """Keep the examples of all checks, so that the peers need not draw them."""
    found = course.find(classroom.ROOT)
    drawn = {}
    for path in EXERCISES:
        entry = found.entry(path)
        plan = judge.plan(entry.exercise, path, "peers")
        drawn[path] = {
            check: [dict(example.values) for example in examples]
            for check, examples in plan.drawn.items()
        }
    (folder / DRAWN).write_bytes(pickle.dumps(drawn))


def judge_directly(folder: str, functions: dict[str, object]) -> None:
    """Every check on every example, in this process: what the peers' tests do."""
    import copy
    import types

    from grader.sandbox import verbs
    from grader.subject import Answer, Request, StudentFunction

    torch.set_num_threads(1)
    student = types.SimpleNamespace(get=functions.__getitem__, files=frozenset(), device="cpu")
    drawn = pickle.loads((Path(folder) / DRAWN).read_bytes())  # noqa: S301 - our own file

    def ask(request: Request) -> Answer:
        answer = verbs.execute(student, copy.deepcopy(dict(request)))
        return Answer(value=answer.get("value"), error=answer.get("error"))

    found = course.find(classroom.ROOT)
    for path in EXERCISES:
        for check in found.entry(path).exercise.checks:
            called = {name: StudentFunction(name, ask) for name in check.functions}
            for values in drawn[path][check.name]:
                check.body(**called, **{n: values[n] for n in check.wants if n in values})


def notebook(*cells: tuple[str, dict[str, object]]) -> str:
    """A notebook of code cells, each with its metadata."""
    return json.dumps({
        "nbformat": 4, "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3",
                                    "language": "python"}},
        "cells": [
            {"cell_type": "code", "id": f"cell{number}", "execution_count": None, "outputs": [],
             "metadata": metadata, "source": source}
            for number, (source, metadata) in enumerate(cells)
        ],
    })  # fmt: skip


def answers() -> str:
    """The solutions as one cell."""
    texts = [(classroom.ROOT / "solutions" / f"{path}.py").read_text() for path in EXERCISES]
    return "\n\n".join(texts)


def otter(folder: Path, binaries: Path, count: int) -> tuple[float, float, float]:
    """CPU, wall and megabytes of one ``otter run``."""
    place = folder / "otter"
    (place / "tests").mkdir(parents=True)
    body = CHECK.format(folder=str(folder)).strip().replace("\n", "\n    ")
    (place / "tests" / "all.py").write_text(
        "from otter.test_files import test_case\n"
        "OK_FORMAT = False\nname = 'all'\npoints = 1\n\n"
        f"@test_case()\ndef test_all({', '.join(FUNCTIONS)}):\n    {body}\n"
    )
    (place / "out").mkdir()
    (place / "student.ipynb").write_text(notebook((answers(), {})))
    subprocess.run(
        [binaries / "otter", "generate", "-t", "tests", "-o", "autograder.zip"],
        cwd=place, check=True, capture_output=True,
    )  # fmt: skip
    command = [binaries / "otter", "run", "-a", "autograder.zip", "student.ipynb", "-o", "out"]
    found = measured([*map(str, command)], place, count)
    results = json.loads((place / "out" / "results.json").read_text())
    if any(test["score"] != test["max_score"] for test in results["tests"] if "score" in test):
        sys.exit(f"otter refuses the solutions: {results}")
    return found


def nbgrader(folder: Path, binaries: Path, count: int) -> tuple[float, float, float]:
    """CPU, wall and megabytes of one ``nbgrader autograde``."""
    place = folder / "nbgrader"
    test = {"nbgrader": {"grade": True, "grade_id": "all", "points": 1, "locked": True,
                         "solution": False, "task": False, "schema_version": 3}}  # fmt: skip
    solution = {"nbgrader": {"grade": False, "grade_id": "answer", "locked": False,
                             "solution": True, "task": False, "schema_version": 3}}  # fmt: skip
    text = notebook((answers(), solution), (CHECK.format(folder=str(folder)), test))
    for target in ("source/ps1", "submitted/student/ps1"):
        (place / target).mkdir(parents=True)
        (place / target / "student.ipynb").write_text(text)
    (place / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'course'\n"
        "c.ExecutePreprocessor.timeout = 120\n"
    )
    program = str(binaries / "nbgrader")
    made = subprocess.run(
        [program, "generate_assignment", "ps1"], cwd=place, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if made.returncode:
        sys.exit(made.stderr)
    found = measured([program, "autograde", "ps1", "--force"], place, count)
    graded = (place / "autograded/student/ps1/student.ipynb").read_text()
    if '"output_type": "error"' in graded:
        sys.exit(f"nbgrader refuses the solutions: {graded[-3000:]}")
    return found


def grader(folder: Path, size: int, jobs: int) -> tuple[float, float, float]:
    """CPU and wall of one submission in a class, start-up included; megabytes of all jobs."""
    folder = folder / f"with {jobs}"
    root = classroom.course(folder / "course")
    for path in EXERCISES:
        right = sorted((classroom.ROOT / "tests" / "right" / path).glob("*.py"))
        for number in range(size):
            target = folder / "class" / f"student{number:04}" / f"{path}.py"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(right[number % len(right)], target)
    command = [sys.executable, "-m", "grader", "run", str(folder / "class"), "--jobs", str(jobs)]
    for path in EXERCISES:
        command += ["--exercise", path]
    cpu, wall, memory = measured([*command, "--output", str(folder / "grades")], root, 1)
    return cpu / size, wall / size, memory


def measured(command: list[str], folder: Path, count: int) -> tuple[float, float, float]:
    """CPU and wall seconds of a run of ``command``, means of ``count``; its peak in megabytes."""
    peaks = [0.0]
    ended = threading.Event()
    watch = threading.Thread(target=_watch, args=(peaks, ended))
    watch.start()
    runs = [classroom.spent(command, folder) for _ in range(count)]
    ended.set()
    watch.join()
    cpu, wall = (sum(run[n] for run in runs) / count for n in (0, 1))
    return cpu, wall, max(peaks)


def _watch(peaks: list[float], ended: threading.Event) -> None:
    me = int(Path("/proc/self").resolve().name)
    while not ended.is_set():
        peaks.append(sum(map(_megabytes, _descendants(me))))
        time.sleep(0.2)


def _descendants(pid: int) -> Iterator[int]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = [int(child) for child in children.read_text().split()]
        except OSError:
            continue
        for child in found:
            yield child
            yield from _descendants(child)


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    main()
