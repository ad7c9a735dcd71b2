"""Rules of a few lines, made in memory: a test says what it needs of them, and nothing else is in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flows.rules.citation import Cite, Text
from flows.rules.facts import DerivedFact, Fact, Match, Option, Setting, Span, TableRow, When
from flows.rules.model import APPLICANT, Class96, Document, Need, Route, Rules, Step, Track

CITE = Cite("law", "1", Text("词", "words"), is_gist=False, id="clause")


def text(word: str) -> Text:
    """A word in both languages."""
    return Text(word, word)


def when(**conditions: str | tuple[str, ...]) -> When:
    """A match table: a fact and the answer, or the answers, that it has."""
    return tuple(
        Match(fact, (values,) if isinstance(values, str) else values) for fact, values in conditions.items()
    )


def options(*names: str) -> tuple[Option, ...]:
    """Answers of these names."""
    return tuple(Option(text(name), name) for name in names)


def choice(name: str, *answers: str, **more: Any) -> Fact:
    """A question with these answers; `more` as in Fact."""
    return Fact(name, text(name), text(name), "choice", CITE, options(*answers), **more)


def day(name: str, **more: Any) -> Fact:
    """A question for a day."""
    return Fact(name, text(name), text(name), "date", CITE, unknown_allowed=True, **more)


def setting(name: str, value: str, *others: str) -> Setting:
    """A choice of the pack, and what else it could be."""
    return Setting(name, text(name), value, options(value, *others), text("why"), CITE)


def by_rows(name: str, *rows: tuple[str, When]) -> DerivedFact:
    """A fact worked out from others."""
    values = dict.fromkeys(value for value, _when in rows)
    return DerivedFact(
        name, text(name), CITE, options(*values), rows=tuple(TableRow(value, table) for value, table in rows)
    )


def by_date(name: str, of: str, before: str, line: date, since: str, **more: Any) -> DerivedFact:
    """A fact worked out from a date: which side of a line it lies on."""
    last = date.fromordinal(line.toordinal() - 1)
    return DerivedFact(
        name, text(name), CITE, options(before, since), of,
        (Span(before, last=last), Span(since, first=line)), **more,
    )  # fmt: skip


def by_age(name: str, of: str, years: int, **more: Any) -> DerivedFact:
    """A fact worked out from a date and the day at the counter: `over` so many years, or `within` them."""
    return DerivedFact(
        name, text(name), CITE, options("over", "within"), of,
        years=years, over="over", within="within", open_value="within", **more,
    )  # fmt: skip


def need(*papers: str, by: str = APPLICANT, only: When = (), **more: Any) -> Need:
    """What a route needs."""
    return Need(papers, by, CITE, when=only, **more)


def route(name: str, table: When, *needs: Need, **more: Any) -> Route:
    """A way, registered by the station in class 8 unless `more` says otherwise."""
    more = {"outcome": "register", "class_96": "8", "track": "house", "classes": (Class96("8", ()),), **more}
    return Route(name, text(name), table, cite=CITE, needs=needs, **more)


def step(decided_by: str = "station", only: When = (), channel: str = "late_entry") -> Step:
    """A step of the way through the house."""
    return Step(channel, decided_by, only, CITE)  # type: ignore[arg-type]


def paper(name: str, **more: Any) -> Document:
    """A document that costs nothing here."""
    words = text(name)
    return Document(name, words, CITE, words, words, "no_charge_here", words, words, **more)


def small_rules(
    facts: Iterable[Fact],
    routes: Iterable[Route] = (),
    derived: Iterable[DerivedFact] = (),
    settings: Iterable[Setting] = (),
    steps: Iterable[Step] = (),
    **more: Any,
) -> Rules:
    """Rules with these parts; `more` as in Rules."""
    routes = tuple(routes)
    named = (name for way in routes for one in (*way.needs, *way.helps) for name in one.any_of)
    parts: dict[str, Any] = {
        "packs": (), "departments": {}, "groups": (), "fees": (), "forbidden": (), "grounds": (), "reasons": (),
        "stages": (), "sources": {}, "documents": {name: paper(name) for name in dict.fromkeys(named)},
    }  # fmt: skip
    return Rules(**{
        **parts,
        "facts": {one.id: one for one in facts},
        "derived": {one.id: one for one in derived},
        "settings": {one.id: one for one in settings},
        "tracks": {"house": Track("house", tuple(steps) or (step(),))},
        "routes": routes,
        **more,
    })  # fmt: skip
