"""Grades for Canvas and Moodle: each row gets what is certainly its own, the others nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.reports import canvas, moodle, roster
from grader.reports.roster import Identity, Roster
from grader.results import Grade

CANVAS = (
    ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Week 1 (77)", "Final (9)"),
    ("    Points Possible", "", "", "", "", "10.00", "(read only)"),
    ("Lee, Ann", "12", "s001", "annlee", "A", "", "5"),
    ("Árpád, Éva", "13", "s002", "eva@x.edu", "A", "3", "5"),
    ("Student, Test", "14", "", "", "A", "", ""),
)
MOODLE = (
    ("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
     "Last modified (grade)", "Feedback comments"),
    ("Participant 12", "Ann Lee", "ann@x.edu", "Submitted", "", "10.00", "-", ""),
    ("Participant 13", "Éva Árpád", "eva@x.edu", "Submitted", "4.00", "10.00", "-", "well"),
)  # fmt: skip


def export(lines: tuple[tuple[str, ...], ...]) -> Roster:
    headings, *rows = lines
    return Roster(headings, tuple(rows))


def grades(*names: str, points: float = 3.0) -> dict[str, Grade]:
    return {name: Grade(name, points, 4.0, {"03_s/softmax": points}, {}) for name in names}


# Who is who

PEOPLE = {
    0: Identity("12", ("s001", "annlee"), "Lee, Ann"),
    1: Identity("13", ("s002", "eva@x.edu"), "Árpád, Éva"),
    2: Identity("14", (), "Lee, Bo"),
    3: Identity("15", (), "Bo Lee"),
}


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("annlee", 0), ("S001", 0), ("Ann Lee", 0), ("lee_ann", 0), ("Lee, Ann", 0),
        ("eva@x.edu", 1), ("Éva Árpád", 1), ("leeann_12", 0), ("Ann Lee_12", 0),
        ("árpádéva_13", 1), ("arpadeva_13", 1), ("rpdva_13", 1),
    ],
)  # fmt: skip
def test_a_submission_is_somebodys(name: str, row: int) -> None:
    found = roster.match(PEOPLE, [name])
    assert dict(found.found) == {row: name}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Bo Lee", "Bo Lee may be Lee, Bo and Bo Lee"),
        ("Ann", "Ann is in no row"),
        ("Eva Arpad", "Eva Arpad is in no row"),
        ("12", "12 is in no row"),
        ("team_12", "team_12 is in no row"),
        ("_12", "_12 is in no row"),
        ("leeann_14", "leeann_14 is in no row"),
        ("12_12", "12_12 is in no row"),
    ],
)
def test_nothing_is_guessed(name: str, problem: str) -> None:
    found = roster.match(PEOPLE, [name])
    assert dict(found.found) == {}
    assert problem in found.problems


def test_two_submissions_of_one_student_are_named_and_neither_counts() -> None:
    found = roster.match(PEOPLE, ["annlee", "Ann Lee"])
    assert dict(found.found) == {}
    assert found.problems[0] == "Lee, Ann has 2: annlee, Ann Lee"


def test_those_of_whom_nothing_was_graded_are_named() -> None:
    found = roster.match(PEOPLE, ["annlee"])
    assert found.problems == ("nothing was graded of Árpád, Éva, Lee, Bo, Bo Lee",)


# Canvas


def test_canvas_gets_the_assignment_and_those_with_a_grade_only() -> None:
    filled, matches = canvas.filled(export(CANVAS), grades("annlee"), "week 1")
    assert filled == export((
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Week 1 (77)"),
        ("    Points Possible", "", "", "", "", "10.00"),
        ("Lee, Ann", "12", "s001", "annlee", "A", "7.5"),
    ))  # fmt: skip
    assert matches.problems == ("nothing was graded of Árpád, Éva, Student, Test",)


def test_canvas_may_get_a_new_assignment() -> None:
    filled, _ = canvas.filled(export(CANVAS), grades("annlee"), "torchkata")
    assert [(row[0].strip(), row[-1]) for row in filled.rows] == [
        ("Points Possible", "4"), ("Lee, Ann", "3"),
    ]  # fmt: skip
    assert filled.headings[-1] == "torchkata"


def test_canvas_assignments_of_one_name_are_told_apart() -> None:
    twice = export((("Student", "ID", "Week 1 (77)", "Week 1 (78)"), ("Lee, Ann", "12", "", "")))
    with pytest.raises(ValueError, match=r"several columns are called Week 1: Week 1 \(77\), Week"):
        canvas.filled(twice, grades("Ann Lee"), "Week 1")
    filled, _ = canvas.filled(twice, grades("Ann Lee"), "Week 1 (78)")
    assert filled.headings == ("Student", "ID", "Week 1 (78)")


def test_another_file_is_no_gradebook_of_canvas() -> None:
    with pytest.raises(ValueError, match="has no columns Student and ID; export it in Canvas"):
        canvas.filled(export(MOODLE), {}, "x")


@pytest.mark.parametrize("name", ["leeann_12", "annlee"])
def test_a_download_from_canvas_names_its_student(name: str) -> None:
    _, matches = canvas.filled(export(CANVAS), grades(name), "Week 1")
    assert dict(matches.found) == {1: name}


# Moodle


@pytest.mark.parametrize("name", ["Ann Lee_12", "ann@x.edu", "Ann Lee"])
def test_moodle_gets_its_worksheet_back(name: str) -> None:
    filled, _ = moodle.filled(export(MOODLE), grades(name), "Grade")
    assert filled.headings == MOODLE[0]
    ann, eva = filled.rows
    assert ann == (*MOODLE[1][:4], "7.50", "10.00", "-", "3 of 4 points: softmax 3")
    assert eva == MOODLE[2]


def test_moodle_without_a_maximum_gets_points() -> None:
    sheet = export((("Identifier", "Grade"), ("Participant 12", "")))
    filled, matches = moodle.filled(sheet, grades("Participant_12"), "Grade")
    assert filled.rows == (("Participant 12", "3.00"),)
    assert matches.problems == ()


def test_another_file_is_no_worksheet_of_moodles() -> None:
    with pytest.raises(ValueError, match="no columns Identifier and Grade; download it in Moodle"):
        moodle.filled(export(CANVAS), {}, "Grade")


# Files


def test_an_export_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_bytes('\ufeffID,"Full, name"\r\n1,"a ""b"""\r\n\r\n2\r\n3,c,d\r\n'.encode())
    read = roster.read(file)
    assert read == Roster(("ID", "Full, name"), (("1", 'a "b"'), ("2", ""), ("3", "c")))
    assert read.text() == 'ID,"Full, name"\n1,"a ""b"""\n2,\n3,c\n'


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfe1\x00", "is no CSV file in UTF-8"), (b"\n \n", "is empty")]
)
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "e.csv"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=said):
        roster.read(file)
