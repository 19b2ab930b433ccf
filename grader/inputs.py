"""Hypothesis strategies for what torch functions take: shapes, dtypes, memory layouts, tensors.

For specs. A tensor is drawn as bytes, one an element, that index a table of values; so drawing is
cheap and Hypothesis shrinks towards zeros and small shapes.
Imports nothing of ours.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import torch
from hypothesis import strategies as st

DTYPES = [torch.float32, torch.float64]
LAYOUTS = ["contiguous", "permuted", "expanded", "strided"]
"""How a tensor may lie in memory; ``laid_out`` makes each. Give the list to use every one."""

Shape = tuple[int, ...]


def tensors(
    *,
    shape: Shape | None = None,
    min_dims: int = 0,
    max_dims: int = 4,
    max_side: int = 5,
    dtype: torch.dtype = torch.float32,
    layout: str = "contiguous",
    scale: float = 1.0,
    distinct: bool = False,
) -> st.SearchStrategy[torch.Tensor]:
    """Floating-point tensors with values in about [-13, 13] times ``scale``, zero the simplest.

    Without ``shape``, one from ``shapes``. ``distinct`` makes all elements differ, so that no
    maximum is tied; an expanded layout repeats its first row all the same.
    """
    sized = st.just(shape) if shape is not None else shapes(min_dims, max_dims, max_side)
    return sized.flatmap(lambda s: _filled(s, dtype, layout, scale, distinct))


@st.composite
def shapes(draw: st.DrawFn, min_dims: int = 0, max_dims: int = 4, max_side: int = 5) -> Shape:
    """Shapes that are square, all different, or anything; sides from 1.

    A forgotten keepdim hides in shapes that are not square, a wrong dim in those that are.
    """
    rank = draw(st.integers(min_dims, max_dims))
    sides = [draw(st.integers(1, max_side)) for _ in range(rank)]
    kind = draw(st.sampled_from(["anything", "square", "different"]))
    if kind == "square" and max_side > 1:
        return (max(sides[0], 2),) * rank if rank else ()
    if kind == "different" and rank < max_side:
        left = list(range(2, max_side + 1))
        return tuple(left.pop((side - 1) % len(left)) for side in sides)
    return tuple(sides)


def dims(x: torch.Tensor) -> st.SearchStrategy[int]:
    """Any dimension of ``x``, counted from the front or from the back."""
    return st.integers(0, 2 * x.dim() - 1).map(lambda i: i if i < x.dim() else i - 2 * x.dim())


def labels(
    shape: Shape, num_classes: int, *, dtype: torch.dtype = torch.int64
) -> st.SearchStrategy[torch.Tensor]:
    """Class indices from 0 to ``num_classes`` - 1."""
    count = _size(shape)
    return st.lists(st.integers(0, num_classes - 1), min_size=count, max_size=count).map(
        lambda values: torch.tensor(values, dtype=dtype).reshape(shape)
    )


def cotangent(shape: Sequence[int], dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """A fixed irregular gradient for a vector-Jacobian product; no two elements alike.

    Never all ones: with those the gradient of softmax is zero whatever the code does.
    """
    generator = torch.Generator().manual_seed(_size(tuple(shape)))
    values = torch.randn(tuple(shape), generator=generator, dtype=torch.float64)
    return values.to(dtype)


def laid_out(x: torch.Tensor, layout: str) -> torch.Tensor:
    """The values of ``x`` in another memory layout, one of ``LAYOUTS``.

    permuted: the dimensions lie in reverse order, as after ``.permute`` or ``.T``.
    expanded: the first dimension is one row repeated with stride 0 (its values are repeated).
    strided: every other element of a larger storage, with an offset.
    """
    if x.dim() == 0 or layout == "contiguous":
        return x.contiguous()
    order = tuple(reversed(range(x.dim())))
    if layout == "permuted":
        return x.permute(order).contiguous().permute(order)
    if layout == "expanded":
        return x[:1].clone().expand(x.shape)
    if layout == "strided":
        wide = x.new_full((*x.shape[:-1], 2 * x.shape[-1] + 1), 77.0)
        wide[..., 1::2] = x
        return wide[..., 1::2]
    raise ValueError(f"layout={layout!r}; expected one of {LAYOUTS}")


def _filled(
    shape: Shape, dtype: torch.dtype, layout: str, scale: float, distinct: bool
) -> st.SearchStrategy[torch.Tensor]:
    count = _size(shape)
    if distinct:
        return st.permutations(range(count)).map(
            lambda order: laid_out(_spread(order, dtype).reshape(shape) * scale, layout)
        )
    return st.binary(min_size=count, max_size=count).map(
        lambda raw: laid_out(_looked_up(raw, dtype).reshape(shape) * scale, layout)
    )


def _looked_up(raw: bytes, dtype: torch.dtype) -> torch.Tensor:
    if not raw:
        return torch.empty(0, dtype=dtype)
    return _table(dtype)[torch.frombuffer(bytearray(raw), dtype=torch.uint8).long()]


@functools.cache
def _table(dtype: torch.dtype) -> torch.Tensor:
    """0, 1, -1, 2, -2, 3, -3, then tenths up to 12.5 either way: most have no exact binary form."""
    simple = [0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0]
    tenths = [sign * n / 10 for n in range(1, 126) for sign in (1, -1)]
    values = simple + [value for value in tenths if value not in simple]
    return torch.tensor((values * 2)[:256], dtype=torch.float64).to(dtype)


def _spread(order: Sequence[int], dtype: torch.dtype) -> torch.Tensor:
    steps = torch.tensor(list(order), dtype=torch.float64)
    return ((steps - len(order) // 2) * 0.7).to(dtype)


def _size(shape: Shape) -> int:
    count = 1
    for side in shape:
        count *= side
    return count
