"""forbidden: what may not be demanded stands in no need, no help text and no form (S1.3, S3.2, S5.5a)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from flows.rules.checklist import forbidden_words
from flows.rules.model import ForbiddenDemand
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import CATALOGUE, N_, every_text

_SPOKEN = N_("`{key}` speaks of what may not be demanded: {value}")
_HAN = re.compile("[\u3400-\u9fff]")
#: What forbids has to name it, and a source bears the title it has.
_MAY_NAME = ("forbidden", "cites", "sources", "packs", "refusals")


def findings(subject: Subject) -> Iterator[Finding]:
    """Texts that reach a slip or a screen; only the list of forbidden demands may hold its words."""
    find = forbidden_words(subject.rules)
    if subject.base is None or subject.base.forbidden != subject.rules.forbidden:
        yield from _forms(find)
    texts = [
        (path, text)
        for section, content in subject.merged.raw.items()
        if section not in _MAY_NAME
        for path, text in texts_of(content, (section,))
    ]
    if not any(find("|".join(together)) for together in _by_script(text for _path, text in texts)):
        # All of it at once is ten times faster than text by text, and nearly always there is nothing.
        return
    for path, text in texts:
        found = find(text)
        if found is not None:
            yield subject.merged.finding(path, _SPOKEN, {"key": key(path), "value": found.id})


def _by_script(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Latin texts and the others: marks between words are read otherwise in them."""
    latin: list[str] = []
    others: list[str] = []
    for text in texts:
        # Nearly every text is settled by one look; what is left are full-width letters.
        is_latin = text.isascii() or (not _HAN.search(text) and unicodedata.normalize("NFKC", text).isascii())
        (latin if is_latin else others).append(text)
    return latin, others


def _forms(find: Callable[[str], ForbiddenDemand | None]) -> Iterator[Finding]:
    """What the program itself says on screens, slips and forms: all of it at once, one by one only if found."""
    said = list(every_text())
    if find("|".join(said)) is None:
        return
    for text in said:
        found = find(text)
        if found is not None:
            yield Finding("words/zh.po", _line_of(text), _SPOKEN, {"key": text[:40], "value": found.id})


def _line_of(text: str) -> int:
    """The line of the catalogue on which a text begins; a text that is broken over lines by its first words."""
    lines = CATALOGUE.with_suffix(".po").read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text[:24] in line), 1)


def texts_of(raw: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text in a part of a pack, with its path."""
    if isinstance(raw, str):
        yield path, raw
    elif isinstance(raw, dict):
        for name, value in raw.items():
            yield from texts_of(value, (*path, name))
    elif isinstance(raw, list):
        for at, value in enumerate(raw):
            yield from texts_of(value, (*path, at))
