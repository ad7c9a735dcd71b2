"""What a case shows of its people where nobody asked to see them: now, and of what was corrected since."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from flows.case import actions as a
from flows.case.case import fold
from flows.case.entry import Entry
from harness.stations.intake import AT, CLERK, NUMBER, OTHER_NUMBER
from hukou_tui.words.masking import mask_case, mask_field, mask_name, mask_number, mask_phone

CASE = "530699001-20160614-001"


def masked(*actions: a.Action) -> dict[str, Any]:
    """The case that these actions make, as it is shown."""
    opening = a.OpenCase("2016-06-14", CASE)
    entries = [Entry(seq, AT, CLERK, CASE, action) for seq, action in enumerate((opening, *actions), start=1)]
    case = fold(CASE, entries)
    return mask_case(entries, {"number": case.id, "surname": case.surname, **asdict(case)})


TOLD = a.PrintSlip("notification", "0" * 64)


def test_what_was_corrected_after_a_family_was_told_stays_hidden_wherever_it_stands():
    shown = masked(
        a.SetField("person.name", "李建国"), a.SetField("person.number", OTHER_NUMBER),
        a.SetField("declarant.phone", "13900001111"), a.SetField("person.former_names", "石头,李小石"),
        a.SetField("destination.address", "青山乡大坪村一组"), TOLD,
        a.SetField("person.name", "张一诺"), a.SetField("person.number", ""), a.SetField("declarant.phone", "无"),
        a.SetField("person.former_names", ""), a.SetField("destination.address", ""),
        a.RecordCheck("residence", True, f"李建国（石头）即张一诺，{OTHER_NUMBER}，13900001111，青山乡大坪村一组"),
    )  # fmt: skip
    assert shown["told_fields"] == {
        "person.name": "李**", "person.number": "530699************", "declarant.phone": "*********11",
        "person.former_names": "石*、李**", "destination.address": "青山乡*****",
    }  # fmt: skip
    assert shown["fields"] == {"person.name": "张**", "declarant.phone": "无"}
    note = shown["checks"]["residence"]["note"]
    assert note == "李**（石*）即张**，530699************，*********11，青山乡*****"


def test_a_birthday_is_hidden_as_it_was_stated_and_as_it_was_determined():
    shown = masked(
        a.SetField("person.birth", "2016-02"), a.DetermineBirth("2016-02-17", "stated"),
        a.RecordCheck("residence", True, "2016-02-17 改为 2016-02-18"), a.DetermineBirth("2016-02-18", "certificate"),
    )  # fmt: skip
    assert shown["fields"] == {"person.birth": "2016***"}
    assert shown["determined"]["on"] == "2016******"
    assert shown["checks"]["residence"]["note"] == "2016****** 改为 2016******"


def test_who_interprets_is_hidden_like_a_name():
    assert masked(a.SetField("declarant.interpreter", "马阿依舍"))["fields"] == {"declarant.interpreter": "马***"}


def test_a_name_of_one_character_is_hidden_in_its_field_and_leaves_other_words_alone():
    shown = masked(
        a.SetField("person.name", "云"), a.SetField("father.name", "云山"), a.RecordCheck("x", True, "云南，云山")
    )
    assert shown["fields"] == {"person.name": "云*", "father.name": "云*"}
    assert shown["checks"]["x"]["note"] == "云南，云*"


def test_a_number_that_was_given_is_hidden_and_that_of_the_case_is_not():
    before = (a.Move("accept"), a.Move("submit"), a.Move("grant"))
    given = a.Move("register", note=NUMBER, number=NUMBER, on="2016-06-14")
    shown = masked(a.SetField("father.name", "530699"), *before, given)
    assert [shown["history"][-1][key] for key in ("number", "note")] == ["530699************"] * 2
    assert shown["number"] == shown["id"] == CASE


@pytest.mark.parametrize(
    ("field", "value"), [("person.school", "县一中"), ("person.sex", "1"), ("declarant.phone", "无"), ("gone", "x")]
)
def test_what_names_nobody_is_not_hidden(field: str, value: str):
    assert mask_field(field, value) == ""


def test_what_masks_leave_to_be_seen():
    assert mask_name("欧阳小明") == "欧阳**"
    assert mask_name("王五") == "王*"
    assert mask_name("李") == "李*"
    assert mask_name("阿依古丽·买买提")[1:] == "*" * 7
    assert mask_number("530699201603050023") == "530699************"
    assert mask_number("53") == "53"
    assert mask_phone("13900001111") == "*********11"
