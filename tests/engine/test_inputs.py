"""Strategies for tensors: each layout is what it says, shapes are square and all different."""

import math

import pytest
import torch
from hypothesis import find, given, settings
from hypothesis import strategies as st

from grader.inputs import (
    DTYPES,
    LAYOUTS,
    cotangent,
    dims,
    labels,
    laid_out,
    shapes,
    tensors,
)

quick = settings(deadline=None, max_examples=50)


@st.composite
def any_shape(draw):
    low = draw(st.integers(0, 3))
    return low, draw(shapes(low, draw(st.integers(low, 4)), draw(st.integers(1, 5))))


@quick
@given(any_shape())
def test_shapes_keep_their_bounds(drawn):
    low, shape = drawn
    assert low <= len(shape) <= 4
    assert all(1 <= side <= 5 for side in shape)


@quick
@given(shapes(2, 3, 4))
def test_shapes_have_the_dimensions_asked_for(shape):
    assert len(shape) in {2, 3}
    assert max(shape) <= 4


def found(strategy, wanted):
    return find(strategy, wanted, settings=settings(deadline=None, max_examples=2000))


@pytest.mark.parametrize(
    "wanted",
    [
        lambda s: len(set(s)) == 1 < s[0],
        lambda s: len(set(s)) == len(s) and 1 not in s,
        lambda s: 1 in s,
        lambda s: len(s) == 2,
    ],
    ids=["square", "all different", "a side of one", "fewest dimensions"],
)
def test_shapes_include(wanted):
    found(shapes(2, 4), wanted)


def test_squares_and_all_different_shapes_are_frequent():
    """A wrong dim hides in square shapes, a forgotten keepdim in the others."""
    drawn = []

    @settings(deadline=None, max_examples=200, database=None)
    @given(shapes(2, 4))
    def collect(shape):
        drawn.append(shape)

    collect()
    square = sum(len(set(s)) == 1 < s[0] for s in drawn)
    different = sum(len(set(s)) == len(s) for s in drawn)
    assert min(square, different) > len(drawn) / 10


@pytest.mark.parametrize("bounds", [(0, 0, 5), (5, 5, 5), (2, 3, 1), (3, 4, 2)])
def test_shapes_of_narrow_bounds(bounds):
    low, high, side = bounds
    shape = found(shapes(*bounds), lambda s: len(s) == low)
    assert low <= len(shape) <= high
    assert all(1 <= n <= side for n in shape)


@quick
@given(st.data(), st.sampled_from(DTYPES), st.sampled_from(LAYOUTS))
def test_tensors_are_of_the_dtype_and_layout_asked_for(data, dtype, layout):
    x = data.draw(tensors(min_dims=1, dtype=dtype, layout=layout))
    assert x.dtype is dtype
    assert x.isfinite().all()
    assert x.abs().max() <= 13
    check_layout(x, layout)


def check_layout(x, layout):
    strides = torch.empty(x.shape).stride()
    if layout == "contiguous":
        assert x.stride() == strides
    elif layout == "permuted":
        order = tuple(reversed(range(x.dim())))
        assert x.permute(order).is_contiguous()
        assert x.dim() < 2 or min(sorted(x.shape)[:-1]) < 2 or not x.is_contiguous()
    elif layout == "expanded":
        assert x.shape[0] == 1 or x.stride(0) == 0
    else:
        assert x.stride(-1) == 2
        assert x.storage_offset() == 1
        assert not x.is_contiguous() or x.shape[-1] == 1


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("shape", [(3,), (2, 3), (4, 4), (2, 3, 4, 5), (3, 1)])
def test_each_layout_is_what_it_says(shape, layout):
    x = torch.arange(float(math.prod(shape))).reshape(shape)
    laid = laid_out(x, layout)
    check_layout(laid, layout)
    assert laid.shape == x.shape
    assert laid.dtype == x.dtype
    wanted = x[:1].expand(shape) if layout == "expanded" else x
    assert torch.equal(laid, wanted)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_number_alone_has_one_layout(layout):
    assert laid_out(torch.tensor(2.0), layout).item() == 2.0


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", [torch.int64, torch.bool, torch.complex64])
def test_layouts_of_other_dtypes(layout, dtype):
    x = torch.ones(2, 3, dtype=dtype)
    assert torch.equal(laid_out(x, layout), x)


def test_a_layout_shares_nothing_with_the_tensor_that_it_was_made_of():
    x = torch.zeros(2, 3)
    for layout in LAYOUTS[1:]:
        x.zero_()
        laid = laid_out(x, layout)
        x.fill_(5.0)
        assert laid.max() == 0


def test_an_unknown_layout():
    with pytest.raises(ValueError, match="layout='diagonal'; expected one of"):
        laid_out(torch.zeros(1), "diagonal")


@quick
@given(tensors(shape=(4, 5), distinct=True, scale=0.5))
def test_distinct_elements_differ(x):
    assert x.unique().numel() == 20


@quick
@given(tensors(shape=(0, 3)))
def test_empty_tensors(x):
    assert x.shape == (0, 3)


def test_scale_stretches_the_values():
    x = found(tensors(shape=(3,), scale=100.0), lambda x: bool(x.abs().max() > 500))
    assert x.abs().max() <= 1300


def test_tensors_shrink_to_zeros_of_a_small_shape():
    x = found(tensors(min_dims=1), lambda x: x.dim() >= 2)
    assert x.tolist() == [[0.0]]


def test_values_are_of_both_signs_and_not_only_whole():
    found(tensors(shape=(4,)), lambda x: bool((x < 0).any() and (x > 0).any()))
    found(tensors(shape=(1,)), lambda x: float(x) != round(float(x)))


@quick
@given(st.data(), tensors(min_dims=1))
def test_dims_are_dimensions(data, x):
    dim = data.draw(dims(x))
    x.sum(dim)


def test_dims_count_from_both_ends():
    x = torch.zeros(2, 3, 4)
    assert {found(dims(x), lambda d, n=n: d == n) for n in range(-3, 3)} == set(range(-3, 3))


@quick
@given(labels((3, 2), 4))
def test_labels_are_class_indices(targets):
    assert targets.shape == (3, 2)
    assert targets.dtype is torch.int64
    assert bool(((targets >= 0) & (targets < 4)).all())


def test_every_class_is_drawn():
    for label in range(3):
        found(labels((1,), 3, dtype=torch.int32), lambda t, n=label: t.tolist() == [n])


@pytest.mark.parametrize("dtype", [*DTYPES, torch.bfloat16])
def test_a_cotangent_is_fixed_and_irregular(dtype):
    one, again = cotangent((3, 4), dtype), cotangent([3, 4], dtype)
    assert torch.equal(one, again)
    assert one.dtype is dtype
    assert one.shape == (3, 4)
    assert one.unique().numel() == 12
    assert one.sum(dim=0).abs().min() > 1e-3
    assert cotangent(()).shape == ()
