"""Every single change to the rows of a pack: conditions, demands, outcomes, dates, citations, whole rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple

from flows.identity.calendar_steps import months_later, years_later
from flows.rules.model import Rules
from flows.rules.truth_table import answers
from hukou_tui.packs.lines import Path

Raw = dict[str, Any]
GONE = object()

_OUTCOMES = ("register", "restore", "migrate", "obtain_first", "investigate", "correct")
_CHANNELS = ("birth_registration", "late_entry", "restoration", "moving_in", "correction")
_BY = ("applicant", "station", "authority")
#: Sections whose citations are part of no answer: they are shown where somebody asks why a question is asked.
_BESIDE = ("facts", "derived", "settings", "departments", "documents", "tracks")
#: Sections that are the proof itself, and those that name texts.
_NOT_ROWS = (
    "pack",
    "golden",
    "refusals",
    "rejections",
    "promises",
    "sources",
    "cites",
    "stages",
    "reasons",
    "categories",
)


class Mutant(NamedTuple):
    """One change: of what kind, where in the pack, what stands there then (GONE: nothing), and how it is told."""

    kind: str
    path: Path
    value: object
    told: str

    def of(self, raw: Raw) -> Raw:
        """The pack with this change."""
        return _with(raw, self.path, self.value)


def _with(part: Any, path: Path, value: object) -> Any:
    """`part` with `value` at `path`; only what lies on the way is copied."""
    step, *rest = path
    copy = list(part) if isinstance(part, list) else dict(part)
    if rest:
        copy[step] = _with(part[step] if step in part or isinstance(part, list) else {}, tuple(rest), value)
    elif value is GONE:
        del copy[step]
    else:
        copy[step] = value
    return copy


def mutants(raw: Raw, rules: Rules, cites: Mapping[str, Raw]) -> Iterator[Mutant]:
    """Every mutant of the pack `raw`; `rules` and `cites` are those of it with its base."""
    return _Mutants(raw, rules, cites).all()


class _Mutants:
    def __init__(self, raw: Raw, rules: Rules, cites: Mapping[str, Raw]) -> None:
        self.raw = raw
        self.rules = rules
        self.cites = cites
        self.choices = {
            name: answers(rules, name)
            for name in (*rules.facts, *rules.derived, *rules.settings)
            if name not in rules.facts or rules.facts[name].kind == "choice"
        }
        self.choices = {name: values for name, values in self.choices.items() if not values[0].isdecimal()}

    def all(self) -> Iterator[Mutant]:
        for section, content in self.raw.items():
            for name, entry in content.items() if section not in _NOT_ROWS else ():
                path: Path = (section, name)
                yield Mutant("row deleted", path, GONE, "the whole of it deleted")
                yield from getattr(self, f"_{section}")(path, entry)
        yield from self._dates()
        yield from self._citations()

    # Rows by section ------------------------------------------------------------------------------------

    def _routes(self, path: Path, route: Raw) -> Iterator[Mutant]:
        yield from self._when(path, route)
        yield from self._other(path, route, "outcome", _OUTCOMES)
        yield from self._other(path, route, "track", tuple(self.rules.tracks))
        classes = (*"12345678", *self.raw.get("classes", {}))
        yield from self._other(path, route, "class_96", classes)
        for fact, value in route.get("then_facts", {}).items():
            for other in self.choices[fact]:
                if other != value:
                    yield Mutant(
                        "outcome altered", (*path, "then_facts", fact), other, f"then {fact} = {other}"
                    )
        if "then_facts" in route:
            yield Mutant("outcome altered", (*path, "then_facts"), GONE, "then_facts deleted")
        for paper in route.get("waives", {}):
            yield Mutant("demand altered", (*path, "waives", paper), GONE, f"waiver of {paper} deleted")
        for kind in ("needs", "helps"):
            for at, need in enumerate(route.get(kind, [])):
                yield Mutant("demand deleted", (*path, kind, at), GONE, f"{_said(need['any_of'])} deleted")
                yield from self._demand((*path, kind, at), need)
        yield from self._more_needs(path, route)

    def _more_needs(self, path: Path, route: Raw) -> Iterator[Mutant]:
        needs = route.get("needs", [])
        there = {paper for need in needs for paper in need["any_of"]}
        for paper in self.rules.documents:
            for by in ("applicant", "station") if paper not in there else ():
                need = {"any_of": [paper], "by": by, "cite": self._naming(paper) or self._cite_of(path)}
                yield Mutant("demand added", (*path, "needs"), [*needs, need], f"{paper} needed too, by {by}")

    def _every(self, path: Path, need: Raw) -> Iterator[Mutant]:
        if "any_of" in need:
            yield from self._demand(path, need)
        there = need.get("not_routes", [])
        for route in (route.id for route in self.rules.routes):
            changed = [one for one in there if one != route] if route in there else [*there, route]
            yield Mutant(
                "condition altered", (*path, "not_routes"), changed, f"not_routes = {_said(changed)}"
            )
        yield from self._members(path, need, "outcomes", _OUTCOMES)

    def _demand(self, path: Path, need: Raw) -> Iterator[Mutant]:
        yield from self._when(path, need)
        if "by" in need:
            yield from self._other(path, need, "by", _BY, "demand altered")
        if "toward" in need:
            yield from self._other(path, need, "toward", tuple(self.rules.documents), "demand altered")
        papers = need["any_of"]
        for at, paper in enumerate(papers):
            if len(papers) > 1:
                yield Mutant("demand altered", (*path, "any_of", at), GONE, f"without {paper}")
            for other in self.rules.documents:
                if other not in papers:
                    yield Mutant("demand altered", (*path, "any_of", at), other, f"{other} for {paper}")
        for other in self.rules.documents:
            if other not in papers:
                yield Mutant("demand altered", (*path, "any_of"), [*papers, other], f"or {other}")

    def _derived(self, path: Path, derived: Raw) -> Iterator[Mutant]:
        own = self.rules.derived[str(path[1])]
        values = tuple(option.id for option in own.options)
        for at, row in enumerate(derived.get("rows", [])):
            yield Mutant("row deleted", (*path, "rows", at), GONE, f"row {row['value']} deleted")
            yield from self._when((*path, "rows", at), row)
            yield from self._other((*path, "rows", at), row, "value", values, "outcome altered")
        for at, span in enumerate(derived.get("spans", [])):
            yield Mutant("row deleted", (*path, "spans", at), GONE, f"span {span['value']} deleted")
            yield from self._other((*path, "spans", at), span, "value", values, "outcome altered")
        for at, option in enumerate(derived.get("options", [])):
            yield Mutant("row deleted", (*path, "options", at), GONE, f"value {option['id']} deleted")
        for key in ("within", "over", "open_value"):
            if key in derived:
                yield Mutant("outcome altered", (*path, key), GONE, f"{key} deleted")
                yield from self._other(path, derived, key, values, "outcome altered")
        if isinstance(derived.get("years"), int):
            for years in (derived["years"] - 1, derived["years"] + 1):
                yield Mutant("date altered", (*path, "years"), years, f"years = {years}")
        if "years" in derived:
            flipped = not derived.get("over_on_the_day", False)
            yield Mutant("date altered", (*path, "over_on_the_day"), flipped, f"over_on_the_day = {flipped}")

    def _tracks(self, path: Path, track: Raw) -> Iterator[Mutant]:
        for at, step in enumerate(track["steps"]):
            here = (*path, "steps", at)
            yield Mutant("row deleted", here, GONE, "step deleted")
            yield from self._when(here, step)
            yield from self._other(here, step, "channel", _CHANNELS)
            yield from self._other(here, step, "decided_by", ("station", "county"))

    def _classes(self, path: Path, classes: Raw) -> Iterator[Mutant]:
        for at, row in enumerate(classes["rows"]):
            yield Mutant("row deleted", (*path, "rows", at), GONE, "row deleted")
            yield from self._when((*path, "rows", at), row)
            yield from self._other((*path, "rows", at), row, "class", tuple("12345678"))

    def _groups(self, path: Path, group: Raw) -> Iterator[Mutant]:
        yield from self._when(path, group)
        parents = tuple(dict.fromkeys(other.parent for other in self.rules.groups))
        yield from self._other(path, group, "parent", parents)
        if group.get("rest"):
            yield Mutant("outcome altered", (*path, "rest"), GONE, "rest deleted")
        elif group.get("asked", True):
            yield Mutant("outcome altered", (*path, "rest"), True, "rest = true")

    def _facts(self, path: Path, fact: Raw) -> Iterator[Mutant]:
        options = fact.get("options", [])
        ids = tuple(option["id"] for option in options)
        for at, option in enumerate(options):
            yield Mutant("fact altered", (*path, "options", at), GONE, f"answer {option['id']} deleted")
            flipped = not option.get("open", False)
            yield Mutant(
                "fact altered", (*path, "options", at, "open"), flipped, f"{option['id']}: open = {flipped}"
            )
        if "unknown_reads" in fact:
            yield Mutant("fact altered", (*path, "unknown_reads"), GONE, "unknown_reads deleted")
            yield from self._other(path, fact, "unknown_reads", ids, "fact altered")
        if "kind" in fact:
            asked, allowed = not fact.get("asked", True), not fact.get("unknown_allowed", False)
            yield Mutant("fact altered", (*path, "asked"), asked, f"asked = {asked}")
            yield Mutant("fact altered", (*path, "unknown_allowed"), allowed, f"unknown_allowed = {allowed}")

    def _settings(self, path: Path, setting: Raw) -> Iterator[Mutant]:
        options = self.rules.settings[str(path[1])].options
        for value in (int(option.id) if option.id.isdecimal() else option.id for option in options):
            if "value" in setting and value != setting["value"]:
                yield Mutant("setting altered", (*path, "value"), value, f"value = {value}")
        for at, option in enumerate(setting.get("options", [])):
            yield Mutant("setting altered", (*path, "options", at), GONE, f"choice {option['value']} deleted")

    def _fees(self, path: Path, fee: Raw) -> Iterator[Mutant]:
        yield from self._other(path, fee, "document", tuple(self.rules.documents), "fee altered")
        for percent in (fee["percent"] - 1, fee["percent"] + 1, 99):
            yield Mutant("fee altered", (*path, "percent"), percent, f"percent = {percent}")
        roundings = ("half_fen_down", "half_fen_up", *self.rules.settings)
        yield from self._other(path, fee, "rounding", roundings, "fee altered")
        if "place" in fee:
            yield Mutant("fee altered", (*path, "place"), GONE, "place deleted")
        if "last_day" in fee:
            yield Mutant("fee altered", (*path, "last_day"), GONE, "last_day deleted")
        for at, condition in enumerate(fee["conditions"]):
            here = (*path, "conditions", at)
            yield Mutant("fee altered", here, GONE, f"condition {condition['id']} deleted")
            yield from self._other(here, condition, "kind", ("needed", "applied", "asked"), "fee altered")
            flipped = not condition.get("sets_price", False)
            yield Mutant(
                "fee altered", (*here, "sets_price"), flipped, f"{condition['id']}: sets_price = {flipped}"
            )

    def _forbidden(self, path: Path, entry: Raw) -> Iterator[Mutant]:
        for at, alias in enumerate(entry.get("aliases", [])):
            yield Mutant("forbidden altered", (*path, "aliases", at), GONE, f"alias {alias} deleted")
            yield Mutant(
                "forbidden altered", (*path, "aliases", at), alias + "件", f"alias {alias}件 for {alias}"
            )
        for document in self.rules.documents.values() if "aliases" in entry else ():
            longer = [*entry["aliases"], document.name.zh]
            yield Mutant("forbidden altered", (*path, "aliases"), longer, f"{document.name.zh} forbidden")

    def _grounds(self, path: Path, ground: Raw) -> Iterator[Mutant]:
        return iter(())

    def _departments(self, path: Path, office: Raw) -> Iterator[Mutant]:
        for at, _name in enumerate(office.get("names", [])):
            yield Mutant("row deleted", (*path, "names", at), GONE, "a name deleted")
        for role in ("refers", "member"):
            flipped = not office.get(role, False)
            yield Mutant("outcome altered", (*path, role), flipped, f"{role} = {flipped}")
        if "decides" in office:
            yield Mutant("outcome altered", (*path, "decides"), GONE, "decides deleted")

    def _documents(self, path: Path, document: Raw) -> Iterator[Mutant]:
        if "obtains" in document:
            yield Mutant("outcome altered", (*path, "obtains"), GONE, "obtains deleted")
        if "kept" in document:
            yield Mutant("outcome altered", (*path, "kept"), GONE, "kept deleted")

    # Parts that several rows have -----------------------------------------------------------------------

    def _when(self, path: Path, row: Raw) -> Iterator[Mutant]:
        when: Raw = row.get("when", {})
        for fact, given in when.items():
            less = {name: values for name, values in when.items() if name != fact}
            yield Mutant("condition deleted", (*path, "when"), less, f"condition on {fact} deleted")
            held = given if isinstance(given, list) else [given]
            others = [value for value in self.choices[fact] if value not in held]
            here = (*path, "when", fact)
            for value in held if len(held) > 1 else ():
                left = [one for one in held if one != value]
                yield Mutant("condition altered", here, left, f"{fact}: without {value}")
            for other in others:
                yield Mutant("condition altered", here, [*held, other], f"{fact}: or {other}")
                for value in held:
                    swapped = [other if one == value else one for one in held]
                    yield Mutant("condition altered", here, swapped, f"{fact}: {other} for {value}")
        # Of a table that covers everybody (routes, derived facts, steps, classes) any one value makes a gap.
        one = path[0] in ("derived", "tracks", "classes") or (path[0] == "routes" and len(path) == 2)
        for fact, values in self.choices.items():
            for value in values[: 1 if one else None] if fact not in when else ():
                more = {**when, fact: value}
                yield Mutant("condition added", (*path, "when"), more, f"and {fact} = {value}")

    def _other(
        self, path: Path, row: Raw, key: str, values: tuple[str, ...], kind: str = "outcome altered"
    ) -> Iterator[Mutant]:
        for value in values if key in row else ():
            if value != row[key]:
                yield Mutant(kind, (*path, key), value, f"{key} = {value}")

    def _members(self, path: Path, row: Raw, key: str, values: tuple[str, ...]) -> Iterator[Mutant]:
        if key in row:
            yield Mutant("condition deleted", (*path, key), GONE, f"{key} deleted")
            for value in values:
                held = row[key]
                changed = [one for one in held if one != value] if value in held else [*held, value]
                yield Mutant("condition altered", (*path, key), changed, f"{key} = {_said(changed)}")

    # Dates and citations --------------------------------------------------------------------------------

    def _dates(self) -> Iterator[Mutant]:
        for section in ("fees", "derived", "departments"):
            for path, value in _leaves(self.raw.get(section, {}), (section,)):
                if isinstance(value, date):
                    for other in _moved(value):
                        yield Mutant("date altered", path, other, f"{path[-1]} = {other}")

    def _citations(self) -> Iterator[Mutant]:
        for section, content in self.raw.items():
            for path, value in _leaves(content, (section,)) if section not in _NOT_ROWS else ():
                named = path[-1] if isinstance(path[-1], str) else path[-2]
                if named in ("cite", "cites", "against", "payer_cite", "remedy_cite") or "waives" in path:
                    beside = section in _BESIDE or named == "against" or "waives" in path
                    kind = "citation beside an answer" if beside else "citation"
                    yield Mutant(f"{kind} deleted", path, GONE, f"{value} deleted")
                    # Of those that are in no answer two are enough: all that can be seen is that they are not.
                    for other in islice(self._instead(str(value), path), 2 if beside else None):
                        yield Mutant(f"{kind} altered", path, other, f"{other} for {value}")

    def _instead(self, cite: str, path: Path) -> Iterator[str]:
        """Every citation of the same source, every one that names the same paper, and the first of each other."""
        row: Any = self.raw
        for step in path[:-1]:
            row = row[step]
        papers = row.get("any_of", []) if isinstance(row, dict) else []
        seen: set[str] = set()
        for name, entry in self.cites.items():
            source = entry["source"]
            like = source == self.cites[cite]["source"] or any(self._names(name, paper) for paper in papers)
            if name != cite and (like or source not in seen):
                yield name
            seen.add(source)

    def _naming(self, paper: str) -> str | None:
        return next((name for name in self.cites if self._names(name, paper)), None)

    def _names(self, cite: str, paper: str) -> bool:
        entry = self.cites[cite]
        words = str((entry.get("phrase") or entry.get("gist"))["zh"])
        return any(word in words for word in self.rules.documents[paper].called)

    def _cite_of(self, path: Path) -> str:
        return self.rules.route(str(path[1])).cite.id


def _leaves(raw: object, path: Path) -> Iterator[tuple[Path, object]]:
    if isinstance(raw, dict | list):
        for step, part in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield from _leaves(part, (*path, step))
    else:
        yield path, raw


def _moved(day: date) -> tuple[date, ...]:
    """The day before and after, and the same day of the months and years beside."""
    months = [months_later(day, step) for step in (-1, 1)]
    years = [years_later(day, step) for step in (-1, 1)]
    return (day - timedelta(days=1), day + timedelta(days=1), *months, *years)


def _said(values: object) -> str:
    return ", ".join(values) if isinstance(values, list) else str(values)
