"""forbidden: what may not be demanded stands in no need, no help text and no form (S1.3, S3.2, S5.5a)."""

from __future__ import annotations

from collections.abc import Iterator

from flows.checklist import forbidden_words
from hukou_tui.packs.checks.subject import Subject, key
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path
from hukou_tui.words import N_

_SPOKEN = N_("`{key}` speaks of what may not be demanded: {value}")
#: What forbids has to name it, and a source bears the title it has.
_MAY_NAME = ("forbidden", "cites", "sources", "packs", "refusals")


def findings(subject: Subject) -> Iterator[Finding]:
    """Texts that reach a slip or a screen; only the list of forbidden demands may hold its words."""
    find = forbidden_words(subject.rules)
    for section, content in subject.merged.raw.items():
        for path, text in _texts(content, (section,)) if section not in _MAY_NAME else ():
            found = find(text)
            if found is not None:
                yield subject.merged.finding(path, _SPOKEN, {"key": key(path), "value": found.id})


def _texts(raw: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(raw, str):
        yield path, raw
    elif isinstance(raw, dict):
        for name, value in raw.items():
            yield from _texts(value, (*path, name))
    elif isinstance(raw, list):
        for at, value in enumerate(raw):
            yield from _texts(value, (*path, at))
