"""What is said while a case is taken in: of dates, numbers, candidates, the fee, and before what is final."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from db.register.lookup import Candidate, SearchResult
from db.register.store import Scope
from flows.case import date_contradictions as d
from flows.case.case import Case, Verdict
from flows.case.date_contradictions import Contradiction
from flows.case.fields import BY_ID
from flows.linkage.comparison import Comparison, Reason
from flows.linkage.person import Person, Query
from flows.rules.fee import FeeAssessment
from harness.packs.other_rules import DAY
from harness.packs.other_rules import rules as rules_with
from hukou_tui.paper.final_words import who
from hukou_tui.screens.intake import candidate_words
from hukou_tui.screens.intake.candidate_row import candidate_row
from hukou_tui.screens.intake.entry import entry_for
from hukou_tui.screens.intake.fee import fee_text
from hukou_tui.session.case.view import build_view
from hukou_tui.words import dates
from hukou_tui.words.reasons import reason_text

_AT, _CLERK = "2016-06-14T08:00:00Z", "001"
_CASE = Case("530699001-20160614-007", opened_on="2016-06-14")
_BIRTH_AND_NUMBER = Contradiction(d.NUMBER, "2016-03-05", d.BIRTH, "2016-03-06", same=True)
_BEFORE_THE_MOTHER = Contradiction(d.MOTHER, "1990-05-01", d.BIRTH, "L1989-12-08")
_TO_COME = Contradiction(d.TEST, "2016-07-01", d.TODAY, "2016-06-14")


def dates_that_contradict() -> Iterator[tuple[str, str]]:
    """Two dates that cannot both be true, in a sentence and behind the field."""
    for what, found, name in (
        ("the number and the date of birth", _BIRTH_AND_NUMBER, d.BIRTH),
        ("born before the mother, by the lunar calendar", _BEFORE_THE_MOTHER, d.MOTHER),
        ("a day that has not come", _TO_COME, d.TEST),
    ):
        yield what, dates.sentence_of(found, None)
        yield f"{what}, behind the field", dates.remark_of(found, name)


def remarks_behind_a_field() -> Iterator[tuple[str, str]]:
    """What stands behind a field that has been filled in; the sex is that of a boy."""
    boy = replace(_CASE, fields={"person.sex": "1"})
    for what, field, value in (
        ("a sound number of a boy", "person.number", "530699201603050015"),
        ("a sound number of a girl", "person.number", "530699201603050023"),
        ("a number of nowhere", "person.number", "530698201603050019"),
        ("a number with a day that is none", "person.number", "530699201602300019"),
        ("a digit too few", "person.number", "53069920160305002"),
        ("a wrong check digit", "father.number", "530699198001010012"),
        ("a day of this year", "person.birth", "2016-03-05"),
        ("a lunar day", "person.birth", "L2014-04-22"),
    ):
        yield f"{what}: {value}", entry_for(BY_ID[field]).remark(value, boy, DAY)
    yield "no telephone", entry_for(BY_ID["declarant.phone"]).display_text("none")


def fee() -> Iterator[tuple[str, str]]:
    """The outcome of the fee, with the office where alone it holds, and without."""
    rules = rules_with()
    rule = rules.fees[0]
    for what, charge in (
        ("nowhere half", FeeAssessment(None, "full")),
        ("half", FeeAssessment(rule, "half", amount_fen=60050, rounding=rule.rounding, share="half")),
        ("half, the price not known here", FeeAssessment(rule, "price_not_set", share="half")),
        ("half, wherever it is made", FeeAssessment(replace(rule, place=None), "half", share="half")),
        ("in full, the price not known here", FeeAssessment(rule, "price_not_set", share="full")),
    ):
        yield what, fee_text(charge, rules)


_PERSON = Person(
    "P7", name="欧阳小名", sex="1", father_name="欧阳建国", mother_name="赵秀英", division="530699",
    address="青山村一组", household_id="H0007",
)  # fmt: skip
_CANCELLED = replace(_PERSON, status="cancelled", cancel_reason="死亡")
_LIKE = Comparison(
    61, "examine", "same_person",
    (Reason("name", 20, "name_homophone", {"one": "欧阳小明", "other": "欧阳小名"}), Reason("sex", 1, "sex_equal")), (),
)  # fmt: skip
_REF = "register:P7"


def candidates() -> Iterator[tuple[str, str]]:
    """Of one who was found, of a decision about him, and of where was searched."""
    decided = Verdict("different", "other", "王家的孩子", _CLERK, _AT)
    other = Candidate(_PERSON, _LIKE)
    for what, case, candidate in (
        ("like the one at the window", _CASE, other),
        ("a cancelled record", _CASE, Candidate(_CANCELLED, _LIKE)),
        (
            "another case of this station",
            _CASE,
            Candidate(replace(_PERSON, source="case", person_id="530699001-20160601-002"), _LIKE),
        ),
        ("decided in words", replace(_CASE, verdicts={_REF: decided}), other),
        ("decided, then the name was changed", replace(_CASE, lapsed={_REF: decided}), other),
    ):
        yield what, "\n".join(candidate_words.candidate_lines(case, candidate))
    lapsed = replace(_CASE, lapsed={_REF: decided})
    yield "over the comparison, nothing decided", candidate_words.open_decision_text(_CASE, _REF)
    yield "over the comparison, the decision lapsed", candidate_words.open_decision_text(lapsed, _REF)
    asked = Query(name="欧阳小明", sex="1")
    row: Any = candidate_row(asked, Candidate(_CANCELLED, _LIKE), "1", "[ ]", 80)
    yield "a cancelled record in the list", str(getattr(row, "text", row)).rstrip()
    scope = Scope(
        4200, date(2016, 6, 1), divisions=(("530602", 3000), ("", 200), ("530621", 600), ("530622", 400))
    )
    found = SearchResult((), (("birth_date", "not_given"), ("father", "neither")), 3.0, scope)
    yield "four counties searched, two are named", candidate_words.scope(found, 2)
    yield "two fields without a value", candidate_words.not_compared(found)
    yield "a former name", reason_text("former_names_equal", {})
    yield "the mother under the father's name", reason_text("mother_name_equal", {"swapped": True})


def final_question() -> Iterator[tuple[str, str]]:
    """Whom an act that is final is about: of a newborn without a name the mother is named."""
    newborn = replace(_CASE, fields={"person.sex": "2", "mother.name": "赵秀英"})
    yield "a girl that has no name yet", who(newborn, build_view(newborn, rules_with(), None))
