"""What a case written by hand says, beside what the rules lead to."""

from __future__ import annotations

from flows.rules.model import Cite
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import N_

AT = " @ "
TOWARD = " > "

OTHERWISE = N_("`{key}`: the rules lead to {got}, the case written by hand says {wanted}")
_BELOW = N_(
    "`{key}`: the rules lead to {got}, the case written by hand says {wanted}; if the law here is otherwise, say so in "
    "{file}: `{entry}` under `{case}`"
)
_CITED = N_("`{key}`: {value} stands in {got}, the case written by hand says {wanted}")


def split_citation(written: str) -> tuple[str, str]:
    """`paper @ cite` in its two parts; the second empty where no citation is stated."""
    papers, _at, cite = written.partition(AT)
    return papers, cite


def bare(written: str) -> str:
    """The part before the citation."""
    return split_citation(written)[0]


def format_value(value: object) -> str:
    """A value, or several, as they stand in a message."""
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value) or "-"
    return "-" if value is None or value == "" else str(value)


def otherwise(subject: Subject, path: Path, got: object, wanted: object) -> Finding:
    """The rules and the case differ."""
    params = {"key": key(path), "got": format_value(got), "wanted": format_value(wanted)}
    if not _is_below(subject, path):
        return subject.merged.finding(path, OTHERWISE, params)
    params |= {"case": f"[golden.{path[1]}]", "entry": str(path[2]), "file": subject.merged.texts[-1].name}
    return subject.merged.finding(path, _BELOW, params)


def _is_below(subject: Subject, path: Path) -> bool:
    """Whether what a case says stands in a pack below the one under proof."""
    if subject.own == 0 or path[0] != "golden" or len(path) < 3:
        return False
    cases = subject.merged.texts[subject.own].raw.get("golden")
    case = cases.get(path[1]) if isinstance(cases, dict) else None
    return not (isinstance(case, dict) and path[2] in case)


def wrong_cite(subject: Subject, path: Path, value: str, got: Cite, wanted: str) -> Finding:
    """The rules and the case name different citations."""
    params = {"key": key(path), "value": value, "got": got.id, "wanted": wanted}
    return subject.merged.finding(path, _CITED, params)
