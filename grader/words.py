"""Values, calls and errors as a student reads them: Python that can be pasted where possible.

Small tensors at full precision, large ones as shape and dtype. Student text is made harmless:
control characters are escaped. Imports nothing of ours but what it shows.
"""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import torch

from grader.feedback import LINE
from grader.sandbox.wire import reach
from grader.subject import Request, StudentError, frame_lines

SMALL = 45
"""A tensor of at most this many elements is printed whole."""

FAR = 1000
"""Elements that a small tensor may reach over in memory, to be printed."""

VALUE = 1500
"""Characters of a value that are shown; no more entries of it are looked at."""

CALL = 6000
MESSAGE = 5000
"""Characters of a message."""


def call(request: Request, harness: str = "the harness") -> str:
    """The request as the call that the student would type, capped; ``harness`` is a file's name."""
    return _capped(_call(request, harness), CALL)


def _call(request: Request, harness: str) -> str:
    name, args, kwargs = request["name"], request.get("args", []), request.get("kwargs", {})
    if request["verb"] == "module":
        init = _arguments(*request["init"])
        given = "  # with given weights" if request.get("weights") else ""
        return f"{name}({init})({_arguments(args, {})}){given}"
    if request["verb"] == "harness":
        return f"{name}({_joined(['student', *_parts(args, kwargs)])})  # from {harness}"
    if request["verb"] == "grad":
        wrt = ", ".join(str(k if isinstance(k, str) else k + 1) for k in request["wrt"])
        return f"{name}({_arguments(args, kwargs)})  # its gradient for argument {wrt}"
    return f"{name}({_arguments(args, kwargs)})"


def value(thing: Any) -> str:
    """A value as Python, capped; of a tensor what it holds, whatever its layout in memory.

    Never an error: what cannot be shown is named.
    """
    try:
        if isinstance(thing, torch.Tensor) and thing.numel() <= SMALL:
            thing = thing.contiguous()
        return safe(_capped(_value(_begun(thing, [VALUE])), VALUE))
    except Exception as error:  # the value may be anybody's
        return f"<a {type(thing).__name__} that cannot be shown: {type(error).__name__}>"


def message(text: str) -> str:
    """A message, capped and harmless."""
    return _capped(safe(text[: MESSAGE + 1]), MESSAGE)


def _begun(thing: Any, left: list[int]) -> Any:
    """The start of ``thing``: as many entries of its containers, one in another, as are left."""
    if not isinstance(thing, list | tuple | dict):
        return thing
    if isinstance(thing, dict):
        return {key: _begun(item, left) for key, item in _taken(thing.items(), left)}
    entries = [_begun(item, left) for item in _taken(thing, left)]
    return entries if isinstance(thing, list) else tuple(entries)


def _taken(entries: Iterable[Any], left: list[int]) -> Iterator[Any]:
    for entry in entries:
        if left[0] <= 0:
            return
        left[0] -= 1
        yield entry


def student_error(error: StudentError) -> str:
    """The class, its message, and the frames in the student's own files."""
    lines = frame_lines(error.frames)
    if error.own or error.type.startswith("grader."):
        lines.append(error.message)
    else:
        lines.append(f"{error.type}: {error.message}" if error.message else error.type)
    return message("\n".join(lines))


def safe(text: str) -> str:
    """``text`` without control characters, which a terminal or a report would obey."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text  # as nearly all text is
    return "".join(
        char if char == "\n" or char == "\t" or char.isprintable() else _escape(char)
        for char in text
    )


def _escape(char: str) -> str:
    return char.encode("unicode_escape", "backslashreplace").decode("ascii")


def _capped(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + " ..."


def _arguments(args: Any, kwargs: Mapping[str, Any]) -> str:
    return _joined(_parts(args, kwargs))


def _parts(args: Any, kwargs: Mapping[str, Any]) -> list[str]:
    return [_value(arg) for arg in args] + [f"{k}={_value(v)}" for k, v in kwargs.items()]


def _joined(parts: list[str]) -> str:
    line = ", ".join(parts)
    if len(line) <= LINE and "\n" not in line:
        return line
    inner = ",\n".join("    " + part.replace("\n", "\n    ") for part in parts)
    return f"\n{inner},\n"


def _value(thing: Any) -> str:
    if isinstance(thing, torch.Tensor):
        return tensor(thing)
    if isinstance(thing, list):
        return f"[{_joined([_value(item) for item in thing])}]"
    if isinstance(thing, tuple):
        comma = "," if len(thing) == 1 else ""
        return f"({_joined([_value(item) for item in thing])}{comma})"
    if isinstance(thing, dict):
        return f"{{{_joined([f'{_value(key)}: {_value(item)}' for key, item in thing.items()])}}}"
    return repr(thing)


def tensor(x: torch.Tensor) -> str:
    """``tensor([[0., 1.]])``, with its dtype and memory layout where they are not the usual ones.

    Can be pasted up to ``SMALL`` elements: same values, dtype and strides.
    """
    x = x.detach()
    if x.device.type == "meta" or x.numel() == 0:
        return _without_values(x)
    if x.numel() > SMALL or reach(x.shape, x.stride()) > FAR:
        return f"<tensor of shape {tuple(x.shape)}, {str(x.dtype).removeprefix('torch.')}>"
    return _laid_out(x, "" if x.dtype in _USUAL else f", dtype={x.dtype}")


def _without_values(x: torch.Tensor) -> str:
    options = "" if x.dtype is torch.float32 else f", dtype={x.dtype}"
    options += ", device='meta'" if x.device.type == "meta" else ""
    shape, strides = tuple(x.shape), x.stride()
    if strides == torch.empty(shape, device="meta").stride():
        return f"torch.empty({shape}{options})"
    return f"torch.empty_strided({shape}, {strides}{options})"


def _laid_out(x: torch.Tensor, dtype: str) -> str:
    """A small tensor and how it comes to lie in memory as it does."""
    if x.is_contiguous():
        return f"tensor({_nested(x)}{dtype})"
    shape, strides = tuple(x.shape), x.stride()
    repeated = [d for d in range(x.dim()) if strides[d] == 0 and shape[d] > 1]
    if repeated:
        one = x[tuple(slice(1) if d in repeated else slice(None) for d in range(x.dim()))]
        return f"{_laid_out(one, dtype)}.expand{shape}"
    order = sorted(range(x.dim()), key=lambda d: strides[d], reverse=True)
    if x.permute(order).is_contiguous():
        back = tuple(order.index(d) for d in range(x.dim()))
        return f"tensor({_nested(x.permute(order))}{dtype}).permute{back}"
    if _overlaps(x):
        whole = x.as_strided((reach(shape, strides),), (1,))
        return f"tensor({_nested(whole)}{dtype}).as_strided{shape, strides}"
    made = "" if x.dtype is torch.float32 else f", dtype={x.dtype}"
    return f"torch.empty_strided({shape}, {strides}{made}).copy_(tensor({_nested(x)}{dtype}))"


def _overlaps(x: torch.Tensor) -> bool:
    """Whether two elements lie at one place in memory."""
    axes = [[i * s for i in range(n)] for n, s in zip(x.shape, x.stride(), strict=True)]
    return len({sum(place) for place in itertools.product(*axes)}) < x.numel()


_USUAL = {torch.float32, torch.int64, torch.bool}


def _nested(x: torch.Tensor, depth: int = len("tensor(")) -> str:
    """The numbers in brackets, a row a line where they are too many for one."""
    if x.dim() == 0:
        return _number(x)
    rows = [_nested(row, depth + 1) for row in x]
    line = f"[{', '.join(rows)}]"
    if "\n" not in line and len(line) <= LINE - depth:
        return line
    indent = "\n" + " " * (depth + 1)
    if x.dim() == 1:
        return indent.join(textwrap.wrap(line, LINE - depth - 1, break_long_words=False))
    return f"[{(',' + indent).join(rows)}]"


def _number(x: torch.Tensor) -> str:
    if not x.dtype.is_floating_point:
        return repr(x.item())
    # numpy's text is the shortest that reads back as the same float32
    text = str(x.numpy()[()]) if x.dtype is torch.float32 else repr(x.item())
    return text.removesuffix("0") if text.endswith(".0") else text
