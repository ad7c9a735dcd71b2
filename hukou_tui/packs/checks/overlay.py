"""overlay: a prefecture relaxes; where it demands or sends on more than its base, it says by which rule of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flows.rules.model import APPLICANT, Match, Need, Route, Rules, TableRow, When
from flows.rules.truth_table import truths
from hukou_tui.packs.checks.demands import Demand, demands, not_met, tables, without_every
from hukou_tui.packs.checks.outcome import fixed_facts, met_by
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import key
from hukou_tui.words.catalogue import N_

#: Before the names of the base, where both packs are asked of one situation.
_BELOW = "base:"

_MORE = N_(
    "`{key}`: {value} is not demanded by {base} for {facts}; a higher threshold needs a citation of its own"
)
_COUNTY = N_("`{key}`: the county decides where in {base} the station does; that needs a citation of its own")
_YEARS = N_("`{key}`: a lower age than in {base} sends more to the county; that needs a citation of its own")
_UNCITED = N_("`{key}`: whoever chooses says by which rule: the value needs a citation of its own")
_LIFTED = N_("`{key}`: {value} may be demanded again, though {base} forbids it")


def findings(subject: Subject) -> Iterator[Finding]:
    """Everything in which an overlay asks for more than its base without saying why."""
    if subject.base is None:
        return
    base, rules = without_every(subject.base), without_every(subject.rules)
    below = _beside(rules, base)
    both = replace(
        rules, derived={**rules.derived, **below.derived}, settings={**rules.settings, **below.settings}
    )
    for route in rules.routes:
        if _differs_from_base(rules, base, route):
            yield from _raised_demands(subject, both, below, route)
    yield from _everywhere(subject, subject.base)
    yield from _deciders(subject, base)
    yield from _ages(subject, base)
    yield from _lifted_prohibitions(subject, base)
    yield from _uncited_choices(subject)


def _own(subject: Subject, cite: str) -> bool:
    """Whether a citation stands in the overlay itself."""
    cites = subject.merged.texts[subject.own].raw.get("cites")
    return isinstance(cites, dict) and cite in cites


def _differs_from_base(rules: Rules, base: Rules, route: Route) -> bool:
    """Whether a route asks for anything otherwise than the base's, itself or through what its tables rest on."""
    below = {other.id: other for other in base.routes}.get(route.id)
    if below is None or _demands_of(route) != _demands_of(below):
        return True
    on = _rest_on(rules, tables(rules, route)) | _rest_on(base, tables(base, below))
    led = route.then_facts and [_demands_of(other) for other in rules.routes] != [
        _demands_of(other) for other in base.routes
    ]
    return bool(led) or any(_worked_out(rules, name) != _worked_out(base, name) for name in on)


def _demands_of(route: Route) -> object:
    return (
        route.when,
        dict(route.then_facts),
        tuple((need.any_of, need.by, need.when) for need in route.needs),
    )


def _rest_on(rules: Rules, whens: Iterable[When]) -> set[str]:
    """Every fact and setting that tables name, those behind what is worked out included."""
    named = {match.fact for when in whens for match in when}
    behind = [row.when for name in named if name in rules.derived for row in rules.derived[name].rows]
    return named | _rest_on(rules, behind) if behind else named


def _worked_out(rules: Rules, name: str) -> object:
    """What makes a fact what it is; a number of years is compared by itself."""
    if name in rules.settings:
        return rules.settings[name].value
    derived = rules.derived.get(name)
    return (derived.rows, derived.spans) if derived else None


def _raised_demands(subject: Subject, both: Rules, below: Rules, route: Route) -> Iterator[Finding]:
    """The demands of a route that nothing below asks for. `both`: the rules, with what the base works out beside."""
    chosen = {name: (setting.value,) for name, setting in both.settings.items()}
    near = [other for other in below.routes if not _apart(route.when, other.when)]
    rows = [*tables(both, route), *(when for other in near for when in tables(below, other))]
    whole = truths(both, rows, chosen | fixed_facts(route))
    here, covered = whole.holds(route.when), 0
    demanded: list[Demand] = []
    for other in near:
        shared = whole.holds(other.when) & here
        covered |= shared
        demanded += demands(below, other, whole) if shared else ()
    for demand in demands(both, route, whole):
        left = not_met(demand, demanded) & covered
        if left and not _own(subject, demand.need.cite.id):
            path = ("routes", demand.route.id, "needs", demand.at)
            params = {
                "key": key(path), "value": " | ".join(demand.need.any_of),
                "facts": met_by(route, whole.deciding_facts(left)), "base": below.packs[-1].id,
            }  # fmt: skip
            yield subject.merged.finding(path, _MORE, params)


def _apart(one: When, other: When) -> bool:
    """Whether two tables name a fact with no value in common: nobody can come to both."""
    wanted = {match.fact: set(match.values) for match in one}
    return any(match.fact in wanted and wanted[match.fact].isdisjoint(match.values) for match in other)


def _beside(rules: Rules, base: Rules) -> Rules:
    """The base with other names for what it works out and chooses, so that both can be asked of one situation."""
    renamed = {name: _BELOW + name for name in base.settings}
    renamed |= {name: _BELOW + name for name, derived in base.derived.items() if derived.rows}

    def table(when: When) -> When:
        return tuple(Match(renamed.get(match.fact, match.fact), match.values) for match in when)

    def needs(given: tuple[Need, ...]) -> tuple[Need, ...]:
        return tuple(replace(need, when=table(need.when)) for need in given)

    derived = {
        renamed.get(name, name): replace(
            entry, rows=tuple(TableRow(row.value, table(row.when)) for row in entry.rows)
        )
        for name, entry in base.derived.items()
        if name in renamed or name not in rules.derived
    }
    settings = {renamed[name]: setting for name, setting in base.settings.items()}
    routes = tuple(replace(route, when=table(route.when), needs=needs(route.needs)) for route in base.routes)
    return replace(base, derived=derived, settings=settings, routes=routes)


def _everywhere(subject: Subject, base: Rules) -> Iterator[Finding]:
    """Needs of every route that the base does not have, or has in fewer cases."""
    below = {(need.any_of, need.when) for route in base.routes for need in route.needs if need.every}
    for route in subject.rules.routes:
        for need in route.needs:
            if need.every and need.by == APPLICANT and (need.any_of, need.when) not in below:
                below.add((need.any_of, need.when))
                if not _own(subject, need.cite.id):
                    path = ("every", need.every)
                    params = {
                        "key": key(path), "value": " | ".join(need.any_of), "facts": route.id,
                        "base": base.packs[-1].id,
                    }  # fmt: skip
                    yield subject.merged.finding(path, _MORE, params)


def _uncited_choices(subject: Subject) -> Iterator[Finding]:
    """Whoever chooses says by which rule: the base's citation speaks for what the base chose."""
    settings = subject.merged.texts[subject.own].raw.get("settings")
    for name, setting in settings.items() if isinstance(settings, dict) else ():
        if "value" in setting and not ("cite" in setting and _own(subject, setting["cite"])):
            path = ("settings", name)
            yield subject.merged.finding(path, _UNCITED, {"key": key(path)})


def _lifted_prohibitions(subject: Subject, base: Rules) -> Iterator[Finding]:
    """What the base forbids stays forbidden, under every name it goes by."""
    named = {forbidden.id: forbidden for forbidden in subject.rules.forbidden}
    for forbidden in base.forbidden:
        for alias in sorted(set(forbidden.aliases) - set(named[forbidden.id].aliases))[:1]:
            path = ("forbidden", forbidden.id, "aliases")
            params = {"key": key(path), "value": alias, "base": base.packs[-1].id}
            yield subject.merged.finding(path, _LIFTED, params)


def _deciders(subject: Subject, base: Rules) -> Iterator[Finding]:
    for track in subject.rules.tracks.values():
        below = base.tracks.get(track.id)
        stations = [step.when for step in below.steps if step.decided_by == "station"] if below else []
        for at, step in enumerate(track.steps):
            if step.decided_by != "county" or _own(subject, step.cite.id) or below is None:
                continue
            both = truths(subject.rules, [step.when, *stations])
            if any(both.holds(step.when) & both.holds(when) for when in stations):
                path = ("tracks", track.id, "steps", at)
                yield subject.merged.finding(path, _COUNTY, {"key": key(path), "base": base.packs[-1].id})


def _ages(subject: Subject, base: Rules) -> Iterator[Finding]:
    for name, derived in subject.rules.derived.items():
        below = base.derived.get(name)
        setting = derived.years_setting
        if setting is None or below is None or derived.years is None or below.years is None:
            continue
        if derived.years < below.years and not _own(subject, subject.rules.settings[setting].cite.id):
            path = ("settings", setting)
            yield subject.merged.finding(path, _YEARS, {"key": key(path), "base": base.packs[-1].id})
