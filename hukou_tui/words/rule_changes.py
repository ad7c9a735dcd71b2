"""What other rules change, told to a person: one short sentence for each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from flows.rules import rule_change as c
from flows.rules.model import APPLICANT, AUTHORITY, STATION, Cite, DatedName, Rules, Text
from flows.rules.rule_change import Alteration
from flows.rules.stamps import RuleChange
from hukou_tui.words.catalogue import N_, NO_WORDS, _, language, name_of
from hukou_tui.words.clauses import clause
from hukou_tui.words.statuses import DECIDERS, OUTCOMES, PAYERS

#: What is asked for -> said of what it no longer holds, and of what is new in it.
_LISTS: dict[str, tuple[str, str]] = {
    APPLICANT: (N_("no longer needed: {those}"), N_("newly needed: {those}")),
    STATION: (N_("no longer checked by the station: {those}"), N_("newly checked by the station: {those}")),
    AUTHORITY: (N_("no longer checked elsewhere: {those}"), N_("newly checked elsewhere: {those}")),
    c.HELPS: (N_("no longer named as a help: {those}"), N_("newly named as a help: {those}")),
    c.QUESTION: (N_("no longer asked: {those}"), N_("newly asked: {those}")),
    c.GROUPS: (N_("no longer in the sub-category: {those}"), N_("newly in the sub-category: {those}")),
    c.SITUATION: (N_("no such situation any more; it was: {those}"), N_("a new situation: {those}")),
}
#: What is one thing in each -> how it is told that it is another one now.
_ONE: dict[str, str] = {
    c.ROUTE: N_("situation now: {after} (before: {before})"),
    c.OUTCOME: N_("leads now to: {after} (before: {before})"),
    c.DECIDED_BY: N_("now {after} (before: {before})"),
    c.THEN: N_("afterwards now: {after} (before: {before})"),
    c.FEE_RULE: N_("fee rule now: {after} (before: {before})"),
    c.CHANNEL: N_("business channel now: {after} (before: {before})"),
    c.CLASS_96: N_("class of the national opinion now: {after} (before: {before})"),
    c.ALTERED: N_("now {after} (before: {before})"),
}
_PAYS = N_("{paper}: {after} (before: {before})")
_CITED = N_("clause for {paper} now: {after} (before: {before})")
_DETAILS = N_("{paper}: where, how or from whom is said otherwise")

#: The parts of the rules, as they are called for a person.
PARTS: dict[str, str] = {
    "packs": N_("period of the rules"),
    "facts": N_("question"),
    "derived": N_("what follows from answers"),
    "documents": N_("paper"),
    "departments": N_("department"),
    "groups": N_("sub-category"),
    "tracks": N_("way through the house"),
    "routes": N_("situation"),
    "fees": N_("fee rule"),
    "forbidden": N_("forbidden demand"),
    "grounds": N_("ground for not granting"),
    "reasons": N_("reason"),
    "stages": N_("stage"),
    "settings": N_("setting of the rules"),
    "sources": N_("source"),
}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class _Names:
    """How one set of rules names things."""

    rules: Rules

    def paper(self, key: str) -> str:
        return _(" or ").join(self._of(self.rules.documents, one) for one in key.split("|"))

    def route(self, name: str) -> str:
        return next((route.title.get(language()) for route in self.rules.routes if route.id == name), name)

    def question(self, name: str) -> str:
        fact = self.rules.facts.get(name)
        return fact.question.get(language()) if fact is not None else name

    def fee(self, name: str) -> str:
        return next((fee.title.get(language()) for fee in self.rules.fees if fee.id == name), name)

    def group(self, name: str) -> str:
        found = next((group for group in self.rules.groups if group.id == name), None)
        return name if found is None else f"{found.name.get(language())} ({clause(found.clause, language())})"

    def clause(self, cited: str) -> str:
        source, _space, at = cited.partition(" ")
        known = self.rules.sources.get(source)
        return f"{known.number if known is not None else source} {clause(at, language())}"

    @staticmethod
    def _of(those: object, name: str) -> str:
        found = those.get(name) if isinstance(those, dict) else None
        return found.name.get(language()) if found is not None else name


def _namer(what: str, names: _Names) -> Callable[[str], str]:
    """How the ids of a change of this kind are named."""
    kinds: dict[str, Callable[[str], str]] = {
        c.QUESTION: names.question,
        c.GROUPS: names.group,
        c.SITUATION: names.route,
        c.ROUTE: names.route,
        c.THEN: names.route,
        c.FEE_RULE: names.fee,
        c.OUTCOME: lambda name: name_of(OUTCOMES, name),
        c.DECIDED_BY: lambda name: name_of(DECIDERS, name),
        c.CHANNEL: str,
        c.CLASS_96: str,
    }
    return kinds.get(what, names.paper)


def describe_changes(changes: Iterable[RuleChange], old: Rules, new: Rules) -> list[str]:
    """Each change as sentences in the language spoken now; names are those of the rules that have the thing."""
    return [line for change in changes for line in _describe_change(change, _Names(old), _Names(new))]


def _describe_change(change: RuleChange, old: _Names, new: _Names) -> list[str]:
    if change.what in _LISTS:
        return _describe_lists(change, old, new)
    if change.what in (c.PAYER, c.CITE, c.DETAILS):
        return [_of_paper(change, old, new)]
    before, after = (
        _("none") if not ids else _namer(change.what, names)(ids[0])
        for ids, names in ((change.before, old), (change.after, new))
    )
    return [_(_ONE.get(change.what, NO_WORDS)).format(before=before, after=after)]


def _describe_lists(change: RuleChange, old: _Names, new: _Names) -> list[str]:
    lines = []
    for words, ids, names in zip(_LISTS[change.what], (change.before, change.after), (old, new), strict=True):
        if ids:
            those = _("; ").join(map(_namer(change.what, names), ids))
            lines.append(_(words).format(those=those))
    return lines


def _of_paper(change: RuleChange, old: _Names, new: _Names) -> str:
    paper = new.paper(change.after[0]) if change.after[0] else _("the situation")
    if change.what == c.DETAILS:
        return _(_DETAILS).format(paper=paper)
    was, becomes = change.before[1], change.after[1]
    if change.what == c.CITE:
        return _(_CITED).format(paper=paper, before=old.clause(was), after=new.clause(becomes))
    return _(_PAYS).format(paper=paper, before=name_of(PAYERS, was), after=name_of(PAYERS, becomes))


def told_elsewhere(one: Alteration) -> str:
    """What else differs, in one line: the part, its id, the field as the pack calls it, and both values if short."""
    part = name_of(PARTS, one.part)
    name = f"{part} {one.id}".strip()
    if not one.field:
        if one.after is None:
            return _("{name}: gone ({what})").format(name=name, what=_entry_name(one.before))
        if one.before is None:
            return _("{name}: new ({what})").format(name=name, what=_entry_name(one.after))
        return _("{name}: changed").format(name=name)
    before, after = short(one.before), short(one.after)
    if before is None or after is None:
        return _("{name}, {field}: changed").format(name=name, field=one.field)
    return _("{name}, {field}: {after} (before: {before})").format(
        name=name, field=one.field, before=before, after=after
    )


def _entry_name(entry: object) -> str:
    for field in ("name", "title", "question"):
        text = getattr(entry, field, None)
        if isinstance(text, Text):
            return _shorten(text.get(language()))
    return short(entry) or "-"


def short(value: object) -> str | None:
    """A value of the rules in a few words; None for what has no such words."""
    said = f"{value.source} {clause(value.at, language())}" if isinstance(value, Cite) else plain(value)
    if isinstance(said, list):
        return _shorten(", ".join(map(str, said))) if all(isinstance(one, str) for one in said) else None
    return None if isinstance(said, dict) else _shorten("-" if said is None else str(said))


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def plain(value: object) -> object:
    """A value of the rules as JSON takes it, texts in the language spoken now."""
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Text):
        return value.get(language())
    if isinstance(value, Cite):
        return f"{value.source} {value.at}"
    if isinstance(value, DatedName):
        return f"{value.name.get(language())} {plain(value.first) or ''}/{plain(value.last) or ''}"
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, Iterable):
        return [plain(inner) for inner in value]
    if is_dataclass(value):
        # What is not compared is only how a pack wrote it.
        return {part.name: plain(getattr(value, part.name)) for part in fields(value) if part.compare}
    return str(value)
