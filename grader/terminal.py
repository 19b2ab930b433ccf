"""What a student watches while pytest runs: a line a check under its exercise, then the table.

For ``pytest_plugin`` only; apart from it because none of this decides what a check comes to. With
-v pytest's own lines serve, with -q its row of letters. Under xdist, where exercises run side by
side, each is shown as a block once its checks are through.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader import progress
from grader.feedback import cause
from grader.results import CheckResult, Status, check_from_json

PROPERTY = "torchkata"
"""Under this name a report carries the JSON of a ``Seen``."""

AGAIN = "failed for the same reason"
_GLYPHS = {Status.PASSED: "✓", Status.NOT_ATTEMPTED: "·", Status.SKIPPED: "-"}
_PLAIN = {Status.PASSED: "+", Status.NOT_ATTEMPTED: ".", Status.SKIPPED: "-"}
_COLOURS = {Status.PASSED: "green", Status.NOT_ATTEMPTED: "yellow", Status.SKIPPED: "yellow"}


@dataclass(frozen=True)
class Seen:
    """A result on its way to the terminal, with the ``place`` of its exercise on the route.

    ``path`` is CHAPTER/NAME, ``root`` the folder of the chapters.
    """

    place: int
    path: str
    root: str
    result: CheckResult

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self))


class Lines:
    """Writes the lines and the table."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._results: dict[tuple[int, str], list[CheckResult]] = {}
        self._root = Path()
        self._heading = ""
        self._reasons: set[tuple[str, str]] = set()
        self._busy: dict[str, str] = {}
        self._held: dict[str, list[CheckResult]] = {}

    def pytest_sessionstart(self) -> None:
        if self._speaks():
            reporter = self._reporter()
            reporter.showfspath = False
            reporter._show_progress_info = False  # a percentage would follow our lines

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> Any:
        found = _found(report)
        if found is None or report.when != "call":
            return None
        status = found.result.status
        letter = self._glyph(status) if self._config.option.verbose < 0 else ""
        category: str = report.outcome
        if status is Status.NOT_ATTEMPTED:
            category = "not attempted"
        elif self._is_repeated(report):
            category = AGAIN
        return category, letter, (status.words.upper(), {_COLOURS.get(status, "red"): True})

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = _found(report)
        if found is None or report.when != "call":
            return
        path, result = found.path, found.result
        self._root = Path(found.root)
        self._results.setdefault((found.place, path), []).append(result)
        if not self._speaks():
            return
        worker = getattr(report, "worker_id", "")
        if not worker:
            self._write(path, result)
            return
        self._held.setdefault(path, []).append(result)
        if self._busy.get(worker) != path:
            self._release(self._busy.get(worker))
            self._busy[worker] = path

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        for path in list(self._held):
            self._release(path)

    def pytest_terminal_summary(self, terminalreporter: Any, exitstatus: int) -> None:
        if not self._results:
            return
        writer = terminalreporter._tw
        text = progress.table(
            {path: results for (_, path), results in sorted(self._results.items())},
            width=writer.fullwidth,
            colour=writer.hasmarkup,
            plain=not self._shows("█░"),
            rest=self._rest(exitstatus),
        )
        terminalreporter.write_line("")
        writer.write(text)

    def _reporter(self) -> Any:
        return self._config.pluginmanager.get_plugin("terminalreporter")

    def _speaks(self) -> bool:
        return self._reporter() is not None and self._config.option.verbose == 0

    def _is_repeated(self, report: pytest.TestReport) -> bool:
        """Whether an earlier check of this exercise gave the reason."""
        found = _found(report)
        if found is None or not report.failed:
            return False
        why = cause(found.result)
        if why is None:
            return False
        first = getattr(report, "torchkata_first", None)
        if first is None:
            reason = (found.path, why)
            first = report.torchkata_first = reason not in self._reasons  # type: ignore[attr-defined]
            self._reasons.add(reason)
        return not first

    def _release(self, path: str | None) -> None:
        for result in self._held.pop(path or "", []):
            self._write(path or "", result)

    def _write(self, path: str, result: CheckResult) -> None:
        reporter = self._reporter()
        if path != self._heading:
            self._heading = path
            reporter.ensure_newline()
            reporter.write_line(f"\n{path}", bold=True)
        words = "" if result.status is Status.PASSED else f": {result.status.words}"
        if result.status is Status.SKIPPED and result.failure:
            words += f", {result.failure.message}"
        colour = _COLOURS.get(result.status, "red")
        line = f"  {self._glyph(result.status)} {result.sentence}{words}"
        reporter.write_line(line, **{colour: True})

    def _glyph(self, status: Status) -> str:
        return _GLYPHS.get(status, "✗") if self._shows("✓✗·") else _PLAIN.get(status, "x")

    def _shows(self, characters: str) -> bool:
        encoding = getattr(self._reporter()._tw._file, "encoding", None) or "utf-8"
        try:
            characters.encode(encoding)
        except UnicodeEncodeError:
            return False
        return True

    def _rest(self, status: int) -> str | None:
        """The command that runs the whole route, where this run left out some of it."""
        option = self._config.option
        chosen = option.keyword or option.markexpr or getattr(option, "lf", False)
        chosen = chosen or option.deselect or any("::" in arg for arg in self._config.args)
        specs = len(list(self._root.glob("*/*_test.py")))
        whole = not chosen and len(self._results) >= specs
        if whole and status != pytest.ExitCode.INTERRUPTED:
            return None
        return f"pytest {shlex.quote(relative(self._root, self._config))}"


def relative(path: Path, config: pytest.Config) -> str:
    """``path`` as it is typed where pytest was started."""
    return os.path.relpath(path, config.invocation_params.dir).replace(os.sep, "/")


def _found(report: object) -> Seen | None:
    for name, value in getattr(report, "user_properties", ()):
        if name == PROPERTY:
            data = json.loads(value)
            return Seen(**{**data, "result": check_from_json(data["result"])})
    return None
