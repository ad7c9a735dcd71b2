"""What the applicant hands in, what station and others check, what may not be demanded (S3.2, S5.5a)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flows.rules.model import (
    APPLICANT,
    AUTHORITY,
    STATION,
    Cite,
    Department,
    Document,
    ForbiddenDemand,
    Need,
    Rules,
)
from flows.rules.rule_evaluation import Decision

HAS, HAS_NOT, NOT_BROUGHT, NOT_ASKED = "has", "has_not", "not_brought", "not_asked"


@dataclass(frozen=True, slots=True)
class Item:
    """One need with its papers, of which any one will do; `state` is has, not_brought, has_not or not_asked.

    `issuer` is the department that issues the first of them, None for what the applicant writes himself.
    """

    need: Need
    documents: tuple[Document, ...]
    state: str
    issuer: Department | None
    payer: str
    satisfied: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """The applicant's papers, apart from what the station and other authorities check."""

    applicant: tuple[Item, ...]
    station: tuple[Item, ...]
    authority: tuple[Item, ...]
    helps: tuple[Item, ...]

    @property
    def missing(self) -> tuple[Item, ...]:
        """Everything that the applicant still has to bring; only this can hold up acceptance."""
        return tuple(item for item in self.applicant if not item.satisfied)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing from the applicant."""
        return not self.missing


def build_checklist(rules: Rules, decision: Decision, papers: Mapping[str, str]) -> Checklist:
    """The checklist for a decision; `papers`: document id → has, has_not, not_brought (absent: not asked)."""

    def items(needs: tuple[Need, ...], by: str | None = None) -> tuple[Item, ...]:
        return tuple(_item(rules, need, papers) for need in needs if by in (None, need.by))

    needs = decision.needs
    return Checklist(
        items(needs, APPLICANT), items(needs, STATION), items(needs, AUTHORITY), items(decision.helps)
    )


def may_demand(rules: Rules, decision: Decision, document: str) -> Cite | None:
    """The clause by which this document may be demanded from the applicant; None: it may not be."""
    for need in decision.needs:
        if need.by == APPLICANT and document in need.any_of:
            return need.cite
    return None


def forbidden_demand(rules: Rules, text: str) -> ForbiddenDemand | None:
    """What may not be demanded, found by id, name or alias anywhere in `text`, in either language."""
    return forbidden_words(rules)(text)


def forbidden_words(rules: Rules) -> Callable[[str], ForbiddenDemand | None]:
    """How to find what may not be demanded, for whoever has many texts to look at; see `forbidden_demand`."""
    known = [(forbidden, _pattern(forbidden)) for forbidden in rules.forbidden]
    words = [word for forbidden in rules.forbidden for word in forbidden_names(forbidden)]
    others = [fold_text(word) for forbidden in rules.forbidden for word in forbidden.not_in]

    def find(text: str) -> ForbiddenDemand | None:
        asked = fold_text(text)
        # Chinese has no spaces between words and is found across those that were typed.
        closed = asked.replace(" ", "")
        if not any(word in asked or word in closed for word in words):
            # A plain search for each of them is ten times faster than one for all of them with conditions.
            return None
        for other in others:
            asked, closed = asked.replace(other, "|"), closed.replace(other, "|")
        # The longest name wins: 计划生育证明 is no birth permit, though 生育证 stands in it.
        found = [
            (len(hit[0]), forbidden) for forbidden, pattern in known for hit in _hits(pattern, asked, closed)
        ]
        return max(found, key=lambda entry: entry[0], default=(0, None))[1]

    return find


def _hits(pattern: re.Pattern[str], *texts: str) -> list[re.Match[str]]:
    return [hit for text in texts if (hit := pattern.search(text))]


def forbidden_names(forbidden: ForbiddenDemand) -> list[str]:
    """Every name of it as texts are searched for it, the longest first."""
    names = (forbidden.id, forbidden.name.zh, forbidden.name.en, *forbidden.aliases)
    return sorted(dict.fromkeys(fold_text(name) for name in names), key=len, reverse=True)


def _pattern(forbidden: ForbiddenDemand) -> re.Pattern[str]:
    """Chinese names are found anywhere; Latin words must stand alone."""
    return re.compile(
        "|".join(
            standing_alone(name) if name.isascii() else re.escape(name) for name in forbidden_names(forbidden)
        )
    )


def standing_alone(name: str) -> str:
    """A pattern that finds Latin words only where no other letters touch them."""
    return rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])"


@lru_cache(maxsize=2048)
def fold_text(text: str) -> str:
    """A text as names are looked for in it: one width, one case, without marks."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    return " ".join(re.sub(r"[-《》〈〉“”\"'’.,]", " " if plain.isascii() else "", plain).split())


def _item(rules: Rules, need: Need, papers: Mapping[str, str]) -> Item:
    documents = tuple(rules.documents[document] for document in need.any_of)
    state = _state([papers.get(document.id, NOT_ASKED) for document in documents])
    issuer = need.issuer or next((document.issuer for document in documents if document.issuer), None)
    return Item(
        need, documents, state, rules.departments[issuer] if issuer else None, need.payer, state == HAS
    )


def _state(states: list[str]) -> str:
    """One paper at hand settles it; one that is only at home is nearer than one that nobody has."""
    return next((state for state in (HAS, NOT_BROUGHT, HAS_NOT) if state in states), NOT_ASKED)
