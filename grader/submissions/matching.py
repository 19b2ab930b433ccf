"""Which files of a submission could be which stub: by path, by name, by what they define.

For ``reading``. Imports nothing of ours but ``files``, ``names`` and ``sources``.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum

from grader.submissions.files import File, UnreadableError
from grader.submissions.names import caseless, composed, split, stem, variant_of
from grader.submissions.sources import defined

Text = Callable[[File], str | UnreadableError]


class Claim(IntEnum):
    """How good a file's claim to be a stub is, the best first."""

    PATH = 0
    PATH_ANY_CASE = 1
    NAME = 2
    NAME_ANY_CASE = 3
    VARIANT_DEFINING = 4  # a name that an LMS made of the stub's, and one of its functions
    AS_GIVEN = 5  # the stub itself, with nothing done yet
    DEFINING = 6
    VARIANT = 7
    LINK = 8  # or a device: never read, but the student shall hear of it


def match(
    files: Sequence[File],
    stubs: Sequence[str],
    defines: Mapping[str, Sequence[str]],
    given: Mapping[str, str],
    text: Text,
    searched: int,
) -> tuple[dict[str, list[File]], list[str]]:
    """The files with the best claim to each stub, for stubs that have any; and notes.

    A Python file that is one stub by path or name is not looked through for another's
    definitions; at most ``searched`` of the others are. A stub that is as ``given`` gives way to
    a file of its name, or a name made of it, that is not.
    """
    known = _known(stubs)
    claims: dict[str, list[tuple[Claim, File]]] = {stub: [] for stub in stubs}
    others = []
    for file in files:
        claim, claimed = _by_name(file, known)
        for stub in claimed:
            claims[stub].append((claim if file.regular else Claim.LINK, file))
        if file.regular and not claimed and not _is_of_the_course(file.parts[-1]):
            others.append(file)
    for stub, found in claims.items():
        if len(found) + len(others) > 1 and len(found) <= searched:
            claims[stub] = [(_demoted(c, text(f), given.get(stub)), f) for c, f in found]
    missing = [stub for stub in stubs if all(claim is Claim.LINK for claim, _ in claims[stub])]
    undone = {stub for stub in stubs if {c for c, _ in claims[stub]} == {Claim.AS_GIVEN}}
    likely = _variants(others, stubs)
    notes = []
    if undone:
        for file, meant in itertools.islice(likely.items(), searched):
            for stub, claim in _by_text(text(file), sorted(undone), defines, meant):
                claims[stub].append((claim, file))
    if missing and (defines or likely):
        others.sort(key=lambda file: file not in likely)
        if len(others) > searched:
            notes.append(
                f"only {searched} of {len(others)} other files were looked at; hand in fewer"
            )
        for file in others[:searched]:
            source = text(file)
            if isinstance(source, UnreadableError) and file not in likely:
                notes.append(f"{file.shown} {source}")
            for stub, claim in _by_text(source, missing, defines, likely.get(file, [])):
                claims[stub].append((claim, file))
    best = {stub: min(claim for claim, _ in found) for stub, found in claims.items() if found}
    notes += [
        f"{file.shown} is as it was given; another file was taken for it"
        for stub, found in claims.items()
        for claim, file in found
        if claim is Claim.AS_GIVEN and best[stub] < claim
    ]
    return {stub: [f for c, f in claims[stub] if c is best[stub]] for stub in best}, notes


def _demoted(claim: Claim, source: str | UnreadableError, given: str | None) -> Claim:
    return Claim.AS_GIVEN if claim is not Claim.LINK and source == given else claim


def _by_text(
    source: str | UnreadableError,
    stubs: Sequence[str],
    defines: Mapping[str, Sequence[str]],
    variant_of_stubs: Sequence[str],
) -> Iterator[tuple[str, Claim]]:
    wanted = frozenset(name for stub in stubs for name in defines.get(stub, ()))
    names = defined(source, wanted) if isinstance(source, str) else set()
    for stub in stubs:
        defining = not names.isdisjoint(defines.get(stub, ()))
        if stub in variant_of_stubs:
            yield stub, Claim.VARIANT_DEFINING if defining else Claim.VARIANT
        elif defining:
            yield stub, Claim.DEFINING


_Known = dict[tuple[Claim, tuple[str, ...]], list[str]]


def _known(stubs: Sequence[str]) -> _Known:
    known: _Known = defaultdict(list)
    for stub in stubs:
        for claim, key in _keys(split(stub), len(split(stub))):
            known[claim, key].append(stub)
    return dict(known)


def _keys(parts: tuple[str, ...], length: int) -> Iterator[tuple[Claim, tuple[str, ...]]]:
    yield Claim.PATH, tuple(map(composed, parts[-length:]))
    yield Claim.PATH_ANY_CASE, tuple(map(caseless, parts[-length:]))
    yield Claim.NAME, (composed(parts[-1]),)
    yield Claim.NAME_ANY_CASE, (caseless(parts[-1]),)


def _by_name(file: File, known: _Known) -> tuple[Claim, list[str]]:
    lengths = {len(key) for _, key in known}
    keys = [key for length in lengths for key in _keys(file.parts, length)]
    found = min((key for key in keys if key in known), default=None)
    return (found[0], known[found]) if found else (Claim.LINK, [])


def _variants(files: Sequence[File], stubs: Sequence[str]) -> dict[File, list[str]]:
    stems = defaultdict(list)
    for stub in stubs:
        stems[caseless(stem(split(stub)[-1]))].append(stub)
    found = ((file, variant_of(file.parts[-1], stems)) for file in files)
    return {file: stems[name] for file, name in found if name}


def _is_of_the_course(name: str) -> bool:
    """Specs and harnesses lie beside the stubs, and students hand in the whole folder."""
    name = caseless(name)
    return (
        name == "conftest.py"
        or name.startswith("test_")
        or (name.endswith(("_test.py", "_harness.py")))
    )
