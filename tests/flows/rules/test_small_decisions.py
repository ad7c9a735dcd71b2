"""What a decision holds, by rules of a few lines: papers told once, class, channel, fee, groups, what stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from flows.rules.facts import When
from flows.rules.model import UNKNOWN, Class96, Fee, Group, Route, Rules, Step
from flows.rules.rule_evaluation import (
    Because,
    Decision,
    NoRoute,
    QuestionOpen,
    decide,
    fee_in_force,
    find_sole_need,
    next_question,
    obsolete_facts,
)
from harness.packs.small_rules import (
    CITE,
    by_age,
    by_rows,
    choice,
    day,
    need,
    route,
    small_rules,
    step,
    text,
    when,
)
from harness.refusals import refused

DAY = date(2016, 6, 14)
CHILD = [
    choice("cause", "lost", "born"),
    choice("proof", "have", "none"),
    choice("side", "mother", "father", unknown_allowed=True, unknown_reads="mother"),
    choice("rare", "yes", "no", unknown_allowed=True, unknown_reads="no", asked=False),
    choice("vague", "clear", "later", unknown_allowed=True, unknown_reads="clear"),
    day("born_on", source_field="person.birth"),
]
FETCH = route(
    "fetch", when(cause="born", proof="none"), need("form"), need("slip", by="station"),
    need("extra", only=when(rare="yes")), need("letter", only=when(vague="later")),
    outcome="obtain_first", then_facts={"proof": "have"}, helps=(need("map", help_toward="slip"),),
)  # fmt: skip
KEPT = route(
    "kept", when(cause="born", proof="have"), need("form"), need("slip"), need("form", "book"),
    need("report", only=when(side="father")), need("book", by="authority"),
    helps=(need("map", help_toward="slip"), need("plan", help_toward="slip")),
)  # fmt: skip
LOST = route("lost", when(cause="lost"), need("report", "book"), class_96="table", classes=(
    Class96("1", when(side="father")), Class96("8", when(side="mother"))))  # fmt: skip
HALF = Fee(
    "half",
    text("half"),
    "report",
    date(2016, 1, 1),
    date(2016, 12, 31),
    50,
    "half_fen_down",
    (),
    text("r"),
    CITE,
)
LATE = by_age("late", "born_on", 3)
STEPS = (step("county", when(late="over")), step("station", when(late="within"), "birth_registration"))


def small(*routes: Route, **more: Any) -> Rules:
    return small_rules(
        CHILD, routes or (LOST, KEPT, FETCH), derived=[LATE], steps=STEPS, fees=(HALF,), **more
    )


SMALL = small()


def needed(decision: Decision) -> list[tuple[str, str]]:
    return [("|".join(one.any_of), one.by) for one in decision.needs]


def test_the_papers_of_the_way_that_follows_are_told_at_once_and_none_of_them_twice() -> None:
    """A paper already on the list does; that the station sees to it does not spare the applicant his own."""
    decision = decide(SMALL, {"cause": "born", "proof": "none"}, DAY)
    assert (decision.route.id, decision.then, decision.outcome) == ("fetch", "kept", "obtain_first")
    assert needed(decision) == [
        ("form", "applicant"), ("slip", "station"), ("slip", "applicant"), ("book", "authority"),
    ]  # fmt: skip
    assert [help_.any_of for help_ in decision.helps] == [("map",), ("plan",)]
    kept = decide(SMALL, {"cause": "born", "proof": "have"}, DAY)
    assert (kept.then, needed(kept)) == (None, [
        ("form", "applicant"), ("slip", "applicant"), ("form|book", "applicant"), ("book", "authority"),
    ])  # fmt: skip


def test_a_choice_of_papers_is_not_met_by_a_wider_one() -> None:
    wider = replace(FETCH, needs=(need("form", "book"),))
    decision = decide(small(LOST, KEPT, wider), {"cause": "born", "proof": "none"}, DAY)
    assert needed(decision)[:2] == [("form|book", "applicant"), ("form", "applicant")]


def test_questions_of_the_papers_and_of_what_follows_come_once_the_way_is_clear() -> None:
    assert asked_of({"cause": "lost"}) == ["cause", "side"], "the class hangs on it"
    assert asked_of({"cause": "born", "proof": "none"}) == ["cause", "proof", "side", "vague"]
    assert asked_of({"cause": "born", "proof": "have"}) == ["cause", "proof", "side"]


def asked_of(answers: dict[str, str]) -> list[str]:
    known: dict[str, str] = {}
    while question := next_question(SMALL, known):
        known[question.id] = answers.get(question.id, UNKNOWN)
    return list(known)


def test_the_class_is_the_row_that_holds_and_the_channel_goes_by_the_day() -> None:
    father = decide(SMALL, {"cause": "lost", "side": "father", "born_on": "2013-06-13"}, DAY)
    assert (father.class_96, father.decided_by, father.channel) == ("1", "county", "late_entry")
    mother = decide(SMALL, {"cause": "lost", "side": "unknown", "born_on": "2013-06-14"}, DAY)
    assert (mother.class_96, mother.decided_by, mother.channel) == ("8", "station", "birth_registration")


@pytest.mark.parametrize(
    ("on", "side", "fee"),
    [
        (date(2015, 12, 31), "father", None), (date(2016, 1, 1), "father", "half"),
        (date(2016, 12, 31), "father", "half"), (date(2017, 1, 1), "father", None),
        (date(2016, 6, 1), "mother", None), (None, "father", None),
    ],
)  # fmt: skip
def test_a_fee_rule_holds_on_its_days_for_whom_the_paper_is_needed(
    on: date | None, side: str, fee: str | None
) -> None:
    assert decide(SMALL, {"cause": "born", "proof": "have", "side": side}, on).fee_rule == fee
    assert decide(SMALL, {"cause": "lost", "side": side}, on).fee_rule is None, (
        "the report is one of two there"
    )
    assert on is None or (fee_in_force(SMALL, "report", on) is HALF) == (on.year == 2016)


def test_a_fee_is_one_of_its_own_paper_and_a_sole_need_one_of_the_applicant() -> None:
    assert fee_in_force(SMALL, "form", date(2016, 6, 1)) is None
    needs = (need("report", "book"), need("report", by="station"), need("book"), need("report"))
    assert (find_sole_need(needs, "report"), find_sole_need(needs[:3], "report")) == (needs[3], None)


def open_of(facts: dict[str, str], rules: Rules = SMALL) -> tuple[str, ...]:
    return decide(rules, facts, DAY).to_be_determined


def test_only_what_could_still_change_what_is_told_is_to_be_determined() -> None:
    have = {"cause": "born", "proof": "have", "born_on": "2015-01-01"}
    assert open_of({**have, "side": "mother"}) == ()
    assert open_of({**have, "side": "unknown"}) == open_of(have) == ("side",)
    assert open_of({**have, "side": "mother", "vague": "unknown"}) == (), "no paper of this way hangs on it"
    fetch = {**have, "proof": "none", "side": "mother", "vague": "clear"}
    assert open_of(fetch) == (), "of a rare thing nobody spoke"
    assert open_of({**fetch, "rare": "unknown"}) == ("rare",)
    assert open_of({**fetch, "rare": "yes"}) == ()


def test_an_answer_that_leaves_something_open_is_to_be_determined() -> None:
    left = replace(CHILD[4], options=(CHILD[4].options[0], replace(CHILD[4].options[1], is_open=True)))
    rules = small_rules([*CHILD[:4], left, CHILD[5]], (LOST, KEPT, FETCH), derived=[LATE], steps=STEPS)
    have = {"cause": "born", "proof": "have", "side": "mother", "born_on": "2015-01-01"}
    assert open_of({**have, "vague": "later"}, rules) == ("vague",)
    assert open_of({**have, "vague": "clear"}, rules) == ()


@pytest.mark.parametrize(
    ("born", "open_"),
    [
        ("2013", True), ("2013-06", True), ("2013-07", False), ("2013-05", False), ("2012", False), ("2014", False),
        ("unknown", True), ("", True),
    ],
)  # fmt: skip
def test_a_birth_across_the_third_birthday_is_to_be_determined_since_somebody_else_would_decide(
    born: str, open_: bool
) -> None:
    assert open_of({"cause": "lost", "side": "mother", "born_on": born}) == (("born_on",) if open_ else ())


OVER, WITHIN = when(late="over"), when(late="within")
SENT = route("sent", when(proof="none"), outcome="obtain_first", then_facts={"proof": "have"})


@pytest.mark.parametrize(
    ("routes", "steps", "open_"),
    [
        ((route("one", ()),), (step(),), False),
        ((route("one", OVER), route("other", WITHIN)), (step(),), True),
        ((route("one", (), classes=(Class96("1", OVER), Class96("8", WITHIN))),), (step(),), True),
        ((route("one", ()),), (step("station", OVER), step("station", WITHIN, "birth_registration")), True),
        ((route("one", ()),), (step("station", OVER), step("county", WITHIN)), True),
        ((route("one", (), need("form", only=OVER)),), (step(),), True),
        ((SENT, route("one", when(proof="have", late="over")), route("other", when(proof="have", late="within"))),
         (step(),), True),
    ],
    ids=["nothing", "the way", "the class", "the channel", "who decides", "a paper", "the way that follows"],
)  # fmt: skip
def test_a_birth_is_to_be_determined_where_a_single_thing_that_is_told_hangs_on_it(
    routes: tuple[Route, ...], steps: tuple[Step, ...], *, open_: bool
) -> None:
    rules = small_rules(CHILD, routes, derived=[LATE], steps=steps)
    assert open_of({"proof": "none", "born_on": "2013"}, rules) == (("born_on",) if open_ else ())


def test_facts_without_a_way_or_with_two_are_a_fault_that_names_them() -> None:
    for routes, named in (((KEPT, FETCH), ()), ((LOST, replace(LOST, id="again"), KEPT), ("lost", "again"))):
        with refused(NoRoute, "no_single_route") as told:
            decide(small(*routes), {"cause": "lost", "side": "mother"}, DAY)
        assert told.params == {"routes": named}


def test_an_open_question_is_the_first_of_the_pack_and_says_what_it_can_be() -> None:
    with refused(QuestionOpen, "undecided") as told:
        decide(SMALL, {}, DAY)
    assert told.params == {"fact": "cause", "allowed": ("lost", "born")}
    with refused(QuestionOpen, "undecided") as told:
        decide(SMALL, {"cause": "born"}, DAY)
    assert told.fault.question.id == "proof"


def test_a_group_for_the_rest_holds_where_no_other_of_its_category_does() -> None:
    def group(name: str, parent: str, table: When, **more: bool) -> Group:
        return Group(name, "1", text(name), parent, text(parent), CITE, table, **more)

    rules = small(groups=(
        group("rest", "one", when(cause="born"), rest=True), group("father", "one", when(side="father")),
        group("other_rest", "two", when(cause="born"), rest=True), group("never", "two", (), asked=False),
    ))  # fmt: skip

    def found(**facts: str) -> list[str]:
        return [one.id for one in decide(rules, {"cause": "born", "proof": "have", **facts}, DAY).groups]

    assert found(side="father") == ["father", "other_rest"]
    assert found(side="mother") == found(side="unknown") == ["rest", "other_rest"]
    assert [one.id for one in decide(rules, {"cause": "lost", "side": "father"}, DAY).groups] == ["father"]
    # What only tells the group stays said; a field is never taken back.
    said = {"cause": "born", "proof": "have", "side": "father", "vague": "later", "born_on": "2015"}
    assert obsolete_facts(rules, said, "cause", "lost") == ("proof", "vague")


def test_an_answer_does_not_withdraw_itself_though_nothing_hangs_on_it() -> None:
    """A paper was marked, and answers a question that this way does not ask: what somebody has just said stays."""
    assert obsolete_facts(SMALL, {"cause": "lost"}, "proof", "have") == ()
    assert obsolete_facts(SMALL, {"cause": "lost", "proof": "have"}, "side", "father") == ("proof",)


def test_what_tells_only_a_group_that_nobody_is_put_into_is_withdrawn() -> None:
    def told_by_vague(*, asked: bool) -> Rules:
        table = when(vague="later")
        return small(groups=(Group("later", "1", text("g"), "one", text("p"), CITE, table, asked=asked),))

    said = {"cause": "born", "proof": "none", "vague": "later", "side": "father"}
    assert obsolete_facts(told_by_vague(asked=True), said, "proof", "have") == ()
    assert obsolete_facts(told_by_vague(asked=False), said, "proof", "have") == ("vague",)


def test_the_only_way_that_there_is_is_asked_for_before_its_papers() -> None:
    """Rules with a gap: whether it is the way comes first, and not what it would need."""
    question = next_question(small(KEPT), {})
    assert question is not None and question.id == "cause"


def test_two_ways_that_send_for_each_other_end_in_a_fault_that_names_them() -> None:
    back = replace(KEPT, then_facts={"proof": "none"})
    rules = small(LOST, back, FETCH)
    said = {"cause": "born", "proof": "none", "side": "mother", "vague": "clear"}
    assert next_question(rules, said) is None
    with refused(NoRoute, "circle", routes=("fetch", "kept", "fetch")):
        decide(rules, said, DAY)


def test_why_another_way_is_not_the_one_is_said_by_what_was_answered() -> None:
    way = by_rows("way", ("near", when(cause="born", proof="have", side="mother")), ("near", when(cause="lost")),
                  ("far", when(cause="born", proof="none")))  # fmt: skip
    near, far = route("near", when(way="near")), route("far", when(cause="born", way="far"))
    rules = small_rules(CHILD, (near, far), derived=[LATE, way], steps=STEPS)
    decision = decide(rules, {"cause": "born", "proof": "none", "side": "mother"}, DAY)
    assert decision.not_routes == (("near", Because("proof", ("have",), ("none",))),)
    back = decide(rules, {"cause": "lost"}, DAY)
    assert back.not_routes == (("far", Because("cause", ("born",), ("lost",))),)
    plain = decide(SMALL, {"cause": "lost", "side": "mother"}, DAY)
    assert [(name, why.fact, why.wanted, why.got) for name, why in plain.not_routes] == [
        ("kept", "cause", ("born",), ("lost",)), ("fetch", "cause", ("born",), ("lost",)),
    ]  # fmt: skip


def test_without_the_reasons_all_else_is_the_same() -> None:
    facts = {"cause": "born", "proof": "none", "born_on": "2013"}
    whole, short = decide(SMALL, facts, DAY), decide(SMALL, facts, DAY, why=False)
    assert whole.to_be_determined and whole.not_routes
    assert short == replace(whole, to_be_determined=(), not_routes=())
