"""What the author of an exercise writes: one ``Exercise`` and its checks.

A check is a plain function. Parameters named after the student's functions receive them; the
others are *givens*, declared in the decorator:

    a list       every value of it is used, in order: for options, dtypes, memory layouts
    a strategy   a Hypothesis strategy to draw from
    a function   of the givens before it, by name, that returns a strategy

The check's docstring continues a sentence that begins with the name of the student's function.
Imports nothing of ours, and no torch.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

EXAMPLES = 12
"""Examples that a check with givens is run on, unless it says otherwise."""

SECONDS = 10.0
"""Time limit of one check, unless it states its own."""

GPU = "gpu"
SLOW = "slow"


@dataclass(frozen=True)
class Forbids:
    """torch functions that may not do the student's work.

    ``names`` are last names (``softmax`` stands for torch.softmax, Tensor.softmax and
    torch.nn.functional.softmax alike) or dotted prefixes (``torch.optim``). ``instead`` tells the
    student what to write.
    """

    names: tuple[str, ...]
    instead: str


@dataclass(frozen=True)
class Check:
    """One thing that must hold. ``also`` are further examples, given by hand.

    ``smaller`` replaces givens in the search for a counterexample. ``body`` takes the student's
    ``functions`` and the givens that it ``wants``, by name.
    """

    name: str
    sentence: str
    body: Callable[..., None]
    functions: tuple[str, ...]
    wants: tuple[str, ...]
    points: float
    givens: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[Mapping[str, Any], ...] = ()
    smaller: Mapping[str, Any] = field(default_factory=dict)
    examples: int = EXAMPLES
    seconds: float | None = None
    hint: str | None = None
    marks: frozenset[str] = frozenset()

    @property
    def subject(self) -> str:
        """The student's function that the sentence is about."""
        return self.functions[0]


class Exercise:
    """One stub and what must hold of it.

    ``functions`` are the names that the student writes. ``forbids`` maps such a name to what may
    not do its work. ``stubs`` names the stub files, relative to the spec, where they are not the
    one file beside it: a capstone puts several together. ``harness`` names the harness where it
    is not NAME_harness.py. ``needs`` names data sets of ``grader.data``, ``after`` the exercises
    that a student takes up before this one: the route follows them.
    """

    def __init__(
        self,
        name: str,
        *,
        functions: Sequence[str],
        summary: str,
        forbids: Mapping[str, Forbids] | None = None,
        stubs: Sequence[str] | None = None,
        harness: str | None = None,
        needs: Sequence[str] = (),
        after: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.functions = tuple(functions)
        self.summary = summary
        self.forbids = dict(forbids or {})
        self.stubs = tuple(stubs or (f"{name}.py",))
        self.harness = harness or f"{name}_harness.py"
        self.needs = tuple(needs)
        self.after = tuple(after)
        self.checks: list[Check] = []
        unknown = set(self.forbids) - set(self.functions)
        if unknown:
            raise ValueError(f"{name}: forbids names {sorted(unknown)}, not among its functions")

    @property
    def bars(self) -> dict[str, tuple[str, ...]]:
        """What torch lacks where a function is called, by the function's name."""
        return {name: rule.names for name, rule in self.forbids.items()}

    @property
    def points(self) -> float:
        """The points of all checks together."""
        return sum(check.points for check in self.checks)

    def check(
        self,
        *,
        points: float,
        hint: str | None = None,
        examples: int = EXAMPLES,
        also: Sequence[Mapping[str, Any]] = (),
        smaller: Mapping[str, Any] | None = None,
        seconds: float | None = None,
        marks: Sequence[str] = (),
        **givens: Any,
    ) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """Declare the decorated function as a check; see the module's docstring for givens.

        ``also`` lists examples by hand. Where examples have to be large, ``smaller`` has other
        strategies or functions for some givens: what a student is shown comes from these, if any
        of it fails. ``seconds`` replaces the usual time limit, ``marks`` are
        ``GPU`` and ``SLOW``. ``ValueError`` for a check without a docstring, with a parameter
        that is neither given nor a function of the student's, or with no points to give.
        """

        def declare(body: Callable[..., None]) -> Callable[..., None]:
            self.add(
                make_check(
                    body,
                    functions=self.functions,
                    points=points,
                    hint=hint,
                    examples=examples,
                    also=tuple(also),
                    smaller=dict(smaller or {}),
                    seconds=seconds,
                    marks=frozenset(marks),
                    givens=givens,
                )
            )
            return body

        return declare

    def add(self, *checks: Check) -> None:
        """Take ready-made checks; ``ValueError`` for a name that is taken."""
        for check in checks:
            if any(check.name == other.name for other in self.checks):
                raise ValueError(f"{self.name}: two checks are named {check.name}")
            strangers = set(check.functions) - set(self.functions)
            if strangers:
                raise ValueError(f"{self.name}: {check.name} is about unknown {sorted(strangers)}")
            self.checks.append(check)


def _agree(
    name: str, givens: Mapping[str, Any], functions: Sequence[str], options: Mapping[str, Any]
) -> None:
    """Refuse givens that cannot be drawn."""
    known: set[str] = set()
    for given, source in givens.items():
        if given in functions:
            raise ValueError(f"the check {name} has a given {given}, a function's name")
        if isinstance(source, list) and not source:
            raise ValueError(f"the check {name} has an empty list for {given}")
        if inspect.isfunction(source) and not set(inspect.signature(source).parameters) <= known:
            raise ValueError(f"the check {name} draws {given} from what does not come before it")
        known.add(given)
    for given in options.get("smaller", {}):
        if isinstance(givens.get(given, []), list):
            raise ValueError(f"the check {name} has a smaller {given}, which is not drawn")
    if options.get("examples", 1) < 1:
        raise ValueError(f"the check {name} has examples={options['examples']}")


def _complete(
    name: str,
    body: Callable[..., None],
    givens: Mapping[str, Any],
    also: Sequence[Mapping[str, Any]],
) -> None:
    """Refuse examples by hand that have another set of names than the body takes."""
    needed = {
        parameter.name
        for parameter in inspect.signature(body).parameters.values()
        if parameter.name in givens and parameter.default is parameter.empty
    }
    for example in also:
        if strangers := sorted(set(example) - set(givens)):
            raise ValueError(f"the check {name} has {strangers} in also, which it is not given")
        if missing := sorted(needed - set(example)):
            raise ValueError(f"the check {name} has an example in also without {missing}")


def make_check(
    body: Callable[..., None],
    *,
    functions: Sequence[str],
    points: float,
    givens: Mapping[str, Any],
    name: str | None = None,
    doc: str | None = None,
    takes: Sequence[str] | None = None,
    **options: Any,
) -> Check:
    """The check that ``body`` makes; see ``Exercise.check``.

    ``takes`` names the student's functions among the parameters of a body that takes any keywords
    and all givens.
    """
    name = name or body.__name__
    doc = doc or body.__doc__
    if not doc or not doc.strip():
        raise ValueError(f"the check {name} needs a docstring: the end of its sentence")
    if points <= 0:
        raise ValueError(f"the check {name} has points={points}; a check is worth something")
    parameters = tuple(takes or inspect.signature(body).parameters)
    subjects = tuple(p for p in parameters if p in functions)
    if not subjects:
        raise ValueError(f"the check {name} takes none of the student's functions {functions}")
    strangers = [p for p in parameters if p not in functions and p not in givens]
    if strangers:
        raise ValueError(f"the check {name} takes {strangers}, which it is not given")
    _agree(name, givens, functions, options)
    if not takes:
        _complete(name, body, givens, options.get("also", ()))
    sentence = f"{subjects[0]} {' '.join(doc.split()).rstrip('.')}"
    wanted = tuple(givens) if takes else tuple(p for p in parameters if p in givens)
    return Check(
        name=name, sentence=sentence, body=body, functions=subjects, wants=wanted, points=points,
        givens=dict(givens), **options,
    )  # fmt: skip
