"""The handbook: everything that the rules hold stands in it, in both languages and both forms, and nothing else."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest

from flows.rules.checklist import forbidden_words
from flows.rules.model import Rules
from hukou_tui import packs
from hukou_tui.paper.handbook import book
from hukou_tui.paper.handbook.book import Book, Section, words
from hukou_tui.paper.handbook.markdown import escape_text, markdown
from hukou_tui.paper.handbook.page import page
from hukou_tui.paper.handbook.papers import need_text
from hukou_tui.paper.handbook.voice import Voice
from hukou_tui.words.clauses import clause

SHIPPED = Path(packs.__file__).parent
PACKS = ("cn-2015-96", "zhaotong-2016", "baoshan-2017")
LANGUAGES = ("zh", "en")
DAY = date(2016, 6, 14)
#: Elements that have no end tag.
VOID = ("meta", "br")


@cache
def rules_of(pack: str) -> Rules:
    return packs.load_rules([SHIPPED / pack], DAY)


@cache
def book_of(pack: str, lang: str, day: date = DAY) -> Book:
    return book(rules_of(pack), day, lang)


@cache
def written(pack: str, form: str) -> str:
    return (page if form == "html" else markdown)([book_of(pack, lang) for lang in LANGUAGES])


def chapter(told: Book, name: str) -> Section:
    return next(one for one in told.sections if one.id == f"{told.lang}-chapter-{name}")


def said(section: Section) -> str:
    return "\n".join(words(section))


def part(pack: str, lang: str, route: str) -> str:
    parts = chapter(book_of(pack, lang), "routes").sections
    return said(next(one for one in parts if one.id == f"{lang}-route-{route}"))


class Page(HTMLParser):
    """What a browser would make of a page: its text, ids and links; tags that do not fit are noted."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.languages: set[str] = set()
        self.shown: list[str] = []
        self.feed(text)
        self.close()
        self.faults += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.add(tag)
        self.ids += [known["id"] or ""] if "id" in known else []
        self.links += [known["href"] or ""] if "href" in known else []
        self.languages |= {known["lang"] or ""} if "lang" in known else set()
        self.faults += [f"{tag}: {name}" for name in known if name.startswith("on") or name == "src"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.shown.append(data)


class Entry(NamedTuple):
    """What must stand in a chapter: as the model's id, and by the words of the rules."""

    id: str
    text: str


def entries(rules: Rules, lang: str) -> list[Entry]:
    """Every route, paper, fee, forbidden demand, setting, ground, department and source."""
    found = [Entry(f"{lang}-route-{one.id}", one.title.get(lang)) for one in rules.routes]
    found += [Entry(f"{lang}-paper-{one.id}", one.name.get(lang)) for one in rules.documents.values()]
    found += [Entry(f"{lang}-fee-{one.id}", one.title.get(lang)) for one in rules.fees]
    found += [Entry(f"{lang}-forbidden-{one.id}", one.name.get(lang)) for one in rules.forbidden]
    found += [Entry(f"{lang}-setting-{one.id}", one.question.get(lang)) for one in rules.settings.values()]
    found += [Entry(f"{lang}-ground-{one.id}", one.name.get(lang)) for one in rules.grounds]
    found += [Entry(f"{lang}-office-{one.id}", one.name.get(lang)) for one in rules.departments.values()]
    found += [Entry(f"{lang}-source-{one.id}", one.title.get(lang)) for one in rules.sources.values()]
    found += [Entry(f"{lang}-fact-{one.id}", one.question.get(lang)) for one in rules.facts.values()]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
def test_everything_that_the_rules_hold_stands_on_the_page(pack: str, lang: str) -> None:
    seen = Page(written(pack, "html"))
    text = "".join(seen.shown).casefold()
    missing = [
        one
        for one in entries(rules_of(pack), lang)
        if one.id not in seen.ids or one.text.casefold() not in text
    ]
    assert missing == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
def test_everything_that_the_rules_hold_stands_in_the_markdown(pack: str, lang: str) -> None:
    text = written(pack, "md")
    low = text.casefold()
    missing = [
        one
        for one in entries(rules_of(pack), lang)
        if f'<a id="{one.id}"></a>' not in text or escape_text(one.text).casefold() not in low
    ]
    assert missing == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
def test_every_need_and_citation_of_a_situation_stands_with_it(pack: str, lang: str) -> None:
    rules = rules_of(pack)
    voice = Voice(rules, DAY, lang)
    for route in rules.routes:
        told = part(pack, lang, route.id)
        assert route.cite.phrase.get(lang) in told
        for need in (*route.needs, *route.helps):
            closed = any(
                m.fact in rules.settings and rules.settings[m.fact].value not in m.values for m in need.when
            )
            if not closed:
                assert all(rules.documents[paper].name.get(lang) in told for paper in need.any_of)
                assert clause(need.cite.at, lang) in told
                assert voice.number(rules.sources[need.cite.source]) in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
def test_nothing_that_is_forbidden_is_a_need(pack: str, lang: str) -> None:
    rules = rules_of(pack)
    find, voice = forbidden_words(rules), Voice(rules, DAY, lang)
    for route in rules.routes:
        assert [need for need in route.needs if find(need_text(voice, need))] == []
        assert [line for line in part(pack, lang, route.id).split("\n") if find(line)] == []
    assert [line for line in words(chapter(book_of(pack, lang), "papers")) if find(line)] == []


@pytest.mark.parametrize("pack", PACKS)
def test_the_page_is_whole_and_needs_nothing_from_elsewhere(pack: str) -> None:
    text = written(pack, "html")
    seen = Page(text)
    assert seen.faults == []
    assert len(seen.ids) == len(set(seen.ids))
    assert {link.removeprefix("#") for link in seen.links} <= set(seen.ids)
    assert all(link.startswith("#") for link in seen.links)
    assert not re.search(r"https?:|//[a-z]|url\(|@import", text)
    assert seen.tags.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    assert {"h1", "h2", "h3", "ul", "ol", "table", "th", "caption"} <= seen.tags
    assert seen.languages == {"zh-Hans", "en"}
    assert text.index('id="zh-book"') < text.index('id="en-book"')


@pytest.mark.parametrize("pack", PACKS)
def test_the_links_of_the_markdown_lead_somewhere(pack: str) -> None:
    text = written(pack, "md")
    anchors = re.findall(r'<a id="([^"]+)"></a>', text)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(anchors)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
def test_the_index_leads_to_every_situation(pack: str, lang: str) -> None:
    told = said(chapter(book_of(pack, lang), "index"))
    voice = Voice(rules_of(pack), DAY, lang)
    assert [one.id for one in rules_of(pack).routes if voice.route(one.id).text not in told] == []


def test_what_is_worked_out_is_told_in_questions_and_answers() -> None:
    told = part("zhaotong-2016", "zh", "certified_with_father")
    assert "出生时父母是否登记结婚？未登记结婚 / 按风俗结婚，没有登记" in told
    assert "随父还是随母落户？随父" in told
    assert "依据父母哪一方" not in told


def test_what_goes_on_once_the_paper_is_there() -> None:
    told = part("zhaotong-2016", "zh", "adoption_to_register")
    ethnic = "民族成份填报申请书（父母民族成份是否相同？不同，双方都在）"
    assert f"收养，已办收养登记；另需：{ethnic}；收养人的居民户口簿" in told


def test_what_a_prefecture_chose_otherwise_is_closed() -> None:
    closed = "按现行设置不走这条途径"
    assert closed in part("zhaotong-2016", "zh", "birth_investigated")
    assert closed not in part("zhaotong-2016", "zh", "certificate_from_county")
    assert closed in part("baoshan-2017", "zh", "certificate_from_county")
    assert closed not in part("baoshan-2017", "zh", "birth_investigated")


def test_a_need_that_a_setting_closes_is_none() -> None:
    assert "确认亲子关系的法院判决书" not in part("zhaotong-2016", "zh", "certified_with_father")
    assert "确认亲子关系的法院判决书" in part("baoshan-2017", "zh", "certified_with_father")


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2016, 3, 9), False),
        (date(2016, 3, 10), True),
        (date(2016, 12, 31), True),
        (date(2017, 1, 1), False),
    ],
)
def test_outside_the_window_no_fee_rule_is_in_force(day: date, *, in_force: bool) -> None:
    told = said(chapter(book_of("zhaotong-2016", "en", day), "fees"))
    assert ("No fee rule in force" in told) is not in_force
    assert "20161231日前" in told


def test_what_a_pack_says_cannot_steer_the_page_or_the_markdown() -> None:
    hostile = Book(
        "en",
        "<script>alert(1)</script>",
        (Section("en-x", 'a" onload="b & <b>*bold*</b> [x](http://y) | `c` \x1b[31m'),),
    )
    text = page([hostile])
    assert "<script" not in text and "<b>" not in text and "\x1b" not in text
    assert Page(text).faults == []
    told = markdown([hostile])
    assert "\\<script\\>" in told and "\\[x\\]" in told and "\x1b" not in told
