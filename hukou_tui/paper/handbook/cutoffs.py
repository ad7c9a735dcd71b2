"""The lines that days draw: who, born or taken in on which day, lies on which side."""

from __future__ import annotations

from flows.rules.in_force import sides
from flows.rules.model import DerivedFact
from hukou_tui.paper.handbook.book import Line, Paragraph, Section, Table
from hukou_tui.paper.handbook.voice import Voice, find_option


def chapter(voice: Voice) -> Section:
    """Every cut-off, ages worked out for the day."""
    say = voice.say
    lead = Paragraph(
        (
            say("Ages are worked out for {day}. A date that is only a month or a year may lie on both sides; "
                "then the smaller demand is made.").format(day=voice.format_day(voice.day)),
        )
    )  # fmt: skip
    parts = tuple(_part(voice, derived) for derived in voice.rules.derived.values() if derived.date_fact)
    return Section(voice.anchor("chapter", "cutoffs"), say("Days and ages that decide"), (lead,), parts)


def _part(voice: Voice, derived: DerivedFact) -> Section:
    say = voice.say
    question = voice.question(derived.date_fact or "").rstrip("?？")
    rows: list[tuple[Line, ...]] = [
        ((voice.period(side.first, side.last),), (_side(voice, derived, side.value),))
        for side in sides(derived, voice.day)
    ]
    if derived.open_value is not None:
        rows.append(((say("open, on both sides of the line"),), (_side(voice, derived, derived.open_value),)))
    name = voice.heading(voice.text(derived.name))
    table = Table(name, (question, say("Counts as")), tuple(rows))
    basis = Paragraph(voice.basis(derived.cite).line)
    return Section(voice.anchor("cutoff", derived.id), name, (table, basis))


def _side(voice: Voice, derived: DerivedFact, value: str) -> str:
    name = voice.text(find_option(derived.options, value).label)
    if derived.years is None:
        return name
    return voice.say("{name} ({years} years)").format(name=name, years=derived.years)
