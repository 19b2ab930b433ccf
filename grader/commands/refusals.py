"""What ``grader run`` refuses before it begins, since it would spoil grades: ``ValueError`` each.

For ``commands.run``: every message names the thing and what to do.
"""

from __future__ import annotations

from pathlib import Path

from grader.gradebook import Gradebook
from grader.outline import Outline
from grader.sandbox import confine


def a_course_handed_in(place: Path, submissions: Path) -> None:
    """Checks that lie in a submission are its author's to change, and run unconfined."""
    if (place / "exercises").is_relative_to(submissions.resolve()):
        raise ValueError(
            f"the checks would come from {submissions} itself, where whoever hands it in can "
            "change them; name the course that you trust with --course FOLDER"
        )


def weak_isolation(isolation: str) -> None:
    """Under "strict", a machine that misses a guarantee."""
    offered = confine.available()
    if isolation == "strict" and offered.rung != "full":
        raise ValueError(f"isolation is {offered.rung}, not full: {' '.join(offered.missing)}")


def no_such_device(device: str) -> None:
    """A device that this machine lacks: every check would fail there."""
    if device == "cpu":
        return
    import torch

    if not torch.cuda.is_available():
        raise ValueError(
            f"--device {device}: torch.cuda.is_available() is False here; see grader doctor, or "
            "leave it out"
        )


def no_such_data(folder: Path | None) -> None:
    """A folder with data that is not there: checks would be skipped in silence."""
    if folder is not None and not folder.is_dir():
        raise ValueError(f"--data: there is no folder {folder}; see grader doctor")


def reports_among_submissions(output: Path, submissions: Path) -> None:
    """Reports would lie in the students' own folders."""
    if output.resolve() == submissions.resolve():
        raise ValueError(
            f"reports would lie among the submissions in {output}; name another --output"
        )


def grades_left_out(gradebook: Gradebook, course: Outline, chosen: Outline) -> None:
    """Grades of exercises that this run does not judge would no longer be in grades.csv."""
    if chosen.paths == course.paths:
        return
    known = {path for grade in gradebook.grades() for path in grade.exercises}
    lost = [path.split("/")[1] for path in course.paths if path in known - {*chosen.paths}]
    if lost:
        raise ValueError(
            f"{gradebook.path.parent} has grades of {', '.join(lost)}, which this run would leave "
            "out; choose them too, or name another --output"
        )
