"""A check's examples: drawn once from a seed, replayed for everyone, shrunk when one fails.

Drawing costs a millisecond or two an example, a call costs microseconds; so a run draws once.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from grader.spec import Check

SOME = 3
"""Examples of one combination among which the simplest of all may be one."""


@dataclass(frozen=True)
class Effort:
    """How far a search for a small failing example goes.

    ``first``: draws among which it looks for one that fails. ``further``: draws after which it ends
    when none of them was smaller and failed. ``enough``: how long a call may be, in lengths of the
    simplest of all calls, for no shorter one to be searched for.
    """

    first: int = 50
    further: int = 20
    enough: int = 1


THOROUGH = Effort()


@dataclass(frozen=True)
class Example:
    """Values for a check's givens. ``listed`` are those from lists, in their n-th combination."""

    values: Mapping[str, Any]
    listed: Mapping[str, Any] = field(default_factory=dict)
    combination: int = 0


class EnoughError(BaseException):
    """Ends a search; not an ``Exception``, so that Hypothesis lets it pass."""


def draw(check: Check, seed: str) -> tuple[list[Example], dict[int, Example]]:
    """The examples of ``check``, those by hand, then those drawn; and the simplest ones.

    Every value of every listed given occurs in every combination; with more examples than
    combinations each combination gets several. Hypothesis begins with the simplest of all, whatever
    the ``seed``: it counts only among ``SOME``. The simplest of each combination are not known
    where ``smaller`` is asked for.
    """
    by_hand = [Example(dict(values)) for values in check.also]
    combinations = _combinations(check)
    if not check.givens:
        return by_hand or [Example({})], {}
    each = -(-check.examples // len(combinations))
    drawn: list[list[Example]] = []
    simplest: dict[int, Example] = {}
    for number, listed in enumerate(combinations):
        found: list[Example] = []

        def keep(
            values: Mapping[str, Any],
            listed: Any = listed,
            number: int = number,
            found: Any = found,
        ) -> None:
            found.append(Example(values, listed, number))

        few = each < SOME
        _search(check.givens, listed, f"{seed}:{number}", each + few, keep)
        simplest[number] = found[0]
        drawn.append(found[1:] if len(found) > each else found)
    rounds = itertools.chain.from_iterable(itertools.zip_longest(*drawn))
    examples = by_hand + [example for example in rounds if example is not None]
    return examples, {} if check.smaller else simplest


def shrink(
    check: Check,
    failing: Example,
    seed: str,
    fails: Callable[[Example], bool],
    seconds: float,
    effort: Effort = THOROUGH,
) -> bool:
    """Search for smaller failing examples than ``failing`` until the time is up.

    ``fails`` runs the check on an example, remembers what it needs, and says whether it failed.
    What ``check.smaller`` gives is searched first, and alone where an example of it fails.
    The search ends, too, when ``fails`` raises ``EnoughError``, or none smaller has come for long.
    It begins with the simplest example of all.
    True when it came to its end in vain: then it looked at what every search begins with.
    """
    if not any(_is_drawn(given) for given in check.givens.values()):
        return False
    listed = failing.listed or _combinations(check)[0]  # an example by hand has none
    deadline = time.monotonic() + seconds
    found = False

    def search(givens: Mapping[str, Any]) -> bool:
        draws, last_found = 0, 0

        def begun() -> None:
            nonlocal draws
            draws += 1
            in_vain = draws - last_found if last_found else 0
            if in_vain > effort.further or time.monotonic() > deadline:
                raise EnoughError

        def attempt(values: Mapping[str, Any]) -> None:
            nonlocal found, last_found
            if fails(Example(values, listed)):
                found, last_found = True, draws
                raise AssertionError

        with contextlib.suppress(EnoughError, Exception):  # ``fails`` keeps what was found
            _search(givens, listed, f"{seed}:{failing.combination}", effort.first, attempt, begun)
            return True
        return False

    ended = search({**check.givens, **check.smaller}) if check.smaller else True
    return not found and search(check.givens) and ended


def check_seed(seed: str, exercise: str, check: str) -> str:
    """The seed of one check: a run's secret seed never serves two checks alike."""
    return hashlib.sha256(f"{seed}:{exercise}:{check}".encode()).hexdigest()


def _combinations(check: Check) -> list[dict[str, Any]]:
    lists = {name: given for name, given in check.givens.items() if isinstance(given, list)}
    return [dict(zip(lists, values, strict=True)) for values in itertools.product(*lists.values())]


def _is_drawn(given: Any) -> bool:
    return not isinstance(given, list)


def _search(
    givens: Mapping[str, Any],
    listed: Mapping[str, Any],
    seed: str,
    examples: int,
    body: Callable[[Mapping[str, Any]], None],
    begun: Callable[[], None] | None = None,
) -> None:
    """Call ``body`` with drawn values; with ``begun``, called before each, shrink what fails."""
    phases = [hypothesis.Phase.generate]
    if begun is not None:
        phases.append(hypothesis.Phase.shrink)

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )
    @hypothesis.given(_values(givens, listed, begun or _nothing))
    def run(values: Mapping[str, Any]) -> None:
        body(values)

    # There is no database: without this Hypothesis parses the source of ``run`` for a key to it.
    run._hypothesis_internal_database_key = b""  # type: ignore[attr-defined]
    with _same_draws_everywhere():
        run()


@contextlib.contextmanager
def _same_draws_everywhere() -> Iterator[None]:
    """Keep Hypothesis from drawing constants that it finds in the modules that are loaded.

    They depend on what else this process has imported, and the same seed is to draw the same.
    """
    provider: Any = providers.HypothesisProvider
    usual = getattr(provider, "_maybe_draw_constant", None)  # an older version has none
    provider._maybe_draw_constant = lambda *_, **__: None
    try:
        yield
    finally:
        provider._maybe_draw_constant = usual


@st.composite
def _values(
    draw_one: Callable[[Any], Any],
    givens: Mapping[str, Any],
    listed: Mapping[str, Any],
    begun: Callable[[], None],
) -> dict[str, Any]:
    begun()
    values: dict[str, Any] = {}
    for name, given in givens.items():
        if name in listed:
            values[name] = listed[name]
        elif isinstance(given, st.SearchStrategy):
            values[name] = draw_one(given)
        else:
            values[name] = draw_one(given(**{k: values[k] for k in _parameters(given)}))
    return values


def _nothing() -> None:
    pass


def _parameters(function: Callable[..., Any]) -> Sequence[str]:
    return tuple(inspect.signature(function).parameters)
