"""golden: the rules lead where the cases written by hand say, and no row is without such a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flows.rules.decision_table import Situation
from flows.rules.model import Rules, When
from flows.rules.rule_evaluation import Decision, NoRoute, QuestionOpen, decide
from hukou_tui.packs.build import with_settings
from hukou_tui.packs.by_hand import Golden
from hukou_tui.packs.checks.asked import QuestionCoverage, unasked_questions
from hukou_tui.packs.checks.charged import FeeCoverage, uncharged_fees
from hukou_tui.packs.checks.promised import promises
from hukou_tui.packs.checks.refused import refusals, rejections
from hukou_tui.packs.checks.shown import ConditionCoverage, unshown_conditions
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.checks.varied import VariantCoverage, unvaried_steps
from hukou_tui.packs.checks.written import OTHERWISE, TOWARD, bare, otherwise, split_citation, wrong_cite
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import Path, key
from hukou_tui.words.catalogue import N_

_OPEN = N_("`{key}`: the question {fact} is still open: let the case answer it")
_NO_TOWARD = N_(
    '`{key}`: no case written by hand says to which paper it helps (write "paper > toward" in one)'
)
_NO_CASE = N_("`{key}`: no case written by hand comes here")
_NO_CITE = N_('`{key}`: no case written by hand says where it stands (write "{value} @ {cite}" in one)')


@dataclass
class _Proof:
    """What the cases came to: paths of rows, and those whose citation a case states."""

    rows: set[Path] = field(default_factory=set)
    cited: set[Path] = field(default_factory=set)
    toward: set[Path] = field(default_factory=set)
    conditions: ConditionCoverage = field(default_factory=ConditionCoverage)
    asked: QuestionCoverage = field(default_factory=QuestionCoverage)
    charged: FeeCoverage = field(default_factory=FeeCoverage)
    varied: VariantCoverage = field(default_factory=VariantCoverage)


#: Where each need of the rules stands in the pack: need objects, by identity, since two routes may ask alike.
_Places = Mapping[int, Path]


def findings(subject: Subject) -> Iterator[Finding]:
    """Cases that come out otherwise, and rows that no case proves."""
    seen, choices = _Proof(), _Choices(subject)
    for name, golden in subject.pack.golden.items():
        yield from _case(subject, name, golden, choices, seen)
    yield from _unproven_rows(subject, seen)
    yield from refusals(subject)
    yield from rejections(subject)
    yield from promises(subject)


class _Choices:
    """The rules with the settings that a case chooses for itself, and where each of their needs stands."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.made: dict[tuple[tuple[str, str | int], ...], tuple[Rules, _Places]] = {}

    def of(self, golden: Golden) -> tuple[Rules, _Places]:
        """Made once for each choice: many cases choose alike, and most choose nothing."""
        key = tuple(golden.settings.items())
        if key not in self.made:
            subject = self.subject
            rules = with_settings(subject.rules, subject.pack, golden.settings) if key else subject.rules
            self.made[key] = (rules, _places(rules))
        return self.made[key]


def _case(subject: Subject, name: str, golden: Golden, choices: _Choices, seen: _Proof) -> Iterator[Finding]:
    path: Path = ("golden", name)
    rules, places = choices.of(golden)
    try:
        decision = decide(rules, golden.facts, golden.on, why=golden.open is not None)
    except QuestionOpen as fault:
        params = {"key": key(path), "fact": fault.question.id}
        yield subject.merged.finding((*path, "facts"), _OPEN, params)
        return
    except NoRoute:
        # The settings of this case lead where no route is: cover says so of the settings in force.
        params = {"key": key(path), "got": "-", "wanted": golden.route}
        yield subject.merged.finding((*path, "route"), OTHERWISE, params)
        return
    yield from _compare_decision(subject, path, golden, decision)
    yield from _papers(subject, path, golden, decision, places, seen)
    yield from _check_citations(subject, path, golden, decision, seen)
    yield from seen.charged.compare_golden(subject, path, golden.fees, decision, rules)
    yield from seen.asked.compare_golden(subject, path, golden, rules)
    yield from seen.varied.compare_golden(subject, path, golden, decision, rules)
    _record_visits(subject, rules, golden, decision, places, seen)


def _compare_decision(subject: Subject, path: Path, golden: Golden, decision: Decision) -> Iterator[Finding]:
    got: Mapping[str, object] = {
        "route": decision.route.id,
        "class_96": decision.class_96,
        "outcome": decision.outcome,
        "decided_by": decision.decided_by,
        "channel": decision.channel,
        "groups": sorted(group.id for group in decision.groups),
        "then": decision.then or "",
        "fee_rule": decision.fee_rule or "",
    }
    wanted: Mapping[str, object] = {
        "route": bare(golden.route),
        "class_96": golden.class_96,
        "outcome": golden.outcome,
        "decided_by": golden.decided_by,
        "channel": golden.channel,
        "groups": sorted(bare(group) for group in golden.groups),
        "then": golden.then,
        "fee_rule": golden.fee_rule,
    }
    if golden.open is not None:
        got = {**got, "open": sorted(decision.to_be_determined)}
        wanted = {**wanted, "open": sorted(golden.open)}
    for entry, value in wanted.items():
        if got[entry] != value:
            yield otherwise(subject, (*path, entry), got[entry], value)


def _papers(
    subject: Subject, path: Path, golden: Golden, decision: Decision, places: _Places, seen: _Proof
) -> Iterator[Finding]:
    """The papers by whose errand they are, each with its citation where the case states one."""
    for entry in ("applicant", "station", "authority", "helps"):
        needs = decision.helps if entry == "helps" else [need for need in decision.needs if need.by == entry]
        told = sorted(" | ".join(need.any_of) for need in needs)
        written = [_parse_help(text) for text in getattr(golden, entry)]
        if told != sorted(papers for papers, _toward, _cite in written):
            wanted = sorted(papers for papers, _toward, _cite in written)
            yield otherwise(subject, (*path, entry), told, wanted)
            continue
        found = {" | ".join(need.any_of): need for need in needs}
        for papers, toward, cite in written:
            place = places[id(found[papers])]
            if toward:
                seen.toward.add(place)
            if toward and found[papers].help_toward != toward:
                yield otherwise(subject, (*path, entry), found[papers].help_toward, toward)
            if cite:
                seen.cited.add(place[:2] if place[0] == "every" else place)
            if cite and found[papers].cite.id != cite:
                yield wrong_cite(subject, (*path, entry), papers, found[papers].cite, cite)


def _parse_help(text: str) -> tuple[str, str, str]:
    """`paper > toward @ cite` in its three parts; the last two empty where they are not stated."""
    papers, cite = split_citation(text)
    papers, _to, toward = papers.partition(TOWARD)
    return papers, toward, cite


def _check_citations(
    subject: Subject, path: Path, golden: Golden, decision: Decision, seen: _Proof
) -> Iterator[Finding]:
    """The citations of the route and of the sub-categories, where the case states them."""
    route, cite = split_citation(golden.route)
    if cite:
        seen.cited.add(("routes", route))
        if decision.route.cite.id != cite:
            yield wrong_cite(subject, (*path, "route"), route, decision.route.cite, cite)
    found = {group.id: group.cite for group in decision.groups}
    for group, stated in (split_citation(text) for text in golden.groups):
        if stated:
            seen.cited.add(("groups", group))
            if group in found and found[group].id != stated:
                yield wrong_cite(subject, (*path, "groups"), group, found[group], stated)


def _record_visits(
    subject: Subject, rules: Rules, golden: Golden, decision: Decision, places: _Places, seen: _Proof
) -> None:
    """Every row that the case comes to."""
    at = Situation(rules, golden.facts, golden.on, filled=True)
    written = [
        _parse_help(text) for text in (*golden.applicant, *golden.station, *golden.authority, *golden.helps)
    ]
    stated = {(tuple(papers.split(" | ")), cite) for papers, _toward, cite in written}
    seen.conditions.visit(subject, at, decision, stated)
    route = decision.route
    seen.rows.add(("routes", route.id))
    for derived in rules.derived.values():
        path: Path = ("derived", derived.id)
        seen.rows |= _rows_that_hold(at, (*path, "rows"), [row.when for row in derived.rows])
        spans = [
            number for number, span in enumerate(derived.spans) if at.values(derived.id) == (span.value,)
        ]
        seen.rows |= {(*path, "spans", number) for number in spans}
        seen.rows |= {(*path, at.values(derived.id)[0])} if derived.years else set()
    seen.rows |= _rows_that_hold(
        at, ("tracks", route.track, "steps"), [step.when for step in rules.tracks[route.track].steps]
    )
    classes: Path = ("classes", subject.pack.routes[route.id].class_96, "rows")
    seen.rows |= _rows_that_hold(at, classes, [row.when for row in route.classes])
    seen.rows |= {("groups", group.id) for group in decision.groups}
    seen.rows |= {places[id(need)] for need in (*decision.needs, *decision.helps)}


def _rows_that_hold(at: Situation, path: Path, tables: list[When]) -> set[Path]:
    return {(*path, number) for number, when in enumerate(tables) if at.holds(when)}


def _places(rules: Rules) -> dict[int, Path]:
    places: dict[int, Path] = {}
    for route in rules.routes:
        own = [need for need in route.needs if not need.every]
        places |= {id(need): ("every", need.every, route.id) for need in route.needs if need.every}
        places |= {id(need): ("routes", route.id, "needs", at) for at, need in enumerate(own)}
        places |= {id(need): ("routes", route.id, "helps", at) for at, need in enumerate(route.helps)}
    return places


def _unproven_rows(subject: Subject, seen: _Proof) -> Iterator[Finding]:
    """Rows of this pack that no case comes to, and citations that none states; the base proves its own."""
    for path in _rows(subject.rules, subject):
        if path not in seen.rows and _is_own(subject, path):
            yield subject.merged.finding(path, _NO_CASE, {"key": key(path)})
    for path, (value, cite) in _cited_rows(subject).items():
        if path not in seen.cited and _is_own(subject, path, "cite"):
            params = {"key": key(path), "value": value, "cite": cite}
            yield subject.merged.finding(path, _NO_CITE, params)
    for path in _rows(subject.rules, subject):
        if path[2:3] == ("helps",) and path not in seen.toward and _is_own(subject, path):
            yield subject.merged.finding(path, _NO_TOWARD, {"key": key(path)})
    yield from (
        found
        for path, entry, found in unshown_conditions(subject, seen.conditions)
        if _is_own(subject, path, entry)
    )
    yield from (
        found for path, found in unasked_questions(subject, seen.asked) if _is_own(subject, path, "question")
    )
    yield from (found for path, found in unvaried_steps(subject, seen.varied) if _is_own(subject, path))
    yield from uncharged_fees(subject, seen.charged)


def _cited_rows(subject: Subject) -> dict[Path, tuple[str, str]]:
    """Each row that an answer shows with its citation: its path, what it is called in a case, the citation."""
    rules = subject.rules
    found: dict[Path, tuple[str, str]] = {
        ("routes", route.id): (route.id, route.cite.id) for route in rules.routes
    }
    found |= {("groups", group.id): (group.id, group.cite.id) for group in rules.groups if group.asked}
    for route in rules.routes:
        own = [need for need in route.needs if not need.every]
        for kind, needs in (("needs", own), ("helps", route.helps)):
            for at, need in enumerate(needs):
                found["routes", route.id, kind, at] = (" | ".join(need.any_of), need.cite.id)
    found |= {
        ("every", name): (" | ".join(every.any_of), every.cite.id)
        for name, every in subject.pack.every.items()
    }
    return found


def _is_own(subject: Subject, path: Path, entry: str = "") -> bool:
    """Whether a row, or the `entry` of it, stands in the file under proof and not in the pack below."""
    known = subject.merged.origin.get(path)
    if known is not None:
        return known[0] == subject.own
    part: object = subject.merged.texts[subject.own].raw
    for name in (*path[: 2 if len(path) < 4 else 3], *([entry] if entry and len(path) == 2 else [])):
        if not isinstance(part, dict) or name not in part:
            return False
        part = part[name]
    return True


def _rows(rules: Rules, subject: Subject) -> Iterator[Path]:
    for route in rules.routes:
        yield ("routes", route.id)
        own = [need for need in route.needs if not need.every]
        yield from (("routes", route.id, "needs", at) for at in range(len(own)))
        yield from (("routes", route.id, "helps", at) for at in range(len(route.helps)))
    for derived in rules.derived.values():
        yield from (("derived", derived.id, "rows", at) for at in range(len(derived.rows)))
        yield from (("derived", derived.id, "spans", at) for at in range(len(derived.spans)))
        if derived.years:
            yield from (("derived", derived.id, value) for value in (derived.within, derived.over) if value)
    for track in rules.tracks.values():
        yield from (("tracks", track.id, "steps", at) for at in range(len(track.steps)))
    for name, classes in subject.pack.classes.items():
        yield from (("classes", name, "rows", at) for at in range(len(classes.rows)))
    yield from (("groups", group.id) for group in rules.groups if group.asked)
