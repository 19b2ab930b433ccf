"""Runs the student's optimizer on given gradients and reports what became of the parameters.

Executed beside the student's code: it imports only torch, and knows neither expected values nor
tolerances. ``gradients`` are one list a step, with one gradient, or None, a parameter.
"""

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


def trajectory(student, params, gradients, *arguments, kind="list", **options):
    """The parameters after each step; ``kind`` is what SGD gets them in."""
    params = leaves(params)
    own = list(params)
    held = {
        "list": params, "tuple": tuple(params), "generator": (param for param in params),
        "iterator": iter(params), "values of a dict": dict(enumerate(params)).values(),
        "list that is cleared later": own,
    }  # fmt: skip
    optimizer, states = student.SGD(held[kind], *arguments, **options), []
    own.clear()
    for step in gradients:
        give(params, step)
        optimizer.step()
        states.append(values(params))
    return states


def thawed(student, params, gradients, lr, **options):
    """The parameters after all steps; until the first is over, they require no gradients.

    frozen: what torch says of each of them before it requires gradients.
    """
    optimizer = student.SGD(params, lr, **options)
    give(params, gradients[0])
    optimizer.step()
    optimizer.zero_grad()
    frozen = [as_leaf(param) for param in params]
    params = leaves(params)
    for step in gradients[1:]:
        give(params, step)
        optimizer.step()
    return {"frozen": frozen, "params": values(params)}


def scheduled(student, params, gradients, rates, **options):
    """lr as it is read before each step, and the parameters at the end; each step has its rate."""
    params = leaves(params)
    optimizer = student.SGD(params, rates[0], **options)
    read = []
    for step, following in zip(gradients, [*rates[1:], rates[-1]], strict=True):
        read.append(optimizer.lr)
        give(params, step)
        optimizer.step()
        optimizer.lr = following
    return {"rates": read, "params": values(params)}


def training_loop(student, params, gradients, lr, **options):
    """The parameters after each round of zero_grad, backward, step."""
    params = leaves(params)
    give(params, values(gradients[-1]))
    optimizer = student.SGD(params, lr, **options)
    states = []
    for step in gradients:
        optimizer.zero_grad()
        losses = [(param * grad).sum() for param, grad in zip(params, step, strict=True)]
        sum(losses).backward()
        optimizer.step()
        states.append(values(params))
    return states


def overwritten_gradients(student, params, gradients, lr, **options):
    """The parameters after each step, where new gradients overwrite the old ones in place."""
    params = leaves(params)
    held = values(params)
    optimizer = student.SGD(params, lr, **options)
    states = []
    for step in gradients:
        for old, new in zip(held, step, strict=True):
            old.copy_(new)
        give(params, held)
        optimizer.step()
        states.append(values(params))
    return states


def surroundings(student, params, gradients, lr, **options):
    """What is around parameters that are views of one flat buffer, after all steps.

    buffer: its values. params: those of the parameters. leaves: what torch says of each of them.
    gradients: the values of p.grad after __init__ and after each step. same: whether p.grad is
    still the tensor that it was before the step. recorded: the number of tensors that the optimizer
    keeps, views of the parameters aside, with a history in autograd.
    """
    buffer, params = views_of_one_buffer(params)
    give(params, gradients[0])
    optimizer = student.SGD(params, lr, **options)
    found, same = [gradients_of(params)], []
    for step in gradients:
        give(params, step)
        optimizer.step()
        found.append(gradients_of(params))
        same.append([param.grad is grad for param, grad in zip(params, step, strict=True)])
    return {
        "buffer": buffer.clone(),
        "params": values(params),
        "leaves": [as_leaf(param) for param in params],
        "gradients": found,
        "same": same,
        "recorded": with_history(optimizer, buffer),
    }


def side_by_side(student, first, second, gradients, rates, options, others):
    """The parameters of two optimizers that step in turn; the second gets the steps reversed.

    Before each step another one is made on the first's parameters, and never used.
    """
    first, second = leaves(first), leaves(second)
    one = student.SGD(first, rates[0], **options)
    two = student.SGD(second, rates[1], **others)
    for early, late in zip(gradients, reversed(gradients), strict=True):
        give(first, early)
        student.SGD(first, rates[0], **options)
        one.step()
        give(second, values(late))
        two.step()
    return [values(first), values(second)]


def one_after_the_other(student, params, gradients, lr, **options):
    """The parameters after all steps, where a new optimizer takes over after the first two."""
    params = leaves(params)
    for part in (gradients[:2], gradients[2:]):
        optimizer = student.SGD(params, lr, **options)
        for step in part:
            give(params, step)
            optimizer.step()
    return values(params)


def mixed_devices(student, params, gradients, lr, **options):
    """The operators that take tensors of several devices together, while SGD takes its steps."""
    with DeviceWatch() as watch:
        trajectory(student, params, gradients, lr, **options)
    return watch.mixed


def cleared(student, params, gradients, *, frozen=False):
    """The gradients after zero_grad: None or a tensor each; ``frozen`` ones require none now."""
    params = leaves(params)
    optimizer = student.SGD(params, 0.1)
    give(params, gradients)
    for param in params:
        param.requires_grad_(not frozen)
    optimizer.zero_grad()
    return [param.grad for param in params]


def plain_step(student, params, grads, lr):
    """What sgd_step leaves of leaves that are views of one flat buffer, and of other tensors.

    buffer: its values. leaves: what torch says of each leaf. others: the values of the tensors
    that autograd computed. untracked: whether each of those has the grad_fn that it had. constants:
    what torch says of tensors that require no gradient.
    """
    buffer, params = views_of_one_buffer(params)
    constants = values(params)
    student.sgd_step(params, values(grads), lr)
    others = [constant.requires_grad_() * 1.0 for constant in values(constants)]
    history = [other.grad_fn for other in others]
    student.sgd_step(others, values(grads), lr)
    student.sgd_step(constants, values(grads), lr)
    return {
        "buffer": buffer.clone(),
        "leaves": [as_leaf(param) for param in params],
        "others": values(others),
        "untracked": [
            before is not None and other.grad_fn is before
            for other, before in zip(others, history, strict=True)
        ],
        "constants": [as_leaf(constant) for constant in constants],
    }


class DeviceWatch(TorchDispatchMode):
    """Notes operators on tensors of several devices: torch lets some of them pass on meta."""

    def __init__(self):
        super().__init__()
        self.mixed = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        tensors = [x for x in tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor)]
        devices = {str(x.device) for x in tensors if x.dim() > 0}
        if len(devices) > 1 and function is not torch.ops.aten.copy_.default:
            self.mixed.append(str(function))
        return function(*args, **(kwargs or {}))


def leaves(params):
    """The tensors as leaves that require gradients, in the memory layout that they have."""
    return [param.requires_grad_() for param in params]


def views_of_one_buffer(params):
    """A flat buffer of all the values, and leaves that are views of it."""
    buffer = torch.cat([param.flatten() for param in params])
    pieces = buffer.split([param.numel() for param in params])
    shaped = [piece.view(param.shape) for piece, param in zip(pieces, params, strict=True)]
    return buffer, leaves(shaped)


def with_history(optimizer, buffer):
    """The number of tensors in the optimizer's attributes that autograd computed."""
    kept = tree_leaves(getattr(optimizer, "__dict__", {}))
    recorded = [x for x in kept if isinstance(x, torch.Tensor) and x.grad_fn is not None]
    memory = buffer.untyped_storage().data_ptr()
    return sum(x.untyped_storage().data_ptr() != memory for x in recorded)


def give(params, gradients):
    """Assign new gradients."""
    for param, grad in zip(params, gradients, strict=True):
        param.grad = grad


def gradients_of(params):
    """The values of the gradients as they are now, or None."""
    return [None if param.grad is None else param.grad.clone() for param in params]


def values(params):
    """The values as they are now."""
    return [param.detach().clone() for param in params]


def as_leaf(param):
    """Whether torch calls it a leaf, and whether it requires a gradient."""
    return [param.is_leaf, param.requires_grad]
