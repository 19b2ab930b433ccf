"""(N, 1, 32, 32) - conv 6@5x5, ReLU, average 2x2 - conv 16@5x5, ReLU, average 2x2 - flatten

- linear 120, ReLU - linear 84, ReLU - linear num_classes - (N, num_classes) logits
"""

import functools
import math

import torch
import torch.nn.functional as F
from hypothesis import strategies as st

from grader.expect import close, equal, holds
from grader.inputs import tensors
from grader.spec import Exercise

exercise = Exercise(
    "lenet",
    functions=("LeNet5",),
    summary="Put convolutions, pooling and linear layers together: LeNet-5.",
    after=("conv", "pooling"),
)

ANY_SEED = st.integers(0, 2**31)
EVERY_STEP = (
    "Every step of the docstring, in its order, and no other: ReLU after each layer but the last, "
    "average pooling after the ReLU of each convolution, flatten(1)."
)


def shapes(num_classes=10):
    """The weight and the bias of each layer."""
    kernels = [(6, 1, 5, 5), (16, 6, 5, 5), (120, 400), (84, 120), (num_classes, 84)]
    return [shape for kernel in kernels for shape in (kernel, kernel[:1])]


@functools.lru_cache(32)
def given(count, seed=0, num_classes=10, dtype=torch.float32):
    """Images and weights, the same for the same seed; no layer's values grow or vanish under them.

    Each image is ten times as bright as the one before it. float64 ones have digits that a float32
    does not hold.
    """
    generator = torch.Generator().manual_seed(seed)
    normal = functools.partial(torch.randn, generator=generator, dtype=torch.float64)
    weights = [normal(shape) * math.sqrt(2 / math.prod(shape[1:])) for shape in shapes(num_classes)]
    images = normal(count, 1, 32, 32) * 10.0 ** torch.arange(count).reshape(-1, 1, 1, 1)
    return images.to(dtype), [weight.to(dtype) for weight in weights]


def hidden(x, weights):
    x = F.avg_pool2d(F.conv2d(x, *weights[0:2]).relu(), 2)
    x = F.avg_pool2d(F.conv2d(x, *weights[2:4]).relu(), 2)
    x = F.linear(x.flatten(1), *weights[4:6]).relu()
    return F.linear(x, *weights[6:8]).relu()


@functools.lru_cache(32)
def truth(*case):
    """The logits in float64, and the size of what their last sum adds up, which may cancel."""
    x, weights = given(*case)
    *wide, kernel, bias = [weight.double() for weight in weights]
    last = hidden(x.double(), wide)
    return F.linear(last, kernel, bias), F.linear(last, kernel.abs(), bias.abs())


def right_logits(returned, *case):
    expected, summed = truth(*case)
    close(returned, expected, dtype=given(*case)[0].dtype, magnitude=summed)


def differ(logits):
    """Two images have ten logits each, and not the same: a constant is alike everywhere."""
    equal(list(logits.shape), [2, 10])
    holds(not torch.equal(logits[:1], logits[1:]), "two images have the same logits", logits)


def one_path():
    """Weights that pass one number on, from the upper left pixels to the first logit."""
    path = [torch.zeros(shape) for shape in shapes()]
    for kernel in path[::2]:
        kernel.view(-1)[0] = 1.0
    return path


@exercise.check(points=1, hint="Each of the five layers with parameters is an attribute of the "
                "module, or in a Sequential or ModuleList, and has a bias; nothing else has "
                "parameters. The images are 32x32, so no convolution is padded.")  # fmt: skip
def has_61706_parameters(LeNet5):
    """has 61,706 parameters"""
    built = LeNet5.module(given(2)[0])
    equal(sum(value.numel() for _, value, _ in built["parameters"]), 61_706)


@exercise.check(points=1, examples=1, bias=tensors(shape=(10,), scale=0.1),
                hint="The result of the last linear layer is what forward returns: no "
                "softmax or ReLU after it, no rounding, scaling or cast.")  # fmt: skip
def ends_with_the_logits(LeNet5, bias):
    """returns logits, of any sign and size: the last bias where all weights are 0"""
    zeros = [torch.zeros(shape) for shape in shapes()]
    zeros[-1] = torch.linspace(-5.0, 5.0, 10) + bias
    (logits,) = LeNet5.module(given(2)[0], weights=zeros)["outputs"]
    close(logits, zeros[-1].expand(2, 10))


@exercise.check(points=1, examples=1, seed=ANY_SEED,
                hint="ReLU leaves these positive pixels as they are, and average "
                "pooling, nn.AvgPool2d(2), takes means of them twice. Max pooling, another "
                "activation, dropout, scaling, a flipped kernel: another number.")  # fmt: skip
def takes_means(LeNet5, seed):
    """carries the mean of the upper left 4x4 pixels through kernels that have a single 1"""
    x = given(3, seed)[0].abs()
    (logits,) = LeNet5.module(x, weights=one_path())["outputs"]
    close(logits[:, 0], x[:, 0, :4, :4].double().mean((1, 2)), dtype=x.dtype)


@exercise.check(points=1, examples=1, seed=ANY_SEED,
                hint="The activation is ReLU, and it comes before the pooling.")  # fmt: skip
def activates_with_relu(LeNet5, seed):
    """passes nothing negative on through the same kernels"""
    x, _ = given(3, seed)
    (logits,) = LeNet5.module(x, weights=one_path())["outputs"]
    close(logits[:, 0], x[:, 0, :4, :4].double().relu().mean((1, 2)), dtype=x.dtype)


@exercise.check(points=2, examples=2, hint=EVERY_STEP, seed=ANY_SEED)
def agrees_with_the_formula(LeNet5, seed):
    """gives the logits that its layers define, whatever the weights"""
    x, weights = given(3, seed)
    (logits,) = LeNet5.module(x, weights=weights)["outputs"]
    right_logits(logits, 3, seed)


@exercise.check(points=1, examples=1, seed=ANY_SEED,
                hint="flatten(1) keeps the first dimension; squeeze() drops it where it "
                "is 1.")  # fmt: skip
def takes_one_image(LeNet5, seed):
    """gives an image the same logits alone as in a batch, and keeps the first dimension"""
    x, weights = given(2, seed)
    (batch,) = LeNet5.module(x, weights=weights)["outputs"]
    differ(batch)
    (alone,) = LeNet5.module(x[:1], weights=weights)["outputs"]
    close(alone, batch[:1], magnitude=truth(2, seed)[1][:1])


@exercise.check(points=1, examples=1, seed=ANY_SEED,
                hint="num_classes is the size of the last layer; nothing else depends on "
                "it. Two classes have two logits, one class has (N, 1): no squeeze().")  # fmt: skip
def takes_num_classes(LeNet5, seed):
    """has as many logits as num_classes says"""
    for num_classes in (3, 2, 1):
        x, weights = given(2, seed, num_classes)
        by_position = LeNet5.module(x, init=(num_classes,), weights=weights)
        right_logits(by_position["outputs"][0], 2, seed, num_classes)
    x, weights = given(2, seed, 11)
    by_keyword = LeNet5.module(x, options={"num_classes": 11}, weights=weights)
    right_logits(by_keyword["outputs"][0], 2, seed, 11)


@exercise.check(points=1, examples=1, seed=ANY_SEED,
                hint="No dropout, no noise, no state: forward uses its images, however many, and "
                "the parameters only, changes neither, and does the same under "
                "no_grad.")  # fmt: skip
def gives_the_same_in_training(LeNet5, seed):
    """gives the same logits in training mode and when it is called again, whatever came before"""
    x, weights = given(2, seed)
    (measured,) = LeNet5.module(x, weights=weights, recording=False)["outputs"]
    differ(measured)
    expected, summed = truth(2, seed)
    *trained, many = LeNet5.module(x, weights=weights, train=True, times=4,
                                   later=[x.repeat(33, 1, 1, 1)])["outputs"]  # fmt: skip
    close(trained[0], measured, magnitude=summed)
    equal(trained, trained[:1] * 4)
    close(many, expected.repeat(33, 1), dtype=x.dtype, magnitude=summed.repeat(33, 1))


@exercise.check(points=1, examples=1, seed=ANY_SEED,
                hint="No .float(), and no tensor made in forward without "
                "dtype=images.dtype.")  # fmt: skip
def takes_float64(LeNet5, seed):
    """answers in float64, with all its digits, when its weights and images are float64"""
    x, weights = given(2, seed, 10, torch.float64)
    (logits,) = LeNet5.module(x, weights=weights)["outputs"]
    right_logits(logits, 2, seed, 10, torch.float64)


@functools.lru_cache(32)
def true_gradients(seed):
    """A cotangent, and the gradients for the weights and then for the images that follow from it.

    Images and weights are fixed: with others a ReLU might be so near 0 that rounding switches it.
    """
    x, weights = given(3, 5)
    upstream = torch.randn(3, 10, generator=torch.Generator().manual_seed(seed))
    wide = [tensor.double().requires_grad_() for tensor in [*weights, x]]
    logits = F.linear(hidden(wide[-1], wide[:-1]), *wide[8:10])
    return upstream, torch.autograd.grad(logits, wide, upstream.double())


@exercise.check(points=3, examples=1, seed=ANY_SEED,
                mode=[(True, True), (False, True), (True, False)],
                hint="Keep to tensor operations from the images to the logits, without .detach() "
                "or no_grad(), in evaluation mode, too, whether the images require gradients or "
                "not, and freeze no layer.")  # fmt: skip
def trains_every_layer(LeNet5, seed, mode):
    """lets gradients flow back to every parameter, and to images that require them"""
    train, images_require = mode
    x, weights = given(3, 5)
    upstream, (*to_weights, to_images) = true_gradients(seed)
    built = LeNet5.module(x, weights=weights, train=train, cotangent=upstream,
                          inputs_require=images_require)  # fmt: skip
    found = {value.numel(): (name, gradient) for name, value, gradient in built["parameters"]}
    for expected in to_weights:
        name, gradient = found[expected.numel()]
        holds(gradient is not None, f"no gradient reaches the parameter {name}")
        right_gradient(gradient, expected)
    reached = built["input_grads"]
    holds(len(reached) == 1, "no gradient reaches any parameter")
    if images_require:
        holds(reached[0] is not None, "no gradient reaches the images")
        right_gradient(reached[0], to_images)


def right_gradient(gradient, expected):
    close(gradient, expected, dtype=torch.float32, magnitude=10 * expected.abs().amax())


@exercise.check(points=1, examples=1, seed=ANY_SEED,
                hint="Leave the weights as torch.nn's layers initialise them, or draw "
                "each of them by itself and set no seed: units that start alike learn the "
                "same.")  # fmt: skip
def starts_from_random_weights(LeNet5, seed):
    """starts from random weights, other ones for each unit and in each model"""
    x, _ = given(1)
    one, other = (large(LeNet5.module(x, seed=s)["parameters"]) for s in (seed, seed + 1))
    for name, value in one.items():
        holds(value.isfinite().all(), f"{name} starts with numbers that are not finite", value)
    holds(len(one) == len(other) == 5, f"{len(one)} layers have weights, expected 5")
    for name, value in one.items():
        rows = value.flatten(1)
        alike = torch.equal(rows, rows[:1].expand(rows.shape))
        alike |= torch.equal(rows, rows[:, :1].expand(rows.shape))
        holds(not alike, f"{name} is the same for every unit", value)
        holds(not torch.equal(value, other[name]), f"{name} is the same in two models", value)


def large(parameters):
    """The weights without the biases, which may start at 0."""
    return {name: value for name, value, _ in parameters if value.numel() > 120}
