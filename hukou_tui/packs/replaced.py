"""What an overlay may not put in the place of the base's: the texts of law, and only some of the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.lines import Path, key
from hukou_tui.packs.reading import MergedPacks
from hukou_tui.words.catalogue import N_

_REWRITTEN = N_("`{key}`: {value} is the base's own and stays as it is there; give yours another name")
_OPTIONS_LOST = N_(
    "`{key}`: these take the place of the base's, and {value} is missing among them; write all of them"
)


def check_replacements(merged: MergedPacks) -> None:
    """Raises PackError with all that was lost from a base; told alone, since whatever named it would be a fault too."""
    findings = tuple(_findings(merged))
    if findings:
        raise PackError(findings)


def _findings(merged: MergedPacks) -> Iterator[Finding]:
    own = merged.texts[-1].raw
    for below in (text.raw for text in merged.texts[:-1]):
        for section in ("sources", "cites"):
            for name in _table(own, section).keys() & _table(below, section).keys():
                yield _lost_entry_finding(merged, (section, name), name, _REWRITTEN)
        for section in ("facts", "derived", "settings"):
            for name, entry in _table(own, section).items():
                lost = _option_ids(_table(below, section).get(name)) - _option_ids(entry)
                if lost and isinstance(entry, dict) and "options" in entry:
                    path = (section, name, "options")
                    yield _lost_entry_finding(merged, path, ", ".join(sorted(lost)), _OPTIONS_LOST)


def _lost_entry_finding(merged: MergedPacks, path: Path, value: str, what: str) -> Finding:
    return merged.finding(path, what, {"key": key(path), "value": value})


def _table(raw: Mapping[str, object], section: str) -> dict[str, object]:
    held = raw.get(section)
    return held if isinstance(held, dict) else {}


def _option_ids(entry: object) -> set[str]:
    options = entry.get("options") if isinstance(entry, dict) else None
    given = [option for option in options if isinstance(option, dict)] if isinstance(options, list) else []
    return {str(option.get("id", option.get("value"))) for option in given}
