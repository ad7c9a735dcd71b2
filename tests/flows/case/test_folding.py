"""What each action makes of a case: the fields that it changes, and that it changes no other."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from flows.case import actions as a
from flows.case.case import (
    Case,
    Check,
    Determination,
    FeeAnswer,
    Slip,
    StatusChange,
    Verdict,
    apply_entry,
    fold,
    replace_fields,
)
from flows.case.entry import Entry
from flows.case.status import EVER_MOVED, Event, Status, Transfer
from flows.linkage.lookup_result import FoundCandidate
from flows.rules.stamps import PackStamp

AT, OLD = "2016-06-20T08:00:00Z", "2016-06-14T08:00:00Z"
PACKS, NEWER = (PackStamp("base", "1", "ab"),), (PackStamp("base", "2", "cd"),)
JUDGED = Verdict("different", "other_parents", "", "001", OLD)
LOOKUP = a.RecordLookup((FoundCandidate("register:1", "normal", "same", 90, "same_person"),), (), 10, "2016-06-01")
QUERY = a.RecordSystemQuery("001", OLD, "全省", "none")
PROPOSED = StatusChange("propose_registered", Status.DRAFT, "001", OLD)
DETERMINED = Determination("1982-03-04", "stated", "002", OLD)
SAID = (a.AnswerFact("cause", "other"), a.MarkPaper("x", "has"))
TOLD = Slip("notification", "ab", ("x",), "", OLD)
#: A case in which everything says something.
FULL = Case(
    "C1", family="C0", opened_on="2016-06-14", opened_by="001", story="s", practice=True, packs=PACKS,
    fields={"person.name": "甲", "person.school": "青山小学", "person.birth": "1982"}, answers={"cause": "other"},
    papers={"x": "has"}, said=SAID, checks={"x": Check(True, "n", "001", OLD)}, lookup=LOOKUP,
    verdicts={"register:1": JUDGED}, lapsed={"register:0": JUDGED, "register:2": JUDGED}, system_query=QUERY,
    fee={"a": FeeAnswer("stated", "r", OLD)}, test_applied_on="2016-06-01", tags=frozenset({"S2.1a"}), slips=(TOLD,),
    told_fields={"person.name": "乙"}, told_answers={"cause": "x", "parents": "y"}, retold=True,
    history=(StatusChange("notify", Status.DRAFT, "001", OLD),), determined=DETERMINED, proposed=PROPOSED,
    withdrawal_made=True, touched=True, parked=True, transfer=Transfer.RECEIVED, revision=2, packet=3, record="rr",
    last_seq=8, last_at=OLD,
)  # fmt: skip


def after(action: a.Action, case: Case = FULL, operator: str = "002") -> Case:
    return apply_entry(case, Entry(9, AT, operator, "C1", action))


def changed(action: a.Action, case: Case = FULL) -> dict[str, object]:
    """What `action` changes, but for the number and the moment of the last record."""
    made = after(action, case)
    assert (made.last_seq, made.last_at) == (9, AT)
    names = [part.name for part in fields(Case) if part.name not in ("last_seq", "last_at")]
    return {name: getattr(made, name) for name in names if getattr(made, name) != getattr(case, name)}


NEW = Verdict("twin", "twins", "words", "002", AT)
NOTICE = a.PrintSlip("notification", "cd", ("y",), "because")
LATER = a.AnswerFact("parents", "married")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (
            a.SetField("person.name", "丙"),
            {
                "fields": FULL.fields | {"person.name": "丙"}, "lookup": None, "verdicts": {}, "proposed": None,
                "lapsed": {"register:0": JUDGED, "register:1": JUDGED, "register:2": JUDGED},
            },
        ),
        (
            a.SetField("person.birth", "1983"),
            {
                "fields": FULL.fields | {"person.birth": "1983"}, "lookup": None, "verdicts": {}, "proposed": None,
                "lapsed": {"register:0": JUDGED, "register:1": JUDGED, "register:2": JUDGED}, "determined": None,
            },
        ),
        (a.SetField("person.name", "甲"), {}),
        (a.SetField("person.birth", "1982"), {}),
        (a.SetField("person.institution", ""), {}),
        (a.SetField("person.institution", "福利院"), {"fields": FULL.fields | {"person.institution": "福利院"}}),
        (a.SetField("person.school", ""), {"fields": {"person.name": "甲", "person.birth": "1982"}}),
        (LATER, {"answers": {"cause": "other", "parents": "married"}, "said": (*SAID, LATER)}),
        (a.AnswerFact("cause", ""), {"answers": {}, "said": (*SAID, a.AnswerFact("cause", ""))}),
        # said once more is said later
        (a.AnswerFact("cause", "other"), {"said": (*SAID, a.AnswerFact("cause", "other"))}),
        (
            a.MarkPaper("y", "has_not"),
            {"papers": {"x": "has", "y": "has_not"}, "said": (*SAID, a.MarkPaper("y", "has_not"))},
        ),
        (a.MarkPaper("x", ""), {"papers": {}, "said": (*SAID, a.MarkPaper("x", ""))}),
        (a.RecordCheck("x", False, "m"), {"checks": {"x": Check(False, "m", "002", AT)}}),
        (a.RecordCheck("y", True), {"checks": {**FULL.checks, "y": Check(True, "", "002", AT)}}),
        (replace(LOOKUP, scope_persons=11), {"lookup": replace(LOOKUP, scope_persons=11)}),
        (
            a.DecideCandidates(("register:1", "register:2"), "twin", "twins", "words"),
            {"verdicts": {"register:1": NEW, "register:2": NEW}, "lapsed": {"register:0": JUDGED}, "proposed": None},
        ),
        (
            a.DecideCandidates(("register:3",), "twin", "twins", "words"),
            {"verdicts": {"register:1": JUDGED, "register:3": NEW}, "proposed": None},
        ),
        (replace(QUERY, result="found"), {"system_query": replace(QUERY, result="found")}),
        (a.AnswerFee("a", "seen"), {"fee": {"a": FeeAnswer("seen", "", AT)}}),
        (a.AnswerFee("b", "seen", "w"), {"fee": {**FULL.fee, "b": FeeAnswer("seen", "w", AT)}}),
        (a.ApplyForTest("2016-06-02"), {"test_applied_on": "2016-06-02"}),
        (a.ApplyForTest(""), {"test_applied_on": ""}),
        (a.TagGroup("S2.1b", True), {"tags": {"S2.1a", "S2.1b"}}),
        (a.TagGroup("S2.1a", False), {"tags": frozenset()}),
        (a.TagGroup("S2.1b", False), {}),
        (
            NOTICE,
            {
                "slips": (TOLD, Slip("notification", "cd", ("y",), "because", AT)), "told_fields": FULL.fields,
                "told_answers": FULL.answers, "retold": False,
            },
        ),
        (a.PrintSlip("receipt", "cd"), {"slips": (TOLD, Slip("receipt", "cd", (), "", AT))}),
        (
            a.DetermineBirth("1983-01-01", "reckoned"),
            {"determined": Determination("1983-01-01", "reckoned", "002", AT)},
        ),
        (
            a.RecheckRules(NEWER, True, lapsed=("cause",)),
            {
                "packs": NEWER, "answers": {}, "said": (*SAID, a.AnswerFact("cause", "")),
                "told_answers": {"parents": "y"},
            },
        ),
        (a.Park(False), {"parked": False}),
        (
            a.Export(4, 3, "ss"),
            {"transfer": Transfer.EXPORTED, "packet": 4, "revision": 3, "record": "ss"},
        ),
        *((a.Acknowledge(3, result), {"transfer": Transfer.RETURNED}) for result in ("returned", "conflict")),
        *((a.Acknowledge(3, result), {}) for result in ("received", "duplicate", "superseded")),
        # the station's own acts are none of a case
        (a.SetSetting("station.name", "x"), {}),
        (a.MakeBackup(1, "ab", 1), {}),
    ],
)  # fmt: skip
def test_an_action_changes_what_it_says_and_nothing_else(action: a.Action, expected: dict[str, object]):
    assert changed(action) == expected


def test_what_was_exported_is_received_by_the_countys_word():
    sent = replace(FULL, transfer=Transfer.EXPORTED)
    for result in ("received", "duplicate", "superseded"):
        assert changed(a.Acknowledge(3, result), sent) == {"transfer": Transfer.RECEIVED}


def test_a_case_is_opened_by_whoever_opens_it_and_begins_a_family_unless_it_is_of_one():
    act = a.OpenCase("2016-06-14", "", PACKS, True, "s")
    assert after(act, Case("C1")) == Case(
        "C1", family="C1", opened_on="2016-06-14", opened_by="002", story="s", practice=True, packs=PACKS,
        last_seq=9, last_at=AT,
    )  # fmt: skip
    assert after(replace(act, family="C0"), Case("C1")).family == "C0"


def test_other_rules_leave_it_told_or_ask_to_tell_it_anew():
    told = replace(FULL, retold=False)
    assert "retold" not in changed(a.RecheckRules(NEWER, True), told)
    assert changed(a.RecheckRules(NEWER, True, retold=True), told)["retold"] is True
    assert "retold" not in changed(a.RecheckRules(NEWER, True, retold=False), FULL)


def test_the_sheet_of_a_withdrawal_is_made_by_printing_it_and_stays_made():
    bare = replace(FULL, withdrawal_made=False)
    sheet = a.PrintSlip("withdrawal", "cd")
    assert changed(sheet, bare) == {"withdrawal_made": True, "slips": (TOLD, Slip("withdrawal", "cd", (), "", AT))}
    assert "withdrawal_made" not in changed(a.PrintSlip("receipt", "cd"), bare)


@pytest.mark.parametrize("move", sorted(EVER_MOVED))
def test_a_move_keeps_what_was_said_and_takes_up_the_case(move: tuple[Status, Event]):
    status, event = move
    case = replace(FULL, status=status)
    made = changed(a.Move(event, "n", "g", "f", "1", "2016-06-20", ("needs",)), case)
    to = EVER_MOVED[move]
    step = StatusChange(event, to, "002", AT, "n", "g", "f", "1", "2016-06-20")
    assert made.pop("history") == (*FULL.history, step)
    assert made.pop("status", status) == to
    assert made.pop("parked") is False
    if event == "submit":
        # whoever decides determines anew, and it has to be sent anew
        assert (made.pop("transfer"), made.pop("determined")) == (Transfer.UNSENT, None)
    if event == "apply_again":
        assert made.pop("withdrawal_made") is False
    # a sheet that was not made is made by no move
    assert not after(a.Move(event), replace(case, withdrawal_made=False)).withdrawal_made
    if event == "propose_registered":
        assert made.pop("proposed") == step
    elif event == "not_registered" or to not in {
        "draft", "notified", "accepted", "investigating", "sent_back", "station_review",
    }:  # fmt: skip
        assert made.pop("proposed", "kept") is None
    assert made == {}


def test_of_an_emptied_case_its_record_alone_is_left():
    act = a.Expire("withdrawn", "2016-01-01", "C7", "returned", 5, 6, "retention.withdrawn_days", 30, (1,))
    assert after(act) == Case(
        "C1", family="C7", opened_on="2016-01-01", status=Status.WITHDRAWN, transfer=Transfer.RETURNED, packet=5,
        revision=6, expired=True, last_seq=9, last_at=AT,
    )  # fmt: skip


def test_whoever_only_looks_changes_nothing_but_the_number_of_the_last_record():
    assert after(a.Look("case")) == replace(FULL, last_seq=9)
    assert fold("C1", [Entry(1, OLD, "001", "C1", a.OpenCase("2016-06-14", "")),
                       Entry(2, AT, "004", "C1", a.Look("case"))]).last_at == OLD  # fmt: skip


def test_what_is_folded_is_shown_as_it_stood_before_each_record():
    entries = [
        Entry(1, OLD, "001", "C1", a.OpenCase("2016-06-14", "")),
        Entry(2, AT, "001", "C1", a.SetField("person.name", "甲")),
    ]
    seen: list[tuple[Case, Entry]] = []
    case = fold("C1", entries, lambda before, entry: seen.append((before, entry)))
    assert [(before.opened_on, entry.seq) for before, entry in seen] == [("", 1), ("2016-06-14", 2)]
    assert (case.last_seq, case.last_at, case.get("person.name")) == (2, AT, "甲")
    assert fold("C9", []) == Case("C9")


#: Whether an action says something of the person, so that the case is nobody's no more.
TOUCHING = [
    (a.SetField("person.name", "甲"), True), (a.SetField("person.name", ""), False),
    (a.AnswerFact("cause", ""), True), (a.MarkPaper("x", ""), True), (a.RecordCheck("x", True), True),
    (a.DecideCandidates(("register:1",), "same", "x"), True), (QUERY, True), (a.AnswerFee("a", "seen"), True),
    (a.ApplyForTest(""), True), (a.TagGroup("S2.1a", True), True), (a.PrintSlip("receipt", "ab"), True),
    (a.Move("notify"), True), (a.DetermineBirth("1982-03-04", "stated"), True),
    (a.OpenCase("2016-06-14", ""), False), (LOOKUP, False), (a.RecheckRules(NEWER, True), False),
    (a.Park(True), False), (a.Look("case"), False), (a.Export(1, 1), False), (a.Acknowledge(1, "received"), False),
    (a.Expire("draft", "2016-06-14", "C1", "unsent", 0, 0, "r", 1), False),
]  # fmt: skip


@pytest.mark.parametrize(("action", "touches"), TOUCHING, ids=lambda value: getattr(value, "KIND", None))
def test_a_case_is_somebodys_once_something_was_said_of_a_person(action: a.Action, touches: bool):
    fresh = Case("C1", family="C1", opened_on="2016-06-14")
    assert after(action, fresh).touched is touches
    if not isinstance(action, a.Expire):
        assert after(action, replace(fresh, touched=True)).touched


def test_what_is_inherited_of_the_family_is_no_word_of_the_next_person():
    mother, name = a.SetField("mother.name", "甲母"), a.SetField("person.name", "甲")
    first, next_one = (Case("C1", family=family, opened_on="2016-06-14") for family in ("C1", "C0"))
    assert after(mother, first).touched
    assert not after(mother, next_one).touched
    assert after(name, next_one).touched


def test_a_case_is_copied_with_what_changes_and_nothing_else():
    assert replace_fields(FULL, id="C2", packet=9) == replace(FULL, id="C2", packet=9)
    assert replace_fields(FULL) == FULL
    with pytest.raises(KeyError):
        replace_fields(FULL, nickname="x")


# ---- what a case says of itself


def test_a_name_is_shown_by_its_surname():
    assert replace(FULL, fields={"person.name": "欧阳小明"}).surname == "欧阳"
    assert replace(FULL, fields={}).surname == ""
    assert (FULL.get("person.school"), FULL.get("person.sex")) == ("青山小学", "")


def test_a_candidate_is_open_until_somebody_has_judged_it():
    two = replace(LOOKUP, candidates=(*LOOKUP.candidates, replace(LOOKUP.candidates[0], ref="register:2")))
    assert replace(FULL, lookup=two).open_candidates == ("register:2",)
    assert FULL.open_candidates == replace(FULL, lookup=None).open_candidates == ()


def test_the_last_who_submitted_is_not_the_one_who_decides():
    steps = [StatusChange(event, Status.DRAFT, by, AT) for event, by in
             (("submit", "001"), ("send_back", "002"), ("submit", "005"), ("forward", "003"))]  # fmt: skip
    assert replace(FULL, history=tuple(steps)).submitted_by == "005"
    assert replace(FULL, history=tuple(steps[1:2])).submitted_by == ""


def test_it_is_otherwise_than_was_told_if_a_field_or_an_answer_is_or_the_rules_are():
    same = replace(FULL, told_fields=FULL.fields, told_answers=FULL.answers, retold=False)
    assert not same.changed_since_slip
    for other in ({"retold": True}, {"told_fields": {}}, {"told_answers": {}}):
        assert replace(same, **other).changed_since_slip


def test_the_notification_in_force_is_the_last_one():
    receipt = Slip("receipt", "ef", (), "", AT)
    later = replace(TOLD, sha256="cd")
    assert replace(FULL, slips=(TOLD, later, receipt)).notification == later
    assert replace(FULL, slips=(receipt,)).notification is None
