"""kept: of every paper it is said where the original is afterwards, and what is the family's own goes back to it."""

from __future__ import annotations

from collections.abc import Iterator

from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import key
from hukou_tui.words.catalogue import N_

_SILENT = N_("`{key}` is missing: where is the original once it was handed in? (kept, second_page, copy, returned)")
_TAKEN = N_("`{key}`: {value} is a certificate that the person needs for life: its original cannot be kept")


def findings(subject: Subject) -> Iterator[Finding]:
    """Papers of which a receipt could not say where they are, and certificates that a station would keep."""
    for name, document in subject.pack.documents.items():
        path = ("documents", name, "kept")
        if document.kept is None:
            yield subject.merged.finding(path, _SILENT, {"key": key(path)})
        elif document.kept == "kept" and document.obtains is not None:
            yield subject.merged.finding(path, _TAKEN, {"key": key(path), "value": name})
