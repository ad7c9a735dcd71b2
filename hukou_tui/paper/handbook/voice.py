"""How the handbook speaks: one language, one day, and the same way of naming texts, papers, offices and days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flows.rules.in_force import names_on
from flows.rules.model import Cite, Department, Fee, Option, Rules, Source, Text
from hukou_tui.packs.telling import label, name_of
from hukou_tui.paper.handbook.book import Item, Line, Link, Run, Strong
from hukou_tui.words.catalogue import translator
from hukou_tui.words.clauses import clause
from hukou_tui.words.evidence import LEVELS

#: Between answers of which any one will do; a word would be lost among the words of the answers.
OR = " / "


class Voice:
    """The rules told in `lang` as they stand on `day`."""

    def __init__(self, rules: Rules, day: date, lang: str) -> None:
        self.rules = rules
        self.day = day
        self.lang = lang
        self.say = translator(lang)

    # Words -------------------------------------------------------------------------------

    def text(self, text: Text) -> str:
        """A text of the rules."""
        return text.get(self.lang)

    def heading(self, text: str) -> str:
        """A title: English begins it with a capital."""
        return text[:1].upper() + text[1:]

    def entry(self, label: str, value: str) -> str:
        """`label: value`."""
        return self.say("{label}: {value}").format(label=label, value=value)

    def either(self, words: Iterable[str]) -> str:
        """Alternatives, in one line."""
        return self.say(" or ").join(words)

    def anchor(self, kind: str, name: str) -> str:
        """The id of an entry in this language's book."""
        return f"{self.lang}-{kind}-{name}"

    def labelled_item(self, label: str, *rest: Line) -> Item:
        """`label:` standing out, and what follows it."""
        return Item((Strong(label), self.say(": "), *(run for line in rest for run in line)))

    # Days --------------------------------------------------------------------------------

    def format_day(self, day: date) -> str:
        """A day in words."""
        return self.say("{y}-{m:02}-{d:02}").format(y=day.year, m=day.month, d=day.day)

    def period(self, first: date | None, last: date | None) -> str:
        """From a day to a day, both included; open ends are said."""
        if first is not None and last is not None:
            return self.say("{first} to {last}").format(first=self.format_day(first), last=self.format_day(last))
        if first is not None:
            return self.say("{day} and later").format(day=self.format_day(first))
        if last is not None:
            return self.say("{day} and earlier").format(day=self.format_day(last))
        return self.say("without an end")

    # Texts of law ------------------------------------------------------------------------

    def number(self, source: Source) -> str:
        """A source by its number; one that has none, by its title."""
        return source.number if "〔" in source.number or "令第" in source.number else self.text(source.title)

    def clause(self, cite: Cite) -> Line:
        """Number and place, leading to the source."""
        source = self.rules.sources[cite.source]
        return (Link(self.number(source), self.anchor("source", source.id)), f" {clause(cite.at, self.lang)}")

    def clauses(self, cites: Iterable[Cite]) -> Line:
        """Numbers and places, each source once."""
        places: dict[str, list[str]] = {}
        for cite in cites:
            known, place = places.setdefault(cite.source, []), clause(cite.at, self.lang)
            if place not in known:
                known.append(place)
        found: list[Run] = []
        for source, at in places.items():
            link = Link(self.number(self.rules.sources[source]), self.anchor("source", source))
            found += [self.say("; "), link, f" {self.say(', ').join(at)}"]
        return tuple(found[1:])

    def citation(self, cite: Cite) -> Line:
        """Number, place, the very words or their substance, and how well they are known."""
        words = self.say("in substance: {gist}") if cite.is_gist else self.say('"{phrase}"')
        phrase = self.text(cite.phrase)
        level = self.say(" [{level}]").format(level=self.say(LEVELS[cite.level]))
        told = words.format(gist=phrase, phrase=phrase)
        return (*self.clause(cite), self.say(": "), told, level)

    def basis(self, cite: Cite, above: Cite | None = None) -> Item:
        """The citation as an entry of its own; without its words where `above` has just quoted it."""
        if above is not None and cite.id == above.id:
            return self.labelled_item(self.say("Basis"), (*self.clause(cite), self.say(" (quoted above)")))
        return self.labelled_item(self.say("Basis"), self.citation(cite))

    # Papers, offices, answers ------------------------------------------------------------

    def papers(self, documents: Iterable[str]) -> str:
        """Papers by name, as alternatives."""
        return self.either(self.text(self.rules.documents[document].name) for document in documents)

    def office(self, department: Department) -> str:
        """An office by the name that it bears on the day; where none is known for that day, that is said."""
        now = names_on(department, self.day).now
        if now is None:
            return self.say("(no name known for {day})").format(day=self.format_day(self.day))
        return self.text(now.name)

    def place(self, fee: Fee) -> str:
        """Where alone a reduced charge holds; empty where its rule names no place."""
        return self.office(self.rules.departments[fee.place]) if fee.place else ""

    def reduction(self, fee: Fee) -> str:
        """A reduced charge by its title, never without the place where alone it holds."""
        title, place = self.text(fee.title), self.place(fee)
        return self.say("{title} (only at {office})").format(title=title, office=place) if place else title

    def question(self, fact: str) -> str:
        """The question of a fact, the name of a derived one, or what a setting asks."""
        if fact in self.rules.settings:
            return self.text(self.rules.settings[fact].question)
        return name_of(self.rules, fact, self.lang)

    def answers(self, fact: str, values: Iterable[str]) -> str:
        """Answers as alternatives."""
        setting = self.rules.settings.get(fact)
        if setting is not None:
            return OR.join(self.text(find_option(setting.options, value).label) for value in values)
        return OR.join(label(self.rules, fact, value, self.lang) for value in values)

    def route(self, route: str) -> Link:
        """A situation by number and title, leading to it."""
        number = next(n for n, known in enumerate(self.rules.routes, 1) if known.id == route)
        title = self.text(self.rules.route(route).title)
        return Link(
            self.say("{n}. {title}").format(n=number, title=self.heading(title)), self.anchor("route", route)
        )


def find_option(options: Iterable[Option], value: str) -> Option:
    """The option of that id."""
    return next(option for option in options if option.id == value)
