"""From a checked pack to the frozen rules of `flows`: citations filled in, names chosen for the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from flows.rules import model as r
from flows.rules.checklist import HAS, HAS_NOT, NOT_BROUGHT
from hukou_tui.packs import schema as s
from hukou_tui.packs.reading import Merged
from hukou_tui.packs.shape import Match, Text


def build(merged: Merged, pack: s.PackFile, on: date | None) -> r.Rules:
    """The rules as in force for a counter on `on` (departments bear the name of that day)."""
    return _Builder(merged, pack, on).rules()


def chosen(rules: r.Rules, merged: Merged, pack: s.PackFile, values: Mapping[str, str | int]) -> r.Rules:
    """`rules`, built from this pack, with some settings chosen otherwise: what is worked out from them anew."""
    settings = {
        name: setting.model_copy(update={"value": values[name]}) if name in values else setting
        for name, setting in pack.settings.items()
    }
    return _Builder(merged, pack.model_copy(update={"settings": settings}), rules.on).chosen(rules)


def _text(text: Text) -> r.Text:
    return r.Text(text.zh, text.en)


def _maybe(text: Text | None) -> r.Text | None:
    return None if text is None else _text(text)


def _when(when: Match | None) -> r.When:
    return tuple(
        r.Match(fact, tuple(values) if isinstance(values, list) else (values,))
        for fact, values in (when or {}).items()
    )


class _Builder:
    def __init__(self, merged: Merged, pack: s.PackFile, on: date | None) -> None:
        self.merged = merged
        self.pack = pack
        self.on = on
        self.cites = {name: self._cite(name, cite) for name, cite in pack.cites.items()}

    def chosen(self, rules: r.Rules) -> r.Rules:
        """`rules` with the parts that settings reach."""
        return replace(
            rules, derived=self._all_derived(), fees=self._fees(),
            settings={name: self._setting(name, entry) for name, entry in self.pack.settings.items()},
        )  # fmt: skip

    def _all_derived(self) -> dict[str, r.Derived]:
        return {name: self._derived(name, derived) for name, derived in self.pack.derived.items()}

    def _fees(self) -> tuple[r.Fee, ...]:
        return tuple(self._fee(name, fee) for name, fee in self.pack.fees.items())

    def rules(self) -> r.Rules:
        pack, cites = self.pack, self.cites
        return r.Rules(
            packs=tuple(
                r.PackRef(head.id, head.revision, text.sha256, _text(head.title), head.first, head.last)
                for head, text in zip(pack.packs, self.merged.texts, strict=True)
            ),
            facts={name: self._fact(name, fact) for name, fact in pack.facts.items()},
            derived=self._all_derived(),
            documents={name: self._document(name, document) for name, document in pack.documents.items()},
            departments={name: self._department(name, office) for name, office in pack.departments.items()},
            groups=self._groups(),
            tracks={name: self._track(name, track) for name, track in pack.tracks.items()},
            routes=tuple(self._route(name, route) for name, route in pack.routes.items()),
            fees=self._fees(),
            forbidden=tuple(
                r.Forbidden(
                    name,
                    _text(entry.name),
                    tuple(entry.aliases),
                    tuple(entry.not_in),
                    cites=tuple(cites[c] for c in entry.cites),
                )
                for name, entry in pack.forbidden.items()
            ),
            grounds=tuple(
                r.Ground(
                    name, _text(entry.name), _text(entry.remedy), cites[entry.cite], cites[entry.remedy_cite]
                )
                for name, entry in pack.grounds.items()
            ),
            reasons=tuple(
                r.Reason(name, entry.kind, _text(entry.name), cites[entry.cite])
                for name, entry in pack.reasons.items()
            ),
            stages=tuple(
                r.Stage(name, _text(entry.name), cites[entry.cite]) for name, entry in pack.stages.items()
            ),
            settings={name: self._setting(name, entry) for name, entry in pack.settings.items()},
            sources={name: self._source(name, source) for name, source in pack.sources.items()},
            on=self.on,
        )

    def _options(self, options: list[s.Option]) -> tuple[r.Option, ...]:
        return tuple(
            r.Option(
                _text(option),
                option.id,
                _maybe(option.help),
                option.open,
                self.cites[option.cite] if option.cite else None,
            )
            for option in options
        )

    def _cite(self, name: str, cite: s.Cite) -> r.Cite:
        words = cite.phrase or cite.gist
        if words is None:
            raise AssertionError("the guard lets no citation without words pass")
        level = cite.level or self.pack.sources[cite.source].level
        return r.Cite(cite.source, cite.at, _text(words), cite.phrase is None, level, name)

    def _source(self, name: str, source: s.Source) -> r.Source:
        return r.Source(
            id=name,
            title=_text(source.title),
            number=source.number,
            issued=source.issued,
            level=source.level,
            confidence=source.confidence,
            ocr_raw=source.ocr_raw,
            reading=_maybe(source.reading),
            supersedes=source.supersedes,
        )

    def _setting(self, name: str, setting: s.Setting) -> r.Setting:
        return r.Setting(
            id=name,
            question=_text(setting.question),
            value=str(setting.value),
            options=tuple(r.Option(_text(option), str(option.value)) for option in setting.options),
            why=_text(setting.why),
            cite=self.cites[setting.cite],
            against=tuple(self.cites[cite] for cite in setting.against),
        )

    def _fact(self, name: str, fact: s.Fact) -> r.Fact:
        return r.Fact(
            id=name,
            question=_text(fact.question),
            help=_text(fact.help),
            kind=fact.kind,
            options=self._options(fact.options),
            unknown_allowed=fact.unknown_allowed,
            source_field=fact.source_field,
            cite=self.cites[fact.cite],
            unknown_reads=fact.unknown_reads,
            unknown_why=_maybe(fact.unknown_why),
            asked=fact.asked,
            name=_maybe(fact.name),
            not_before=None if fact.not_before is None else tuple(fact.not_before),
        )

    def _derived(self, name: str, derived: s.Derived) -> r.Derived:
        return r.Derived(
            id=name,
            name=_text(derived.name),
            options=self._options(derived.options),
            cite=self.cites[derived.cite],
            date_fact=derived.from_,
            spans=tuple(r.Span(span.value, first=span.first, last=span.last) for span in derived.spans),
            years=self._years(derived.years),
            years_setting=derived.years if isinstance(derived.years, str) else None,
            within=derived.within,
            over=derived.over,
            rows=tuple(r.TableRow(row.value, _when(row.when)) for row in derived.rows),
            open_value=derived.open_value,
            over_on_the_day=derived.over_on_the_day,
        )

    def _years(self, given: str | int | None) -> int | None:
        """A number of years, or the setting that has it."""
        return int(self.pack.settings[given].value) if isinstance(given, str) else given

    def _document(self, name: str, document: s.Document) -> r.Document:
        obtains = document.obtains
        return r.Document(
            id=name,
            name=_text(document.name),
            cite=self.cites[document.cite],
            called=tuple(document.called) or (document.name.zh,),
            issuer=document.issuer,
            where=_text(document.where),
            how=_text(document.how),
            payer=document.payer,
            copies=_text(document.copies),
            original=_text(document.original),
            obtains=(obtains.fact, obtains.value) if obtains else None,
            goes_with=self._goes_with(obtains, document.goes_with or s.GoesWith()) if obtains else {},
            aliases=tuple(document.aliases),
            payer_cite=self.cites[document.payer_cite] if document.payer_cite else None,
            recorded_by=document.recorded_by,
            kept=document.kept,
        )

    def _goes_with(self, obtains: s.Obtains, given: s.GoesWith) -> dict[str, tuple[str, ...]]:
        """By the state of a paper, the answers beside it: where none are named, that of having it, or all others."""
        has = tuple(given.has) or (obtains.value,)
        rest = tuple(option.id for option in self.pack.facts[obtains.fact].options if option.id not in has)
        return {
            HAS: has,
            NOT_BROUGHT: tuple(given.not_brought) or has,
            HAS_NOT: tuple(given.has_not) or (*rest, r.UNKNOWN),
        }

    def _department(self, name: str, office: s.Department) -> r.Department:
        names = tuple(r.DatedName(_text(dated), dated.first, dated.last) for dated in office.names)
        duty, cite = _text(office.duty), self.cites[office.cite]
        undated = r.Department(
            name, names[-1].name, names, duty, cite, office.refers, office.member, office.decides
        )
        return replace(undated, name=undated.name_on(self.on))

    def _groups(self) -> tuple[r.Group, ...]:
        return tuple(
            r.Group(
                id=name,
                clause=group.clause,
                name=_text(group.name),
                parent=group.parent,
                parent_name=_text(self.pack.categories[group.parent].name),
                asked=group.asked,
                when=_when(group.when),
                rest=group.rest,
                cite=self.cites[group.cite],
            )
            for name, group in self.pack.groups.items()
        )

    def _track(self, name: str, track: s.Track) -> r.Track:
        return r.Track(
            name,
            tuple(
                r.Step(step.channel, step.decided_by, _when(step.when), self.cites[step.cite])
                for step in track.steps
            ),
        )

    def _need(self, need: s.Need, every: str = "") -> r.Need:
        return r.Need(
            any_of=tuple(need.any_of),
            by=need.by,
            payer=need.payer or self.pack.documents[need.any_of[0]].payer,
            cite=self.cites[need.cite],
            when=_when(need.when),
            issuer=need.issuer,
            where=_maybe(need.where),
            how=_maybe(need.how),
            note=_maybe(need.note),
            every=every,
        )

    def _help(self, help_: s.Help) -> r.Need:
        return r.Need(
            any_of=tuple(help_.any_of),
            by=r.APPLICANT,
            payer=help_.payer or self.pack.documents[help_.any_of[0]].payer,
            cite=self.cites[help_.cite],
            when=_when(help_.when),
            help_toward=help_.toward,
            note=_maybe(help_.note),
        )

    def _route(self, name: str, route: s.Route) -> r.Route:
        every = tuple(
            self._need(need, row)
            for row, need in self.pack.every.items()
            if name not in need.not_routes and (need.outcomes is None or route.outcome in need.outcomes)
        )
        return r.Route(
            id=name,
            title=_text(route.title),
            when=_when(route.when),
            outcome=route.outcome,
            class_96=route.class_96,
            classes=self._classes(route.class_96),
            track=route.track,
            needs=(*every, *(self._need(need) for need in route.needs)),
            helps=tuple(self._help(help_) for help_ in route.helps),
            cite=self.cites[route.cite],
            then_facts=dict(route.then_facts),
            place=_maybe(route.place),
            exit=_maybe(route.exit),
            waives={document: self.cites[cite] for document, cite in route.waives.items()},
        )

    def _rounding(self, fee: s.Fee) -> str:
        """`half_fen_down` or `half_fen_up`, as the fee says or the setting that it names."""
        setting = self.pack.settings.get(fee.rounding)
        return str(setting.value) if setting else fee.rounding

    def _last(self, fee: s.Fee) -> date:
        """The last day of a window: "by the day" includes it unless the setting says otherwise."""
        included = fee.last_day is None or self.pack.settings[fee.last_day].value == "included"
        return fee.last if included else fee.last - timedelta(days=1)

    def _classes(self, given: str) -> tuple[r.Class96, ...]:
        """The one class that is named, or the rows of the table that is."""
        if given not in self.pack.classes:
            return (r.Class96(given, ()),)
        return tuple(r.Class96(row.class_, _when(row.when)) for row in self.pack.classes[given].rows)

    def _fee(self, name: str, fee: s.Fee) -> r.Fee:
        return r.Fee(
            id=name,
            title=_text(fee.title),
            document=fee.document,
            first=fee.first,
            last=self._last(fee),
            percent=fee.percent,
            rounding=self._rounding(fee),
            conditions=tuple(
                r.Condition(
                    id=row.id,
                    name=_text(row.name),
                    question=_text(row.question),
                    kind=row.kind,
                    cite=self.cites[row.cite],
                    settled_by=row.settled_by,
                    sets_price=row.sets_price,
                    # What an office can settle is not settled by saying so.
                    proof=row.proof or ("seen" if row.settled_by else "stated"),
                )
                for row in fee.conditions
            ),
            reading=_text(fee.reading),
            cite=self.cites[fee.cite],
            ocr_raw=fee.ocr_raw,
            confidence=fee.confidence,
            supersedes=fee.supersedes,
            place=fee.place or next((row.settled_by for row in fee.conditions if row.sets_price), None),
        )
