"""g = gradient + weight_decay * p;  v = momentum * v + (1 - dampening) * g;  p = p - lr * v

The first v of a parameter is its first g. With Nesterov, p = p - lr * (g + momentum * v).
"""

import math
from itertools import cycle, product

import torch
from hypothesis import strategies as st

from grader.contract import asks_for_values
from grader.expect import close, equal, holds, raises
from grader.inputs import cotangent, laid_out, tensors
from grader.memo import remembered
from grader.spec import Exercise, Forbids
from grader.subject import StudentError

by_hand = Forbids(
    ("torch.optim", "_fused_sgd_", "fused_sgd_"),
    instead="Write the update with tensor arithmetic, in place.",
)
exercise = Exercise(
    "sgd",
    functions=("sgd_step", "SGD"),
    summary="Move parameters against their gradients, with momentum and weight decay.",
    forbids={"sgd_step": by_hand, "SGD": by_hand},
)

SHAPES, SIZES = [(2, 3), (3,), (), (2, 3), ()], [6, 3, 1, 6, 1]
SCALES = [1.0, 1.0, 1e-4, 50.0, 1.0]
STEPS = 5
NAMES = ("momentum", "dampening", "weight_decay", "nesterov")
OPTIONS = [
    dict(zip(NAMES, values, strict=True))
    for values in product([0.0, 0.9], [0.0, 0.3], [0.0, 0.1], [False, True])
    if not values[3] or (values[0] > 0 and values[1] == 0)
]
DAMPENED = {"momentum": 0.9, "dampening": 0.3, "weight_decay": 0.1}
NESTEROV = {"momentum": 0.9, "weight_decay": 0.1, "nesterov": True}
DECAY, MOMENTUM = {"weight_decay": 0.1}, {"momentum": 0.9}
WITH_DECAY = [DECAY, DAMPENED, NESTEROV]
WITH_MOMENTUM = [MOMENTUM, {"momentum": 0.9, "nesterov": True}]
RATES = [0.0, 0.8, 0.4, 0.4, 0.1]
MIXED = (torch.float32, torch.float64)
LAYOUTS = [("permuted", "strided"), ("strided", "contiguous"), ("contiguous", "permuted")]

IN_PLACE = (
    "Change the numbers in the parameter's own memory, p -= ..., under torch.no_grad(); "
    "p = p - ... makes a new tensor, and so does p.data = ..."
)
OWN_COPY = (
    "The first momentum buffer is a copy of the gradient (clone), not p.grad itself; weight decay "
    "is added to a tensor of your own."
)

numbers = tensors(shape=(1 + STEPS, sum(SIZES)), scale=0.1)
ZEROS = torch.zeros(1 + STEPS, sum(SIZES))
NAN = torch.tensor([[1.0, 2.0], [math.nan, 0.5], [1.0, 1.0]])
NOT_FINITE = torch.tensor([[1.0, 2.0, 3.0, 4.0], [math.nan, math.inf, -math.inf, 0.5]])
FIFTY_STEPS = torch.ones(1 + 50, 1)
FEW = {"numbers": st.tuples(st.integers(2, 1 + STEPS), st.integers(1, 2)).flatmap(
    lambda shape: tensors(shape=shape))}  # fmt: skip
ANY_PROBLEM = {"numbers": numbers, "examples": 1, "smaller": FEW}
THREE_STEPS = {"numbers": tensors(shape=(4, 1))}


def problem(numbers, dtypes=(torch.float32,)):
    """Parameters of the shapes above, and gradients for each step, large and small ones.

    The parameters have the ``dtypes`` in turn. A few numbers, to be read by a student, are one
    parameter and its gradients.
    """
    if numbers.numel() < ZEROS.numel():
        start, *grads = numbers.to(dtypes[0])
        return [start], [[grad] for grad in grads]
    rows = numbers.double() + cotangent(numbers.shape, torch.float64)
    params, *steps = (
        [piece.reshape(shape).to(dtype) * scale
         for piece, shape, scale, dtype in zip(row.split(SIZES), SHAPES, SCALES, cycle(dtypes))]
        for row in rows
    )  # fmt: skip
    return params, steps


def changed(numbers, places, change, dtypes=(torch.float32,)):
    """A problem with ``change`` made to the gradient of each (step, parameter) in ``places``."""
    params, gradients = problem(numbers, dtypes)
    return params, [
        [change(grad) if (step, param) in places else grad for param, grad in enumerate(grads)]
        for step, grads in enumerate(gradients)
    ]


def all_laid_out(some, layout):
    return [laid_out(x, layout) for x in some]


@remembered
def torch_states(params, gradients, *rates, **options):
    """The parameters after each step of torch.optim.SGD, in float64; the last rate goes on."""
    params = [param.double().clone().requires_grad_() for param in params]
    optimizer = torch.optim.SGD(params, rates[0], **options)
    states = []
    for number, step in enumerate(gradients):
        optimizer.param_groups[0]["lr"] = rates[min(number, len(rates) - 1)]
        for param, grad in zip(params, step, strict=True):
            param.grad = None if grad is None else grad.double()
        optimizer.step()
        states.append([param.detach().clone() for param in params])
    return states


def descended(params, grads, lr):
    """p - lr * g, in float64."""
    return [p.double() - lr * g.double() for p, g in zip(params, grads, strict=True)]


def all_close(found, truths, like):
    """The parameters agree; roundings grow with the largest number on the way."""
    for param, truth, start in zip(found, truths, like, strict=True):
        size = truth.abs().clamp(min=max(10.0, float(start.abs().max())))
        close(param, truth, dtype=start.dtype, magnitude=size)


def all_moved(found, params, truths):
    """Every parameter that ends elsewhere in truth has moved."""
    for param, start, truth in zip(found, params, truths, strict=True):
        stays = torch.equal(truth.to(start.dtype), start)
        holds(stays or not torch.equal(param, start), "a parameter did not move", param)


def pieces_of(buffer, params):
    """The parameters that are views of a flat buffer."""
    pieces = buffer.split([param.numel() for param in params])
    return [piece.view(param.shape) for piece, param in zip(pieces, params, strict=True)]


def learns_as_torch(SGD, run, params, gradients, lr=0.1, **options):
    """The steps that the harness ``run`` takes end where those of torch.optim.SGD end."""
    states = SGD.harness(run, params, gradients, lr, **options)
    all_close(states[-1], torch_states(params, gradients, lr, **options)[-1], like=params)


def goes_through(SGD, gradients, values, lr, start=1.0, **options):
    """A parameter that is the number ``start`` has these values after these gradients."""
    params, gradients = [torch.tensor([start])], one_number(*gradients)
    states = SGD.harness("trajectory", params, gradients, lr, **options)
    for (found,), (truth,) in zip(states, one_number(*values), strict=True):
        close(found, truth, magnitude=2.0)


def one_number(*values):
    """The states, or the gradients, of a single parameter that is one number."""
    return [[torch.tensor([value])] for value in values]


@exercise.check(points=1, hint="p -= lr * g, for each parameter and its own gradient.")
def a_step_by_hand(sgd_step):
    """moves 2 to 1.95 and -1 to -1.1 with the gradients 0.5 and 1 and lr 0.1"""
    params, grads = list(torch.tensor([[2.0], [-1.0]])), list(torch.tensor([[0.5], [1.0]]))
    _, (moved, _, _), _ = sgd_step.after(params, grads, 0.1)
    all_close(moved, list(torch.tensor([[1.95], [-1.1]])), like=params)


@exercise.check(points=2, hint="p -= lr * g and nothing else, for parameters of any "
                "shape and gradients of any numbers, NaN and infinity too: no clipping, no "
                "scaling, lr as it is, all in the dtype of p. Keep the names of the stub, and "
                "nothing from one call to the next.",
                also=[{"numbers": NOT_FINITE, "dtypes": (torch.float32,)}],
                numbers=numbers, dtypes=[(torch.float64,), MIXED], examples=2,
                smaller=FEW)  # fmt: skip
def agrees_with_its_formula(sgd_step, numbers, dtypes):
    """subtracts lr times the gradient from every parameter, in float32 and float64 side by side"""
    params, (grads, *_) = problem(numbers, dtypes)
    _, _, after = sgd_step.after(params=params, grads=grads, lr=0.3)
    all_close(after["params"], descended(params, grads, 0.3), like=params)


@exercise.check(points=1, hint=IN_PLACE, **ANY_PROBLEM)
def step_stays_in_place(sgd_step, numbers):
    """writes into the parameters' own memory: a buffer that they are views of sees the step"""
    params, (grads, *_) = problem(numbers)
    buffer = sgd_step.harness("plain_step", params, grads, 0.3)["buffer"]
    all_close(pieces_of(buffer, params), descended(params, grads, 0.3), like=params)


@exercise.check(points=1, hint="Update within torch.no_grad(), and leave requires_grad alone.",
                **ANY_PROBLEM)  # fmt: skip
def step_is_not_recorded(sgd_step, numbers):
    """updates leaves, computed tensors and constants unseen by autograd, which is on afterwards"""
    params, (grads, *_) = problem(numbers)
    after = sgd_step.harness("plain_step", params, grads, 0.3)
    all_close(after["others"], descended(params, grads, 0.3), like=params)
    equal(after["leaves"], [[True, True]] * len(params))
    equal(after["untracked"], [True] * len(params))
    equal(after["constants"], [[True, False]] * len(params))


@exercise.check(points=1, hint="Compute lr * g as a new tensor; g *= lr changes the caller's.",
                also=[{"numbers": ZEROS}], **ANY_PROBLEM)  # fmt: skip
def step_leaves_the_gradients(sgd_step, numbers):
    """leaves the gradients as they were"""
    params, (grads, *_) = problem(numbers)
    _, (moved, left, _), _ = sgd_step.after(params, grads, 0.3)
    equal(left, grads)
    all_moved(moved, params, descended(params, grads, 0.3))


@exercise.check(points=1, hint="A transposed tensor has no flat view, be it the "
                "parameter or the gradient: operate on it as it is.",
                layouts=LAYOUTS, **ANY_PROBLEM)  # fmt: skip
def step_takes_any_strides(sgd_step, layouts, numbers):
    """takes transposed and sliced parameters and gradients, both or one of them"""
    params, (grads, *_) = problem(numbers)
    params, grads = map(all_laid_out, (params, grads), layouts)
    _, (moved, _, _), _ = sgd_step.after(params, grads, 0.3)
    all_close(moved, descended(params, grads, 0.3), like=params)


@exercise.check(points=1, hint="Without options a step is p -= lr * p.grad.")
def plain_steps_by_hand(SGD):
    """moves 1 to 0.95 and on to 0.85 with the gradients 0.5 and 1 and lr 0.1"""
    goes_through(SGD, [0.5, 1.0], [0.95, 0.85], lr=0.1)


@exercise.check(points=1, hint="The first v is the first gradient itself; after that the new "
                "gradient counts in full, v = momentum * v + g.",
                start=st.integers(-9, 9).map(float), examples=1)  # fmt: skip
def momentum_by_hand(SGD, start):
    """moves by 1, then 1.5, then 1.75 with momentum 0.5, lr 1 and gradients of 1"""
    values = [start - 1.0, start - 2.5, start - 4.25]
    goes_through(SGD, [1.0] * 3, values, lr=1.0, start=start, momentum=0.5)


BY_HAND = [
    ({"weight_decay": 0.5}, [0.25, -0.3125, -0.734375]),
    ({"momentum": 0.5, "dampening": 0.5}, [0.5, 0.0, -0.5]),
    ({"momentum": 0.5, "nesterov": True}, [0.25, -0.625, -1.5625]),
    ({"momentum": 0.5, "weight_decay": 0.5}, [0.25, -0.6875, -1.484375]),
]


@exercise.check(points=1, hint="g = p.grad + weight_decay * p. Dampening spares the first v. "
                "Nesterov moves by g + momentum * v, with the new v. Each optimizer keeps its "
                "buffers in self.", case=BY_HAND)  # fmt: skip
def options_by_hand(SGD, case):
    """moves 1 as computed by hand with each option, lr 0.5 and gradients of 1"""
    options, values = case
    goes_through(SGD, [1.0] * 3, values, lr=0.5, **options)


SIDE_BY_SIDE = [{"options": options, "dtypes": MIXED, "numbers": ZEROS} for options in WITH_DECAY]
EXTREMES = [
    {"options": options, "dtypes": (torch.float64,), "numbers": numbers}
    for options, numbers in [
        ({"weight_decay": 1e-4}, ZEROS), ({"momentum": 0.01}, ZEROS), ({}, ZEROS + 1e5),
        ({}, NAN), (MOMENTUM, FIFTY_STEPS),
    ]
]  # fmt: skip


@exercise.check(points=3, hint="For each parameter by itself, with its v in self: "
                "g = p.grad + weight_decay * p; v = g in the first step and momentum * v + (1 - "
                "dampening) * g in later ones; p -= lr * v, or with nesterov p -= lr * (g + "
                "momentum * v), all in the dtype of this p. No number is too small or too large, a "
                "NaN is left as it is, and no gradient is forgotten.",
                also=SIDE_BY_SIDE + EXTREMES, options=OPTIONS, dtypes=[(torch.float64,)],
                numbers=numbers, examples=10, smaller=FEW)  # fmt: skip
def agrees_with_torch(SGD, options, dtypes, numbers):
    """agrees with torch.optim.SGD step by step, for all options and both dtypes together"""
    params, gradients = problem(numbers, dtypes)
    states = SGD.harness("trajectory", params, gradients, 0.1, **options)
    truths = torch_states(params, gradients, 0.1, **options)
    for found, truth in zip(states, truths, strict=True):
        all_close(found, truth, like=params)


@exercise.check(points=2, hint="Keep lr as the number self.lr, and multiply by it where the "
                "parameter moves, not where the buffer takes in the gradient; a step with lr 0 is "
                "a step. Whatever depends on lr is computed anew in every step.",
                options=[{}, DECAY, *WITH_MOMENTUM], **ANY_PROBLEM)  # fmt: skip
def follows_the_learning_rate(SGD, options, numbers):
    """uses the lr that is assigned between steps, 0 too"""
    params, gradients = problem(numbers)
    rates = RATES[: len(gradients)]
    after = SGD.harness("scheduled", params, gradients, rates, **options)
    all_close(after["params"], torch_states(params, gradients, *rates, **options)[-1], like=params)
    for found, rate in zip(after["rates"], rates, strict=True):
        close(found, rate)


@exercise.check(points=2, hint="if p.grad is None: continue, before the weight decay too. "
                "Each parameter has a buffer of its own, which starts with the first gradient that "
                "this parameter gets.", options=[{}, DECAY, {"momentum": 0.9, "dampening": 0.3}],
                **ANY_PROBLEM)  # fmt: skip
def skips_without_a_gradient(SGD, options, numbers):
    """skips a parameter while its gradient is None: at first, in between, or always"""
    missing = [(0, 0), (1, 0), (2, 1), *((step, 2) for step in range(STEPS))]
    learns_as_torch(SGD, "trajectory", *changed(numbers, missing, lambda _: None), **options)


@exercise.check(points=1, hint="A gradient of zeros is a gradient: decay and momentum still act.",
                options=[DECAY, {"momentum": 0.9, "dampening": 0.3}], **ANY_PROBLEM)  # fmt: skip
def zeros_are_a_gradient(SGD, options, numbers):
    """does not skip a gradient of zeros"""
    zeros = [(0, 1), *((2, param) for param in range(len(SHAPES)))]
    learns_as_torch(SGD, "trajectory", *changed(numbers, zeros, torch.zeros_like), **options)


@exercise.check(points=1, hint="Decorate step with @torch.no_grad(), so that the buffers are not "
                "recorded either; leave requires_grad alone.",
                options=[DAMPENED, NESTEROV], **ANY_PROBLEM)  # fmt: skip
def is_not_recorded(SGD, options, numbers):
    """leaves the parameters leaves that require gradients, and keeps no history of the steps"""
    params, gradients = problem(numbers)
    after = SGD.harness("surroundings", params, gradients, 0.1, **options)
    equal(after["leaves"], [[True, True]] * len(params))
    holds(after["recorded"] == 0, "autograd recorded what the optimizer keeps")
    all_moved(after["params"], params, torch_states(params, gradients, 0.1, **options)[-1])


@exercise.check(points=2, hint="zero_grad must clear every p.grad, and step must leave "
                f"autograd on. {OWN_COPY}",
                options=[{}, MOMENTUM], **ANY_PROBLEM)  # fmt: skip
def serves_in_a_training_loop(SGD, options, numbers):
    """learns in a loop of zero_grad, backward and step"""
    learns_as_torch(SGD, "training_loop", *problem(numbers), **options)


@exercise.check(points=1, hint="Set p.grad to None, or to zeros, for each parameter that has one, "
                "whether it requires one now or not. Infinity times 0 is not 0, and torch.zeros is "
                "float32 where torch.zeros_like(p) has the dtype of p.",
                frozen=[False, True], **ANY_PROBLEM)  # fmt: skip
def zero_grad_clears(SGD, frozen, numbers):
    """clears every gradient in zero_grad, infinite ones too, and does not mind one that is None"""
    params, (grads, *_) = changed(numbers, [(0, 3)], lambda _: None, MIXED)
    grads[0] = torch.full_like(grads[0], math.inf)
    after = SGD.harness("cleared", params, grads, frozen=frozen)
    for param, grad in zip(params, after, strict=True):
        if grad is not None:
            equal(grad, torch.zeros_like(param))


@exercise.check(points=1, hint=OWN_COPY,
                options=[*WITH_MOMENTUM, {"momentum": 0.9, "dampening": 0.3}],
                **ANY_PROBLEM)  # fmt: skip
def keeps_a_copy_of_the_gradient(SGD, options, numbers):
    """is not disturbed when new gradients overwrite the old ones in place"""
    learns_as_torch(SGD, "overwritten_gradients", *problem(numbers), **options)


@exercise.check(points=1, hint=OWN_COPY + " So is what Nesterov adds. A None stays None, "
                "and __init__ touches no p.grad.",
                options=OPTIONS, **ANY_PROBLEM)  # fmt: skip
def leaves_the_gradients(SGD, options, numbers):
    """leaves every p.grad the same tensor, with the values that it had, or None"""
    params, gradients = changed(numbers, [(0, 2), (1, 1)], lambda _: None)
    after = SGD.harness("surroundings", params, gradients, 0.1, **options)
    equal(after["gradients"], [gradients[0], *gradients])
    equal(after["same"], [[True] * len(params)] * len(gradients))
    all_moved(after["params"], params, torch_states(params, gradients, 0.1, **options)[-1])


@exercise.check(points=1, hint=IN_PLACE, options=OPTIONS, **ANY_PROBLEM)
def stays_in_place(SGD, options, numbers):
    """writes into the parameters' own memory: a buffer that they are views of sees every step"""
    params, gradients = problem(numbers)
    buffer = SGD.harness("surroundings", params, gradients, 0.1, **options)["buffer"]
    states = torch_states(params, gradients, 0.1, **options)
    all_close(pieces_of(buffer, params), states[-1], like=params)


@exercise.check(points=1, hint="An iterator, such as a generator, is empty after one pass, and "
                "a list stays the caller's: keep list(params).",
                kind=["list", "tuple", "generator", "iterator", "values of a dict",
                      "list that is cleared later"], **ANY_PROBLEM)  # fmt: skip
def any_iterable_of_parameters(SGD, kind, numbers):
    """takes any iterable of parameters, and keeps them when the caller clears the list"""
    params, gradients = problem(numbers)
    states = SGD.harness("trajectory", params, gradients, 0.1, kind=kind, **MOMENTUM)
    all_close(states[-1], torch_states(params, gradients, 0.1, **MOMENTUM)[-1], like=params)


@exercise.check(points=1, hint="Keep every parameter, also one that requires no gradient yet: "
                "whether to skip it is for step to say, by p.grad alone. Leave requires_grad as it "
                "is, in __init__, step and zero_grad.", **ANY_PROBLEM)  # fmt: skip
def parameters_may_thaw(SGD, numbers):
    """moves a frozen parameter that has a gradient, leaves it frozen, and moves it when it thaws"""
    params, gradients = problem(numbers)
    after = SGD.harness("thawed", params, gradients, 0.1, **MOMENTUM)
    all_close(after["params"], torch_states(params, gradients, 0.1, **MOMENTUM)[-1], like=params)
    equal(after["frozen"], [[True, False]] * len(params))


@exercise.check(points=1, hint="Keep the arguments in the order that the stub gives them.",
                options=[{"nesterov": False, **DAMPENED}, {"dampening": 0.0, **NESTEROV}],
                **ANY_PROBLEM)  # fmt: skip
def options_by_position(SGD, options, numbers):
    """takes its options by position too"""
    params, gradients = problem(numbers)
    by_position = [options[name] for name in NAMES]
    states = SGD.harness("trajectory", params, gradients, 0.1, *by_position)
    all_close(states[-1], torch_states(params, gradients, 0.1, **options)[-1], like=params)


@exercise.check(points=1, hint="Options and buffers belong to one optimizer: make them in __init__ "
                "and keep them in self, not in the class, a default argument or the parameters.",
                options=[DAMPENED, NESTEROV],
                **{**ANY_PROBLEM, "smaller": THREE_STEPS})  # fmt: skip
def optimizers_share_nothing(SGD, options, numbers):
    """shares nothing with others on other parameters, or with later ones on the same"""
    params, gradients = problem(numbers)
    others, backwards = [param + 1.0 for param in params], gradients[::-1]
    other = {"momentum": 0.5}
    one, two = SGD.harness("side_by_side", params, others, gradients, [0.1, 0.2], options, other)
    all_close(one, torch_states(params, gradients, 0.1, **options)[-1], like=params)
    all_close(two, torch_states(others, backwards, 0.2, **other)[-1], like=params)

    found = SGD.harness("one_after_the_other", params, gradients, 0.1, **options)
    halfway = torch_states(params, gradients[:2], 0.1, **options)[-1]
    all_close(found, torch_states(halfway, gradients[2:], 0.1, **options)[-1], like=params)


@exercise.check(points=1, hint="A transposed tensor has no flat view, be it the "
                "parameter or the gradient: operate on it as it is.",
                layouts=LAYOUTS, options=[MOMENTUM, *WITH_DECAY], **ANY_PROBLEM)  # fmt: skip
def takes_any_strides(SGD, layouts, options, numbers):
    """takes transposed and sliced parameters and gradients, both or one of them"""
    params, gradients = problem(numbers)
    params = all_laid_out(params, layouts[0])
    gradients = [all_laid_out(grads, layouts[1]) for grads in gradients]
    learns_as_torch(SGD, "trajectory", params, gradients, **options)


@exercise.check(points=1, hint="Clone the gradient, or use torch.zeros_like(p): "
                "torch.zeros(p.shape) and torch.full(p.shape, x) are on the CPU.",
                options=[*WITH_MOMENTUM, *WITH_DECAY], **ANY_PROBLEM)  # fmt: skip
def chooses_no_device(SGD, options, numbers):
    """computes where the parameters are, on the CPU and on torch's meta device"""
    params, gradients = problem(numbers)
    learns_as_torch(SGD, "trajectory", params, gradients, **options)
    # There operations take long: two steps of two parameters show where a buffer is made.
    params, *gradients = [[x.to("meta") for x in some[:2]] for some in (params, *gradients[:2])]
    try:
        mixed = SGD.harness("mixed_devices", params, gradients, 0.1, **options)
    except StudentError as error:
        if not asks_for_values(error):
            raise
    else:
        equal(mixed, [])


@exercise.check(points=2, hint="Keep the names of the stub. Check the arguments first in "
                "__init__, and raise ValueError.",
                also=[{"size": 1e-6}], size=st.integers(1, 64).map(lambda n: n / 16),
                examples=1)  # fmt: skip
def refuses_wrong_options(SGD, size):
    """raises ValueError for negative options, and for nesterov where it does not fit"""
    params = [torch.ones(2, requires_grad=True)]
    SGD(params=params, lr=0.1, momentum=0.9, weight_decay=0.1, nesterov=True)  # no error here
    raises(ValueError, SGD, params, lr=-size)
    raises(ValueError, SGD, params, lr=0.1, momentum=-size)
    raises(ValueError, SGD, params, lr=0.1, weight_decay=-size)
    raises(ValueError, SGD, params, lr=0.1, nesterov=True)
    for number in (size, -size):
        raises(ValueError, SGD, params, lr=0.1, nesterov=True, momentum=0.9, dampening=number)


@exercise.check(points=1, hint="Only negative numbers are refused, and nesterov where it does not "
                "fit: zeros are allowed, and 1 and more, and ints. Dampening may be any number; it "
                "does nothing without momentum.",
                options=[{}, {"momentum": 0.0, "weight_decay": 0.0}, {"dampening": 0.5},
                         {"momentum": 1.0, "dampening": 1.0, "weight_decay": 1.5},
                         {"momentum": 1.5, "dampening": -0.5}, {"momentum": 0.5, "dampening": 1.5},
                         {"momentum": 1, "dampening": 1, "weight_decay": 1}],
                **ANY_PROBLEM)  # fmt: skip
def other_numbers_are_allowed(SGD, options, numbers):
    """takes 0, 1 and more, ints too, and any dampening; moves nothing when lr is 0"""
    params, gradients = problem(numbers)
    learns_as_torch(SGD, "trajectory", params, gradients, lr=1.5, **options)
    for state in SGD.harness("trajectory", params, gradients, 0, **options):
        equal(state, params)
