"""Given weights in a module of the student's, whatever its attributes and their shapes.

For ``verbs``, in a worker and in this process alike. Imports nothing of ours but ``errors``.
"""

from __future__ import annotations

import itertools
from typing import Any

import torch

from grader.sandbox.errors import ContractError


def load(module: torch.nn.Module, weights: list[torch.Tensor]) -> dict[str, torch.Tensor]:
    """Give ``module`` these weights, matched by shape, in order where a shape repeats.

    Where none has the shape, one serves whose axes are those of the parameter in another order,
    as in x @ W or in kernels of (height, width, in, out), or whose last axes are one, as in a
    120@5x5 convolution that stands for a linear layer. Its first axis, the outputs, is then the
    parameter's first or last. Layers in the order of the weights are taken for theirs.

    Returns for each parameter the places that its numbers have in its weight, in that one's shape.
    """
    named = dict(module.named_parameters())
    chosen = _in_order(named, weights) or _by_shape(named, weights)
    places = {}
    with torch.no_grad():
        for name, weight in chosen.items():
            shape = named[name].shape
            named[name].copy_(_fitted(weight, shape))
            order = _fitted(torch.arange(weight.numel()).reshape(weight.shape), shape)
            places[name] = order.flatten().argsort().reshape(weight.shape)
    return places


def as_given(kept: torch.Tensor | None, places: torch.Tensor | None) -> torch.Tensor | None:
    """A parameter, or its gradient, with its axes as in the weight that it was given."""
    if kept is None or places is None or kept.numel() != places.numel():
        return kept
    return kept.flatten()[places]


def _in_order(
    named: dict[str, torch.nn.Parameter], weights: list[torch.Tensor]
) -> dict[str, torch.Tensor] | None:
    """Each parameter's weight where they come in the same order, but not all in the same shapes."""
    pairs = list(zip(named.values(), weights, strict=False))
    fits = [_fitted(weight, p.shape) is not None for p, weight in pairs]
    same = sorted(p.shape for p in named.values()) == sorted(weight.shape for weight in weights)
    if same or len(named) != len(weights) or not all(fits):
        return None
    return dict(zip(named, weights, strict=True))


def _by_shape(
    named: dict[str, torch.nn.Parameter], weights: list[torch.Tensor]
) -> dict[str, torch.Tensor]:
    left, chosen = list(weights), {}
    for name, parameter in named.items():
        fitting = (w for way in _WAYS for w in left if way(w, parameter.shape) is not None)
        weight = next(fitting, None)
        if weight is None:
            raise ContractError(
                f"no weight fits the parameter {name} of shape {tuple(parameter.shape)}; "
                f"expected parameters of shapes {[tuple(w.shape) for w in weights]}"
            )
        chosen[name] = weight
        left = [w for w in left if w is not weight]
    if left:
        raise ContractError(
            f"the module has no parameter of shape {tuple(left[0].shape)}; "
            "are all layers attributes of the module?"
        )
    return chosen


def _fitted(weight: torch.Tensor, shape: torch.Size) -> Any:
    """The weight as a parameter of this shape; None where it cannot be one."""
    fitted = (way(weight, shape) for way in _WAYS)
    return next((it for it in fitted if it is not None), None)


def _as_it_is(weight: torch.Tensor, shape: torch.Size) -> torch.Tensor | None:
    return weight if weight.shape == shape else None


def _outputs_last(weight: torch.Tensor, shape: torch.Size) -> torch.Tensor | None:
    fits = weight.dim() > 1 and weight.numel() == shape.numel() and weight.shape[:1] == shape[-1:]
    return weight.flatten(1).T.reshape(shape) if fits else None


def _permuted(weight: torch.Tensor, shape: torch.Size) -> torch.Tensor | None:
    """Axes of one size keep their order: height comes before width."""
    orders = itertools.permutations(range(weight.dim())) if weight.dim() == len(shape) else ()
    fitting = (order for order in orders if tuple(weight.shape[n] for n in order) == shape)
    order = next(fitting, None)
    return weight.permute(order) if order else None


def _of_that_size(weight: torch.Tensor, shape: torch.Size) -> torch.Tensor | None:
    return weight.reshape(shape) if weight.numel() == shape.numel() else None


_WAYS = (_as_it_is, _permuted, _outputs_last, _of_that_size)
"""How a weight may serve a parameter, the surest first."""
