"""omitted: what the cited text of a route names is asked for there, or it is said why it is not."""

from __future__ import annotations

from collections.abc import Iterator

from flows.rules.model import Route
from flows.rules.truth_table import Truths, truths
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.checks.threshold import names
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import key
from hukou_tui.words.catalogue import N_

_OMITTED = N_("`{key}`: {cite} names {value}, which this route neither needs nor waives")
_WAIVED_TWICE = N_("`{key}`: {value} is waived, and needed all the same")
_WAIVED_IDLY = N_("`{key}`: {value} is waived, but {cite} does not name it")


def findings(subject: Subject) -> Iterator[Finding]:
    """Papers that a text names and a row forgot, and waivers of what nobody named."""
    whole = truths(subject.rules, [route.when for route in subject.rules.routes])
    for name, route in subject.pack.routes.items():
        asked = _papers_of_route(subject, name)
        for following in _following_routes(subject, subject.rules.route(name), whole):
            asked |= _papers_of_route(subject, following)
        named = [document for document in subject.pack.documents if names(subject, route.cite, document)]
        for document in named:
            if document not in asked and document not in route.waives:
                path = ("routes", name, "cite")
                params = {"key": key(path), "cite": route.cite.id, "value": document}
                yield subject.merged.finding(path, _OMITTED, params)
        for document in route.waives:
            path = ("routes", name, "waives")
            params = {"key": key(path), "value": document, "cite": route.cite.id}
            if document in asked:
                yield subject.merged.finding(path, _WAIVED_TWICE, params)
            elif document not in named:
                yield subject.merged.finding(path, _WAIVED_IDLY, params)


def _following_routes(subject: Subject, route: Route, whole: Truths) -> Iterator[str]:
    """The routes that come after one that sends for a paper: what the text names may be asked for there."""
    if route.then_facts:
        here, after = whole.holds(route.when), whole.after(route.then_facts)
        yield from (other.id for other in subject.rules.routes if here & after.holds(other.when))


def _papers_of_route(subject: Subject, name: str) -> set[str]:
    """Every paper that a route speaks of, whoever brings it, those of every route included."""
    route = subject.pack.routes[name]
    asked = {paper for need in route.needs for paper in need.any_of}
    asked |= {paper for help_ in route.helps for paper in help_.any_of}
    for every in subject.pack.every.values():
        asked |= set(every.any_of) if name in subject.routes_of(every) else set()
    return asked
