"""What is refused, as written by hand: a demand that may not be made, and registration, on what ground."""

from __future__ import annotations

from collections.abc import Iterator

from flows.rules.checklist import forbidden_words
from flows.rules.model import ForbiddenDemand
from hukou_tui.packs.by_hand import Refusal
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.checks.written import otherwise
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import N_

_NO_REFUSAL = N_("`{key}`: no refusal written by hand shows what is said when it is demanded")
_NO_SAYING = N_("`{key}`: no refusal written by hand shows that it is known by the name {value}")
_NOT_REFUSED = N_('`{key}`: "{says}" is taken for {got}, the refusal written by hand says {wanted}')
_NO_REJECTION = N_("`{key}`: no rejection written by hand rests on this ground")


def refusals(subject: Subject) -> Iterator[Finding]:
    """What somebody may say who demands what may not be demanded, and by which clauses he is refused."""
    find = forbidden_words(subject.rules)
    shown: dict[str, list[str]] = {}
    for name, refusal in subject.pack.refusals.items():
        path: Path = ("refusals", name)
        shown.setdefault(refusal.forbidden, []).extend(_sayings(refusal))
        for says in _sayings(refusal):
            found = find(says)
            if found is None or found.id != refusal.forbidden:
                params = {
                    "key": key(path), "says": says, "got": found.id if found else "-", "wanted": refusal.forbidden,
                }  # fmt: skip
                yield subject.merged.finding((*path, "says"), _NOT_REFUSED, params)
            elif [cite.id for cite in found.cites] != list(refusal.cites):
                yield otherwise(subject, (*path, "cites"), [cite.id for cite in found.cites], list(refusal.cites))
    for forbidden in subject.rules.forbidden:
        path = ("forbidden", forbidden.id)
        if forbidden.id not in shown:
            yield subject.merged.finding(path, _NO_REFUSAL, {"key": key(path)})
        else:
            yield from _unused_aliases(subject, forbidden, shown[forbidden.id])


def _unused_aliases(subject: Subject, forbidden: ForbiddenDemand, sayings: list[str]) -> Iterator[Finding]:
    """Aliases that no saying uses; one that only holds a shorter one is found by that."""
    said = [text.casefold() for text in sayings]
    names = (forbidden.name.zh, forbidden.name.en, *forbidden.aliases)
    for at, alias in enumerate(forbidden.aliases):
        shorter = any(other != alias and other in alias for other in names)
        if not shorter and not any(alias.casefold() in text for text in said):
            path: Path = ("forbidden", forbidden.id, "aliases", at)
            params = {"key": key(path[:-1]), "value": alias}
            yield subject.merged.finding(path, _NO_SAYING, params)


def rejections(subject: Subject) -> Iterator[Finding]:
    """On what ground a decision against registration rests, by which clause, and with which remedy."""
    grounds = {ground.id: ground for ground in subject.rules.grounds}
    shown = {rejection.ground for rejection in subject.pack.rejections.values()}
    for name, rejection in subject.pack.rejections.items():
        ground = grounds[rejection.ground]
        got, wanted = [ground.cite.id, ground.remedy_cite.id], [rejection.cite, rejection.remedy_cite]
        if got != wanted:
            yield otherwise(subject, ("rejections", name, "cite"), got, wanted)
    for unshown in grounds.keys() - shown:
        path: Path = ("grounds", unshown)
        yield subject.merged.finding(path, _NO_REJECTION, {"key": key(path)})


def _sayings(refusal: Refusal) -> tuple[str, ...]:
    return (refusal.says,) if isinstance(refusal.says, str) else refusal.says
