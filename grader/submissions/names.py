"""File names as students, systems and LMSs write them: compared, taken apart, made printable.

For the modules of ``submissions``; imports nothing of ours.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Sequence

_JUNK = {"__macosx", "__pycache__", "thumbs.db", "desktop.ini", "node_modules"}
_JUNK |= {"site-packages", "dist-packages", "venv"}
_HIDING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # Persian and Indic names are spelt with them
_COPY = re.compile(r"(?:[ _-]*\(\d+\)|[ _-]+(?:\d+|copy))+$", re.IGNORECASE)
LONGEST = 255
"""Characters of a file's name; no file system takes more, and comparing takes their square."""

_MOST_MARKS = 16
"""Marks on one letter; Hebrew and Tibetan need a few, and putting them in order the square."""
_REMEMBERED = 4096
_MOST_LISTED = 4

_CANVAS = re.compile(r"([^_]*)(?:_late)?_(\d+)_\d{3,}_.+", re.IGNORECASE | re.DOTALL)
"""The student, perhaps LATE, the student's number, the file's, its name."""
_MOODLE = re.compile(r"(.*)_(\d+)_assignsubmission_(?:file|onlinetext)(?:_.*)?", re.DOTALL)
"""The student, a number, what was handed in: a folder, or in front of a file's name."""

_BEFORE_VARIANT = {"", " ", "_", ".", "-"}


def visible(text: str, *, most: int = 160) -> str:
    """``text`` on one line, in NFC, its middle left out above ``most`` characters.

    Characters that act or hide when printed (controls, overrides of direction, line separators,
    bytes that are no text) are written as escapes.
    """
    if len(text) > most:
        text = f"{text[: most // 2]}…{text[-(most // 2) :]}"
    return "".join(map(_shown, composed(text)))


def listed(shown: Sequence[str]) -> str:
    """``a, b and c``; where there are more than a few, ``a, b, c, d and 2 more``."""
    first = list(shown[:_MOST_LISTED])
    if len(shown) > len(first):
        first.append(f"{len(shown) - len(first)} more")
    return " and ".join(filter(None, (", ".join(first[:-1]), first[-1])))


def _shown(char: str) -> str:
    if unicodedata.category(char) in _HIDING and char not in _JOINERS:
        return char.encode("unicode_escape").decode()
    return char


@functools.lru_cache(_REMEMBERED)
def composed(text: str) -> str:
    """``text`` in NFC: macOS takes accents apart, other systems do not.

    What ``is_piled`` stays as it is.
    """
    if text.isascii() or is_piled(text):
        return text
    return unicodedata.normalize("NFC", text)


def is_piled(text: str) -> bool:
    """Whether more marks follow one another in ``text`` than any language writes on a letter."""
    if text.isascii():
        return False
    # Not by combining(): it is 0 for the Tibetan vowels that come apart into two marks.
    marks = {ord(char) for char in set(text) if unicodedata.category(char)[0] == "M"}
    return "\u0301" * (_MOST_MARKS + 1) in text.translate(dict.fromkeys(marks, "\u0301"))


@functools.lru_cache(_REMEMBERED)
def caseless(text: str) -> str:
    """``text`` as compared where neither case nor the encoding of accents matters."""
    return composed(composed(text).casefold())


def is_junk(name: str) -> bool:
    """Whether systems and tools leave such a file or folder behind; never a student's work."""
    return name.startswith(".") or caseless(name) in _JUNK


def split(path: str) -> tuple[str, ...]:
    r"""The names in ``path``, divided by ``/`` or, as some Windows zippers write it, ``\``."""
    return tuple(part for part in re.split(r"[/\\]", path) if part not in {"", "."})


def stem(name: str) -> str:
    """``name`` without its last dot and what follows."""
    return name.rpartition(".")[0] or name


def suffix(name: str) -> str:
    """What follows the last dot of ``name``, in lower case; empty without a dot."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def owner(name: str, *, folder: bool) -> str | None:
    """``NAME_NUMBER`` of the student for whom an LMS called a download ``name``; None for others.

    The same for all that one student handed in, now and later.
    """
    found = _MOODLE.fullmatch(name) or (None if folder else _CANVAS.fullmatch(name))
    return f"{found[1]}_{found[2]}" if found else None


def variant_of(name: str, wanted: Collection[str]) -> str | None:
    """The longest of ``wanted`` (caseless stems) that an LMS or a browser made ``name`` of.

    They write ``Jones_123_softmax.py``, ``softmax (1).py``, ``softmax-2.py``.
    """
    if len(name) > LONGEST:
        return None
    core = _COPY.sub("", caseless(stem(name)))
    fitting = [w for w in wanted if core.endswith(w) and core[: -len(w)][-1:] in _BEFORE_VARIANT]
    return max(fitting, key=len, default=None)
