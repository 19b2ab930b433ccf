"""The ``grader`` command: each subcommand is a few steps over the modules that do the work.

Results go to standard output, progress to standard error.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from enum import IntEnum
from functools import wraps
from pathlib import Path
from typing import Any

import click

from grader import __version__
from grader.reports import FORMATS

OPTION_ERRORS = (ValueError, OSError)


class Exit(IntEnum):
    """What the command's exit code says."""

    GRADED = 0  # whatever the marks
    NOT_PASSED = 1  # under --strict, and for verify
    USAGE = 2
    OUR_FAULT = 3
    INTERRUPTED = 130


def _guarded(command: Callable[..., None]) -> Callable[..., None]:
    """One clear line instead of a traceback for what a user can mend."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except KeyboardInterrupt:
            click.echo("\nstopped; what was finished is kept", err=True)
            sys.stderr.flush()
            os._exit(Exit.INTERRUPTED)  # now, not after other threads and processes
        except BrokenPipeError:  # whoever read the results has seen enough; click ends in silence
            raise
        except OPTION_ERRORS as error:
            click.echo(f"grader: {_said(error)}", err=True)
            sys.exit(Exit.USAGE)
        except Exception:
            traceback.print_exc()
            click.echo("grader: this is a mistake of the grader's, please report it", err=True)
            sys.exit(Exit.OUR_FAULT)

    return run


def _said(error: Exception) -> str:
    """An error of the system's without its number."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)


course_option = click.option(
    "--course", "root", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="The folder that holds exercises/ and solutions/; by default this one or one above.",
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="grader")
def main() -> None:
    """Grade PyTorch exercises: run, report, verify, list, hint, doctor, data, new."""


@main.command()
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("grades"),
    show_default=True,
    help="Where grades are kept; a later run goes on there.",
)
@click.option(
    "--exercise",
    "names",
    multiple=True,
    metavar="NAME",
    help="Grade only this exercise; may be repeated.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Judges side by side: at most one a core, by default as many as memory has room for.",
)
@click.option("--seed", help="Replay the examples of this seed; by default the recorded one.")
@click.option(
    "--device",
    type=click.Choice(["cpu", "cuda"]),
    default="cpu",
    show_default=True,
    help="What the exercises run on; checks that need a GPU are skipped on cpu.",
)
@click.option(
    "--isolation",
    type=click.Choice(["auto", "strict", "none"]),
    default="auto",
    show_default=True,
    help="strict refuses to grade when a guarantee is missing.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1),
    default=10.0,
    show_default=True,
    help="Seconds that a check may take; capstones state their own.",
)
@click.option(
    "--memory",
    type=click.IntRange(64),
    default=2048,
    show_default=True,
    help="MB that a submission may use.",
)
@click.option(
    "--shrink",
    type=click.FloatRange(0),
    default=2.0,
    show_default=True,
    help="Seconds that go into making a submission's counterexamples small.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="A torchvision root that holds MNIST; see grader doctor.",
)
@click.option("--slow", is_flag=True, help="Judge the slow checks too.")
@click.option("--strict", is_flag=True, help="Exit with 1 when any check did not pass.")
@course_option
@_guarded
def run(submissions: Path, output: Path, names: tuple[str, ...], **options: Any) -> None:
    """Grade SUBMISSIONS: one, or a folder with one for each student.

    Example: grader run examples/submissions --output grades
    """
    from grader.commands import run as command

    sys.exit(command.grade(submissions, output, names, **options))


@main.command()
@click.argument("grades", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    default=["html"],
    show_default=True,
    help="What to write; may be repeated.",
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="For canvas and moodle: the gradebook or grading worksheet exported there.",
)
@click.option(
    "--column",
    metavar="NAME",
    help="Its column to fill: the assignment in Canvas (torchkata), Grade in Moodle.",
)
@_guarded
def report(grades: Path, formats: tuple[str, ...], roster: Path | None, column: str | None) -> None:
    """Write what a run found: pages, or files for other systems.

    Example: grader report grades --format html
    """
    from grader.commands import report as command

    command.write(grades, formats, roster, column)


@main.command()
@click.option("--exercise", "names", multiple=True, metavar="NAME", help="Only this exercise.")
@click.option("--seed", default="verify", show_default=True, help="Seed of the examples.")
@click.option("--jobs", type=click.IntRange(1), help="Processes, as for run.")
@click.option("--full", is_flag=True, help="Every check judges every answer, and must be needed.")
@click.option("--scores", is_flag=True, help="The share that each wrong answer keeps.")
@course_option
@_guarded
def verify(
    names: tuple[str, ...],
    seed: str,
    jobs: int | None,
    full: bool,
    scores: bool,
    root: Path | None,
) -> None:
    """Check that stubs get 0, solutions 100 %, and mistakes are caught.

    Example: grader verify --exercise softmax
    """
    from grader.commands import verify as command
    from grader.options import judges

    sys.exit(command.verify(root, names, seed, judges(jobs), full, scores))


@main.command(name="list")
@course_option
@_guarded
def list_exercises(root: Path | None) -> None:
    """List the exercises in the order of the route, with their points.

    Example: grader list
    """
    from grader.commands import show

    show.exercises(root)


@main.command()
@click.argument("name")
@course_option
@_guarded
def hint(name: str, root: Path | None) -> None:
    """Show the hints of the exercise or check NAME.

    Example: grader hint softmax
    """
    from grader.commands import show

    show.hints(root, name)


@main.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="A torchvision root to look for data in.",
)
@course_option
@_guarded
def doctor(data: Path | None, root: Path | None) -> None:
    """Say what this machine offers: versions, devices, isolation, data.

    Example: grader doctor
    """
    from grader.commands import doctor as command

    command.report(root, data)


@main.command()
@click.argument("name", type=click.Choice(["MNIST", "FashionMNIST"]))
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="The torchvision root to put it in; by default the user's cache.",
)
@_guarded
def data(name: str, data: Path | None) -> None:
    """Download the data set NAME through torchvision.

    Example: grader data MNIST
    """
    from grader import data as datasets
    from grader.commands.run import use_data

    use_data(data)
    place = (None if data else datasets.root_of(name)) or datasets.fetch(name)
    click.echo(f"{name} is in {place}")


@main.command()
@click.argument("path", metavar="CHAPTER/NAME")
@course_option
@_guarded
def new(path: str, root: Path | None) -> None:
    """Make a stub, a spec and a solution to start from.

    Example: grader new 11_attention/attention
    """
    from grader.commands import new as command

    command.make(root, path)
