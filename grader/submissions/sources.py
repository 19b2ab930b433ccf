"""A student's bytes become Python text: encodings, notebooks, which names a text defines.

For ``reading``. Nothing here parses Python: a megabyte of ``a,a,a,`` costs ``ast.parse`` 650 MB
and three seconds. Imports nothing of ours but ``files`` and ``sandbox.cells``.
"""

from __future__ import annotations

import codecs
import json
import re
import tokenize
from io import BytesIO

from grader.sandbox import cells
from grader.submissions.files import UnreadableError

# Of the codecs that Python takes in a coding line, idna and punycode need quadratic time.
_CODECS = ("utf-8", "ascii", "iso8859", "cp", "mac", "koi8", "gb", "big5", "shift_jis", "euc")
_CODING = re.compile(r"^([ \t\f]*#.*?coding[:=][ \t]*)[-\w.]+", re.ASCII)
_MAGIC = re.compile(
    r"""%%?[A-Za-z_]                      # %matplotlib inline
      | !(?!=)                            # !pip install
      | [\w, \t]+=[ \t]*(?:!|%[A-Za-z_])  # files = !ls
      | \?{1,2}[\w.]+[ \t]*$ | [\w.]+\?{1,2}[ \t]*$  # softmax?""",
    re.VERBOSE,
)
_DEFINITION = re.compile(
    r"^(?:(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)|(\w+)[ \t]*=(?!=))", re.MULTILINE
)
_PYTHON_CELL = re.compile(r"%%(?:time|timeit|capture|prun)\b")
_PYTHON_FILE = re.compile(
    r"%%(?:writefile|file)[ \t].*\.py[\"']?(?:[ \t]+(?:-a|--append))?[ \t]*", re.IGNORECASE
)


def python_text(data: bytes) -> str:
    r"""The text of a Python file, lines ended by ``\n``: UTF-8, or as its coding line says.

    A coding line is made to say UTF-8, so that the text means the same when stored as UTF-8.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError("is UTF-16 text; save it as UTF-8")
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
        codec = codecs.lookup(encoding).name
        if not codec.startswith(_CODECS):
            raise UnreadableError(f"is encoded as {codec}; save it as UTF-8")
        text = data.decode(encoding)
    except (SyntaxError, LookupError, ValueError):
        raise UnreadableError("is not UTF-8 text; save it as UTF-8") from None
    lines = _lines(text)
    if not codec.startswith("utf-8"):
        lines[:2] = [_CODING.sub(r"\1utf-8", line) for line in lines[:2]]
    return "\n".join(lines)


def notebook_text(data: bytes, most: int) -> str:
    """The code cells of a notebook (nbformat 4), joined; UnreadableError above ``most`` characters.

    What IPython alone understands becomes ``pass`` and a comment, which is right in a block too.
    A cell that is written to a Python file is code like any other; every line keeps its number.
    """
    try:
        found = json.loads(data)["cells"]
        code = ["".join(cell["source"]) for cell in found if cell["cell_type"] == "code"]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise UnreadableError("is not a notebook of today's format; save it again") from None
    if sum(map(len, code)) > most:
        raise UnreadableError(f"holds more than {most} characters of code; hand in less")
    text = cells.joined(map(_plain, code))
    # JSON can hold halves of characters, which no file can.
    return text.encode("utf-8", "replace").decode("utf-8")


def _plain(cell: str) -> str:
    lines = _lines(cell)
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if _PYTHON_FILE.fullmatch(lines[first]):
        lines[first] = f"# {lines[first]}"  # no pass: imports from __future__ may follow
    elif lines[first].startswith("%%") and not _PYTHON_CELL.match(lines[first]):
        return "\n".join(f"# {line}" for line in lines)
    magic = False
    for at, line in enumerate(lines):
        code = line.lstrip(" \t")
        if magic and lines[at - 1].endswith("\\"):
            lines[at] = f"# {line}"
        else:
            magic = _MAGIC.match(code) is not None
            if magic:
                lines[at] = f"{line[: len(line) - len(code)]}pass  # {code}"
    return "\n".join(lines)


def _lines(text: str) -> list[str]:
    # Not splitlines: it divides at form feeds and others, where Python does not.
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def defined(text: str, wanted: frozenset[str]) -> set[str]:
    """Which of ``wanted`` a text defines or assigns at the start of a line."""
    names = (match[1] or match[2] for match in _DEFINITION.finditer(text))
    return {name for name in names if name in wanted}
