"""``grader new``: a stub, a spec and a solution that already satisfy ``grader verify``."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

from grader import outline
from grader.commands.console import results
from grader.reports import files

_CHAPTER = re.compile(r"\d\d_[a-z0-9_]+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = {"torch", "torchvision", "numpy", "grader", "conftest", *sys.stdlib_module_names}

COURSE = {
    "conftest.py": 'pytest_plugins = ["grader.pytest_plugin"]\n',
    "pytest.ini": "[pytest]\naddopts = --import-mode=importlib\n",
}

STUB = '''"""{title}: say here in one sentence what is built, and give its formula."""

from torch import Tensor


def {name}(x: Tensor) -> Tensor:
    """Twice `x`, element by element.

    - x: float32 or float64, any shape, any strides; it is left unchanged.
    - Returns a tensor with the shape, dtype and device of `x`.
    """
    raise NotImplementedError("{name}")
'''

SOLUTION = '''"""{title}, solved."""

from torch import Tensor


def {name}(x: Tensor) -> Tensor:
    """Twice `x`, element by element."""
    return 2 * x
'''

SPEC = '''"""{name}(x) = 2 x"""

import torch

from grader.contract import keeps_dtype, leaves_arguments_alone, takes_any_strides
from grader.expect import close
from grader.inputs import tensors
from grader.spec import Exercise

exercise = Exercise("{name}", functions=("{name}",), summary="Say what the student builds.")


def twice(x):
    return 2 * x


@exercise.check(points=1, hint="2 * x")
def one_becomes_two({name}):
    """turns 1 into 2"""
    close({name}(torch.tensor([1.0])), torch.tensor([2.0]))


@exercise.check(points=2, hint="Every element counts, whatever the shape.", x=tensors())
def agrees_with_the_formula({name}, x):
    """is 2 x for tensors of any shape"""
    close({name}(x), twice(x.double()), dtype=x.dtype)


exercise.add(
    keeps_dtype("{name}", twice, x=lambda dtype: tensors(dtype=dtype)),
    takes_any_strides("{name}", twice, x=lambda layout: tensors(layout=layout)),
    leaves_arguments_alone("{name}", twice, x=tensors()),
)
'''


def make(root: Path | None, path: str) -> None:
    """Write the three files. ``ValueError`` for a bad name, or files that are there already."""
    chapter, _, name = path.partition("/")
    if not _CHAPTER.fullmatch(chapter) or not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise ValueError(f"{path!r} is no CHAPTER/NAME such as 11_attention/attention")
    if name in _TAKEN or name.endswith((outline.SUFFIX.removesuffix(".py"), "_harness")):
        raise ValueError(f"{name!r} means another file or module already; choose another name")
    place = _folder(root)
    same = sorted((place / "exercises").glob(f"*/{name}{outline.SUFFIX}"))
    if same and same[0].parent.name != chapter:
        raise ValueError(f"{same[0].parent.name} has an exercise {name!r}; choose another name")
    texts = {
        place / "exercises" / chapter / f"{name}.py": STUB,
        place / "exercises" / chapter / f"{name}{outline.SUFFIX}": SPEC,
        place / "solutions" / chapter / f"{name}.py": SOLUTION,
    }
    for file in texts:
        if file.exists():
            raise ValueError(f"{file} is there already; choose another name")
    for file, text in texts.items():
        files.write(file, text.format(name=name, title=name.replace("_", " ").capitalize()))
    console = results()
    for file in texts:
        console.print(str(file.relative_to(place)), soft_wrap=True, markup=False)
    console.print(f"\nnow: grader verify --exercise {name}", markup=False)


def _folder(root: Path | None) -> Path:
    if root is not None:
        (root / "exercises").mkdir(parents=True, exist_ok=True)
        for name, text in COURSE.items():
            if not (root / "exercises" / name).exists():
                files.write(root / "exercises" / name, text)
        return root
    return outline.place(None)
