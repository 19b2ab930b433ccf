"""The subject of an exercise in which torch may not do the work: torch lacks what would do it.

Each function is asked in a worker where the functions that it may not use have been taken away,
before the student's file was read (``bars``). There is nothing to find out and nothing to hide: an
answer is right without them, or it is not right.

A worker costs more than an exercise, so rules may share one that lacks what all of them forbid. An
answer that needed none of it is the same there; any other is asked for again where its own rule
alone holds.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from grader.sandbox.bars import AUTOGRAD
from grader.sandbox.limits import memory_of
from grader.sandbox.remote import Remote, Server, Session
from grader.subject import Answer, Reply, Request, Sources, Subject

Rule = tuple[str, ...]
"""The names that are barred together."""
Bars = Mapping[str, Rule]
"""Maps a function of the student's to the rule that it is under."""

Answered = TypeVar("Answered")


def together(chapters: Iterable[Iterable[Bars]]) -> dict[Rule, Rule]:
    """For the rules of a course, by chapter and exercise: all that is barred where each is judged.

    Rules of different chapters share a worker. Those of one chapter do not, since its exercises
    build on each other: who writes cross-entropy may use torch's softmax. Neither does a rule
    without autograd, which is missed without being called.
    """
    by_chapter = [
        list(dict.fromkeys(rule for bars in chapter for rule in bars.values()))
        for chapter in chapters
    ]
    shared = [[rule for rule in rules if AUTOGRAD not in rule] for rules in by_chapter]
    found: dict[Rule, Rule] = {}
    for row in itertools.zip_longest(*shared):
        rules = [rule for rule in row if rule]
        names = tuple(dict.fromkeys(itertools.chain(*rules)))
        for rule in rules:
            found.setdefault(rule, names)
    return found


class Workers:
    """The workers of one submission, each started when it is first asked.

    ``shared`` maps a rule to what is barred where it is judged, as ``together`` gives it. One
    worker has all of torch.
    """

    def __init__(self, server: Server, shared: Mapping[Rule, Rule]) -> None:
        self.server = server
        self.shared = shared
        self._sessions: dict[Rule, Session] = {}
        self._alone: list[Session] = []

    def session(self, names: Rule) -> Session:
        """The worker in which these names are barred."""
        if names not in self._sessions:
            self._sessions[names] = self._new(names)
        return self._sessions[names]

    def alone(self, names: Rule) -> Session:
        """One more such worker, for whoever needs one that others have not used."""
        self._alone.append(self._new(names))
        return self._alone[-1]

    def _new(self, names: Rule) -> Session:
        server = self.server.without(names) if names else self.server

        def beside() -> int:
            others = (one.worker for one in self._every() if one is not session)
            return sum(memory_of(worker.pid) or 0 for worker in others if worker)

        session = Session(server, beside=beside)
        return session

    def _every(self) -> list[Session]:
        return [*self._sessions.values(), *self._alone]

    @property
    def isolation(self) -> tuple[str, tuple[str, ...]] | None:
        """The rung of the workers' isolation and what it misses; None before there is one."""
        found = (session.isolation for session in self._every())
        return next(filter(None, found), None)

    def close(self) -> None:
        """End them."""
        for session in self._every():
            session.close()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def subject(
    server: Server, sources: Sources, bars: Bars, *, workers: Workers | None = None
) -> Subject:
    """Who answers for ``sources``: a worker where torch is whole, or others, if names are barred.

    They are the submission's ``workers`` where these are given, and of this subject alone if not.
    """
    if not bars:
        return Remote(server, sources, session=workers.session(()) if workers else None)
    return Barred(server, sources, bars, workers)


class Barred:
    """One exercise's files in workers where what its functions may not use is barred."""

    def __init__(
        self, server: Server, sources: Sources, bars: Bars, workers: Workers | None
    ) -> None:
        self._server = server
        self._workers = workers
        self._sources = sources
        self._rules = bars
        self._remotes: dict[Rule, Remote] = {}
        self._own: list[Session] = []

    def load(self, seconds: float) -> Answer:
        for remote in self._remotes.values():
            remote.unload()
        rule = next(iter(self._rules.values()))
        return self._answered(rule, lambda remote: remote.load(seconds))

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
            asked = [requests[place] for place in places]

            def ask(remote: Remote, asked: list[Request] = asked) -> list[Reply]:
                return remote.ask(asked, max(0.01, deadline - time.monotonic()))

            answers.update(zip(places, self._answered(rule, ask), strict=True))
        return [answers[place] for place in range(len(requests))]

    def take_output(self) -> str:
        return "".join(remote.take_output() for remote in self._remotes.values())

    def close(self) -> None:
        """End the workers that were for this exercise alone."""
        for remote in self._remotes.values():
            remote.close()
        for session in self._own:
            session.close()

    def _answered(self, rule: Rule, ask: Callable[[Remote], Answered]) -> Answered:
        """What the rule's worker answers; one that others share has only the first word."""
        if rule not in self._remotes:
            self._remotes[rule] = self._remote(rule)
        answered = ask(self._remotes[rule])
        if self._remotes[rule].refused:
            self._remotes[rule] = self._alone(rule)
            answered = ask(self._remotes[rule])
        return answered

    def _alone(self, rule: Rule) -> Remote:
        if self._workers is None:
            return Remote(self._server.without(rule), self._sources)
        self._own.append(self._workers.alone(rule))
        return Remote(self._server, self._sources, session=self._own[-1])

    def _remote(self, rule: Rule) -> Remote:
        if self._workers is not None:
            names = self._workers.shared.get(rule, rule)
            session = self._workers.session(names)
            return Remote(self._server, self._sources, session=session, shared=names != rule)
        if not rule:
            return Remote(self._server, self._sources)
        return Remote(self._server.without(rule), self._sources)
