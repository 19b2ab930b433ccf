"""The form that an answer must have before a check may use it.

For ``subject``. What comes from a worker may be forged, and forged so that our own code fails: a
check that fails through our fault would be waived. Imports nothing of ours.
"""

from __future__ import annotations

from typing import Any

import torch

Form = Any
"""A type, a union of types; [form] a list of any length, (form, ...) a list of that length,
{key: form} a dictionary of just these keys."""

_GRADIENT = torch.Tensor | None

AFTER: Form = (object, list, dict)
GRAD: Form = (object, [_GRADIENT])
MODULE: Form = {
    "outputs": list,
    "parameters": [(str, torch.Tensor, _GRADIENT)],
    "buffers": [(str, torch.Tensor)],
    "input_grads": [_GRADIENT],
}
ERROR: Form = {
    "type": str,
    "bases": [str],
    "message": str,
    "frames": [(str, int, str, str)],  # file, line, function, text
    "own": bool,
    "stub": bool,
}


def fits(value: Any, form: Form) -> bool:
    """Whether a decoded value has the form."""
    if isinstance(form, list):
        return type(value) is list and all(fits(entry, form[0]) for entry in value)
    if isinstance(form, tuple):
        return type(value) is list and len(value) == len(form) and all(map(fits, value, form))
    if isinstance(form, dict):
        return (
            type(value) is dict
            and value.keys() == form.keys()
            and all(fits(value[key], form[key]) for key in form)
        )
    return isinstance(value, form)
