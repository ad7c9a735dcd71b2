"""The families whose papers are kept as whole texts: one for each category of the notice, and what befalls them."""

from __future__ import annotations

from flows.case import actions as a
from flows.case.case import Case
from flows.rules.model import Rules
from harness.stations.entered_cases import BORN, FIELDS, SITUATIONS, case_of
from hukou_tui.paper import slips

Act = a.Action | tuple[str, a.Action]

_CHILD = {"cause": "never_registered", "upbringing": "birth_parents"}
_CHILD_OF_BOTH = {**_CHILD, "parents_known": "both"}
#: By the categories of the State Council's notice, 国办发〔2015〕96号 (一) to (八).
ANSWERS: dict[str, dict[str, str]] = {
    **SITUATIONS,
    "married": {**_CHILD, "parents": "married", "birth_certificate": "have"},
    "hospital": {**_CHILD_OF_BOTH, "parents": "married", "birth_place": "institution", "birth_certificate": "none",
                 "delivery_records": "kept", "mother_identity": "own"},
    "lost": {**_CHILD, "parents": "married", "birth_certificate": "lost"},
    "adoption_registered": {"cause": "never_registered", "upbringing": "adopted", "adoption_registered": "yes"},
    "rural_marriage": {"cause": "cancelled", "cancelled_why": "rural_marriage"},
    "soldier": {"cause": "cancelled", "cancelled_why": "army"},
    "permit_lost": {"cause": "permit_lost", "permit_policy": "fails", "graduate": "no", "permit_stub": "kept"},
    "graduate": {"cause": "permit_expired", "permit_policy": "fails", "graduate": "yes", "permit_stub": "gone"},
    "foreign": {**_CHILD_OF_BOTH, "parents": "foreign_unmarried", "birth_certificate": "have"},
    "foreign_doubtful": {**_CHILD_OF_BOTH, "parents": "foreign_unmarried", "birth_certificate": "doubtful"},
    "orphan": {"cause": "never_registered", "upbringing": "orphan"},
    "parents_gone": {**_CHILD, "parents": "unmarried", "parents_known": "none"},
    "grandparents": {"cause": "never_registered", "upbringing": "other_carer"},
    "foundling": {"cause": "never_registered", "upbringing": "adopted", "adoption_registered": "no",
                  "adoption_date": "2012-05-01", "adoption_notarisable": "no", "adoption_registrable": "no"},
    "omitted": {"cause": "omitted"},
    "other_name": {"cause": "under_other_name"},
    "other": {"cause": "other"},
}  # fmt: skip
#: A poor family that has the test made at the city's own centre, in time: half the price.
HALF = (
    a.AnswerFee("own_centre", "stated"),
    a.AnswerFee("targeted_poverty", "verified"),
    a.ApplyForTest("2016-06-01"),
)
#: The same, of which nothing is proven yet; and one whose choice is another house.
OPEN = (a.AnswerFee("own_centre", "stated"), a.AnswerFee("targeted_poverty", "stated"))
FULL = (a.AnswerFee("own_centre", "not_met", "elsewhere"), a.AnswerFee("targeted_poverty", "seen"))
LATE = (*HALF[:2], a.ApplyForTest("2017-01-01"))

_PAPERS_OF_THE_TEST = (
    "application", "paternity_report", "birth_certificate", "parent_booklet", "nonmarital_statement",
)  # fmt: skip
ALL = tuple(a.MarkPaper(paper, "has") for paper in _PAPERS_OF_THE_TEST)
REVIEWED: tuple[Act, ...] = (a.Move("accept"), a.Move("submit"))
GRANTED: tuple[Act, ...] = (*REVIEWED, ("P2002", a.Move("grant")))
BY_COUNTY: tuple[Act, ...] = (*REVIEWED, ("P2002", a.Move("forward")), ("county:C00001", a.Move("grant")))
NUMBERED = a.Move("register", number="530699201003050022", on="2016-06-14")


def family(situation: str, *more: Act, practice: bool = False, **fields: str) -> Case:
    """A case of that situation, with fields that differ (`mother__name`) and further actions after the intake."""
    given = {name.replace("__", "."): value for name, value in fields.items()}
    entered = {**FIELDS, **BORN.get(situation, {}), **given}
    return case_of(entered, ANSWERS[situation], *more, practice=practice)


def refused(ground: str, *, by_county: bool = False) -> tuple[Act, ...]:
    """Reviewed, and not granted on that ground."""
    decision = a.Move("not_grant", ground=ground, note="经查不符")
    if by_county:
        return (*REVIEWED, ("P2002", a.Move("forward")), ("county:C00001", decision))
    return (*REVIEWED, ("P2002", decision))


def found(lead: str, by: str = "P2002") -> tuple[Act, ...]:
    """Registered already, and led on to `lead`."""
    return (a.Move("propose_registered", ground=lead), (by, a.Move("find_registered", ground=lead)))


def told(
    rules: Rules, situation: str, *more: Act, after: tuple[Act, ...] = (), digest: str = "0", **fields: str
) -> Case:
    """A case that was notified of what is missing, by a paper of that digest; `after` is what happened since."""
    missing = slips.missing_of(family(situation, *more, **fields), rules)
    handed_out = (a.PrintSlip("notification", digest, missing), a.Move("notify"))
    return family(situation, *more, *handed_out, *after, **fields)
