"""The rules as a book for the window: one content, told in Chinese and English, as Markdown or as one page."""

from __future__ import annotations

from datetime import date

from flows.rules.model import Rules
from hukou_tui.paper.handbook import (
    choices,
    circumstances,
    cutoffs,
    evidence,
    fees,
    forbidden,
    index,
    offices,
    papers,
    questions,
    remedies,
    routes,
    title_page,
)
from hukou_tui.paper.handbook.book import Book, Section
from hukou_tui.paper.handbook.voice import Voice

__all__ = ["Book", "book", "chapters"]


def book(rules: Rules, day: date, lang: str) -> Book:
    """The whole handbook in one language ("zh" or "en"), as the rules stand on `day`."""
    voice = Voice(rules, day, lang)
    chapters = (
        forbidden.chapter,
        index.chapter,
        questions.chapter,
        routes.chapter,
        circumstances.chapter,
        cutoffs.chapter,
        fees.chapter,
        papers.chapter,
        remedies.chapter,
        offices.chapter,
        choices.chapter,
        evidence.sources,
        evidence.packs,
    )
    told = tuple(chapter(voice) for chapter in chapters)
    title = voice.say("Handbook of the rules for persons without household registration")
    return Book(lang, title, (title_page.chapter(voice, told), *told))


def chapters(rules: Rules, day: date, lang: str) -> tuple[Section, ...]:
    """What is in force on `day`, in one language: the chapters of the handbook that a day changes."""
    voice = Voice(rules, day, lang)
    return (
        evidence.packs(voice),
        fees.chapter(voice),
        cutoffs.chapter(voice),
        offices.chapter(voice),
        choices.chapter(voice),
        evidence.sources(voice),
    )
