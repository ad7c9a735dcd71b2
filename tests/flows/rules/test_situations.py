"""Which situations the questions lead to: each answer, each side of a line, and what a circumstance makes of it."""

from __future__ import annotations

from datetime import date

from flows.rules.situations import reachable
from harness.packs.small_rules import by_date, by_rows, choice, day, need, route, small_rules, when

DAY = date(2016, 6, 14)
KIND = choice(
    "kind", "family", "group", unknown_allowed=True, unknown_reads="family", source_field="destination.kind"
)
FOLK = choice(
    "folk", "same", "differ", unknown_allowed=True, unknown_reads="same", source_field="parents.ethnicity"
)
RARE = choice("rare", "yes", "no", unknown_allowed=True, unknown_reads="no", asked=False)
CAUSE, PROOF = choice("cause", "lost", "born"), choice("proof", "have", "none")
LOST = route("lost", when(cause="lost"))


def told(*parts: object, **more: object) -> list[tuple[dict[str, str], tuple[str, ...], str, str]]:
    rules = small_rules(*parts, **more)  # type: ignore[arg-type]
    return [
        (dict(one.facts), one.asked, one.decision.route.id, one.circumstance)
        for one in reachable(rules, DAY, why=False)
    ]


def test_each_answer_leads_on_and_a_field_that_tells_ways_apart_is_run_through() -> None:
    family = route("family", when(cause="born", kind="family"), need("form", only=when(folk="differ")))
    group = route("group", when(cause="born", kind="group"))
    assert told([CAUSE, KIND, FOLK], [LOST, family, group]) == [
        ({"cause": "lost"}, ("cause",), "lost", ""),
        ({"cause": "born", "kind": "family"}, ("cause",), "family", ""),
        ({"cause": "born", "kind": "group"}, ("cause",), "group", ""),
        ({"cause": "born", "kind": "unknown"}, ("cause",), "family", ""),
    ]


def test_a_field_behind_a_fact_that_is_worked_out_tells_ways_apart_too() -> None:
    way = by_rows("way", ("one", when(kind="family")), ("two", when(kind="group")))
    routes = [LOST, route("one", when(cause="born", way="one")), route("two", when(cause="born", way="two"))]
    ends = [(facts.get("kind"), end) for facts, _asked, end, _said in told([CAUSE, KIND], routes, [way])]
    assert ends == [(None, "lost"), ("family", "one"), ("group", "two"), ("unknown", "one")]


def test_a_date_stands_for_its_side_of_each_line_and_once_for_none() -> None:
    sides = by_date("side", "taken", "before", date(1999, 4, 1), "since", open_value="before")
    routes = [route("before", when(side="before")), route("since", when(side="since"))]
    assert told([day("taken")], routes, [sides]) == [
        ({"taken": "1999-03-31"}, ("taken",), "before", ""),
        ({"taken": "1999-04-01"}, ("taken",), "since", ""),
        ({"taken": "unknown"}, ("taken",), "before", ""),
    ]


def test_a_date_of_a_field_that_tells_ways_apart_is_run_through_and_not_asked() -> None:
    sides = by_date("side", "born", "before", date(1996, 1, 1), "since", open_value="before")
    routes = [route("before", when(side="before")), route("since", when(side="since"))]
    found = told([day("born", source_field="person.birth")], routes, [sides])
    assert [(facts, asked) for facts, asked, _end, _said in found] == [
        ({"born": "1995-12-31"}, ()), ({"born": "1996-01-01"}, ()), ({"born": "unknown"}, ()),
    ]  # fmt: skip


def test_a_circumstance_follows_each_situation_in_which_it_changes_a_paper_by_its_unusual_answer() -> None:
    born = route("born", when(cause="born"), need("form", only=when(rare="yes")))
    assert told([CAUSE, RARE], [LOST, born]) == [
        ({"cause": "lost"}, ("cause",), "lost", ""),
        ({"cause": "born"}, ("cause",), "born", ""),
        ({"cause": "born", "rare": "yes"}, ("cause",), "born", "rare"),
    ]


def test_whoever_says_a_circumstance_is_asked_what_matters_because_of_it() -> None:
    routes = [
        LOST, route("plain", when(cause="born", rare="no")),
        route("have", when(cause="born", rare="yes", proof="have")),
        route("none", when(cause="born", rare="yes", proof="none")),
    ]  # fmt: skip
    assert told([CAUSE, PROOF, RARE], routes) == [
        ({"cause": "lost"}, ("cause",), "lost", ""),
        ({"cause": "born"}, ("cause",), "plain", ""),
        ({"cause": "born", "rare": "yes", "proof": "have"}, ("cause", "proof"), "have", "rare"),
        ({"cause": "born", "rare": "yes", "proof": "none"}, ("cause", "proof"), "none", "rare"),
    ]


def test_the_reasons_are_worked_out_only_where_they_are_wanted() -> None:
    rules = small_rules([CAUSE], [LOST, route("born", when(cause="born"))])
    assert [len(one.decision.not_routes) for one in reachable(rules, DAY)] == [1, 1]
    assert [len(one.decision.not_routes) for one in reachable(rules, DAY, why=False)] == [0, 0]
