"""windows: periods without gap or overlap; each date or age that decides is named by the text it is cited from.

And each date says what it cannot be before, so that nobody is led by a line that his own birth rules out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from flows.rules.date_constraints import BIRTH_FIELD
from flows.rules.model import Cite, DerivedFact, Fee
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.packs.schema import Head
from hukou_tui.words.catalogue import N_

_DIGITS = "零一二三四五六七八九"

_BACKWARDS = N_("`{key}`: `last` lies before `first`")
_OVERLAP = N_("`{key}`: the window overlaps that of {value}: on one day two rules would be in force")
_NOT_AFTER = N_("`{key}`: it supersedes {value} and has to begin after that one has ended")
_BEFORE_SOURCE = N_("`{key}`: it begins before {value} was issued ({day})")
_OUTSIDE = N_(
    "`{key}`: the window lies outside {first} to {last}, the period of the pack (`first` and `last` under `[pack]`)"
)
_NOT_NAMED = N_("`{key}`: the day {day} is named neither by its citation nor by its reading")
_NOT_READABLE = N_("`{key}`: {raw} cannot be read as {day}")
_SEVERAL = N_('`{key}`: {raw} can be read in {n} ways; `confidence` cannot be "certain"')
_NAMES_GAP = N_(
    "`{key}`: the names of a department must follow each other without gap or overlap, the ends open"
)
_UNBOUND = N_("`{key}`: a date needs `not_before`: the dates before which it cannot lie (none: [])")
_UNNAMED = N_("`{key}`: a date needs a `name`, for the sentence that says what cannot be")
_AGE = re.compile(r"([一二三四五六七八九十]+|\d+)周岁")
_YEARS_NOT_NAMED = N_("`{key}`: {cite} does not name the age {years}")


def findings(subject: Subject) -> Iterator[Finding]:
    """Periods and dates that do not fit each other or their text."""
    for at, head in enumerate(subject.pack.packs):
        if head.first and head.last and head.last < head.first:
            path: Path = ("packs", at, "last")
            yield subject.merged.finding(path, _BACKWARDS, {"key": "pack.last"})
    yield from _fees(subject)
    yield from _departments(subject)
    yield from _orders(subject)
    for name, derived in subject.pack.derived.items():
        yield from _lines(subject, name, derived)
        yield from _ages(subject, name, derived)


def _orders(subject: Subject) -> Iterator[Finding]:
    for name, fact in subject.pack.facts.items():
        path: Path = ("facts", name, "kind")
        if fact.kind != "date":
            continue
        if fact.not_before is None and fact.source_field != BIRTH_FIELD:
            yield subject.merged.finding(path, _UNBOUND, {"key": f"facts.{name}"})
        if fact.name is None:
            yield subject.merged.finding(path, _UNNAMED, {"key": f"facts.{name}"})


def date_spellings(day: date) -> tuple[str, ...]:
    """How a day may stand in a text."""
    return (f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def readings(raw: str) -> set[date]:
    """Every day that a run of digits can be, once the marks between year, month and day were lost."""
    found = set()
    for digits in re.findall(r"\d{6,8}", raw):
        for split in range(5, len(digits)):
            year, month, day = digits[:4], digits[4:split], digits[split:]
            if not (month.startswith("0") or day.startswith("0")):
                try:
                    found.add(date(int(year), int(month), int(day)))
                except ValueError:
                    continue
    return found


def _fees(subject: Subject) -> Iterator[Finding]:
    for name, fee in subject.pack.fees.items():
        path: Path = ("fees", name)
        yield from _among_fees(subject, name, fee)
        source = subject.pack.sources[fee.cite.source]
        if source.issued and fee.first < source.issued:
            params = {"key": f"{key(path)}.first", "value": source.number, "day": source.issued.isoformat()}
            yield subject.merged.finding((*path, "first"), _BEFORE_SOURCE, params)
        head = subject.pack.packs[_pack_of(subject, path)]
        if (head.first and fee.last < head.first) or (head.last and fee.first > head.last):
            yield subject.merged.finding((*path, "first"), _OUTSIDE, _period(head, path))
        text = fee.reading.zh + fee.cite.phrase.zh
        for end, day in (("first", fee.first), ("last", fee.last)):
            if not any(form in text for form in date_spellings(day)):
                params = {"key": f"{key(path)}.{end}", "day": day.isoformat()}
                yield subject.merged.finding((*path, end), _NOT_NAMED, params)
        yield from _unreadable_dates(subject, name, fee)


def _period(head: Head, path: Path) -> dict[str, str]:
    ends = {
        name: day.isoformat() if day else "…" for name, day in (("first", head.first), ("last", head.last))
    }
    return {"key": key(path), **ends}


def _pack_of(subject: Subject, path: Path) -> int:
    """The number of the pack in which an entry first stands."""
    for number, text in enumerate(subject.merged.texts):
        section = text.raw.get(str(path[0]))
        if isinstance(section, dict) and path[1] in section:
            return number
    return subject.own


def _among_fees(subject: Subject, name: str, fee: Fee) -> Iterator[Finding]:
    for other_name, other in subject.pack.fees.items():
        same = other.document == fee.document and other_name < name
        if same and other.first <= fee.last and fee.first <= other.last:
            params = {"key": f"fees.{name}", "value": other_name}
            yield subject.merged.finding(("fees", name, "first"), _OVERLAP, params)
    before = subject.pack.fees.get(fee.supersedes or "")
    if before is not None and fee.first <= before.last:
        params = {"key": f"fees.{name}.supersedes", "value": fee.supersedes or ""}
        yield subject.merged.finding(("fees", name, "supersedes"), _NOT_AFTER, params)


def _unreadable_dates(subject: Subject, name: str, fee: Fee) -> Iterator[Finding]:
    if fee.ocr_raw is None:
        return
    path, possible = ("fees", name, "ocr_raw"), readings(fee.ocr_raw)
    params = {"key": key(path), "raw": fee.ocr_raw, "day": fee.last.isoformat(), "n": str(len(possible))}
    if fee.last not in possible:
        yield subject.merged.finding(path, _NOT_READABLE, params)
    elif len(possible) > 1 and fee.confidence == "certain":
        yield subject.merged.finding(("fees", name, "confidence"), _SEVERAL, params)


def _departments(subject: Subject) -> Iterator[Finding]:
    for name, office in subject.pack.departments.items():
        names = office.names
        for at, dated in enumerate(names):
            before = names[at - 1].last if at else None
            follows = dated.first is None if at == 0 else _next(before) == dated.first
            ends = at < len(names) - 1 or dated.last is None
            if not follows or not ends or (dated.first and dated.last and dated.last < dated.first):
                path: Path = ("departments", name, "names", at)
                yield subject.merged.finding(path, _NAMES_GAP, {"key": key(path)})


def _next(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _lines(subject: Subject, name: str, derived: DerivedFact) -> Iterator[Finding]:
    """The day on which each span begins stands in what it, the one before, or the fact cites."""
    for at, span in enumerate(derived.spans):
        if span.first is None:
            continue
        before = derived.spans[at - 1].cite if at else None
        texts = [cite.phrase.zh for cite in (span.cite, before, derived.cite) if cite]
        if not any(form in text for text in texts for form in date_spellings(span.first)):
            path: Path = ("derived", name, "spans", at)
            params = {"key": key(path), "day": span.first.isoformat()}
            yield subject.merged.finding(path, _NOT_NAMED, params)


def _ages(subject: Subject, name: str, derived: DerivedFact) -> Iterator[Finding]:
    years = subject.rules.derived[name].years
    if years is None:
        return
    path: Path = ("derived", name, "years")
    cite = derived.cite
    if derived.years_setting is not None:
        path = ("settings", derived.years_setting, "value")
        cite = subject.pack.settings[derived.years_setting].cite
    if f"{_chinese(years)}周岁" not in cite.phrase.zh and f"{years}周岁" not in cite.phrase.zh:
        params = {"key": key(path), "cite": cite.id, "years": str(years)}
        yield subject.merged.finding(path, _YEARS_NOT_NAMED, params)
    yield from _other_ages(subject, name, derived, years)


def _other_ages(subject: Subject, name: str, derived: DerivedFact, years: int) -> Iterator[Finding]:
    """Where an age is chosen, what is told beside it must not rest on a text that names another one."""
    rows: list[tuple[Path, Cite]] = [(("derived", name, "cite"), derived.cite)]
    rows += [
        (("tracks", track, "steps", at, "cite"), step.cite)
        for track, entry in subject.pack.tracks.items()
        for at, step in enumerate(entry.steps)
        if any(match.fact == name for match in step.when)
    ]
    for path, cite in rows:
        named = _AGE.findall(cite.phrase.zh)
        if named and not {_chinese(years), str(years)} & set(named):
            params = {"key": key(path), "cite": cite.id, "years": str(years)}
            yield subject.merged.finding(path, _YEARS_NOT_NAMED, params)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens % 10] + "十")
    return head + (_DIGITS[ones] if ones or not tens else "")
