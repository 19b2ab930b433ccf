"""One submission as JUnit XML, which CI services show as tests.

The form that Jenkins, GitLab and GitHub's actions read, https://llg.cubic.org/docs/junit/: a suite
an exercise, a case a check. What leaves the maximum is skipped, and so turns no build red.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from grader.feedback import student_text
from grader.reports import details
from grader.results import UNCOUNTED, CheckResult, ExerciseResult, Status, SubmissionResult

_FAILURES = {Status.FAILED, Status.FORBIDDEN, Status.NOT_ATTEMPTED}
"""An answer that is not what was asked for. All else that costs points is an error."""


def text(result: SubmissionResult) -> str:
    """The file's content."""
    root = ET.Element("testsuites", name=_clean(result.name))
    for exercise in result.exercises:
        root.append(_suite(exercise))
    _count(root, [check for exercise in result.exercises for check in exercise.checks])
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(exercise: ExerciseResult) -> ET.Element:
    suite = ET.Element("testsuite", name=exercise.path)
    _count(suite, exercise.checks)
    for check in exercise.checks:
        case = ET.SubElement(
            suite, "testcase",
            classname=exercise.path.replace("/", "."), name=check.name, time=_seconds([check]),
        )  # fmt: skip
        kind = _kind(check)
        if kind == "skipped":
            why = check.failure.message if check.failure else check.status.words
            ET.SubElement(case, kind, message=_clean(why))
        elif kind:
            message = f"{check.sentence}: {check.status.words}"
            told = student_text(check, rerun=details.rerun(check, exercise))
            ET.SubElement(case, kind, type=check.status.value, message=message).text = _clean(told)
    return suite


def _kind(check: CheckResult) -> str | None:
    if check.status is Status.PASSED:
        return None
    if check.status in UNCOUNTED:
        return "skipped"
    return "failure" if check.status in _FAILURES else "error"


def _count(element: ET.Element, checks: Sequence[CheckResult]) -> None:
    kinds = [_kind(check) for check in checks]
    element.set("tests", str(len(checks)))
    element.set("failures", str(kinds.count("failure")))
    element.set("errors", str(kinds.count("error")))
    element.set("skipped", str(kinds.count("skipped")))
    element.set("time", _seconds(checks))


def _seconds(checks: Sequence[CheckResult]) -> str:
    return f"{sum(check.seconds for check in checks):.3f}"


_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    """``text`` without characters that XML has no way to write."""
    return _NOT_XML.sub("\ufffd", text)
