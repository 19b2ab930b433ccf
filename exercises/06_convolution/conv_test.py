"""corr2d(x, k)[i, j] = sum_{a,b} x[i + a, j + b] * k[a, b]

conv2d(x, w, b)[n, o] = b[o] + sum_c corr2d(padded x[n, c], w[o, c]), taken every stride cells
conv1x1(x, w)[n, o] = sum_c w[o, c] * x[n, c]
"""

import functools

import torch
import torch.nn.functional as F
from hypothesis import strategies as st

from grader.contract import agrees, every_duty, has_each_gradient_alone, has_gradient
from grader.expect import close, equal, raises
from grader.inputs import DTYPES, cotangent, tensors
from grader.spec import Exercise, Forbids

by_hand = Forbids(
    ("conv1d", "conv2d", "conv3d", "conv_tbc", "conv_transpose1d", "conv_transpose2d",
     "conv_transpose3d", "convolution", "convolution_backward", "convolution_overrideable",
     "cudnn_convolution", "mkldnn_convolution", "slow_conv2d_forward", "slow_conv_dilated2d",
     "slow_conv_dilated3d", "conv_depthwise2d", "conv_depthwise3d", "thnn_conv2d", "deform_conv2d",
     "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d",
     "LazyConv1d", "LazyConv2d", "LazyConv3d", "torch.nn.grad"),
    instead="Write it with slices or unfold, products and sums.",
)  # fmt: skip
FUNCTIONS = ("conv_output_size", "corr2d", "conv2d", "conv1x1")
exercise = Exercise(
    "conv",
    functions=FUNCTIONS,
    summary="Slide kernels over images: output sizes, cross-correlation, the convolution layer.",
    forbids=dict.fromkeys(FUNCTIONS, by_hand),
)

FORMULA = "(size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1"
ROUND_DOWN = "A window that would reach past the end is left out: sizes are rounded down."
NO_DETACH = (
    "Keep to tensor operations from the input to the result: .detach(), .item(), .data, NumPy and "
    "torch.tensor(...) cut the graph, and a weight of 0 has a gradient, too. A backward of your "
    "own adds up what every image and every window passes back."
)
NEEDED = (
    "In training, images need no gradient but weights do: where x.requires_grad is False the graph "
    "is needed all the same. A backward of your own returns a gradient for each input that needs "
    "one, whatever the others need."
)
numbers = cotangent  # irregular values of a given shape, always the same
upto = functools.partial(st.integers, 1)


def largest_sum(x, kernel, bias=None, *_, **__):
    """What an output could sum up to: the largest pixel under all kernels, and the largest bias."""
    weighted = x.abs().amax() * kernel.abs().sum()
    return weighted if bias is None else weighted + bias.abs().amax()


right = functools.partial(agrees, magnitude=largest_sum)


def filled(like, layout, *sides):
    """Tensors whose sides are drawn, one strategy each."""
    return st.tuples(*sides).flatmap(
        lambda shape: tensors(shape=shape, dtype=like.dtype, layout=layout)
    )


def small(rank):
    """Images with sides of 1 and 2, for the meta device."""
    return lambda dtype, layout: tensors(
        min_dims=rank, max_dims=rank, max_side=2, dtype=dtype, layout=layout
    )


def some_zeros(case):
    """The example in float64, with zeros in a channel, row or column, and for a bias."""
    wide = {name: value.double() if isinstance(value, torch.Tensor) else value
            for name, value in case.items()}  # fmt: skip
    wide["x"][..., 1:2] = 0
    wide[next(name for name in wide if name != "x")][:, 1] = 0
    if "bias" in wide:
        wide["bias"][:] = 0
    return wide


USUAL = {"dtype": [torch.float32], "layout": ["contiguous"]}


# conv_output_size

ARGUMENTS = ("size", "kernel_size", "stride", "padding", "dilation")
SIZES = [dict(zip(ARGUMENTS, case, strict=True)) for case in [
    (8, 3, 2, 0, 1), (8, 2, 3, 0, 1), (8, 4, 3, 1, 1), (3, 3, 2, 0, 1), (1, 1, 3, 2, 1),
    (2, 4, 1, 1, 1), (8, 3, 2, 1, 2), (8, 2, 1, 0, 3), (3, 2, 1, 0, 2), (3, 3, 2, 2, 2),
    (7, 2, 3, 0, 1), (4, 2, 9, 0, 1), (1, 1, 1, 9, 1), (9, 2, 1, 0, 8),
]]  # fmt: skip
OUT_OF_DOMAIN = [
    {"size": 0, "padding": 3}, {"size": -1, "padding": 3}, {"kernel_size": 0},
    {"kernel_size": -1}, {"stride": 0}, {"stride": -1}, {"padding": -1}, {"dilation": 0},
    {"dilation": -1}, {"kernel_size": 1, "dilation": 0}, {"stride": -1, "dilation": -1},
]  # fmt: skip


@functools.cache
def torch_size(size, kernel_size, stride, padding, dilation):
    row = torch.empty(1, 1, size, device="meta")
    kernel = torch.empty(1, 1, kernel_size, device="meta")
    return F.conv1d(row, kernel, None, stride, padding, dilation).shape[-1]


@exercise.check(points=1, hint=FORMULA)
def sizes_by_hand(conv_output_size):
    """gives the sizes of LeNet: 28, 14, 10 and 5"""
    equal(conv_output_size(28, 5, padding=2), 28)
    equal(conv_output_size(28, 2, stride=2), 14)
    equal(conv_output_size(14, 5), 10)
    equal(conv_output_size(10, 2, 2), 5)


@exercise.check(points=3, examples=8, also=SIZES, hint=f"{FORMULA}, with // for the division.",
                size=st.integers(10, 40), kernel_size=upto(4), stride=upto(5),
                padding=st.integers(0, 5), dilation=upto(3))  # fmt: skip
def size_agrees_with_torch(conv_output_size, size, kernel_size, stride, padding, dilation):
    """agrees with torch's convolution for every combination of its arguments"""
    arguments = size, kernel_size, stride, padding, dilation
    equal(conv_output_size(*arguments), torch_size(*arguments))


@exercise.check(points=1, hint="Divide with //: / makes a float, which has only 53 binary digits, "
                "and NumPy's and torch's integers have only 64.")  # fmt: skip
def size_is_exact(conv_output_size):
    """is exact for numbers beyond the precision of a float"""
    equal(conv_output_size(2**60 + 1, 2, stride=2**59), 2)
    equal(conv_output_size(2**60 + 1, 2**60 - 1), 3)
    equal(conv_output_size(10**30, 1, stride=10**29), 10)


@exercise.check(points=2, hint="A kernel spans dilation * (kernel_size - 1) + 1 cells; compare "
                "with size + 2 * padding, in integers. int() rounds towards zero, so it hides a "
                "size below 1.",
                arguments=[(4, 5), (4, 5, 2), (4, 3, 1, 0, 2), (2, 9, 3, 1),
                           (2**60, 2**60 + 1)])  # fmt: skip
def size_refuses_a_kernel_that_does_not_fit(conv_output_size, arguments):
    """raises ValueError for a kernel longer than the padded input, not for a perfect fit"""
    equal(conv_output_size(5, 5), 1)
    raises(ValueError, conv_output_size, *arguments)


@exercise.check(points=2, bad=OUT_OF_DOMAIN, hint="size, kernel_size, stride and dilation are at "
                "least 1, padding is at least 0; check each of them.")  # fmt: skip
def size_refuses_what_is_out_of_domain(conv_output_size, bad):
    """raises ValueError for a size, kernel, stride or dilation below 1 and a padding below 0"""
    equal(conv_output_size(9, 3), 7)
    raises(ValueError, conv_output_size, **{"size": 9, "kernel_size": 3, **bad})


# corr2d


def slide(x, kernel):
    return F.conv2d(x[None, None], kernel[None, None])[0, 0]


def picture(image, kernel, scale=1.0):
    """An example by hand: (H, W) and (kh, kw) filled with irregular values."""
    return {"x": scale * numbers(image), "kernel": scale * numbers(kernel)}


PICTURE = {
    **USUAL,
    "x": lambda dtype, layout: tensors(min_dims=2, max_dims=2, dtype=dtype, layout=layout),
    "kernel": lambda x, layout: filled(x, layout, *map(upto, x.shape)),
}
PICTURES = [picture((6, 8), (2, 4)), picture((8, 6), (4, 2)), picture((5, 5), (3, 3)),
            picture((7, 5), (7, 1)), picture((4, 6), (1, 5)), picture((4, 5), (4, 5)),
            picture((1, 1), (1, 1)),
            picture((4, 5), (3, 2), scale=1e-12), picture((4, 5), (3, 2), scale=1e12)]  # fmt: skip


@exercise.check(points=1, hint="At [0, 0] it is 0*0 + 1*1 + 3*2 + 4*3 = 19: x[i + a, j + b] meets "
                "kernel[a, b], without a flip or a transpose. Both stay as they are, and so do "
                "the names of the stub.")  # fmt: skip
def corr2d_by_hand(corr2d):
    """gives 19, 25, 37 and 43 for the numbers 0 to 8 under the kernel 0 to 3"""
    image, kernel = torch.arange(9.0).reshape(3, 3), torch.arange(4.0).reshape(2, 2)
    expected = torch.tensor([[19.0, 25.0], [37.0, 43.0]])
    close(corr2d(image, kernel), expected)
    close(corr2d(x=image, kernel=kernel), expected)


@exercise.check(points=4, also=PICTURES, examples=4, **PICTURE,
                hint="The kernel, not flipped, fits in H - kh + 1 rows and W - kw + 1 "
                "columns; both dimensions stay where one of them is 1. Pixels of any size count: "
                "no rounding, no clipping.")  # fmt: skip
def corr2d_agrees_with_torch(corr2d, x, kernel):
    """agrees with torch for images and kernels of any height and width"""
    right(corr2d, slide, x, kernel)


exercise.add(
    *every_duty("corr2d", slide, magnitude=largest_sum, also=PICTURES[:1], **PICTURE,
                on_meta={"x": small(2), "also": [picture((2, 3), (2, 2))]}),
    has_gradient("corr2d", slide, wrt=(0, 1), magnitude=10, hint=NO_DETACH,
                 also=[some_zeros(PICTURES[0])], examples=2, **{**PICTURE, "dtype": DTYPES}),
    has_each_gradient_alone("corr2d", slide, wrt=[(1,), (0,)], cases=PICTURES[:1], magnitude=10,
                            hint=NEEDED),
)  # fmt: skip


# conv2d

LAYER = {
    **USUAL,
    "x": lambda dtype, layout: tensors(min_dims=4, max_dims=4, dtype=dtype, layout=layout),
    "weight": lambda x, layout: filled(
        x, layout, upto(3), st.just(x.shape[1]), upto(x.shape[2]), upto(x.shape[3])
    ),
    "bias": lambda weight, layout: filled(weight, layout, st.just(weight.shape[0])),
    "stride": upto(3) | st.tuples(upto(3), upto(3)),
    "padding": st.integers(0, 2) | st.tuples(st.integers(0, 2), st.integers(0, 2)),
}


def layer(image, kernel, stride=1, padding=0, *, bias=True, scale=1.0):
    """An example by hand: (N, Cin, H, W) and (Cout, Cin, kh, kw) filled with irregular values."""
    return {
        "x": scale * numbers(image), "weight": numbers(kernel),
        "bias": scale * numbers(kernel[:1]) if bias else None,
        "stride": stride, "padding": padding,
    }  # fmt: skip


PLAIN = [
    layer((2, 3, 7, 8), (4, 3, 2, 4)),
    layer((3, 2, 5, 6), (2, 2, 4, 2)),
    layer((3, 3, 5, 5), (3, 3, 3, 3)),
    layer((17, 9, 3, 4), (10, 9, 2, 2)), layer((70, 1, 2, 2), (1, 1, 2, 2)),
]
BLACK = layer((1, 2, 3, 4), (2, 2, 2, 2), scale=0.0)
STRIDED = [
    layer((2, 3, 8, 8), (4, 3, 3, 3), stride=2),
    layer((2, 3, 7, 8), (4, 3, 2, 3), stride=(2, 3)),
    layer((2, 3, 9, 8), (4, 3, 3, 2), stride=(3, 2)),
    layer((1, 1, 9, 11), (1, 1, 2, 2), stride=(5, 7)),
    layer((2, 3, 4, 5), (4, 3, 1, 1), stride=2),
]
PADDED = [
    layer((2, 3, 5, 5), (4, 3, 3, 3), padding=1),
    layer((2, 3, 6, 5), (4, 3, 2, 3), padding=(2, 1)),
    layer((2, 3, 5, 6), (4, 3, 3, 2), padding=(0, 3)),
    layer((2, 3, 2, 3), (4, 3, 2, 3), padding=1),
    layer((2, 3, 2, 3), (4, 3, 2, 2), padding=(3, 4)),
]
BOTH = [
    layer((2, 3, 8, 9), (4, 3, 3, 2), stride=(2, 3), padding=(2, 1)),
    layer((3, 2, 6, 7), (2, 2, 2, 3), stride=(1, 2), padding=2),
    layer((2, 3, 7, 6), (4, 3, 4, 3), stride=3, padding=(0, 2)),
    layer((2, 3, 4, 5), (4, 3, 1, 1), stride=2, padding=1),
]
EDGES = [
    layer((1, 1, 1, 1), (1, 1, 1, 1)),
    layer((1, 3, 4, 5), (1, 3, 2, 3)),
    layer((2, 1, 4, 5), (4, 1, 4, 5), stride=2),
    layer((2, 3, 2, 3), (4, 3, 4, 7), stride=2, padding=(1, 2)),
    layer((2, 3, 4, 5), (4, 3, 2, 3), scale=1e-20),
    layer((2, 3, 4, 5), (4, 3, 3, 2), scale=1e20),
]
SMALL = [
    layer((2, 2, 4, 5), (3, 2, 3, 2), stride=(2, 3), padding=(2, 1)),
    layer((2, 2, 3, 4), (2, 2, 3, 3), padding=1, bias=False),  # the result has the images' shape
]
TINY = [
    layer((2, 2, 2, 3), (2, 2, 2, 2), stride=(1, 2), padding=(1, 0)),
    layer((1, 2, 1, 2), (2, 2, 1, 2), padding=1, bias=False),
]
PASSED_BACK = [
    some_zeros(layer((2, 3, 4, 5), (4, 3, 3, 2), stride=(2, 3), padding=(2, 1))),
    layer((3, 2, 2, 3), (2, 2, 2, 3), stride=(1, 2), padding=2),
    SMALL[1],
]


@exercise.check(points=1, hint="Output channel o is the sum over all input channels of their "
                "cross-correlations with weight[o], plus bias[o] once. Keep the names of the "
                "stub.")  # fmt: skip
def conv2d_by_hand(conv2d):
    """sums over the input channels and adds each output channel's own bias"""
    x = torch.arange(8.0).reshape(1, 2, 2, 2)
    weight = torch.stack([torch.ones(2, 2, 2), torch.eye(8)[7].reshape(2, 2, 2)])
    close(conv2d(x, weight, torch.tensor([100.0, 0.5])), torch.tensor([[[[128.0]], [[7.5]]]]))
    options = {"bias": None, "stride": 1, "padding": 0}
    close(conv2d(x=x, weight=weight, **options), torch.tensor([[[[28.0]], [[7.0]]]]))


@exercise.check(points=3, also=PLAIN, examples=2, **LAYER,
                hint="Every image meets every kernel, channel by channel. The kernel is not "
                "flipped, and its height and width may differ.")  # fmt: skip
def conv2d_agrees_with_torch(conv2d, x, weight):
    """agrees with torch for any numbers of images and channels, without options"""
    right(conv2d, F.conv2d, x, weight)


@exercise.check(points=1, also=[*PLAIN, BLACK], examples=2, **LAYER,
                hint="bias[:, None, None] lines up with the channels; add it once, to the sum over "
                "the input channels, and nothing else: no epsilon.")  # fmt: skip
def conv2d_adds_the_bias(conv2d, x, weight, bias):
    """adds a bias of its own to each output channel"""
    right(conv2d, F.conv2d, x, weight, bias)


@exercise.check(points=2, also=STRIDED, examples=2, **LAYER,
                hint=f"A pair is (rows, columns), as large as it likes. {ROUND_DOWN}")  # fmt: skip
def conv2d_strides(conv2d, x, weight, stride):
    """moves the kernel by the stride, an int or a pair (rows, columns)"""
    right(conv2d, F.conv2d, x, weight, stride=stride)


@exercise.check(points=2, also=PADDED, examples=2, **LAYER,
                hint="A pair is (rows, columns): that many rows of zeros above and below, that "
                "many columns left and right. F.pad takes the last axis first.")  # fmt: skip
def conv2d_pads(conv2d, x, weight, padding):
    """pads with zeros on both sides, by an int or a pair (rows, columns)"""
    right(conv2d, F.conv2d, x, weight, padding=padding)


@exercise.check(points=2, also=BOTH, examples=4, **LAYER,
                hint="Pad first; the windows then start at 0, stride, 2 * stride, ... of the "
                "padded image, along rows and columns.")  # fmt: skip
def conv2d_takes_all_options_together(conv2d, x, weight, bias, stride, padding):
    """agrees with torch for stride, padding and bias together"""
    right(conv2d, F.conv2d, x, weight, bias, stride, padding)


@exercise.check(points=1, case=EDGES, hint="The size is (H + 2 * padding - kh) // stride + 1, also "
                "where that is 1; a dimension of size 1 stays, so no squeeze(). Pixels of any size "
                "count: no epsilon, no rounding.")  # fmt: skip
def conv2d_at_the_edges(conv2d, case):
    """agrees with torch for one image, one channel, the largest kernel, and tiny and huge pixels"""
    right(conv2d, F.conv2d, *case.values())


exercise.add(
    *every_duty("conv2d", F.conv2d, magnitude=largest_sum, also=SMALL, **LAYER,
                on_meta={"x": small(4), "also": TINY}),
    has_gradient("conv2d", F.conv2d, wrt=(0, 1, 2), points=3, magnitude=10, hint=NO_DETACH,
                 also=PASSED_BACK, examples=2, **{**LAYER, "dtype": DTYPES}),
    has_each_gradient_alone("conv2d", F.conv2d, wrt=[(1, 2), (0,), (1,), (2,)],
                            cases=PASSED_BACK[:1], magnitude=10, hint=NEEDED),
)  # fmt: skip


# conv1x1


def mix(x, weight):
    return F.conv2d(x, weight[:, :, None, None])


def mixing(image, matrix, scale=1.0):
    """An example by hand: (N, Cin, H, W) and (Cout, Cin) filled with irregular values."""
    return {"x": scale * numbers(image), "weight": scale * numbers(matrix)}


CHANNELS = {
    **USUAL,
    "x": LAYER["x"],
    "weight": lambda x, layout: filled(x, layout, upto(5), st.just(x.shape[1])),
}
MIXES = [mixing((2, 3, 4, 5), (6, 3)), mixing((3, 3, 3, 3), (3, 3)), mixing((1, 3, 4, 5), (2, 3)),
         mixing((2, 1, 4, 5), (3, 1)), mixing((2, 3, 4, 5), (1, 3)), mixing((1, 1, 1, 1), (1, 1)),
         mixing((2, 3, 2, 3), (2, 3), 1e-12), mixing((2, 3, 3, 2), (4, 3), 1e12)]  # fmt: skip


@exercise.check(points=1, hint="Output channel o is the sum over c of weight[o, c] * x[:, c]. Keep "
                "the names of the stub.")  # fmt: skip
def conv1x1_by_hand(conv1x1):
    """mixes the channels 1 and 10 into 12 and 34 by the rows (2, 1) and (4, 3)"""
    x = torch.tensor([1.0, 10.0]).reshape(1, 2, 1, 1)
    weight = torch.tensor([[2.0, 1.0], [4.0, 3.0]])
    expected = torch.tensor([12.0, 34.0]).reshape(1, 2, 1, 1)
    close(conv1x1(x, weight), expected)
    close(conv1x1(x=x, weight=weight), expected)


@exercise.check(points=3, also=MIXES, examples=2, **CHANNELS,
                hint="Multiply over the channels, and keep rows and columns in their places: "
                "reshape does not swap axes, movedim and permute do. Values of any size count: no "
                "rounding.")  # fmt: skip
def conv1x1_agrees_with_torch(conv1x1, x, weight):
    """agrees with torch's 1x1 convolution for any sizes, one channel and one pixel too"""
    right(conv1x1, mix, x, weight)


exercise.add(
    *every_duty("conv1x1", mix, magnitude=largest_sum, also=MIXES[:2], **CHANNELS,
                on_meta={"x": small(4), "also": [mixing((2, 2, 2, 3), (3, 2))]}),
    has_gradient("conv1x1", mix, wrt=(0, 1), magnitude=10, hint=NO_DETACH,
                 also=[some_zeros(MIXES[0])], examples=2, **{**CHANNELS, "dtype": DTYPES}),
    has_each_gradient_alone("conv1x1", mix, wrt=[(1,), (0,)], cases=MIXES[:1], magnitude=10,
                            hint=NEEDED),
)  # fmt: skip
