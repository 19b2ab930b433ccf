"""max_pool2d(x)[n, c, i, j] = max_{a,b} padded x[n, c, sh * i + a, sw * j + b], padded with -inf

avg_pool2d(x)[n, c, i, j] = mean_{a,b} padded x[n, c, sh * i + a, sw * j + b], padded with 0
"""

import functools
import math

import torch
import torch.nn.functional as F
from hypothesis import strategies as st

from grader.contract import agrees, every_duty, has_gradient
from grader.expect import close, equal, raises
from grader.inputs import DTYPES, cotangent, tensors
from grader.spec import Exercise, Forbids

AXES = ("1d", "2d", "3d")
by_hand = Forbids(
    tuple(name + axes for name in ("max_pool", "avg_pool", "adaptive_max_pool", "lp_pool",
                                   "adaptive_avg_pool", "fractional_max_pool", "MaxPool",
                                   "AvgPool", "AdaptiveMaxPool", "AdaptiveAvgPool", "LPPool",
                                   "FractionalMaxPool", "mkldnn_max_pool") for axes in AXES)
    + tuple(f"max_pool{axes}_with_indices" for axes in AXES)
    + ("roi_pool", "roi_align", "ps_roi_pool", "ps_roi_align"),
    instead="Cut the windows out with slices or unfold, and take their max or mean.",
)  # fmt: skip
FUNCTIONS = ("pool_output_size", "max_pool2d", "avg_pool2d")
exercise = Exercise(
    "pooling",
    functions=FUNCTIONS,
    summary="Shrink images: output sizes, the largest value or the mean of each window.",
    after=("conv",),
    forbids=dict.fromkeys(FUNCTIONS, by_hand),
)

FORMULA = "(size + 2 * padding - kernel_size) // stride + 1"
NO_STRIDE = "A stride of None is the kernel's size, on each axis."
PAIRS = "A pair is (rows, columns); an int stands for both. F.pad takes the last axis first."
NO_SPECIAL_CASE = (
    "A dimension of size 1 stays: no squeeze(). A kernel as large as the image has padding, too."
)
NO_DETACH = (
    "Keep to tensor operations from the input to the result: .detach(), .item(), .data and NumPy "
    "cut the graph. Gradients add up where windows overlap; the padding takes none."
)
HALF = "Compare 2 * padding with kernel_size on both axes, and raise ValueError where it is larger."

inf = math.inf
numbers = cotangent  # irregular values of a given shape, no two alike, always the same
upto = functools.partial(st.integers, 1)


# pool_output_size

SIZES = [dict(zip(("size", "kernel_size", "stride", "padding"), case, strict=True)) for case in [
    (8, 3, None, 0), (8, 2, 1, 1), (8, 3, 2, 1), (5, 2, 2, 1), (5, 3, 4, 0), (2, 3, 1, 1),
    (8, 1, 5, 0), (8, 4, 3, 2), (5, 5, 2, 0), (5, 4, 3, 1), (8, 2, 5, 1), (1, 3, 2, 1),
    (3, 2, 3, 1), (4, 2, 9, 0),
]]  # fmt: skip
POOLED_SIZE = {
    "size": st.integers(9, 40), "kernel_size": upto(9), "stride": st.none() | upto(12),
    "padding": lambda kernel_size: st.integers(0, kernel_size // 2),
}  # fmt: skip


@functools.cache
def torch_size(size, kernel_size, stride, padding, ceil_mode):
    row = torch.empty(1, 1, size, device="meta")
    return F.max_pool1d(row, kernel_size, stride, padding, ceil_mode=ceil_mode).shape[-1]


@exercise.check(points=1, hint=f"{FORMULA}; in ceil mode round the division up. {NO_STRIDE}")
def sizes_by_hand(pool_output_size):
    """gives 14 for 28 cells in twos, 6 for 13 in threes with stride 2, and 3 or 4 for 7 in twos"""
    equal(pool_output_size(28, 2), 14)
    equal(pool_output_size(13, 3, stride=2), 6)
    equal(pool_output_size(7, 2), 3)
    equal(pool_output_size(7, 2, ceil_mode=True), 4)


@exercise.check(points=2, examples=6, also=SIZES, hint=f"{FORMULA}; {NO_STRIDE}",
                **POOLED_SIZE)  # fmt: skip
def size_agrees_with_torch(pool_output_size, size, kernel_size, stride, padding):
    """agrees with torch for every combination of its arguments"""
    arguments = size, kernel_size, stride, padding
    equal(pool_output_size(*arguments), torch_size(*arguments, False))


@exercise.check(points=2, examples=6, also=SIZES, **POOLED_SIZE,
                hint="Round the division up; then leave the last window out if it starts at "
                "size + padding or further right: it would hold no cell of the input.")  # fmt: skip
def size_in_ceil_mode(pool_output_size, size, kernel_size, stride, padding):
    """agrees with torch in ceil mode, where the last window must start before the right padding"""
    arguments = size, kernel_size, stride, padding, True
    equal(pool_output_size(*arguments), torch_size(*arguments))


@exercise.check(points=1, hint="Divide with //, rounding up as -(-n // stride): / makes a float, "
                "which has only 53 binary digits; NumPy's integers have 64.")  # fmt: skip
def size_is_exact(pool_output_size):
    """is exact for numbers beyond the precision of a float"""
    equal(pool_output_size(2**60 + 1, 2, stride=2**59), 2)
    equal(pool_output_size(2**60 + 1, 2**59, ceil_mode=True), 3)
    equal(pool_output_size(10**30, 1, stride=10**29), 10)


@exercise.check(points=1, hint="The kernel does not fit where the formula gives less than 1; "
                "int() rounds towards zero, so it hides that.",
                arguments=[(4, 5, 1), (2, 5, 4), (1, 4, 3, 1), (1, 5, 2, 0, True),
                           (1, 9, 3, 1, True)])  # fmt: skip
def size_refuses_a_kernel_that_does_not_fit(pool_output_size, arguments):
    """raises ValueError for a kernel longer than the padded input, not for a perfect fit"""
    equal(pool_output_size(5, 5), 1)
    raises(ValueError, pool_output_size, *arguments)


@exercise.check(points=1, arguments=[(8, 1, 1, 1), (8, 2, 1, 2), (8, 3, 1, 2), (8, 5, None, 3),
                                     (8, 2, 1, 2, True)], hint=HALF)  # fmt: skip
def size_refuses_too_much_padding(pool_output_size, arguments):
    """raises ValueError for padding larger than half the kernel, not for just half"""
    equal(pool_output_size(8, 2, 1, 1), 9)
    raises(ValueError, pool_output_size, *arguments)


# What max_pool2d and avg_pool2d share


def pooling(image, kernel_size, stride=None, padding=0, scale=1.0):
    """An example by hand: an image of irregular values, of both signs, and the options."""
    return {
        "x": scale * numbers(image), "kernel_size": kernel_size, "stride": stride,
        "padding": padding,
    }  # fmt: skip


def int_or_pair(one):
    return one | st.tuples(one, one)


def half_of(kernel_size):
    rows, columns = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    pair = st.tuples(st.integers(0, rows // 2), st.integers(0, columns // 2))
    return pair | st.integers(0, min(rows, columns) // 2)


def images(low, high):
    """Images of so many rows and columns without two equal pixels, so that no maximum is tied."""
    sides = st.tuples(upto(2), upto(2), st.integers(low, high), st.integers(low, high))
    return lambda dtype, layout: sides.flatmap(
        lambda shape: tensors(shape=shape, dtype=dtype, layout=layout, distinct=True)
    )


POOLING = {
    "dtype": [torch.float32], "layout": ["contiguous"], "x": images(4, 6),
    "kernel_size": int_or_pair(upto(4)), "stride": st.none() | int_or_pair(upto(3)),
    "padding": half_of,
}  # fmt: skip
IN_BOTH_DTYPES = {**POOLING, "dtype": DTYPES}
ON_META = {"x": images(2, 3), "kernel_size": int_or_pair(upto(2))}

PLAIN = [pooling((2, 3, 6, 8), 2), pooling((2, 3, 8, 7), (2, 3)), pooling((3, 3, 7, 5), (3, 2)),
         pooling((2, 3, 4, 6), 2, scale=1e-12), pooling((2, 3, 6, 4), 2, scale=1e12),
         pooling((70, 1, 2, 2), 2), pooling((1, 20, 2, 2), 2)]  # fmt: skip
STRIDED = [pooling((2, 3, 7, 7), 3, 2), pooling((2, 3, 7, 8), 2, (1, 3)),
           pooling((2, 3, 8, 7), (3, 2), (2, 1)), pooling((2, 3, 9, 8), 2, 4)]  # fmt: skip
PADDED = [pooling((2, 3, 6, 6), 2, padding=1), pooling((2, 3, 6, 7), 3, 1, 1),
          pooling((2, 3, 7, 5), (2, 4), (1, 2), (1, 2)), pooling((2, 3, 7, 6), 4, 3, (2, 1)),
          pooling((2, 3, 6, 5), (5, 3), (2, 3), (2, 1))]  # fmt: skip
EDGES = [pooling((1, 1, 1, 1), 1), pooling((1, 3, 4, 5), (4, 5)), pooling((2, 1, 5, 4), 1, 2),
         pooling((2, 3, 2, 1), 4, 1, 2), pooling((2, 1, 3, 4), (3, 4), 1, 1),
         pooling((2, 3, 2, 2), 4, None, 1), pooling((1, 1, 18, 45), 17, (1, 9))]  # fmt: skip
TINY = [pooling((2, 1, 2, 2), 2), pooling((1, 2, 2, 3), 2, (1, 2), 1)]
REFUSED = [(1, 1), (3, 2), ((2, 4), 2), ((4, 2), 2), ((2, 4), (2, 1)), ((4, 2), (1, 2)),
           (3, (0, 2)), (3, (2, 0))]  # fmt: skip

PIXELS = tensors(shape=(1, 1, 4, 4), scale=0.1)


# max_pool2d


@exercise.check(points=1, hint="One window a block of 2 by 2, of each the largest value. Keep "
                "the names of the stub.")  # fmt: skip
def max_by_hand(max_pool2d):
    """gives 9, -1, 8 and 0 for four blocks with those maxima"""
    x = torch.tensor([[9.0, 1.0, -4, -1], [2, 3, -2, -3], [0, 1, -5, -6], [8, 2, 0, -7]])
    options = {"kernel_size": 2, "stride": None, "padding": 0}
    close(max_pool2d(x=x[None, None], **options), torch.tensor([[[[9.0, -1.0], [8.0, 0.0]]]]))


@exercise.check(points=2, also=PLAIN, examples=4, **POOLING,
                hint=f"Each channel of each image by itself. {NO_STRIDE} {PAIRS}")  # fmt: skip
def max_agrees_with_torch(max_pool2d, x, kernel_size):
    """agrees with torch for windows side by side, square or not"""
    agrees(max_pool2d, F.max_pool2d, x, kernel_size)


@exercise.check(points=1, also=STRIDED, examples=4, **POOLING,
                hint=f"{NO_STRIDE} {PAIRS} Sizes are rounded down.")  # fmt: skip
def max_strides(max_pool2d, x, kernel_size, stride):
    """moves the window by the stride: overlapping, with gaps, or the kernel's size for None"""
    agrees(max_pool2d, F.max_pool2d, x, kernel_size, stride=stride)


@exercise.check(points=2, also=PADDED, examples=6, **POOLING,
                hint=f"Pad both sides of both axes with -inf; then cut. {PAIRS}")  # fmt: skip
def max_pads(max_pool2d, x, kernel_size, stride, padding):
    """agrees with torch for stride and padding together"""
    agrees(max_pool2d, F.max_pool2d, x, kernel_size, stride, padding)


@exercise.check(points=2, examples=4, pixels=PIXELS, scale=[1.0, 1e4, 1e12, 1e30],
                hint="Pad with float('-inf'): 0, or a large negative number, may be larger than "
                "all values of a window.")  # fmt: skip
def max_pads_with_minus_infinity(max_pool2d, pixels, scale):
    """never takes a padded cell for the maximum, however negative the image"""
    x = -scale * (1.0 + (numbers(pixels.shape) + pixels).abs())
    agrees(max_pool2d, F.max_pool2d, x, 3, 2, 1)


@exercise.check(points=1, hint="Pad with -inf, and do not multiply by 0: 0 * -inf is NaN.",
                examples=2, pixels=PIXELS, padding=[0, 1])  # fmt: skip
def max_of_minus_infinity(max_pool2d, pixels, padding):
    """gives -inf for a window that holds nothing else, and ignores it beside other values"""
    x = numbers(pixels.shape) + pixels
    x[..., :2, :2] = x[..., 3, :] = -inf
    agrees(max_pool2d, F.max_pool2d, x, 2, padding=padding)


@exercise.check(points=1, case=EDGES,
                hint=f"{NO_SPECIAL_CASE} The padding is -inf.")  # fmt: skip
def max_at_the_edges(max_pool2d, case):
    """agrees with torch for one image, one channel, one pixel, one window"""
    agrees(max_pool2d, F.max_pool2d, *case.values())


@exercise.check(points=1, hint=HALF)
def max_refuses_too_much_padding(max_pool2d):
    """raises ValueError for padding larger than half the kernel, on either axis"""
    x = numbers((1, 1, 6, 6))
    agrees(max_pool2d, F.max_pool2d, x, 2, padding=1)
    for kernel_size, padding in REFUSED:
        raises(ValueError, max_pool2d, x, kernel_size, 1, padding)
    raises(ValueError, max_pool2d, x, 2, padding=2)
    raises(ValueError, max_pool2d, x, 2, 3, 2)


DARK = pooling((1, 2, 4, 4), 2, padding=1)  # its corner windows hold nothing but -inf
DARK["x"][..., :2, :2] = -inf
FALLING = {
    "x": -1e9 * torch.arange(1.0, 17.0).reshape(1, 1, 4, 4), "kernel_size": 2, "stride": 2,
    "padding": 1,
}  # fmt: skip
exercise.add(
    *every_duty("max_pool2d", F.max_pool2d, also=[PLAIN[0], PADDED[2], DARK], **POOLING,
                on_meta={**ON_META, "also": TINY}),
    has_gradient("max_pool2d", F.max_pool2d, hint=NO_DETACH, examples=2,
                 also=[*STRIDED, *PADDED, FALLING], **IN_BOTH_DTYPES),
)  # fmt: skip


# avg_pool2d


def whole_image(x, *_, **__):
    """What a cumulative sum over an image adds up, on its way to the means of the windows."""
    return x.abs().sum((2, 3), keepdim=True)


def torch_avg(x, kernel_size, stride=None, padding=0, count_include_pad=True):
    return F.avg_pool2d(x, kernel_size, stride, padding, False, count_include_pad)


right_avg = functools.partial(agrees, magnitude=whole_image)
COUNTED = {**IN_BOTH_DTYPES, "count_include_pad": [True, False]}
COUNTS = [{**case, "count_include_pad": count}
          for case in (STRIDED[0], PADDED[1], PADDED[4]) for count in (True, False)]  # fmt: skip


@exercise.check(points=1, hint="One window a block of 2 by 2, of each the sum divided by 4. "
                "Keep the names of the stub.")  # fmt: skip
def avg_by_hand(avg_pool2d):
    """gives 2.5, 4.5, 10.5 and 12.5 for the numbers 0 to 15 in blocks of 2 by 2"""
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    options = {"kernel_size": 2, "stride": None, "padding": 0, "count_include_pad": True}
    close(avg_pool2d(x=x, **options), torch.tensor([[[[2.5, 4.5], [10.5, 12.5]]]]))


@exercise.check(points=2, also=PLAIN, examples=4, **POOLING,
                hint="Divide by kh * kw, each channel of each image by itself. "
                f"{NO_STRIDE}")  # fmt: skip
def avg_agrees_with_torch(avg_pool2d, x, kernel_size):
    """agrees with torch for windows side by side, square or not"""
    right_avg(avg_pool2d, torch_avg, x, kernel_size)


@exercise.check(points=1, also=STRIDED, examples=4, **POOLING,
                hint=f"{NO_STRIDE} {PAIRS} Sizes are rounded down.")  # fmt: skip
def avg_strides(avg_pool2d, x, kernel_size, stride):
    """moves the window by the stride: overlapping, with gaps, or the kernel's size for None"""
    right_avg(avg_pool2d, torch_avg, x, kernel_size, stride=stride)


@exercise.check(points=2, also=PADDED, examples=4, **POOLING,
                hint="The padding is zeros, and by default they count: divide by kh * kw. "
                f"{PAIRS}")  # fmt: skip
def avg_counts_the_padding(avg_pool2d, x, kernel_size, stride, padding):
    """divides by the size of the kernel unless told otherwise, stride and padding together"""
    right_avg(avg_pool2d, torch_avg, x, kernel_size, stride, padding)


@exercise.check(points=2, also=[*PADDED, {**PADDED[1], "x": PADDED[1]["x"].relu()}],
                examples=6, **POOLING,
                hint="Divide each window by the number of its cells that lie in the image, 0 or "
                "not: the same windows over an image of ones count them.")  # fmt: skip
def avg_leaves_the_padding_out(avg_pool2d, x, kernel_size, stride, padding):
    """divides by the number of cells in the image with count_include_pad=False"""
    right_avg(avg_pool2d, torch_avg, x, kernel_size, stride, padding, count_include_pad=False)


@exercise.check(points=1, case=EDGES, count_include_pad=[True, False],
                hint=f"{NO_SPECIAL_CASE} A window may have hundreds of cells: count them in int64 "
                "or the dtype of x. count_include_pad comes fifth.")  # fmt: skip
def avg_at_the_edges(avg_pool2d, case, count_include_pad):
    """agrees with torch for one image, one channel, one pixel, one window"""
    right_avg(avg_pool2d, torch_avg, *case.values(), count_include_pad)


@exercise.check(points=1, hint=HALF)
def avg_refuses_too_much_padding(avg_pool2d):
    """raises ValueError for padding larger than half the kernel, on either axis"""
    x = numbers((1, 1, 6, 6))
    right_avg(avg_pool2d, torch_avg, x, 2, padding=1)
    for kernel_size, padding in REFUSED:
        raises(ValueError, avg_pool2d, x, kernel_size, 1, padding)
    raises(ValueError, avg_pool2d, x, 2, padding=2, count_include_pad=False)
    raises(ValueError, avg_pool2d, x, 2, 3, 2)


exercise.add(
    *every_duty("avg_pool2d", torch_avg, magnitude=whole_image, also=[COUNTS[0], COUNTS[3]],
                **{**COUNTED, "dtype": [torch.float32]},
                on_meta={**ON_META, "also": [{**TINY[1], "count_include_pad": count}
                                             for count in (True, False)]}),
    has_gradient("avg_pool2d", torch_avg, magnitude=1, hint=NO_DETACH, examples=4, also=COUNTS,
                 **COUNTED),
)  # fmt: skip
