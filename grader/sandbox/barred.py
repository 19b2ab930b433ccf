"""The subject of an exercise in which torch may not do the work: torch lacks what would do it.

Each function is asked in a worker where the functions that it may not use have been taken away,
before the student's file was read (``bars``). There is nothing to find out and nothing to hide: an
answer is right without them, or it is not right.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from grader.sandbox.remote import Remote, Server, Session
from grader.subject import Answer, Reply, Request, Sources, Subject

Bars = Mapping[str, Sequence[str]]
"""Maps a function of the student's to the names that are barred where it is called."""


def subject(
    server: Server, sources: Sources, bars: Bars, *, session: Session | None = None
) -> Subject:
    """Who answers for ``sources``: the session's worker, or others where something is barred."""
    if not bars:
        return Remote(server, sources, session=session)
    return Barred(server, sources, bars, session)


class Barred:
    """One exercise's files in a worker for each rule that its functions are under."""

    def __init__(
        self, server: Server, sources: Sources, bars: Bars, session: Session | None
    ) -> None:
        self._server = server
        self._session = session
        self._sources = sources
        self._rules = {name: tuple(names) for name, names in bars.items()}
        self._remotes: dict[tuple[str, ...], Remote] = {}

    def load(self, seconds: float) -> Answer:
        for remote in self._remotes.values():
            remote.unload()
        return self._remote(next(iter(self._rules.values()))).load(seconds)

    def prepare(self, requests: Sequence[Request]) -> None:
        """Nothing: the forkserver has imported what torch imports late."""

    def ask(self, requests: Sequence[Request], seconds: float) -> list[Reply]:
        """The answers in order; the requests of one rule travel together, one rule after another.

        A request is under the rule of its "function": the student's, whoever is called.
        """
        deadline = time.monotonic() + seconds
        rules = [self._rules.get(request["function"], ()) for request in requests]
        answers: dict[int, Reply] = {}
        for rule in dict.fromkeys(rules):
            places = [place for place, other in enumerate(rules) if other == rule]
            left = max(0.01, deadline - time.monotonic())
            found = self._remote(rule).ask([requests[place] for place in places], left)
            answers.update(zip(places, found, strict=True))
        return [answers[place] for place in range(len(requests))]

    def take_output(self) -> str:
        return "".join(remote.take_output() for remote in self._remotes.values())

    def close(self) -> None:
        """End the workers that were for this exercise alone."""
        for remote in self._remotes.values():
            if self._session is not None:
                self._session.isolation = self._session.isolation or remote.isolation
            remote.close()

    def _remote(self, rule: tuple[str, ...]) -> Remote:
        if rule not in self._remotes:
            self._remotes[rule] = (
                Remote(self._server.without(rule), self._sources)
                if rule
                else Remote(self._server, self._sources, session=self._session)
            )
        return self._remotes[rule]
