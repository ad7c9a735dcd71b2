"""`policy on DATE`: what is in force on a day, and nothing carried on from the day before it ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.rules.in_force import fees_in_force, names_on, sides, state
from hukou_tui.commands.policy.options import day_of, options, pack, print_json, rules_of
from hukou_tui.paper.handbook import chapters
from hukou_tui.paper.handbook.plain import text
from hukou_tui.words.catalogue import language

if TYPE_CHECKING:
    from datetime import date

    from flows.rules.model import (
        Cite,
        DatedName,
        Department,
        DerivedFact,
        Fee,
        PackRef,
        Rules,
        Setting,
        Source,
    )

JsonObject = dict[str, object]


@click.command()
@click.argument("date")
@pack
@options
def on(date: str, packs: tuple[Path, ...], as_json: bool) -> None:
    """Say what is in force on DATE: packs, fees, names of departments, cut-offs, settings, sources."""
    day = day_of(date)
    rules = rules_of(packs, day)
    if as_json:
        print_json(in_force(rules, day))
        return
    click.echo(text(chapters(rules, day, language())))


def in_force(rules: Rules, day: date) -> JsonObject:
    """What holds on `day` in the shape that other programs rely on; keys are never renamed."""
    return {
        "on": day.isoformat(),
        "packs": [_pack(one, day) for one in rules.packs],
        "fees_in_force": [fee.id for fee in fees_in_force(rules, day)],
        "fees": [_fee(fee, day) for fee in rules.fees],
        "departments": [_department(office, day) for office in rules.departments.values()],
        "cutoffs": [_cutoff(derived, day) for derived in rules.derived.values() if derived.date_fact],
        "settings": [_setting_to_dict(setting) for setting in rules.settings.values()],
        "sources": [_source(source, day) for source in rules.sources.values()],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _cite(cite: Cite) -> JsonObject:
    """The words are a quotation only where `gist` is false."""
    words = cite.phrase.get(language())
    return {"source": cite.source, "at": cite.at, "words": words, "gist": cite.is_gist, "level": cite.level}


def _pack(pack: PackRef, day: date) -> JsonObject:
    # A pack without a period has no campaign that could run: it holds until it is replaced.
    running = state(pack.first, pack.last, day) if pack.first or pack.last else None
    return {
        "id": pack.id,
        "revision": pack.revision,
        "title": pack.title.get(language()),
        "first": _iso(pack.first),
        "last": _iso(pack.last),
        "state": running,
        "sha256": pack.hash,
    }


def _fee(fee: Fee, day: date) -> JsonObject:
    lang = language()
    return {
        "id": fee.id,
        "title": fee.title.get(lang),
        "document": fee.document,
        "first": _iso(fee.first),
        "last": _iso(fee.last),
        "state": state(fee.first, fee.last, day),
        "percent": fee.percent,
        "rounding": fee.rounding,
        "conditions": [
            {"id": one.id, "name": one.name.get(lang), "kind": one.kind, "cite": _cite(one.cite)}
            for one in fee.conditions
        ],
        "ocr_raw": fee.ocr_raw,
        "reading": fee.reading.get(lang),
        "confidence": fee.confidence,
        "cite": _cite(fee.cite),
    }


def _department(office: Department, day: date) -> JsonObject:
    names = names_on(office, day)
    return {
        "id": office.id,
        "name": names.now.name.get(language()) if names.now else None,
        "before": [_name(name) for name in names.before],
        "after": [_name(name) for name in names.after],
        "duty": office.duty.get(language()),
        "cite": _cite(office.cite),
    }


def _name(name: DatedName) -> JsonObject:
    return {"name": name.name.get(language()), "first": _iso(name.first), "last": _iso(name.last)}


def _cutoff(derived: DerivedFact, day: date) -> JsonObject:
    return {
        "id": derived.id,
        "name": derived.name.get(language()),
        "fact": derived.date_fact,
        "years": derived.years,
        "sides": list(_sides(derived, day)),
        "open": derived.open_value,
        "cite": _cite(derived.cite),
    }


def _sides(derived: DerivedFact, day: date) -> Iterator[JsonObject]:
    labels = {option.id: option.label.get(language()) for option in derived.options}
    for side in sides(derived, day):
        yield {
            "value": side.value,
            "label": labels[side.value],
            "first": _iso(side.first),
            "last": _iso(side.last),
        }


def _setting_to_dict(setting: Setting) -> JsonObject:
    lang = language()
    return {
        "id": setting.id,
        "question": setting.question.get(lang),
        "value": setting.value,
        "options": [{"id": option.id, "label": option.label.get(lang)} for option in setting.options],
        "why": setting.why.get(lang),
        "cite": _cite(setting.cite),
        "against": [_cite(cite) for cite in setting.against],
    }


def _source(source: Source, day: date) -> JsonObject:
    """`later`: issued only after the day; None where no date is known."""
    return {
        "id": source.id,
        "title": source.title.get(language()),
        "number": source.number,
        "issued": _iso(source.issued),
        "later": source.issued > day if source.issued else None,
        "level": source.level,
        "ocr_raw": source.ocr_raw,
        "reading": source.reading.get(language()) if source.reading else None,
        "confidence": source.confidence,
    }
