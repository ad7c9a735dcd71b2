"""A paper and the question that it answers are one fact: no mark and no reversal leaves anything false."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.case import actions as a
from flows.case.case import Case, apply_entry
from flows.case.entry import Entry
from flows.case.facts import facts
from flows.case.paper_agreement import answering_papers, reconcile_answers, reconciling_acts
from flows.case.recheck import recheck
from flows.rules.decision_table import BadAnswer
from flows.rules.model import UNKNOWN, Rules
from flows.rules.rule_evaluation import Decision, decide
from flows.rules.situations import reachable
from flows.rules.stamps import PackStamp
from harness.packs.other_rules import LESS, Change
from harness.packs.other_rules import rules as changed
from harness.refusals import refused
from hukou_tui import packs
from hukou_tui.packs.reading import SHIPPED

DAY = date(2016, 6, 14)
#: A second paper that answers whether there is a certificate, so that two papers stand beside one question.
TWO: tuple[Change, ...] = (
    (
        r'(\[documents\.foreign_birth_certificate\]\n)',
        """\\1obtains = { fact = "birth_certificate", value = "have" }
goes_with = { has = ["have", "doubtful"], has_not = ["have", "none", "lost", "wrong", "doubtful"] }
""",
    ),
    (r'has_not = \["none", "lost", "wrong"\]', 'has_not = ["none", "lost", "wrong", "have"]'),
)  # fmt: skip
PACKS = {
    "cn-2015-96": packs.load_rules([SHIPPED / "cn-2015-96"]),
    "zhaotong-2016": packs.load_rules(),
    "baoshan-2017": packs.load_rules([SHIPPED / "baoshan-2017"]),
    "two papers": changed(*TWO),
}
STATES = ("", "has", "has_not", "not_brought")
HOME_BIRTH = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married",
    "birth_certificate": "none", "birth_place": "elsewhere",
}  # fmt: skip
CERTIFIED = HOME_BIRTH | {"birth_certificate": "have"}
RULES = PACKS["zhaotong-2016"]
PAPER = "birth_certificate"


def counter(case: Case, rules: Rules, *actions: a.Action) -> Case:
    """`case` after these acts at the counter, each with what is written along with it."""
    for action in actions:
        case = journal(case, action)
        case = journal(case, *reconciling_acts(case, rules))
        assert not reconciling_acts(case, rules), "what is written once is settled"
    return case


def journal(case: Case, *actions: a.Action) -> Case:
    """`case` after these records, as an older version wrote them: nothing is added."""
    for action in actions:
        entry = Entry(case.last_seq + 1, "2016-06-14T02:00:00Z", "P00001", case.id, action)
        case = apply_entry(case, entry)
    return case


def taken_in(answers: Mapping[str, str], birth: str = "2014-05-01") -> Case:
    case = journal(Case("c"), a.OpenCase(DAY.isoformat(), "", ()), a.SetField("person.birth", birth))
    return journal(case, *(a.AnswerFact(fact, value) for fact, value in answers.items()))


def route(case: Case, rules: Rules = RULES) -> Decision:
    return decide(rules, facts(case, rules), DAY)


@cache
def situations(pack: str) -> tuple[Case, ...]:
    """A case in every situation that the questions lead to; what comes from a field stands in the field."""
    found = {}
    for one in reachable(PACKS[pack], DAY, why=False):
        asked = {f: v for f, v in one.facts.items() if not PACKS[pack].facts[f].source_field}
        born = one.facts.get("birth_date", "")
        found[frozenset(asked.items()), born] = taken_in(asked, "" if born == UNKNOWN else born)
    return tuple(found.values())


def consistent(case: Case, rules: Rules) -> None:
    """Every pair of a paper and a fact: what step 3 shows of the paper does not deny what step 2 shows."""
    shown, known = reconcile_answers(case, rules), facts(case, rules)
    for paper in rules.documents.values():
        if paper.obtains is None:
            continue
        fact, value = paper.obtains
        state, answer = shown.papers.get(paper.id, ""), shown.answers.get(fact, "")
        assert known.get(fact, "") == answer
        assert not state or not answer or answer in paper.goes_with[state], (paper.id, state, answer)
        if case.said and case.said[-1] == a.MarkPaper(paper.id, "has"):
            assert answer in paper.goes_with["has"], (paper.id, value)


def test_a_certificate_marked_by_mistake_leaves_the_test_and_the_half_price():
    """The case of the issue: born at home, no certificate; `1` on it, then `2`."""
    before = taken_in(HOME_BIRTH)
    marked = counter(before, RULES, a.MarkPaper(PAPER, "has"))
    assert (route(marked).route.id, route(marked).fee_rule) == ("certified_married", None)
    assert marked.answers[PAPER] == "have"
    corrected = counter(marked, RULES, a.MarkPaper(PAPER, "has_not"))
    assert corrected.answers[PAPER] == "none"
    assert (route(corrected).route.id, route(corrected).fee_rule) == (
        "certificate_from_county", "paternity_half_2016",
    )  # fmt: skip
    assert route(corrected) == route(before)


@pytest.mark.share(here=2)
@pytest.mark.parametrize("pack", PACKS)
def test_no_mark_and_its_reversal_change_any_situation(pack: str):
    """All papers that answer something, in all situations; those that answer nothing are among the sequences below."""
    rules = PACKS[pack]
    tied = [paper.id for paper in rules.documents.values() if paper.obtains]
    for case in situations(pack):
        known = facts(case, rules)
        for mark in (a.MarkPaper(paper, state) for paper in tied for state in STATES[1:]):
            marked = counter(case, rules, mark)
            consistent(marked, rules)
            back = counter(marked, rules, a.MarkPaper(mark.document, ""))
            assert facts(back, rules) == known, (mark, known)
            assert back.answers == case.answers


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_sequence_of_marks_and_its_reversal_change_the_decision(data: st.DataObject):
    pack = data.draw(st.sampled_from(list(PACKS)))
    rules = PACKS[pack]
    case = data.draw(st.sampled_from(situations(pack)))
    tied = [paper.id for paper in rules.documents.values() if paper.obtains]
    papers = st.one_of(st.sampled_from(tied), st.sampled_from(list(rules.documents)))
    marks = st.lists(st.builds(a.MarkPaper, papers, st.sampled_from(STATES)), max_size=6)
    case = counter(case, rules, *data.draw(marks))
    known, undo = facts(case, rules), []
    for mark in data.draw(marks):
        undo.append(a.MarkPaper(mark.document, case.papers.get(mark.document, "")))
        case = counter(case, rules, mark)
        consistent(case, rules)
    case = counter(case, rules, *reversed(undo))
    assert facts(case, rules) == known


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_after_any_acts_both_steps_say_the_same(data: st.DataObject):
    """Written at the counter or read from an old journal, by the last word on each."""
    rules = PACKS[data.draw(st.sampled_from(list(PACKS)))]
    tied = [paper for paper in rules.documents.values() if paper.obtains]
    asked = sorted({paper.obtains[0] for paper in tied if paper.obtains})
    answers = st.sampled_from(asked).flatmap(
        lambda fact: st.builds(a.AnswerFact, st.just(fact), st.sampled_from(("", *rules.facts[fact].choices)))
    )
    marks = st.builds(a.MarkPaper, st.sampled_from([paper.id for paper in tied]), st.sampled_from(STATES))
    acts = data.draw(st.lists(st.one_of(answers, marks), max_size=10))
    for case in (counter(taken_in({}), rules, *acts), journal(taken_in({}), *acts)):
        consistent(case, rules)
    last = acts[-1] if acts else None
    if isinstance(last, a.AnswerFact):
        assert reconcile_answers(case, rules).answers.get(last.fact, "") == last.value, "the later act counts"
    elif last is not None:
        assert reconcile_answers(case, rules).papers.get(last.document, "") == last.state, (
            "the later act counts"
        )


def after(*acts: a.Action, answers: Mapping[str, str] = HOME_BIRTH) -> tuple[str, str]:
    """The answer and the mark on the certificate after these acts."""
    found = reconcile_answers(counter(taken_in(answers), RULES, *acts), RULES)
    return found.answers.get(PAPER, ""), found.papers.get(PAPER, "")


def marks(*states: str) -> Iterable[a.MarkPaper]:
    return (a.MarkPaper(PAPER, state) for state in states)


def test_an_answer_takes_back_the_mark_that_says_otherwise():
    assert after(*marks("has"), a.AnswerFact(PAPER, "lost")) == ("lost", "")
    assert after(*marks("has"), a.AnswerFact(PAPER, "")) == ("", "has"), (
        "asked again: until then nothing is lost"
    )
    assert after(*marks("has"), a.AnswerFact(PAPER, ""), a.AnswerFact(PAPER, "have")) == ("have", "has")
    assert after(*marks("has"), a.AnswerFact(PAPER, ""), a.AnswerFact(PAPER, "none")) == ("none", "")
    assert after(*marks("has"), a.AnswerFact(PAPER, "doubtful")) == ("doubtful", "has")


def test_there_being_none_opens_the_question_and_nothing_is_guessed():
    assert after(*marks("has_not"), answers=CERTIFIED) == ("", "has_not")
    assert after(*marks("has_not", ""), answers=CERTIFIED) == ("have", "")
    assert after(*marks("has_not", "has"), answers=CERTIFIED) == ("have", "has")
    assert after(*marks("has_not"), a.AnswerFact(PAPER, "lost"), answers=CERTIFIED) == ("lost", "has_not")
    assert after(*marks("has_not"), a.AnswerFact(PAPER, "have"), answers=CERTIFIED) == ("have", "")


def test_what_lies_at_home_is_there_and_still_missing():
    case = counter(taken_in(HOME_BIRTH), RULES, *marks("not_brought"))
    assert (route(case).route.id, case.papers[PAPER]) == ("certified_married", "not_brought")
    assert after(*marks("not_brought"), answers=HOME_BIRTH | {PAPER: "wrong"}) == ("wrong", "not_brought")


def test_bounced_keys_and_every_round_come_back():
    assert after(*marks("has", "has", "has_not", "not_brought", "")) == ("none", "")
    assert after(*marks("not_brought", "has_not", "has", "has_not")) == ("none", "has_not")


def test_a_doubt_stays_when_the_certificate_is_handed_in():
    assert after(*marks("has"), answers=HOME_BIRTH | {PAPER: "doubtful"}) == ("doubtful", "has")


def test_an_adoption_stays_registered_though_its_certificate_is_not_there():
    adopted = {"cause": "never_registered", "upbringing": "adopted", "adoption_registered": "yes"}
    case = counter(taken_in(adopted), RULES, a.MarkPaper("adoption_certificate", "has_not"))
    assert route(case).route.id == "adoption_registered"
    assert case.papers["adoption_certificate"] == "has_not"


def test_a_mark_outlives_a_way_on_which_it_is_not_asked_for():
    adopted = {"cause": "never_registered", "upbringing": "adopted", "adoption_registered": "no",
               "adoption_date": "2005-01-01"}  # fmt: skip
    case = counter(taken_in(adopted), RULES, a.MarkPaper("adoption_certificate", "has"))
    away = counter(case, RULES, a.AnswerFact("upbringing", "orphan"))
    back = counter(away, RULES, a.AnswerFact("upbringing", "adopted"))
    assert facts(back, RULES) == facts(case, RULES)
    assert back.papers == case.papers


#: What an older version wrote: a mark answers, and nothing takes the answer back.
OLD = (*marks("has"), a.AnswerFact(PAPER, "have"), *marks("has_not"))


def test_an_old_case_that_says_both_goes_by_the_later_act_and_by_what_was_asked_before():
    case = journal(taken_in(HOME_BIRTH), *OLD)
    assert (case.answers[PAPER], case.papers[PAPER]) == ("have", "has_not"), "it folds as it did"
    assert facts(case, RULES)[PAPER] == "none"
    assert reconciling_acts(case, RULES) == (a.AnswerFact(PAPER, "none"),)


def test_an_old_case_in_which_nothing_was_asked_before_asks_again():
    unasked = {fact: value for fact, value in HOME_BIRTH.items() if fact != PAPER}
    assert PAPER not in facts(journal(taken_in(unasked), *OLD), RULES)
    later = journal(
        taken_in(HOME_BIRTH), *marks("has"), a.AnswerFact(PAPER, "have"), a.AnswerFact(PAPER, "none")
    )
    assert reconcile_answers(later, RULES).papers.get(PAPER) is None


def test_an_old_case_that_says_one_thing_is_left_alone():
    case = journal(taken_in(HOME_BIRTH), *marks("has"), a.AnswerFact(PAPER, "have"))
    assert reconciling_acts(case, RULES) == ()


@pytest.mark.parametrize("acts", [OLD, (), tuple(marks("has"))])
def test_other_rules_read_the_same_fact(acts: tuple[a.Action, ...]):
    case = counter(taken_in(HOME_BIRTH), RULES, *acts)
    other = changed(LESS)
    action = recheck(case, RULES, other, (PackStamp("x", "1", "0" * 64),))
    assert action.lapsed == ()
    assert facts(journal(case, action), other) == facts(case, RULES)


def test_an_answer_that_other_rules_do_not_know_is_asked_again():
    case = counter(taken_in(HOME_BIRTH), RULES, *marks("has_not"))
    lapsed = journal(case, a.RecheckRules((), True, lapsed=(PAPER,)))
    assert PAPER not in facts(lapsed, RULES)


def test_what_is_taken_back_after_the_notification_is_no_change():
    told = journal(taken_in(HOME_BIRTH), a.PrintSlip("notification", "ab", (PAPER,)), a.Move("notify"))
    marked = counter(told, RULES, *marks("has"))
    assert marked.changed_since_slip
    assert not counter(marked, RULES, *marks("has_not")).changed_since_slip


def test_the_papers_of_a_question_are_those_that_answer_it():
    assert [paper.id for paper in answering_papers(RULES, PAPER)] == [PAPER]
    assert answering_papers(RULES, "cause") == ()
    with refused(BadAnswer, "unknown_option"):
        route(taken_in({"cause": "nothing known"}))


def test_of_two_papers_the_one_at_hand_says_what_the_other_can_stand_beside():
    """Found by a random sequence: a doubt goes with the paper at hand, and not with the other that is not there."""
    rules = PACKS["two papers"]
    acts = (a.MarkPaper(PAPER, "has_not"), a.MarkPaper("foreign_birth_certificate", "has"))
    case = counter(taken_in(HOME_BIRTH | {PAPER: "doubtful"}), rules, *acts)
    consistent(case, rules)
    assert case.answers[PAPER] == "have"
    undone = counter(case, rules, a.MarkPaper("foreign_birth_certificate", ""), a.MarkPaper(PAPER, ""))
    assert undone.answers[PAPER] == "doubtful"


# ---- act by act, on three papers made up for it


def paper(name: str, obtains: tuple[str, str] | None, **goes_with: str) -> SimpleNamespace:
    with_each = {state: tuple(answers.split()) for state, answers in goes_with.items()}
    return SimpleNamespace(id=name, obtains=obtains, goes_with=with_each)


#: A certificate and one from abroad answer one question, each in its own way; an adoption's answers another, and an
#: application none.
FEW = SimpleNamespace(
    documents={
        one.id: one
        for one in (
            paper("form", None),
            paper("cert", ("birth", "have"), has="have doubtful", has_not="none lost abroad", not_brought="have"),
            paper("foreign", ("birth", "abroad"), has="abroad", has_not="none lost have doubtful"),
            paper("adoption", ("adopted", "yes"), has="yes"),
        )
    }
)


def acts_of(text: str) -> tuple[a.AnswerFact | a.MarkPaper, ...]:
    """`birth=none` is an answer, `cert:has` a mark; nothing behind the sign takes it back."""
    made: list[a.AnswerFact | a.MarkPaper] = []
    for word in text.split():
        name, sign, value = re.fullmatch(r"(\w+)([=:])(\w*)", word).groups()  # type: ignore[union-attr]
        made.append(a.AnswerFact(name, value) if sign == "=" else a.MarkPaper(name, value))
    return tuple(made)


def agreed(case: Case) -> str:
    found = reconcile_answers(case, FEW)  # type: ignore[arg-type]
    answers = [f"{fact}={value}" for fact, value in found.answers.items()]
    return " ".join([*answers, *(f"{name}:{state}" for name, state in found.papers.items())])


@pytest.mark.parametrize(
    ("acts", "holds"),
    [
        ("", ""),
        ("cause=other", "cause=other"),
        ("cause=other cause=", ""),
        ("form:has", "form:has"),
        ("form:has form:", ""),
        ("birth=", ""),
        # a mark answers, and taken back it leaves what was answered before
        ("cert:has", "birth=have cert:has"),
        ("cert:not_brought", "birth=have cert:not_brought"),
        ("cert:has_not", "cert:has_not"),
        ("cert:has cert:", ""),
        ("birth=none cert:has", "birth=have cert:has"),
        ("birth=none cert:has cert:", "birth=none"),
        ("birth=none cert:has cert:has_not", "birth=none cert:has_not"),
        ("birth=lost cert:has_not", "birth=lost cert:has_not"),
        ("birth=doubtful cert:has", "birth=doubtful cert:has"),
        # there is none, and it was said that there is one: it is asked again
        ("birth=have cert:has_not", "cert:has_not"),
        ("birth=have cert:has_not cert:", "birth=have"),
        # an answer takes back the mark that says otherwise, and no other
        ("birth=none cert:has birth=lost", "birth=lost"),
        ("cert:has birth=lost cert:", "birth=lost"),
        ("cert:has_not birth=have", "birth=have"),
        ("cert:has_not foreign:has_not birth=have", "birth=have foreign:has_not"),
        # repeating what the marks say already, it leaves what was asked beneath
        ("birth=none cert:has birth=have cert:", "birth=none"),
        # taken back, to be asked again: until then the paper does not answer in its place
        ("cert:has birth=", "cert:has"),
        ("cert:has birth= birth=have", "birth=have cert:has"),
        ("cert:has birth= birth=have cert:", "birth=have"),
        ("cert:has birth= birth=none", "birth=none"),
        ("cert:has birth= cert:has", "birth=have cert:has"),
        ("cert:has birth= birth=have foreign:has", "birth=have cert:has foreign:has"),
        ("cert:has birth= foreign:has", "birth=abroad cert:has foreign:has"),
        # of two papers at hand the first of the pack says it
        ("foreign:has cert:has", "birth=have foreign:has cert:has"),
        ("foreign:has cert:has_not", "birth=abroad foreign:has cert:has_not"),
        ("foreign:not_brought", "birth=abroad foreign:not_brought"),
        ("birth=none foreign:not_brought cert:has_not", "birth=abroad foreign:not_brought cert:has_not"),
        # two questions are two
        ("adoption:has cert:has", "birth=have adopted=yes adoption:has cert:has"),
        ("adoption:has adopted=no", "adopted=no"),
        ("adopted=no adoption:has_not", "adoption:has_not"),
    ],
)
def test_the_later_act_counts_and_nothing_is_guessed(acts: str, holds: str):
    assert agreed(journal(Case("c"), *acts_of(acts))) == holds


def test_what_stands_in_a_case_without_an_order_comes_before_what_was_said():
    said = acts_of("birth=lost")
    assert agreed(Case("c", answers={"birth": "none", "cause": "other"}, papers={"cert": "has"})) == (
        "birth=have cause=other cert:has"
    )
    # of what was said the case's own last word is none of the beginning
    assert agreed(Case("c", answers={"birth": "x"}, papers={"cert": "has_not", "form": "has"}, said=said)) == (
        "birth=lost cert:has_not form:has"
    )
    assert agreed(Case("c", papers={"cert": "x"}, said=acts_of("cert:has"))) == "birth=have cert:has"


@pytest.mark.parametrize(
    ("acts", "written"),
    [
        ("", ""),
        ("cause=other form:has", ""),
        ("cert:has", "birth=have"),
        ("birth=none cert:has", "birth=have"),
        ("cert:has birth=have", ""),
        ("cert:has birth=none", "cert:"),
        ("birth=have cert:has_not", "birth="),
        ("cert:has adoption:has", "birth=have adopted=yes"),
        ("cert:has_not foreign:has_not birth=none birth=have", "cert:"),
    ],
)
def test_what_follows_from_an_act_is_written_with_it(acts: str, written: str):
    case = journal(Case("c"), *acts_of(acts))
    assert reconciling_acts(case, FEW) == acts_of(written)  # type: ignore[arg-type]


def test_a_question_is_answered_by_its_own_papers_in_the_order_of_the_pack():
    papers = {fact: answering_papers(FEW, fact) for fact in ("birth", "adopted", "cause")}  # type: ignore[arg-type]
    assert {fact: [one.id for one in found] for fact, found in papers.items()} == {
        "birth": ["cert", "foreign"], "adopted": ["adoption"], "cause": [],
    }  # fmt: skip
