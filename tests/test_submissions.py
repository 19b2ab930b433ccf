"""A path becomes submissions, a submission becomes texts; no submission stops a run."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import socket
import struct
import time
import tracemalloc
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.submissions import Contents, ReadLimits, Submission, beside, find, read

SOFTMAX = "03_softmax_regression/softmax.py"
METRICS = "03_softmax_regression/metrics.py"
SGD = "04_optimizers/sgd.py"
STUBS = [SOFTMAX, METRICS, SGD]
DEFINES = {SOFTMAX: ["softmax", "log_softmax"], METRICS: ["accuracy"], SGD: ["sgd_step", "SGD"]}
CODE = b"def softmax(logits, dim=-1):\n    return logits.exp()\n"
OTHER = b"def softmax(logits, dim=-1):\n    return logits\n"

Files = Mapping[str, bytes]
HandIn = Callable[..., Contents]


def put(root: Path, files: Files) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def zipped(files: Files | list[tuple[str | zipfile.ZipInfo, bytes]], **options: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(name, data, **options)
    return stream.getvalue()


def renamed(data: bytes, before: bytes, after: bytes) -> bytes:
    """The zip with an entry's name replaced as bytes, as no zip library would write it."""
    assert len(before) == len(after)
    assert data.count(before) == 2
    return data.replace(before, after)


def read_path(
    path: Path, limits: ReadLimits | None = None, *, stubs: Sequence[str] = STUBS
) -> Contents:
    return read(Submission("a", path), stubs, defines=DEFINES, limits=limits or ReadLimits())


@pytest.fixture(params=["folder", "zip", "zip in a folder", "zip in a zip"])
def hand_in(request: pytest.FixtureRequest, tmp_path: Path) -> HandIn:
    """Reads files, handed in in one of the ways there are."""

    def read_files(
        files: Files, limits: ReadLimits | None = None, stubs: Sequence[str] = STUBS
    ) -> Contents:
        path = tmp_path / "alice"
        if request.param == "folder":
            put(path, files)
        elif request.param == "zip in a folder":
            put(path, {"work.zip": zipped(files)})
        else:
            inner = zipped(files)
            path = tmp_path / "alice.zip"
            path.write_bytes(inner if request.param == "zip" else zipped({"work.zip": inner}))
        return read_path(path, limits, stubs=stubs)

    return read_files


@contextlib.contextmanager
def allocating_at_most(size: int) -> Iterator[None]:
    """Fails if more than ``size`` bytes were in use at any time within."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < size


# --- a path becomes submissions


def names(root: Path) -> list[str]:
    return [submission.name for submission in find(root, STUBS)]


@pytest.mark.parametrize(
    "place",
    ["softmax.py", "Softmax.PY", SOFTMAX, f"exercises/{SOFTMAX}", "exercises/softmax.py"],
)
def test_a_folder_that_holds_a_stub_is_one_submission(tmp_path: Path, place: str) -> None:
    root = put(tmp_path / "alice", {place: CODE, "zoe/notes.txt": b""})
    assert find(root, STUBS) == [Submission("alice", root)]


def notebook(*cells: str | list[str]) -> bytes:
    listed = [{"cell_type": "code", "source": cell} for cell in cells]
    text = {"cell_type": "markdown", "source": "def accuracy(x): ..."}
    return json.dumps({"nbformat": 4, "cells": [text, *listed]}).encode()


NOTEBOOK = notebook("def accuracy(x): ...")


@pytest.mark.parametrize(
    ("files", "here", "others"),
    [
        # a class, in which one entry is called as a stub or a folder of the course is
        ({"softmax.py": CODE, "ann.zip": b"", "bob.ZIP": b""}, "softmax.py", "ann.zip bob.ZIP"),
        ({"exercises/softmax.py": CODE, "ann.zip": b""}, "exercises", "ann.zip"),
        ({"sgd.py": CODE, f"ann/{SOFTMAX}": CODE}, "sgd.py", "ann"),
        ({"sgd.py": CODE, f"ann/exercises/{SOFTMAX}": CODE, "bob/x": b""}, "sgd.py", "ann"),
        ({f"exercises/{SOFTMAX}": CODE, "ann.py": CODE, "bob.ipynb": NOTEBOOK}, "exercises",
         "ann.py bob.ipynb"),
        ({SOFTMAX: CODE, "ann.py": CODE}, "03_softmax_regression", "ann.py"),
        ({"softmax.py": CODE, "ann.py": CODE, "bob.ipynb": NOTEBOOK}, "softmax.py",
         "ann.py bob.ipynb"),
        ({"softmax.py": CODE, "leeann_12_9001_softmax.py": b"", "roeeva_13_9002_x.ipynb": b""},
         "softmax.py", "leeann_12_9001_softmax.py roeeva_13_9002_x.ipynb"),
        ({"softmax.py": CODE, "sgd.py": CODE, "ann.zip": b""}, "sgd.py softmax.py", "ann.zip"),
        # one student's own folder
        ({"softmax.py": CODE, "helpers.py": b"x = 1", "trials.ipynb": NOTEBOOK, "data/x": b""},
         "softmax.py", ""),
        ({SOFTMAX: CODE, "helpers.py": b"x = 1", "notes.ipynb": b"{}", "b.py": b"\xff"},
         "03_softmax_regression", ""),
        ({f"exercises/{SOFTMAX}": CODE, "softmax_test.py": b"import softmax", "conftest.py": b"",
          f"solutions/{SOFTMAX}": CODE, f"tests/{SOFTMAX}": CODE, ".git/softmax.py": CODE,
          "README.md": b"", "data.tar.gz": b"", "softmax.ipynb": NOTEBOOK},
         "exercises", ""),
    ],
)  # fmt: skip
def test_what_else_may_be_a_student_s_is_found(
    tmp_path: Path, files: Files, here: str, others: str
) -> None:
    root = put(tmp_path / "class", files)
    assert len(find(root, STUBS)) == 1
    assert beside(root, STUBS, DEFINES) == (here.split(), others.split())


def test_a_folder_that_cannot_be_read_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = put(tmp_path / "class", {"sgd.py": CODE, "exercises/x": b"", "a/x": b"", "b.zip": b""})
    denied = ("exercises", "/a")
    refuse(monkeypatch, "scandir", lambda path: path.endswith(denied), errno.EACCES)
    assert len(find(root, STUBS)) == 1
    assert beside(root, STUBS, DEFINES) == (["sgd.py"], ["b.zip"])


def test_a_link_beside_a_stub_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", {"x.py": CODE, "softmax.py": CODE})
    root = put(tmp_path / "class", {f"exercises/{SOFTMAX}": CODE})
    for name, to in {"ann.py": "x.py", "bob": ".", "eva.zip": "x.py"}.items():
        (root / name).symlink_to(tmp_path / "elsewhere" / to)
    assert beside(root, STUBS, DEFINES) == (["exercises"], [])


def test_a_folder_whose_stubs_lie_elsewhere_is_a_class(tmp_path: Path) -> None:
    root = put(
        tmp_path / "class",
        {f"alice/{SOFTMAX}": CODE, "softmax.py/x.py": CODE, "bob_softmax.py": CODE},
    )
    assert names(root) == ["alice", "bob_softmax", "softmax.py"]


@pytest.mark.parametrize("name", ["alice.zip", "alice.py", "alice.ipynb", "alice.ZIP"])
def test_a_file_is_one_submission(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, {name: b""}) / name
    assert find(path, STUBS) == [Submission("alice", path)]


def test_each_entry_is_a_submission_sorted_by_code_points(tmp_path: Path) -> None:
    root = put(
        tmp_path,
        {
            "Öztürk.zip": b"",
            "bob/x.txt": b"",
            "Zoe.py": b"",
            "alice.ipynb": b"",
            "王芳/x.txt": b"",
            "notes.txt": b"",
            "grades.csv": b"",
        },
    )
    assert names(root) == ["Zoe", "alice", "bob", "Öztürk", "王芳"]


def test_what_systems_leave_behind_is_no_submission(tmp_path: Path) -> None:
    junk = [".git/x", "__MACOSX/x", ".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__/x.pyc"]
    root = put(tmp_path, dict.fromkeys([*junk, "._alice.zip", ".x.py", "alice.zip"], b""))
    assert names(root) == ["alice"]


def test_an_archive_that_is_not_read_gets_a_line_and_no_gap(tmp_path: Path) -> None:
    root = put(tmp_path, {"alice.rar": b"Rar!", "bob.zip": b""})
    assert names(root) == ["alice", "bob"]
    contents = read(find(root, STUBS)[0], STUBS)
    assert contents.notes == (
        "alice.rar is no folder, .zip, .py or .ipynb file; hand in one of these",
    )


def test_entries_of_one_name_get_distinct_names(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "jörg")
    entries = ["alice.zip", "alice/x", "Alice.py", "jörg/x", f"{decomposed}.zip", "bob.zip"]
    found = find(put(tmp_path, dict.fromkeys(entries, b"")), STUBS)
    assert {s.name: s.path.name for s in found} == {
        "alice": "alice",
        "alice.zip": "alice.zip",
        "Alice.py": "Alice.py",
        "jörg": "jörg",
        "jörg.zip": f"{decomposed}.zip",
        "bob": "bob.zip",
    }


@pytest.mark.parametrize(
    ("files", "names"),
    [
        # Canvas: the student, perhaps LATE, the student's number, the file's, its name
        (["leeann_12_9001_softmax.py", "leeann_LATE_12_9002_cross_entropy.py"], ["leeann_12"]),
        (["leeann_12_9001_softmax.py", "leeann_13_9002_softmax.py"], ["leeann_12", "leeann_13"]),
        (["_12_9001_softmax.py", "_12_9002_a.zip"], ["_12"]),
        # Moodle: the student, a number, what was handed in, in folders or side by side
        (["Ann Lee_12_assignsubmission_file_/softmax.py",
          "Ann Lee_12_assignsubmission_onlinetext_/onlinetext.html"], ["Ann Lee_12"]),
        (["A_B_12_assignsubmission_file_softmax.py", "A_B_12_assignsubmission_file_sgd.py"],
         ["A_B_12"]),
        # what only looks so
        (["softmax_2026_11_final.py", "softmax_2026_12_final.py"],
         ["softmax_2026_11_final", "softmax_2026_12_final"]),
        (["team_1_9001_a/softmax.py", "team_1_9002_b/softmax.py"],
         ["team_1_9001_a", "team_1_9002_b"]),
    ],
)  # fmt: skip
def test_what_an_lms_downloads_is_one_submission_a_student(
    tmp_path: Path, files: list[str], names: list[str]
) -> None:
    root = put(tmp_path / "class", dict.fromkeys(files, CODE))
    assert [submission.name for submission in find(root, STUBS)] == names


def test_a_class_in_one_zip_is_told_to_unpack_it(tmp_path: Path) -> None:
    names = ["leeann_12_9001_softmax.py", "roeeva_13_9002_softmax.py", "roeeva_13_9003_sgd.py"]
    path, own = tmp_path / "all.zip", tmp_path / "ann.zip"
    path.write_bytes(zipped(dict.fromkeys(names, CODE)))
    with pytest.raises(ValueError, match=r"all.zip holds the submissions of 2 students; unpack it"):
        find(path, STUBS)
    own.write_bytes(zipped(dict.fromkeys(names[1:], CODE)))
    assert find(own, STUBS) == [Submission("ann", own)]
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04")
    assert len(find(tmp_path / "bad.zip", STUBS)) == 1


def test_files_of_one_student_are_read_together(tmp_path: Path) -> None:
    files = {
        "leeann_12_9001_softmax.py": b"# soft",
        "leeann_12_9002_sgd-1.py": b"# sgd",
        "leeann_12_9003_notes.pdf": b"%PDF",
        "roeeva_13_9004_softmax.py": b"# eva",
    }
    ann, eva = find(put(tmp_path / "class", files), STUBS)
    found = read(ann, STUBS, defines=DEFINES)
    assert {stub: one.source for stub, one in found.stubs.items()} == {
        SOFTMAX: "# soft", SGD: "# sgd"
    }  # fmt: skip
    assert found.notes == ()
    assert list(read(eva, STUBS, defines=DEFINES).stubs) == [SOFTMAX]


def test_names_that_differ_only_in_encoding_are_numbered(tmp_path: Path) -> None:
    composed = unicodedata.normalize("NFC", "jörg")
    decomposed = unicodedata.normalize("NFD", "jörg")
    put(tmp_path, {f"{composed}/x": b"", f"{decomposed}/x": b""})
    if len(list(tmp_path.iterdir())) < 2:
        pytest.skip("this file system does not tell the two apart")
    assert names(tmp_path) == ["jörg", "jörg (2)"]


def test_a_name_can_be_printed_and_can_name_a_folder(tmp_path: Path) -> None:
    nasty = "\x1b[31mred\nline\u202egnp"
    put(tmp_path, {f"{nasty}/x": b"", "می‌خواهم/x": b"", f"{'長' * 80}/x": b""})
    (tmp_path / os.fsdecode(b"caf\xe9")).mkdir()
    assert names(tmp_path) == [
        "\\x1b[31mred\\nline\\u202egnp",
        "caf\\udce9",
        "می‌خواهم",
        "長" * (200 // 3),
    ]
    for name in names(tmp_path):
        (tmp_path / "grades" / name).mkdir(parents=True)


@pytest.mark.parametrize("name", ["...zip", "..zip"])
def test_a_name_never_means_another_folder(tmp_path: Path, name: str) -> None:
    assert names(put(tmp_path, {name: b""}) / name) == ["submission"]


def test_the_current_folder_goes_by_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(put(tmp_path / "alice", {"softmax.py": CODE, "sub/x": b""}))
    assert names(Path()) == ["alice"]
    monkeypatch.chdir("sub")
    assert names(Path("..")) == ["alice"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (None, "does not exist; give"),
        ({}, "holds no submission; put in"),
        ({".DS_Store": b"", "notes.txt": b""}, "holds no submission; put in"),
    ],
)
def test_a_root_without_submissions_is_an_error(
    tmp_path: Path, files: Files | None, words: str
) -> None:
    root = tmp_path / "class"
    if files is not None:
        put(root, files)
    with pytest.raises(ValueError, match=words) as raised:
        find(root, STUBS)
    assert str(root) in str(raised.value)


def test_a_root_that_is_another_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"grades\.csv is no .zip, .py or .ipynb file; give"):
        find(put(tmp_path, {"grades.csv": b""}) / "grades.csv", STUBS)


def test_links_in_a_class_are_listed_and_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", {"softmax.py": CODE})
    root = put(tmp_path / "class", {"alice/x": b""})
    (root / "bob").symlink_to(tmp_path / "elsewhere")
    (root / "loop").symlink_to("loop")
    found = find(root, STUBS)
    assert [s.name for s in found] == ["alice", "bob", "loop"]
    for submission in found[1:]:
        contents = read(submission, STUBS)
        assert contents.stubs == {}
        assert "is a symbolic link, which is not followed" in contents.notes[0]


def test_a_link_that_the_instructor_gives_is_followed(tmp_path: Path) -> None:
    root = put(tmp_path / "elsewhere", {"softmax.py": CODE})
    (tmp_path / "bob").symlink_to(root)
    (submission,) = find(tmp_path / "bob", STUBS)
    assert submission.name == "bob"
    assert SOFTMAX in read(submission, STUBS).stubs


# --- which file is which stub


def test_a_stub_is_found_by_its_path_at_any_depth(hand_in: HandIn) -> None:
    contents = hand_in({f"my work/exercises/{SOFTMAX}": CODE, "old/softmax.py": OTHER})
    assert contents.stubs[SOFTMAX].source == CODE.decode()
    assert contents.stubs[SOFTMAX].path == SOFTMAX
    assert contents.stubs[SOFTMAX].origin.endswith(f"my work/exercises/{SOFTMAX}")
    assert contents.problems == {}
    assert list(contents.stubs) == [SOFTMAX]


def test_a_stub_is_found_by_its_name_at_any_depth(hand_in: HandIn) -> None:
    contents = hand_in({"a/b/c/softmax.py": CODE, "sgd.py": b"# sgd", "notes.py": b"# none"})
    assert {path: stub.source for path, stub in contents.stubs.items()} == {
        SOFTMAX: CODE.decode(),
        SGD: "# sgd",
    }
    assert contents.problems == {}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (SOFTMAX, SOFTMAX.upper()),
        (SOFTMAX.upper(), "softmax.py"),
        ("a/softmax.py", "Softmax.py"),
        ("Softmax.py", "alice_softmax.py"),
        ("a/alice_softmax.py", "b/mine.py"),
    ],
)
def test_the_better_name_is_taken(tmp_path: Path, better: str, worse: str) -> None:
    data = zipped({worse: OTHER, better: CODE})
    contents = read_path(put(tmp_path, {"a.zip": data}) / "a.zip")
    assert contents.problems == {}
    assert contents.stubs[SOFTMAX].origin == better
    only = read_path(put(tmp_path, {"b.zip": zipped({worse: OTHER})}) / "b.zip")
    assert only.stubs[SOFTMAX].origin == worse


GIVEN = {SOFTMAX: "def softmax(x):\n    raise NotImplementedError\n"}
STUB = GIVEN[SOFTMAX].replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    "work", ["softmax (1).py", "mine/softmax.py", "a_123_softmax-2.py", "softmax.ipynb"]
)
def test_a_stub_as_it_was_given_gives_way(tmp_path: Path, work: str) -> None:
    code = notebook(CODE.decode()) if work.endswith("ipynb") else CODE
    put(tmp_path, {SOFTMAX: STUB, work: code, "sgd.py": b"# sgd"})
    contents = read(Submission("a", tmp_path), STUBS, defines=DEFINES, given=GIVEN)
    assert contents.problems == {}
    assert contents.stubs[SOFTMAX].origin == work
    assert contents.notes == (f"{SOFTMAX} is as it was given; another file was taken for it",)
    kept = read(Submission("a", tmp_path), STUBS, defines=DEFINES)
    assert kept.stubs[SOFTMAX].origin == SOFTMAX


@pytest.mark.parametrize("others", [{}, {"other.py": CODE}, {"copy/softmax.py": STUB}])
def test_a_stub_as_it_was_given_is_still_one(tmp_path: Path, others: dict[str, bytes]) -> None:
    """A file of another name that defines softmax is not surely the student's answer."""
    put(tmp_path, {SOFTMAX: STUB, **others})
    contents = read(Submission("a", tmp_path), STUBS, defines=DEFINES, given=GIVEN)
    assert contents.stubs[SOFTMAX].source == GIVEN[SOFTMAX]
    assert (contents.problems, contents.notes) == ({}, ())


def test_two_candidates_are_a_problem_that_names_both(hand_in: HandIn) -> None:
    contents = hand_in({"a/softmax.py": CODE, "b/softmax.py": OTHER, "sgd.py": b"# sgd"})
    line = contents.problems[SOFTMAX].replace("work.zip/", "")
    assert line == "two files could be softmax.py: a/softmax.py and b/softmax.py; keep one"
    assert list(contents.stubs) == [SGD]


def test_many_candidates_are_counted(tmp_path: Path) -> None:
    files = {f"{n}/softmax.py": b"# %d" % n for n in range(6)}
    assert read_path(put(tmp_path, files)).problems[SOFTMAX] == (
        "6 files could be softmax.py: 0/softmax.py, 1/softmax.py, 2/softmax.py, 3/softmax.py "
        "and 2 more; keep one"
    )


def test_equal_candidates_are_no_conflict(hand_in: HandIn) -> None:
    contents = hand_in({"b/softmax.py": CODE.replace(b"\n", b"\r\n"), "a/softmax.py": CODE})
    assert contents.problems == {}
    assert contents.stubs[SOFTMAX].origin.endswith("a/softmax.py")


@pytest.mark.parametrize(
    "folder",
    [
        "solutions", "Tests", "examples/submissions/ann", "kit/Examples/submissions",
        ".venv", ".git", "venv/lib/site-packages", "__MACOSX", "x/__pycache__",
    ],
)  # fmt: skip
def test_folders_that_are_not_handed_in_are_ignored(hand_in: HandIn, folder: str) -> None:
    contents = hand_in({f"{folder}/{SOFTMAX}": OTHER, f"{folder}/sgd.py": b"", "softmax.py": CODE})
    assert contents.stubs[SOFTMAX].source == CODE.decode()
    assert list(contents.stubs) == [SOFTMAX]
    assert contents.problems == {}


@pytest.mark.parametrize("folder", ["examples", "submissions", "examples/mine/submissions"])
def test_other_examples_are_handed_in(hand_in: HandIn, folder: str) -> None:
    contents = hand_in({f"{folder}/softmax.py": CODE, "sgd.py": b"# sgd"})
    assert list(contents.stubs) == [SOFTMAX, SGD]


def test_a_student_may_call_the_whole_solutions(hand_in: HandIn, tmp_path: Path) -> None:
    contents = hand_in({f"alice/solutions/{SOFTMAX}": CODE, "alice/solutions/sgd.py": b"#"})
    assert list(contents.stubs) == [SOFTMAX, SGD]
    path = put(tmp_path / "tests" / "solutions" / ".hidden", {"softmax.py": CODE})
    assert list(read_path(path).stubs) == [SOFTMAX]


@pytest.mark.parametrize(
    "name",
    [
        "softmax.py",
        "softmax.PY",
        "softmax (1).py",
        "softmax(2).py",
        "softmax-2.py",
        "softmax copy 2.py",
        "lastname_123_456_softmax.py",
        "Müller, Jörg_123_softmax.py",
        "Copy of softmax.py",
        "03_softmax_regression_softmax-1.py",
        "王芳_softmax (12).py",
    ],
)
def test_a_name_that_an_lms_made_is_the_stub_s(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, {name: b"x = 1\n"}) / name
    contents = read(Submission("a", path), STUBS)
    assert contents.stubs[SOFTMAX].source == "x = 1\n"
    assert contents.stubs[SOFTMAX].origin == name
    folder = read(Submission("a", put(tmp_path / "folder", {f"x/{name}": CODE})), STUBS)
    assert list(folder.stubs) == [SOFTMAX]


@pytest.mark.parametrize("name", ["presoftmax.py", "softmax2.py", "softmax_old.py", "softmax.txt"])
def test_a_name_that_only_resembles_is_not_the_stub_s(tmp_path: Path, name: str) -> None:
    contents = read_path(put(tmp_path, {name: b"x = 1\n"}))
    assert contents.stubs == {}
    assert contents.problems == {}


def test_the_longest_stub_name_is_meant(tmp_path: Path) -> None:
    stubs = ["a/softmax.py", "a/log_softmax.py"]
    put(tmp_path, {"bob_log_softmax.py": b"# both"})
    assert list(read(Submission("a", tmp_path), stubs).stubs) == ["a/log_softmax.py"]


@pytest.mark.parametrize("name", ["softmax_test.py", "test_softmax.py", "conftest.py"])
def test_files_of_the_course_are_never_an_answer(tmp_path: Path, name: str) -> None:
    assert read_path(put(tmp_path, {name: CODE})).stubs == {}


def test_a_stub_name_of_two_chapters_serves_the_chapter_it_lies_in(tmp_path: Path) -> None:
    stubs = ["a/train.py", "b/train.py"]
    flat = read(Submission("x", put(tmp_path / "x", {"train.py": b"# x"})), stubs)
    assert list(flat.stubs) == stubs
    one = read(Submission("y", put(tmp_path / "y", {"a/train.py": b"# a"})), stubs)
    assert list(one.stubs) == ["a/train.py"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"def softmax(x): return x\n", [SOFTMAX]),
        (b"import torch\nclass SGD:\n    pass\n", [SGD]),
        (b"async def sgd_step(): ...\n", [SGD]),
        (b"softmax = lambda x: x\n", [SOFTMAX]),
        (b"def softmax(x): return x\ndef accuracy(x): return 1.0\n", [SOFTMAX, METRICS]),
        (b"def softmax(x:\n", [SOFTMAX]),
        (b"def softmax_of(x): return x\n", []),
        (b"def main():\n    def softmax(x): return x\n", []),
        (b"softmax == 3\n", []),
        (b"softmax(3)\n# def softmax\n", []),
    ],
)
def test_another_name_is_matched_by_what_the_file_defines(
    tmp_path: Path, source: bytes, expected: list[str]
) -> None:
    path = put(tmp_path, {"alice.py": source}) / "alice.py"
    assert list(read_path(path).stubs) == expected
    assert list(read_path(put(tmp_path / "folder", {"x/y.py": source})).stubs) == expected


def test_definitions_are_looked_for_only_when_given(tmp_path: Path) -> None:
    path = put(tmp_path, {"alice.py": CODE}) / "alice.py"
    assert read(Submission("a", path), STUBS).stubs == {}


def test_a_file_that_is_a_stub_by_name_is_not_matched_by_definition(tmp_path: Path) -> None:
    put(tmp_path, {"softmax.py": CODE + b"def accuracy(x): return 1.0\n"})
    assert list(read_path(tmp_path).stubs) == [SOFTMAX]


def test_two_files_that_define_the_same_are_a_problem(tmp_path: Path) -> None:
    put(tmp_path, {"new.py": CODE, "old.py": OTHER})
    assert read_path(tmp_path).problems == {
        SOFTMAX: "two files could be softmax.py: new.py and old.py; keep one"
    }


def test_an_unnamed_file_that_cannot_be_read_is_noted(tmp_path: Path) -> None:
    path = put(tmp_path, {"alice.py": b"\xff\xff"}) / "alice.py"
    assert read_path(path).notes == ("alice.py is not UTF-8 text; save it as UTF-8",)


def test_an_empty_submission_is_told_what_to_hand_in(tmp_path: Path) -> None:
    contents = read_path(put(tmp_path, {"essay.txt": b""}))
    assert contents.notes == (f"no exercise was found in it; hand in files named like {SOFTMAX}",)


# --- text


@pytest.mark.parametrize(
    ("data", "source"),
    [
        ("x = 'é'\n".encode(), "x = 'é'\n"),
        ("x = 'é'\n".encode("utf-8-sig"), "x = 'é'\n"),
        ("# coding: latin-1\nx = 'é'\n".encode("latin-1"), "# coding: utf-8\nx = 'é'\n"),
        (
            "#!/x\n# -*- coding: cp1252 -*-\nx = '€'\n".encode("cp1252"),
            "#!/x\n# -*- coding: utf-8 -*-\nx = '€'\n",
        ),
        (b"# coding: utf-8\r\nx = 1\ry = 2\r\n", "# coding: utf-8\nx = 1\ny = 2\n"),
        (b"x = 1\x0c\n", "x = 1\x0c\n"),
        (b"", ""),
    ],
)
def test_text_is_decoded_as_python_does(tmp_path: Path, data: bytes, source: str) -> None:
    contents = read_path(put(tmp_path, {"softmax.py": data}))
    assert contents.problems == {}
    assert contents.stubs[SOFTMAX].source == source


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"x = '\xe9'\n", "is not UTF-8 text; save it as UTF-8"),
        (b"x = 1\ny = 2\nz = '\xe9'\n", "is not UTF-8 text; save it as UTF-8"),
        (b"# coding: klingon\n", "is not UTF-8 text; save it as UTF-8"),
        (b"# coding: rot13\n", "is encoded as rot-13; save it as UTF-8"),
        (b"# coding: punycode\n" + b"a" * 200_000, "is encoded as punycode; save it as UTF-8"),
        ("x = 1".encode("utf-16"), "is UTF-16 text; save it as UTF-8"),
    ],
)
def test_text_that_cannot_be_decoded_is_a_problem(
    tmp_path: Path, data: bytes, problem: str
) -> None:
    contents = read_path(put(tmp_path, {"softmax.py": data}))
    assert contents.stubs == {}
    assert contents.problems == {SOFTMAX: f"softmax.py {problem}"}


def test_a_notebook_may_be_several_stubs(hand_in: HandIn) -> None:
    data = notebook("import torch\n", ["def softmax(x):\n", "    return x\n"], "class SGD: ...")
    contents = hand_in({"Übung.ipynb": data, ".ipynb_checkpoints/Übung.ipynb": notebook("x")})
    assert list(contents.stubs) == [SOFTMAX, SGD]
    assert contents.stubs[SOFTMAX].source == (
        "# code cell 1\nimport torch\n\n\n"
        "# code cell 2\ndef softmax(x):\n    return x\n\n\n"
        "# code cell 3\nclass SGD: ...\n"
    )


def test_a_notebook_with_a_stub_s_name_is_other_stubs_too(tmp_path: Path) -> None:
    data = notebook("def softmax(x): ...", "class SGD: ...")
    assert list(read_path(put(tmp_path, {"softmax.ipynb": data})).stubs) == [SOFTMAX, SGD]


def test_a_stub_goes_before_a_notebook(tmp_path: Path) -> None:
    put(tmp_path, {"softmax.py": CODE, "softmax.ipynb": notebook("def softmax(x): ...")})
    assert read_path(tmp_path).stubs[SOFTMAX].origin == "softmax.py"


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("%matplotlib inline\nx = 1", "pass  # %matplotlib inline\nx = 1"),
        ("if x:\n    !pip install \\\n      torch\ny = 1", None),
        ("files = !ls\nx = %time f()", "pass  # files = !ls\npass  # x = %time f()"),
        ("softmax?\n??softmax", "pass  # softmax?\npass  # ??softmax"),
        ("%%bash\nls -l\n  pwd", "# %%bash\n# ls -l\n#   pwd"),
        ("%%time\nx = 1", "pass  # %%time\nx = 1"),
        ("%%capture out\nx = 1", "pass  # %%capture out\nx = 1"),
        ("%%timeit -n 3\nx = 1", "pass  # %%timeit -n 3\nx = 1"),
        ("%%html\n<b>", "# %%html\n# <b>"),
        ("%%javascript\nvar x = 1", "# %%javascript\n# var x = 1"),
        ("%%latex\n$x$", "# %%latex\n# $x$"),
        ("\n \n%%bash\nls", "# \n#  \n# %%bash\n# ls"),
        ("%%writefile notes.txt\nx = 1", "# %%writefile notes.txt\n# x = 1"),
        ("%%writefiles softmax.py\nx = 1", "# %%writefiles softmax.py\n# x = 1"),
        ("%%writefile\nx = 1", "# %%writefile\n# x = 1"),
        ("x = (7\n     % 3\n     != 2)", "x = (7\n     % 3\n     != 2)"),
        ("x = 7 % y\nz = '!'", "x = 7 % y\nz = '!'"),
    ],
)
def test_what_only_ipython_understands_is_put_aside(
    tmp_path: Path, cell: str, plain: str | None
) -> None:
    contents = read_path(put(tmp_path, {"softmax.ipynb": notebook(cell)}))
    source = contents.stubs[SOFTMAX].source
    compile(source, "softmax", "exec")
    plain = plain or "if x:\n    pass  # !pip install \\\n#       torch\ny = 1"
    assert source == f"# code cell 1\n{plain}\n"


@pytest.mark.parametrize(
    "magic",
    [
        "%%writefile softmax.py",
        "%%file softmax.py",
        "%%writefile -a softmax.py",
        "%%writefile softmax.py --append ",
        "%%writefile '/content/drive/My Drive/mine.PY'",
        "\n%%writefile exercises/03_softmax_regression/softmax.py",
    ],
)
def test_a_cell_that_is_written_to_a_python_file_is_code(tmp_path: Path, magic: str) -> None:
    code = "from __future__ import annotations\n\n\ndef softmax(x):\n    return x"
    contents = read_path(put(tmp_path, {"work.ipynb": notebook(f"{magic}\n{code}")}))
    assert list(contents.stubs) == [SOFTMAX]
    source = contents.stubs[SOFTMAX].source
    compile(source, "softmax", "exec")
    start = magic.replace("%%", "# %%")
    assert source == f"# code cell 1\n{start}\n{code}\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\x00",
        b"[]",
        b"{}",
        b'{"cells": 3}',
        b'{"cells": [3]}',
        b'{"cells": [{"cell_type": "code"}]}',
        b'{"cells": [{"cell_type": "code", "source": [1]}]}',
        b"[" * 200_000,
        b"9" * 100_000,
    ],
)
def test_a_broken_notebook_is_a_problem(tmp_path: Path, data: bytes) -> None:
    contents = read_path(put(tmp_path, {"softmax.ipynb": data}))
    assert contents.problems == {
        SOFTMAX: "softmax.ipynb is not a notebook of today's format; save it again"
    }


def test_a_notebook_s_figures_do_not_count_its_code_does(tmp_path: Path) -> None:
    limits = ReadLimits(stub=1000, notebook=10_000)
    cells = [{"cell_type": "code", "source": "x = 1", "outputs": "f" * 5000}]
    put(tmp_path / "a", {"softmax.ipynb": json.dumps({"cells": cells}).encode()})
    assert SOFTMAX in read_path(tmp_path / "a", limits).stubs
    put(tmp_path / "b", {"softmax.ipynb": notebook("x" * 1001)})
    assert (
        "more than 1000 characters of code" in read_path(tmp_path / "b", limits).problems[SOFTMAX]
    )


def test_half_characters_in_a_notebook_can_be_stored(tmp_path: Path) -> None:
    put(tmp_path, {"softmax.ipynb": notebook("x = '\ud800'")})
    assert read_path(tmp_path).stubs[SOFTMAX].source.encode() == b"# code cell 1\nx = '?'\n"


# --- names in zips


@pytest.mark.parametrize("flagged", [True, False])
def test_names_in_zips_are_utf_8_with_and_without_the_flag(tmp_path: Path, flagged: bool) -> None:
    data = zipped({"Übung-王/softmax.py": CODE})
    if not flagged:
        data = data.replace(b"PK\x03\x04\x14\x00\x00\x08", b"PK\x03\x04\x14\x00\x00\x00")
        data = data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\0\0\0")
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].flag_bits == (0x800 if flagged else 0)
    contents = read_path(put(tmp_path, {"a.zip": data}) / "a.zip")
    assert contents.stubs[SOFTMAX].origin == "Übung-王/softmax.py"


def test_names_in_zips_may_be_of_an_old_code_page(tmp_path: Path) -> None:
    data = renamed(zipped({"XXX/softmax.py": CODE}), b"XXX", "Bär".encode("cp437"))
    contents = read_path(put(tmp_path, {"a.zip": data}) / "a.zip")
    assert contents.stubs[SOFTMAX].origin == "Bär/softmax.py"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("other", ["NFC", "NFD"])
def test_accents_match_however_encoded(hand_in: HandIn, form: str, other: str) -> None:
    stub = unicodedata.normalize(form, "é/softmäx.py")
    contents = hand_in({unicodedata.normalize(other, "É/é/softmÄx.py"): CODE}, stubs=[stub])
    assert list(contents.stubs) == [stub]


def test_backslashes_divide_folders(tmp_path: Path) -> None:
    data = renamed(zipped({"Xa/softmax.py": CODE}), b"Xa/softmax.py", b"Xa\\softmax.py")
    data = renamed(data, b"Xa", b"..")
    contents = read_path(put(tmp_path, {"a.zip": data}) / "a.zip")
    assert contents.notes == ("../softmax.py leads out of the zip; make the zip again",)
    windows = zipped({SOFTMAX.replace("/", "\\"): CODE, "softmax.py": OTHER, "a\\": b""})
    contents = read_path(put(tmp_path, {"b.zip": windows}) / "b.zip")
    assert contents.stubs[SOFTMAX].origin == SOFTMAX


@pytest.mark.skipif(os.name == "nt", reason="a backslash cannot be in a name on Windows")
def test_backslashes_that_unzip_left_divide_folders(tmp_path: Path) -> None:
    put(tmp_path, {SOFTMAX.replace("/", "\\"): CODE, "softmax.py": OTHER})
    assert read_path(tmp_path).stubs[SOFTMAX].source == CODE.decode()


# --- hostile trees


def test_absolute_paths_and_parents_in_a_zip_touch_nothing(tmp_path: Path) -> None:
    outside = put(tmp_path, {"softmax.py": b"outside"}) / "softmax.py"
    data = zipped({f"{outside}": CODE, "../../sgd.py": b"# out", "./metrics.py": b"# in"})
    contents = read_path(put(tmp_path / "in", {"a.zip": data}) / "a.zip")
    assert {path: stub.source for path, stub in contents.stubs.items()} == {
        SOFTMAX: CODE.decode(),
        METRICS: "# in",
    }
    assert contents.notes == ("../../sgd.py leads out of the zip; make the zip again",)
    assert outside.read_bytes() == b"outside"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.zip", "in", "softmax.py"]


def test_links_in_folders_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "secret", {"softmax.py": b"secret", "deep/sgd.py": b"secret"})
    root = put(tmp_path / "alice", {"x.txt": b""})
    (root / "softmax.py").symlink_to(tmp_path / "secret" / "softmax.py")
    (root / "deep").symlink_to(tmp_path / "secret" / "deep")
    (root / "loop").symlink_to(root)
    (root / "work.zip").symlink_to(tmp_path / "secret" / "softmax.py")
    contents = read_path(root)
    assert contents.stubs == {}
    link = "is a symbolic link, which is not followed; hand in the file itself"
    assert contents.problems == {SOFTMAX: f"softmax.py {link}"}
    assert contents.notes == (f"work.zip {link}",)
    put(root, {"real/softmax.py": CODE})
    assert read_path(root).stubs[SOFTMAX].origin == "real/softmax.py"


def test_links_in_zips_are_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("softmax.py")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    contents = read_path(put(tmp_path, {"a.zip": zipped([(link, b"/etc/passwd")])}) / "a.zip")
    assert contents.stubs == {}
    assert "softmax.py is a symbolic link" in contents.problems[SOFTMAX]


def test_pipes_sockets_and_devices_are_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "softmax.py")
    os.mkfifo(tmp_path / "work.zip")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("sgd.py")
        refuse(monkeypatch, "open", lambda _: True, errno.EIO)
        contents = read_path(tmp_path)
        assert contents.problems == {
            SOFTMAX: "softmax.py is no ordinary file; hand in the file itself",
            SGD: "sgd.py is no ordinary file; hand in the file itself",
        }
        assert contents.notes == ("work.zip is no ordinary file; hand in the file itself",)
        assert "is no ordinary file" in read_path(Path("/dev/zero")).notes[0]


def test_a_pipe_put_in_a_file_s_place_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, {"softmax.py": CODE}) / "softmax.py"
    real = os.open

    def swap_and_open(name: str, *args: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return real(name, *args)

    monkeypatch.setattr(os, "open", swap_and_open)
    assert "is no ordinary file" in read_path(tmp_path).problems[SOFTMAX]


def test_a_link_put_in_a_file_s_place_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = put(tmp_path / "secret", {"x": b"secret"}) / "x"
    path = put(tmp_path / "alice", {"softmax.py": CODE}) / "softmax.py"
    real = os.open

    def swap_and_open(name: str, *args: int) -> int:
        path.unlink()
        path.symlink_to(secret)
        return real(name, *args)

    monkeypatch.setattr(os, "open", swap_and_open)
    contents = read_path(path.parent)
    assert contents.stubs == {}
    assert "softmax.py cannot be opened" in contents.problems[SOFTMAX]


def refuse(monkeypatch: pytest.MonkeyPatch, function: str, applies, number: int) -> None:
    """os.FUNCTION fails with an error number for the paths to which ``applies`` says so."""
    real = getattr(os, function)

    def refusing(path: str, *args: int) -> object:
        if applies(str(path)):
            raise OSError(number, os.strerror(number), path)
        return real(path, *args)

    monkeypatch.setattr(os, function, refusing)


def test_a_file_that_vanishes_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"softmax.py": CODE, "sgd.py": b"# sgd"})
    refuse(monkeypatch, "open", lambda path: path.endswith("softmax.py"), errno.ENOENT)
    contents = read_path(tmp_path)
    assert contents.problems == {SOFTMAX: "softmax.py vanished before it was read; grade again"}
    assert list(contents.stubs) == [SGD]
    gone = read_path(tmp_path / "gone")
    assert gone.notes == ("gone vanished before it was read; grade again",)


def test_what_may_not_be_read_is_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"softmax.py": CODE, "locked/sgd.py": b"", "metrics.py": b"", "a.zip": b""})
    denied = ("softmax.py", "locked", "a.zip")
    for function in ("open", "scandir"):
        refuse(monkeypatch, function, lambda path: path.endswith(denied), errno.EACCES)
    contents = read_path(tmp_path)
    assert list(contents.stubs) == [METRICS]
    assert contents.problems == {
        SOFTMAX: "softmax.py cannot be opened (Permission denied); hand it in again"
    }
    assert contents.notes == (
        "locked cannot be opened (Permission denied); hand it in again",
        "a.zip cannot be opened (Permission denied); hand it in again",
    )


def test_a_huge_stub_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "softmax.py").open("wb") as file:
        file.truncate(1 << 30)
    with allocating_at_most(1 << 20):
        contents = read_path(tmp_path)
    assert contents.problems == {SOFTMAX: "softmax.py is larger than 256 KiB; hand in code only"}


def test_a_stub_may_be_as_large_as_the_limit(hand_in: HandIn) -> None:
    contents = hand_in({"softmax.py": b"#" * (1 << 18), "sgd.py": b"#" * ((1 << 18) + 1)})
    assert len(contents.stubs[SOFTMAX].source) == 1 << 18
    assert list(contents.problems) == [SGD]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zipped({"softmax.py": b"\0" * (100 << 20), "a.zip": b"\0" * (100 << 20)})
    put(tmp_path, {"a.zip": bomb})
    with allocating_at_most(16 << 20):
        contents = read_path(tmp_path / "a.zip", ReadLimits(total=4 << 20))
    assert contents.stubs == {}
    assert contents.problems == {SOFTMAX: "softmax.py is larger than 256 KiB; hand in code only"}
    assert contents.notes == ("a.zip is larger than 4 MiB; hand in code only",)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(tmp_path: Path) -> None:
    bomb = bytearray(zipped({"softmax.py": b"\0" * (50 << 20)}))
    at = bomb.index(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = struct.pack("<I", 1 << 31)
    bomb[22:26] = struct.pack("<I", 1 << 31)
    put(tmp_path, {"a.zip": bytes(bomb)})
    with allocating_at_most(8 << 20):
        assert "is larger than 256 KiB" in read_path(tmp_path / "a.zip").problems[SOFTMAX]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_in_a_rare_method_is_not_unpacked(tmp_path: Path, method: int) -> None:
    put(tmp_path, {"a.zip": zipped({"softmax.py": b"\0" * (20 << 20)}, compress_type=method)})
    with allocating_at_most(4 << 20):
        contents = read_path(tmp_path / "a.zip")
    assert contents.problems == {
        SOFTMAX: "softmax.py is compressed in an unusual way; make an ordinary zip"
    }


def test_a_submission_is_read_up_to_a_total(hand_in: HandIn) -> None:
    files = {"softmax.py": b"#" * 600, "metrics.py": b"#" * 600, "sgd.py": b"#" * 600}
    # Zips in zips count too: there, 1300 bytes are spent before anything is found.
    contents = hand_in(files, limits=ReadLimits(total=1300))
    assert len(contents.stubs) in {1, 2}
    assert all("is past the first 1.26953 KiB" in line for line in contents.problems.values())
    assert len(contents.problems) == 3 - len(contents.stubs)


@contextlib.contextmanager
def unpacking(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The sizes of what zips were asked to unpack within, one for each time."""
    asked, real = [], zipfile.ZipExtFile.read

    def counting(stream: zipfile.ZipExtFile, size: int) -> bytes:
        asked.append(size)
        return real(stream, size)

    with monkeypatch.context() as patched:
        patched.setattr(zipfile.ZipExtFile, "read", counting)
        yield asked


def damaged(data: bytes) -> bytes:
    """The zip with wrong checksums in its table of contents."""
    changed, at = bytearray(data), -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        changed[at + 16] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("mistake", ["too large", "damaged"])
def test_what_is_unpacked_in_vain_counts_to_the_total(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mistake: str
) -> None:
    limits = ReadLimits(notebook=100_000, total=1_000_000)
    size = limits.notebook + 10 if mistake == "too large" else limits.notebook
    inner = zipped({f"{n}.ipynb": b" " * size for n in range(50)})
    inner = damaged(inner) if mistake == "damaged" else inner
    put(tmp_path, {"a.zip": zipped({"work.zip": inner, "z/softmax.py": CODE})})
    with unpacking(monkeypatch) as asked:
        contents = read_path(tmp_path / "a.zip", limits)
    assert sum(asked) < 1.5 * limits.total
    assert list(contents.stubs) == [SOFTMAX]


def test_a_data_set_too_large_to_be_unpacked_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"data.zip": b"\0" * (1 << 21), "figures.ipynb": b" " * (1 << 21), "softmax.py": CODE}
    put(tmp_path, {"a.zip": zipped(files)})
    with unpacking(monkeypatch) as asked:
        contents = read_path(tmp_path / "a.zip", ReadLimits(notebook=1 << 20, total=1 << 20))
    assert sum(asked) < 1 << 20
    assert list(contents.stubs) == [SOFTMAX]
    assert "data.zip is larger than 1 MiB; hand in code only" in contents.notes


def test_what_takes_long_to_unpack_and_gives_nothing_counts_to_the_total(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Empty blocks: zlib goes through megabytes of them, and nothing comes out."""
    packed = zlib.compressobj(wbits=-15)
    nothing = b"\x00\x00\x00\xff\xff" * 10_000 + packed.compress(b"") + packed.flush()
    data = bytearray(zipped({f"{n}.py": nothing for n in range(50)}, compress_type=0))
    for magic, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = -1
        while (at := data.find(magic, at + 1)) >= 0:
            data[at + offset] = zipfile.ZIP_DEFLATED
            checksum, size = at + offset + 6, at + offset + 14
            data[checksum : checksum + 4] = data[size : size + 4] = bytes(4)
    put(tmp_path, {"a.zip": bytes(data)})
    limits = ReadLimits(total=10 * len(nothing))
    with unpacking(monkeypatch) as asked:
        contents = read_path(tmp_path / "a.zip", limits)
    assert 10 <= len(asked) <= 12
    assert any("is past the first" in note for note in contents.notes)


@pytest.mark.parametrize("where", ["folder", "zip"])
def test_a_million_entries_end_at_a_limit(tmp_path: Path, where: str) -> None:
    files = {f"z/many/{n:03}.txt": b"" for n in range(300)} | {"a/softmax.py": b""}
    if where == "folder":
        root = put(tmp_path / "alice", files)
    else:
        root = put(tmp_path, {"a.zip": zipped(dict(reversed(files.items())))}) / "a.zip"
    contents = read_path(root, ReadLimits(entries=100))
    assert SOFTMAX in contents.stubs
    assert contents.notes == ("only the first 100 files were looked at; hand in fewer",)
    assert read_path(root).notes == ()


def test_a_folder_is_listed_no_further_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {f"{n}.py": b"" for n in range(50)})
    fetched = []

    class Counting:
        def __init__(self, path: str) -> None:
            self.entries = scandir(path)

        def __enter__(self):
            return (fetched.append(entry) or entry for entry in self.entries)

        def __exit__(self, *_: object) -> None:
            self.entries.close()

    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", Counting)
    read_path(tmp_path, ReadLimits(entries=10))
    assert len(fetched) == 11


def test_junk_does_not_use_up_the_limit(hand_in: HandIn) -> None:
    junk = {f".venv/lib/{n}.py": b"" for n in range(50)}
    contents = hand_in({**junk, "softmax.py": CODE}, limits=ReadLimits(entries=5))
    assert list(contents.stubs) == [SOFTMAX]
    assert contents.notes == ()


def test_a_zip_s_table_of_contents_is_loaded_up_to_a_limit(tmp_path: Path) -> None:
    put(tmp_path, {"a.zip": zipped({f"{n:0200}": b"" for n in range(100)})})
    contents = read_path(tmp_path / "a.zip", ReadLimits(contents=20_000))
    assert contents.notes == ("a.zip lists too many files; hand in your exercise files only",)
    # A table that is stated to be larger than any memory.
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[-10:-6] = struct.pack("<I", 0xFFFFFFF0)
    put(tmp_path, {"b.zip": bytes(data)})
    with allocating_at_most(4 << 20):
        assert "b.zip" in read_path(tmp_path / "b.zip").notes[0]


def test_a_longer_name_than_files_have_is_not_compared(tmp_path: Path) -> None:
    """Accents are put in order before a name is compared, in the square of their number."""
    names = ["a" + "\u0301\u0316" * 10_000 + f"{n}.py" for n in range(20)]
    deep = "a/" * 30_000 + "b.py"
    put(tmp_path, {"jones.zip": zipped({**dict.fromkeys([*names, deep], b""), "softmax.py": CODE})})
    started = time.process_time()
    contents = read(Submission("jones", tmp_path / "jones.zip"), STUBS)
    assert time.process_time() - started < 5.0
    assert [*contents.stubs] == [SOFTMAX]
    assert "too long a name" in contents.notes[0]


@pytest.fixture
def normalised(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were put into a normal form, one for each time."""
    texts, real = [], unicodedata.normalize

    def counting(form: str, text: str) -> str:
        texts.append(text)
        return real(form, text)

    monkeypatch.setattr(unicodedata, "normalize", counting)
    return texts


# The vowel sign decomposes into two marks, though it has no class of its own as marks have.
PILES = ["\u0315" * 120 + "\u0327" * 120, "\u0f73" * 80, "\u0301\u0316" * 100]


@pytest.mark.parametrize("pile", PILES, ids=ascii)
def test_marks_piled_on_a_letter_are_never_put_in_order(
    tmp_path: Path, normalised: list[str], pile: str
) -> None:
    """To put them in order takes the square of their number."""
    files = {f"a{pile}{n}.py": CODE for n in range(300)} | {f"z{pile}/sgd.py": b"#"}
    files |= {f"a{pile}.zip": zipped({"metrics.py": b"#"}), "softmax.py": CODE}
    (tmp_path / f"{pile[:60]}.zip").write_bytes(zipped({"work.zip": zipped(files)}))
    (submission,) = find(tmp_path / f"{pile[:60]}.zip", STUBS)
    contents = read(submission, STUBS, defines=DEFINES)
    assert list(contents.stubs) == [SOFTMAX]
    assert all("has too many marks on a letter of its name;" in line for line in contents.notes)
    assert 1 < len(contents.notes) <= 20
    assert len(normalised) < 100
    assert not any(pile[:17] in text for text in normalised)


def test_marks_piled_on_a_letter_are_refused_on_disk(tmp_path: Path, normalised: list[str]) -> None:
    pile = "\u0315" * 50 + "\u0327" * 50
    files = {f"a{pile}{n}.py": CODE for n in range(50)} | {f"z{pile}/sgd.py": b"#"}
    try:
        put(tmp_path / "alice", files | {"softmax.py": CODE, f"b{pile}.zip": b""})
    except OSError:
        pytest.skip("this file system takes no such names")
    contents = read(Submission("a", tmp_path / "alice"), STUBS, defines=DEFINES)
    assert list(contents.stubs) == [SOFTMAX]
    assert all("has too many marks on a letter of its name;" in line for line in contents.notes)
    assert len(normalised) < 50
    root = put(tmp_path / "class", files)
    assert len(find(root, STUBS)) == 51
    assert not any(pile[:17] in text for text in normalised)


@pytest.mark.parametrize("name", ["སྐྱེས", "ཧཱུྃ", "שָׁ֣לֹום", "ที่นี่", "क्ष्म्य", "Việt", "e" + "\u0301" * 16])
def test_names_as_languages_write_them_are_read(tmp_path: Path, name: str) -> None:
    contents = read_path(put(tmp_path, {"a.zip": zipped({f"{name}/softmax.py": CODE})}) / "a.zip")
    assert list(contents.stubs) == [SOFTMAX]
    assert contents.notes == ()


def test_a_name_is_put_into_a_normal_form_few_times(tmp_path: Path, normalised: list[str]) -> None:
    files = {f"Übung {n}/é{n}.py": b"" for n in range(100)} | {"softmax.py": CODE}
    put(tmp_path, {"a.zip": zipped({"work.zip": zipped(files)})})
    read(Submission("a", tmp_path / "a.zip"), STUBS, defines=DEFINES)
    assert len(normalised) < 7 * len(files)


def test_deep_folders_end_at_a_limit(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(60):
        deep = deep / "d"
    put(deep, {"softmax.py": CODE})
    contents = read_path(tmp_path)
    assert contents.stubs == {}
    assert contents.notes == ("folders more than 32 deep were not looked at; hand in fewer",)
    put(tmp_path / "zip", {"a.zip": zipped({"d/" * 5000 + "softmax.py": CODE, "sgd.py": b""})})
    contents = read_path(tmp_path / "zip" / "a.zip")
    assert list(contents.stubs) == [SGD]
    assert contents.notes == ("folders more than 32 deep were not looked at; hand in fewer",)


def test_zips_are_read_one_level_deep(tmp_path: Path) -> None:
    inner = zipped({"softmax.py": CODE, "more.zip": zipped({"sgd.py": b""})})
    put(tmp_path, {"work.zip": inner})
    contents = read_path(tmp_path)
    assert list(contents.stubs) == [SOFTMAX]
    assert contents.stubs[SOFTMAX].origin == "work.zip/softmax.py"


def test_only_some_zips_are_read(tmp_path: Path) -> None:
    put(tmp_path, {f"{n}.zip": zipped({f"{n}/softmax.py": CODE}) for n in range(5)})
    put(tmp_path, {"4.zip": zipped({"sgd.py": b""})})
    contents = read_path(tmp_path, ReadLimits(archives=3))
    assert list(contents.stubs) == [SOFTMAX]
    assert contents.notes == ("only 3 of the 5 zips in it were read; hand in one",)


def test_only_some_files_are_looked_through(tmp_path: Path) -> None:
    put(
        tmp_path,
        {f"{n}.py": b"" for n in range(5)} | {"z.py": b"class SGD: ...", "a_softmax.py": b""},
    )
    contents = read_path(tmp_path, ReadLimits(searched=4))
    assert list(contents.stubs) == [SOFTMAX]
    assert contents.notes == ("only 4 of 7 other files were looked at; hand in fewer",)


def test_an_encrypted_zip_is_a_problem(tmp_path: Path) -> None:
    data = bytearray(zipped({"softmax.py": CODE}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    assert read_path(put(tmp_path, {"a.zip": bytes(data)}) / "a.zip").problems == {
        SOFTMAX: "softmax.py is encrypted; make a zip without a password"
    }


@pytest.mark.parametrize("data", [b"", b"PK", b"Rar!", b"PK\x05\x06" + b"\0" * 10, b"\xff" * 5000])
def test_a_broken_zip_is_a_note(tmp_path: Path, data: bytes) -> None:
    line = "a.zip is damaged (BadZipFile); make the zip again"
    assert read_path(put(tmp_path, {"a.zip": data}) / "a.zip").notes == (line,)
    put(tmp_path, {"softmax.py": CODE})
    contents = read_path(tmp_path)
    assert list(contents.stubs) == [SOFTMAX]
    assert contents.notes == (line,)


def test_an_empty_zip_is_no_error(tmp_path: Path) -> None:
    contents = read_path(put(tmp_path, {"a.zip": zipped({})}) / "a.zip")
    assert contents.notes[0].startswith("no exercise was found in it")


def test_a_damaged_entry_is_a_problem_and_the_others_are_read(tmp_path: Path) -> None:
    data = zipped({"softmax.py": b"#" * 100, "sgd.py": b"# sgd"}, compress_type=0)
    put(tmp_path, {"a.zip": data.replace(b"#" * 100, b"#" * 99 + b"!")})
    contents = read_path(tmp_path / "a.zip")
    assert list(contents.stubs) == [SGD]
    assert contents.problems == {SOFTMAX: "softmax.py is damaged (BadZipFile); make the zip again"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_in_a_zip_is_a_conflict_unless_equal(tmp_path: Path) -> None:
    data = zipped([("softmax.py", CODE), ("softmax.py", OTHER), ("sgd.py", b"#"), ("sgd.py", b"#")])
    contents = read_path(put(tmp_path, {"a.zip": data}) / "a.zip")
    assert list(contents.stubs) == [SGD]
    assert contents.problems == {
        SOFTMAX: "two files could be softmax.py: softmax.py and softmax.py; keep one"
    }


def test_overlapping_entries_stay_within_the_limits(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0/softmax.py", b"\n" * (1 << 20))
        first = archive.infolist()[0]
        for n in range(1, 5000):
            entry = zipfile.ZipInfo(f"{n}/softmax.py")
            entry.compress_type, entry.CRC = first.compress_type, first.CRC
            entry.compress_size, entry.file_size = first.compress_size, first.file_size
            entry.header_offset = first.header_offset
            archive.filelist.append(entry)
    put(tmp_path, {"a.zip": stream.getvalue()})
    started = time.process_time()
    with allocating_at_most(32 << 20):
        contents = read_path(tmp_path / "a.zip")
    assert "5000 files could be softmax.py" in contents.problems[SOFTMAX]
    assert time.process_time() - started < 20


def test_control_characters_are_made_visible_in_every_line(tmp_path: Path) -> None:
    nasty = "\x1b[2Ka\n\u202e::error::"
    files = {f"{nasty}/softmax.py": CODE, f"b{nasty}/softmax.py": OTHER, f"{nasty}/sgd.py": b"#"}
    files |= {f"{nasty}.py": b"\xff", f"{nasty}.zip": b""}
    contents = read_path(put(tmp_path, files))
    origins = [stub.origin for stub in contents.stubs.values()]
    lines = [*origins, *contents.problems.values(), *contents.notes]
    assert len(lines) == 4
    for line in lines:
        assert "\\x1b[2Ka\\n\\u202e::error::" in line
        assert line.isprintable()


def test_notes_are_few_and_each_is_there_once(tmp_path: Path) -> None:
    put(tmp_path / "a", {f"{n}{'/d' * 40}/x.py": b"" for n in range(3)})
    assert len(read_path(tmp_path / "a").notes) == 1
    put(tmp_path / "b", {f"{n}.zip": b"" for n in range(30)})
    assert len(read_path(tmp_path / "b", ReadLimits(archives=30)).notes) == 20


def test_long_names_are_shortened(tmp_path: Path) -> None:
    long = "/".join(["x" * 200] * 20)
    data = zipped({f"{long}/softmax.py": b"\xff", "x" * 60_000 + "_sgd.py": b""})
    contents = read_path(put(tmp_path, {"a.zip": data}) / "a.zip")
    for line in (contents.problems[SOFTMAX], *contents.notes):
        assert len(line) < 250
        assert "…" in line


# --- the digest


def test_the_digest_is_of_what_counts(tmp_path: Path) -> None:
    def digest(name: str, files: Files) -> str:
        return read_path(put(tmp_path / name, files)).digest

    base = digest("a", {"softmax.py": CODE, "essay.txt": b"x"})
    assert len(base) == 64
    assert digest("b", {"deep/softmax.py": CODE, "other.txt": b"y"}) == base
    os.utime(tmp_path / "a" / "softmax.py", (1, 1))
    assert digest("a", {}) == base
    different = [
        digest("c", {"softmax.py": OTHER}),
        digest("d", {"sgd.py": CODE}),
        digest("e", {"softmax.py": CODE, "sgd.py": b""}),
        digest("f", {"softmax.py": CODE, "sgd.py": b"\xff"}),
        digest("g", {"softmax.py": CODE, "broken.zip": b""}),
        digest("h", {}),
    ]
    assert len({base, *different}) == 7


# --- anything at all

SMALL = ReadLimits(
    stub=64, notebook=256, total=300, entries=12, depth=3, archives=2, contents=700, searched=3
)
STUB_LIKE = ["softmax.py", "Softmax.py", "sgd.py", "a_metrics.py", "x.py", "x.ipynb", "x.zip"]
FOLDERS = ["03_softmax_regression", "solutions", "a", "..", ".", "", ".git", "é", "\x1b[1m"]
PARTS = st.sampled_from([*STUB_LIKE, *FOLDERS, "\\", "a\\b", "C:"])
TEXTS = st.one_of(
    st.sampled_from([CODE, OTHER[:64], b"class SGD: ...", b"# coding: latin-1\n\xff", b"\0"]),
    st.binary(max_size=400),
    st.builds(notebook, st.text(max_size=80)),
    st.integers(0, 400).map(lambda size: b"#" * size),
)


@st.composite
def archives(draw: st.DrawFn, *, level: int = 0) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for _ in range(draw(st.integers(0, 6))):
            entry = zipfile.ZipInfo("/".join(draw(st.lists(PARTS, min_size=1, max_size=5))) or "x")
            entry.external_attr = draw(st.sampled_from([0, 0o100644, 0o120777, 0o10644])) << 16
            entry.compress_type = draw(st.sampled_from([0, 8, 8, 12]))
            inner = archives(level=1) if level == 0 else st.nothing()
            archive.writestr(entry, draw(st.one_of(TEXTS, inner)))
    data = bytearray(stream.getvalue())
    for _ in range(draw(st.integers(0, 3))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(len(data) - 5, len(data)))])


TREES = st.lists(
    st.tuples(
        st.lists(PARTS.filter(lambda part: part not in {"", ".", ".."}), min_size=1, max_size=5),
        st.one_of(TEXTS, archives()),
    ),
    max_size=8,
)


def assert_sound(contents: Contents) -> None:
    texts = [stub.source for stub in contents.stubs.values()]
    plain = [stub.source for stub in contents.stubs.values() if not stub.origin.endswith("ipynb")]
    assert all(len(text) <= SMALL.stub for text in plain)
    # A notebook's cells get headings, its magics a prefix.
    assert all(len(text) <= 10 * SMALL.stub for text in texts)
    assert not contents.stubs.keys() & contents.problems.keys()
    assert {*contents.stubs, *contents.problems} <= set(STUBS)
    for text in texts:
        text.encode()
    for line in [*contents.problems.values(), *contents.notes]:
        assert line.isprintable()
        assert ";" in line


ANYTHING = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@ANYTHING
@given(
    data=st.one_of(archives(), st.binary(max_size=300)),
    kind=st.sampled_from(["zip", "ipynb", "py"]),
)
def test_no_file_makes_reading_raise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, kind: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"softmax.{kind}"
    path.write_bytes(data)
    assert_sound(read_path(path, SMALL))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@ANYTHING
@given(tree=TREES)
def test_no_folder_makes_reading_raise(
    tmp_path_factory: pytest.TempPathFactory, tree: list[tuple[list[str], bytes]]
) -> None:
    root = tmp_path_factory.mktemp("any") / "class"
    root.mkdir()
    for parts, data in tree:
        path = root.joinpath(*parts)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError:  # a folder is wanted where a file is
            continue
    first = read_path(root, SMALL)
    assert_sound(first)
    assert read_path(root, SMALL) == first
    try:
        submissions = find(root, STUBS)
    except ValueError:
        return
    assert len({submission.name.casefold() for submission in submissions}) == len(submissions)
    for submission in submissions:
        assert_sound(read(submission, STUBS, defines=DEFINES, limits=SMALL))
