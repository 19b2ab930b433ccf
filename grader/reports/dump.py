"""Every result as JSON, for whoever wants to compute with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from grader.results import VERSION, SubmissionResult


def parts(results: Iterable[SubmissionResult]) -> Iterator[str]:
    """The file's content, a submission at a time: ``{"version", "submissions": [...]}``.

    ``SubmissionResult.from_json`` reads each of them back.
    """
    yield f'{{"version": {VERSION}, "submissions": ['
    for number, result in enumerate(results):
        yield ",\n" if number else "\n"
        yield json.dumps(result.to_json(), ensure_ascii=False)
    yield "\n]}\n"
