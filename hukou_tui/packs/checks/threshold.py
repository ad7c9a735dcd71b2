"""threshold: each demanded paper is named by what the row cites, and the rule is one that binds here (S3.2, S5.5a)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from flows.rules.model import Cite, Need
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import N_

#: A rule of another province, a measurement, memory or experience may ease a demand and never makes one.
BINDING = ("S", "V", "v")

#: In one part of a sentence with a paper, they say that it may not be asked for.
_NEGATED = (
    "不得", "不再", "无须", "无需", "毋须", "不需", "不必", "不要求", "不应", "不能要求",
    "免予", "免于", "免提交", "免交",
)  # fmt: skip
_PARTS = re.compile("[，。；！？,;]")

_UNNAMED = N_("`{key}`: {cite} does not name {value}; it says: {words}")
_NOT_BINDING = N_("`{key}`: a demand cannot rest on {cite} (level {level})")


def findings(subject: Subject) -> Iterator[Finding]:
    """Demands on the applicant that their citation does not bear."""
    for path, _route, need in subject.needs():
        if need.by == "applicant":
            yield from _unsupported_demands(subject, path, need)


def names_in_sources(subject: Subject, document: str) -> tuple[str, ...]:
    """The words by which sources name a paper."""
    entry = subject.pack.documents[document]
    return tuple(_plain(word) for word in entry.called or (entry.name.zh,))


def names(subject: Subject, cite: Cite, document: str) -> bool:
    """Whether the words of a citation name a paper."""
    parts = _demanding_parts(cite.phrase.zh)
    return any(word in part for part in parts for word in names_in_sources(subject, document))


def _unsupported_demands(subject: Subject, path: Path, need: Need) -> Iterator[Finding]:
    level = need.cite.level
    if level not in BINDING:
        params = {"key": key(path), "cite": need.cite.id, "level": level}
        yield subject.merged.finding((*path, "cite"), _NOT_BINDING, params, BINDING)
    for document in need.any_of:
        if not names(subject, need.cite, document):
            words = need.cite.phrase.zh
            params = {"key": key(path), "cite": need.cite.id, "value": document, "words": words}
            cites = subject.pack.cites.values()
            allowed = tuple(cite.id for cite in cites if names(subject, cite, document))
            yield subject.merged.finding(path, _UNNAMED, params, allowed)


@lru_cache(maxsize=1024)
def _demanding_parts(words: str) -> tuple[str, ...]:
    """The parts of a sentence that do not say that something is not to be asked for."""
    parts = (_plain(part) for part in _PARTS.split(words))
    return tuple(part for part in parts if not any(word in part for word in _NEGATED))


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    return "".join(char for char in text if char not in "《》“”「」 ")
