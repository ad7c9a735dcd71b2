"""From a checked pack to the rules in force: what an entry takes from settings, other entries, files or the day.

Everything else is in the entries as they were read, citations too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta

from flows.rules.checklist import HAS, HAS_NOT, NOT_BROUGHT
from flows.rules.facts import UNKNOWN, DerivedFact
from flows.rules.model import Class96, Department, Document, Fee, Group, Need, PackRef, Route, Rules
from hukou_tui.packs.reading import MergedPacks
from hukou_tui.packs.schema import Every, Pack


def build_rules(merged: MergedPacks, pack: Pack, on: date | None) -> Rules:
    """The rules as in force for a counter on `on` (departments bear the name of that day)."""
    return Rules(
        packs=tuple(
            PackRef(head.id, head.revision, text.sha256, head.title, head.first, head.last)
            for head, text in zip(pack.packs, merged.texts, strict=True)
        ),
        facts=pack.facts,
        derived=_all_derived(pack),
        documents={name: _document(pack, document) for name, document in pack.documents.items()},
        departments={name: _department(office, on) for name, office in pack.departments.items()},
        groups=tuple(_group(pack, group) for group in pack.groups.values()),
        tracks=pack.tracks,
        routes=tuple(_route(pack, route) for route in pack.routes.values()),
        fees=_fees(pack),
        forbidden=tuple(pack.forbidden.values()),
        grounds=tuple(pack.grounds.values()),
        reasons=tuple(pack.reasons.values()),
        stages=tuple(pack.stages.values()),
        settings=pack.settings,
        sources=pack.sources,
        on=on,
    )


def with_settings(rules: Rules, pack: Pack, values: Mapping[str, str | int]) -> Rules:
    """`rules`, built from this pack, with some settings chosen otherwise: what is worked out from them anew."""
    settings = {
        name: replace(setting, value=str(values[name])) if name in values else setting
        for name, setting in pack.settings.items()
    }
    other = replace(pack, settings=settings)
    return replace(rules, derived=_all_derived(other), fees=_fees(other), settings=settings)


def _all_derived(pack: Pack) -> dict[str, DerivedFact]:
    return {name: _derived_fact(pack, derived) for name, derived in pack.derived.items()}


def _derived_fact(pack: Pack, derived: DerivedFact) -> DerivedFact:
    """With the years that its setting has, if one has them."""
    if derived.years_setting is None:
        return derived
    return replace(derived, years=int(pack.settings[derived.years_setting].value))


def _document(pack: Pack, document: Document) -> Document:
    """With all answers that go with it, and the words by which sources name it."""
    called = document.called or (document.name.zh,)
    return replace(document, called=called, goes_with=_goes_with(pack, document))


def _goes_with(pack: Pack, document: Document) -> Mapping[str, tuple[str, ...]]:
    """By the state of a paper, the answers beside it: where none are named, that of having it, or all others."""
    if document.obtains is None:
        return {}
    fact, value = document.obtains
    has = document.goes_with.get(HAS) or (value,)
    rest = tuple(option.id for option in pack.facts[fact].options if option.id not in has)
    return {
        HAS: has,
        NOT_BROUGHT: document.goes_with.get(NOT_BROUGHT) or has,
        HAS_NOT: document.goes_with.get(HAS_NOT) or (*rest, UNKNOWN),
    }


def _department(office: Department, on: date | None) -> Department:
    return replace(office, name=office.name_on(on))


def _group(pack: Pack, group: Group) -> Group:
    return replace(group, parent_name=pack.categories[group.parent].name)


def _route(pack: Pack, route: Route) -> Route:
    """With the needs of every route that are meant for it, whoever pays, and its classes."""
    every = (_of_every(name, need) for name, need in pack.every.items() if need.meant_for(route))
    return replace(
        route,
        needs=tuple(_need_with_payer(pack, need) for need in (*every, *route.needs)),
        helps=tuple(_need_with_payer(pack, need) for need in route.helps),
        classes=_classes(pack, route.class_96),
    )


def _of_every(name: str, every: Every) -> Need:
    written = {part.name: getattr(every, part.name) for part in fields(Need)}
    return Need(**{**written, "every": name})


def _need_with_payer(pack: Pack, need: Need) -> Need:
    """With who pays: as the need says, else as the paper does."""
    return need if need.payer else replace(need, payer=pack.documents[need.any_of[0]].payer)


def _classes(pack: Pack, given: str) -> tuple[Class96, ...]:
    """The one class that is named, or the rows of the table that is."""
    return pack.classes[given].rows if given in pack.classes else (Class96(given, ()),)


def _fees(pack: Pack) -> tuple[Fee, ...]:
    return tuple(
        replace(
            fee,
            last=_last(pack, fee),
            rounding=_rounding(pack, fee),
            place=fee.place or next((row.settled_by for row in fee.conditions if row.sets_price), None),
        )
        for fee in pack.fees.values()
    )


def _rounding(pack: Pack, fee: Fee) -> str:
    """`half_fen_down` or `half_fen_up`, as the fee says or the setting that it names."""
    setting = pack.settings.get(fee.rounding)
    return setting.value if setting else fee.rounding


def _last(pack: Pack, fee: Fee) -> date:
    """The last day of a window: "by the day" includes it unless the setting says otherwise."""
    included = fee.last_day is None or pack.settings[fee.last_day].value == "included"
    return fee.last if included else fee.last - timedelta(days=1)
