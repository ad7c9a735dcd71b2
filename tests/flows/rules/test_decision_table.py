"""Match tables over what is known: each condition holds, fails or is open, and only what matters is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flows.rules.decision_table import BadAnswer, Situation, validate_facts
from flows.rules.model import Match, Span
from harness.packs.small_rules import (
    by_age,
    by_date,
    by_rows,
    choice,
    day,
    options,
    setting,
    small_rules,
    when,
)
from harness.refusals import refused

LINE = date(1999, 4, 1)
ERAS = (Span("first", last=date(1992, 3, 31)), Span("second", None, date(1992, 4, 1), date(1999, 3, 31)),
        Span("third", first=LINE))  # fmt: skip
BARE = by_date("bare_era", "taken", "first", LINE, "third")
TODAY = date(2016, 6, 14)
RULES = small_rules(
    [
        choice("cause", "lost", "never"),
        choice("place", "home", "ward", unknown_allowed=True, unknown_reads="ward"),
        choice("parents", "both", "none", unknown_allowed=True),
        choice("case_field", "family", "group", unknown_allowed=True, unknown_reads="family",
               source_field="destination.kind"),
        choice("rare", "yes", "no", unknown_allowed=True, unknown_reads="no", asked=False),
        day("born", source_field="person.birth"),
        day("taken"),
    ],
    derived=[
        by_date("side", "taken", "before", LINE, "since", open_value="before"),
        by_date("bare", "taken", "early", LINE, "late"),
        replace(BARE, options=options("first", "second", "third"), spans=ERAS),
        replace(BARE, id="era", options=options("first", "second", "third"), spans=ERAS, open_value="first"),
        by_age("late", "born", 3),
        by_age("grown", "born", 18, over_on_the_day=True),
        by_rows("way", ("a", when(cause="lost", place="home")), ("b", when(cause="lost", place="ward")),
                ("c", when(cause="never"))),
        by_rows("never_so", ("x", when(cause="lost", parents="both")), ("y", when(cause="lost", parents="none"))),
    ],
    settings=[setting("years", "3", "1")],
)  # fmt: skip


def at(on: date | None = TODAY, **facts: str) -> Situation:
    return Situation(RULES, facts, on)


@pytest.mark.parametrize(
    ("facts", "code", "params"),
    [
        ({"reason": "x"}, "unknown_fact", {"fact": "reason", "allowed": tuple(RULES.facts)}),
        ({"cause": "stolen"}, "unknown_option", {"fact": "cause", "value": "stolen", "allowed": ("lost", "never")}),
        ({"cause": "unknown"}, "unknown_option", {"fact": "cause", "value": "unknown", "allowed": ("lost", "never")}),
        ({"place": "x"}, "unknown_option", {"fact": "place", "value": "x", "allowed": ("home", "ward", "unknown")}),
        ({"taken": "1999-02-29"}, "bad_date", {"fact": "taken", "value": "1999-02-29"}),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused_with_what_would_be_one(
    facts: dict[str, str], code: str, params: dict[str, object]
) -> None:
    with refused(BadAnswer, code) as told:
        validate_facts(RULES, facts)
    assert told.params == params


def test_an_answer_that_is_empty_was_not_given() -> None:
    given = {
        "cause": "lost",
        "place": "unknown",
        "taken": "unknown",
        "born": "2016-02-29",
        "rare": "",
        "nothing": "",
    }
    assert validate_facts(RULES, given) == {
        "cause": "lost", "place": "unknown", "taken": "unknown", "born": "2016-02-29",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "fact", "values"),
    [
        ({"cause": "lost"}, "cause", ("lost",)), ({}, "cause", ("lost", "never")), ({}, "years", ("3",)),
        # "unknown" is read as the smaller demand; where no reading is given it is an answer of its own.
        ({}, "place", ("home", "ward")), ({"place": "unknown"}, "place", ("ward",)),
        ({"place": "home"}, "place", ("home",)),
        ({}, "parents", ("both", "none", "unknown")), ({"parents": "unknown"}, "parents", ("unknown",)),
        # Nobody is asked for a field or a circumstance: without an answer each is read.
        ({}, "case_field", ("family",)), ({"case_field": "group"}, "case_field", ("group",)),
        ({}, "rare", ("no",)), ({"rare": "yes"}, "rare", ("yes",)),
        ({}, "way", ("a", "b", "c")), ({"cause": "lost"}, "way", ("a", "b")), ({"place": "ward"}, "way", ("b", "c")),
        ({"cause": "lost", "place": "unknown"}, "way", ("b",)), ({"cause": "never"}, "never_so", ()),
    ],
)  # fmt: skip
def test_the_values_that_a_fact_can_still_have(
    facts: dict[str, str], fact: str, values: tuple[str, ...]
) -> None:
    assert at(**facts).values(fact) == values
    assert at(**facts).values(fact) == values


def test_what_may_be_unknown_is_read_so_once_nothing_more_is_asked() -> None:
    filled = Situation(RULES, {}, TODAY, filled=True)
    assert (filled.values("place"), filled.values("parents")) == (("ward",), ("unknown",))
    assert filled.values("cause") == ("lost", "never"), "for this there is no unknown"
    again = Situation(
        RULES, {"place": "unknown"}, TODAY, filled=True, reopened=("place", "rare", "case_field")
    )
    assert again.values("place") == ("home", "ward")
    assert (again.values("rare"), again.values("case_field")) == (("yes", "no"), ("family", "group"))
    assert Situation(RULES, {"place": "home"}, reopened=("place",)).values("place") == ("home",)
    assert Situation(RULES, {}, fixed={"late": "over", "cause": "lost"}).values("late") == ("over",)


@pytest.mark.parametrize(
    ("facts", "table", "holds"),
    [
        ({}, when(), True), ({"cause": "lost"}, when(cause="lost"), True),
        ({"cause": "lost"}, when(cause="never"), False),
        ({}, when(cause="lost"), None), ({}, when(cause=("lost", "never")), True),
        ({"cause": "lost"}, when(cause="lost", place="home"), None),
        # What fails, fails, whatever else is open, before it and behind it.
        ({"cause": "never"}, when(cause="lost", place="home"), False),
        ({"cause": "never"}, when(place="home", cause="lost"), False),
        ({}, when(place="field"), False), ({}, when(place=("field", "home")), None),
        ({"cause": "lost", "place": "home"}, when(cause="lost", place="home"), True),
        ({"cause": "never"}, when(never_so="x"), None), ({}, when(years="3"), True), ({}, when(years="1"), False),
    ],
)  # fmt: skip
def test_a_table_holds_fails_or_is_open(
    facts: dict[str, str], table: tuple[Match, ...], holds: bool | None
) -> None:
    # Asked again it says the same: the values are kept.
    situation = at(**facts)
    assert (situation.holds(table), situation.holds(table)) == (holds, holds)


def test_the_first_condition_that_fails_is_told_and_no_open_one() -> None:
    table = when(place="home", cause="lost", years="1")
    assert at(cause="never").first_failing(table) == Match("cause", ("lost",))
    assert at().first_failing(table) == Match("years", ("1",))
    assert at(cause="lost").first_failing(when(cause="lost", place="home")) is None
    assert at().first_failing(when(place=("x", "y"))) == Match("place", ("x", "y"))


@pytest.mark.parametrize(
    ("facts", "table", "open_"),
    [
        ({}, when(cause="lost"), {"cause"}), ({"cause": "lost"}, when(cause="lost", place="home"), {"place"}),
        ({"cause": "never"}, when(cause="lost", place="home"), {"place"}),
        ({}, when(cause=("lost", "never")), set()), ({}, when(way="a"), {"cause", "place"}),
        ({"cause": "lost"}, when(way="a"), {"place"}), ({"cause": "never"}, when(way="a"), set()),
        ({"place": "home"}, when(way="a"), {"cause"}), ({}, when(side="since"), {"taken"}),
        ({"taken": "1999"}, when(side="since"), set()), ({}, when(late="over"), set()), ({}, when(rare="yes"), set()),
        ({}, when(years="1"), set()), ({}, when(way=("a", "b"), side="before"), {"cause", "place", "taken"}),
    ],
)  # fmt: skip
def test_the_questions_that_could_settle_a_table(
    facts: dict[str, str], table: tuple[Match, ...], open_: set[str]
) -> None:
    assert at(**facts).open_facts(table) == open_


@pytest.mark.parametrize(
    ("taken", "reached", "side", "bare"),
    [
        ("1999-03-31", ("before",), "before", "early"), ("1999-04-01", ("since",), "since", "late"),
        ("1999-03", ("before",), "before", "early"), ("1999-04", ("since",), "since", "late"),
        # Across the line it is read as the pack says, or else as the earliest.
        ("1999", ("before", "since"), "before", "early"), ("unknown", ("before", "since"), "before", "early"),
        # What has not come yet is not known; a year that has begun ends today.
        ("2016-06-15", ("before", "since"), "before", "early"), ("2016-06-14", ("since",), "since", "late"),
        ("2016", ("since",), "since", "late"), ("2017", ("before", "since"), "before", "early"),
    ],
)  # fmt: skip
def test_a_date_lies_on_one_side_of_a_line_or_across_it(
    taken: str, reached: tuple[str, ...], side: str, bare: str
) -> None:
    situation = at(taken=taken)
    assert situation.reachable_values(RULES.derived["side"]) == reached
    assert (situation.values("side"), situation.values("bare")) == ((side,), (bare,))


def test_a_date_that_is_still_asked_can_lie_on_either_side_unless_another_rules_one_out() -> None:
    assert (at().values("side"), at().values("bare")) == (("before", "since"), ("early", "late"))
    assert (at(born="1999-04-01").values("side"), at(born="1999-04-01").values("bare")) == (
        ("since",),
        ("late",),
    )
    assert at(born="1999-03-31").values("bare") == ("early", "late")
    assert at(born="1995").values("era") == ("first", "second", "third"), (
        "how an unknown one is read is asked of all"
    )
    assert at(born="1995").values("bare_era") == ("second", "third")
    assert at(born="2000", taken="1990").values("bare") == ("late",), "nobody is taken in before the birth"


@pytest.mark.parametrize(
    ("born", "late", "grown"),
    [
        ("2013-06-14", "within", "within"), ("2013-06-13", "over", "within"), ("1998-06-15", "over", "within"),
        ("1998-06-14", "over", "over"), ("2013", "within", "within"), ("2010~2013", "within", "within"),
        ("2012", "over", "within"), ("1998", "over", "within"), ("1997", "over", "over"),
        ("unknown", "within", "within"),
        ("2016-06-14", "within", "within"), ("2016-06-15", "within", "within"),
    ],
)  # fmt: skip
def test_an_age_is_counted_to_the_day_at_the_counter(born: str, late: str, grown: str) -> None:
    assert (at(born=born).values("late"), at(born=born).values("grown")) == ((late,), (grown,))


def test_what_an_imprecise_birth_could_turn_out_to_be_is_both() -> None:
    assert at(born="2013").reachable_values(RULES.derived["late"]) == ("over", "within")
    assert at(born="2012").reachable_values(RULES.derived["late"]) == ("over",)
    assert at(born="2014").reachable_values(RULES.derived["late"]) == ("within",)
    assert at().reachable_values(RULES.derived["late"]) == ("over", "within")


@pytest.mark.parametrize("born", ["", "unknown"])
def test_without_a_day_at_the_counter_no_age_is_known(born: str) -> None:
    situation = Situation(RULES, {"born": born}, None)
    assert situation.reachable_values(RULES.derived["late"]) == ("over", "within")
    assert situation.values("late") == ("within",)


def test_without_a_day_at_the_counter_an_age_is_read_as_the_pack_says() -> None:
    situation = Situation(RULES, {"born": "1950-01-01", "taken": "2100"}, None)
    assert (situation.reachable_values(RULES.derived["late"]), situation.values("late")) == (
        ("within",),
        ("within",),
    )
    assert situation.values("side") == ("since",), "without a today no day is still to come"
