"""The difference between two sets of rules as a person reads it, and as a program does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.rules.model import Rules
from flows.rules.rule_change import (
    Alteration,
    SituationComparison,
    common,
    compare_situations,
    elsewhere,
    group_by_changes,
)
from hukou_tui.packs.telling import label
from hukou_tui.words.catalogue import _, language, ngettext
from hukou_tui.words.rule_changes import PARTS, describe_changes, plain, told_elsewhere

#: So many situations of a group are named by their titles; the others are counted.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sets of rules, and what differs: all situations under both, and what no situation shows."""

    old: Rules
    new: Rules
    situations: tuple[SituationComparison, ...]
    elsewhere: tuple[Alteration, ...]

    @property
    def changed_situations(self) -> tuple[SituationComparison, ...]:
        """The situations that are not the same under both."""
        return tuple(one for one in self.situations if one.changes)

    @property
    def any(self) -> bool:
        """Whether anything differs at all."""
        return bool(self.changed_situations or self.elsewhere)


def difference(old: Rules, new: Rules, on: date | None) -> Difference:
    """Compare two sets of rules on a day: each situation, and the rest."""
    return Difference(old, new, tuple(compare_situations(old, new, on)), elsewhere(old, new))


def lines(found: Difference) -> Iterator[str]:
    """The difference as lines of text, equal changes together."""
    if not found.any:
        yield _("There is no difference.")
        return
    count, total = len(found.changed_situations), len(found.situations)
    yield ngettext("{n} of {total} situations changes.", "{n} of {total} situations change.", count).format(
        n=count, total=total
    )
    for changes, situations in group_by_changes(found.situations):
        yield ""
        yield _difference_heading(found, situations)
        yield from ("    " + line for line in describe_changes(changes, found.old, found.new))
    if found.elsewhere:
        yield ""
        yield _("What else differs:")
        yield from ("    " + told_elsewhere(one) for one in _in_order(found.elsewhere))


def _in_order(those: Sequence[Alteration]) -> list[Alteration]:
    order = list(PARTS)
    return sorted(those, key=lambda one: order.index(one.part) if one.part in order else len(order))


def _difference_heading(found: Difference, situations: Sequence[SituationComparison]) -> str:
    """How many, which, and what they have in common."""
    if len(situations) == len(found.situations):
        return _("In all situations:")
    titles = list(dict.fromkeys(_title(one) for one in situations))
    more = [_("{n} more").format(n=len(titles) - _NAMED)] if len(titles) > _NAMED else []
    said = _("; ").join([*titles[:_NAMED], *more])
    shared = _(", ").join(_labels(found, common(situations)))
    head = ngettext("In {n} situation: {titles}", "In {n} situations: {titles}", len(situations)).format(
        n=len(situations), titles=said
    )
    return f"{head} [{shared}]" if shared else head


def _title(one: SituationComparison) -> str:
    decision = one.before or one.after
    return decision.route.title.get(language()) if decision is not None else ""


def _labels(found: Difference, facts: Mapping[str, str]) -> Iterator[str]:
    for fact, value in facts.items():
        rules = found.new if fact in found.new.facts else found.old
        said = label(rules, fact, value)
        if said == value and fact in found.old.facts:
            said = label(found.old, fact, value)
        yield _side(rules, fact, said) if rules.facts[fact].kind == "date" else said


def _side(rules: Rules, fact: str, day: str) -> str:
    """A day that stands for its side of a line."""
    spans = [
        span for derived in rules.derived.values() if derived.date_fact == fact for span in derived.spans
    ]
    if any(span.first is not None and span.first.isoformat() == day for span in spans):
        return _("from {day} on").format(day=day)
    if any(span.first is None and span.last is not None and span.last.isoformat() == day for span in spans):
        return _("up to {day}").format(day=day)
    return f"{rules.facts[fact].question.get(language())} {day}"


def as_json(found: Difference) -> list[dict[str, Any]]:
    """The difference as one list: `kind` is `situation` or `rule`; names are never renamed."""
    situations = [
        {
            "kind": "situation",
            "facts": dict(one.facts),
            "before": one.before.route.id if one.before else None,
            "after": one.after.route.id if one.after else None,
            "changes": [
                {"what": change.what, "before": list(change.before), "after": list(change.after)}
                for change in one.changes
            ],
        }
        for one in found.changed_situations
    ]
    rules = [
        {
            "kind": "rule",
            "part": one.part,
            "id": one.id,
            "field": one.field,
            "before": plain(one.before),
            "after": plain(one.after),
        }
        for one in found.elsewhere
    ]
    return [*situations, *rules]
