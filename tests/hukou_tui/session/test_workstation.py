"""Who sits here and what is known of the station: read, with what is not saved yet laid over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.case.actions import Look, SetSetting
from flows.case.roles import Role, Seat
from flows.errors import NotAllowed
from harness.refusals import refused
from hukou_tui.context import AppContext
from hukou_tui.session.news import Batch, StationState
from hukou_tui.session.workstation import Workstation

HERE = Path("nowhere")


def at_the_desk(
    badge: str = "001", *, practice: bool = False, settings: dict[str, str] | None = None
) -> Workstation:
    desk = Workstation(AppContext(HERE, practice=practice, operator=badge))
    desk.put(StationState(settings=settings or {}, operators={"001": "clerk", "009": "auditor"}, seq=7))
    return desk


def batch(*settings: tuple[str, str]) -> Batch:
    return Batch(tuple(SetSetting(*one) for one in settings), "", Seat("003", Role.ADMINISTRATOR), "now")


@pytest.mark.parametrize(
    ("role", "works"),
    [
        ("clerk", True), ("approver", True), ("administrator", True), ("trainer", True),
        ("auditor", False), ("recovery", False), ("county", False), ("", False), ("anything", False),
    ],
)  # fmt: skip
def test_who_works_on_cases_and_who_only_reads(role: str, works: bool) -> None:
    desk = Workstation(AppContext(HERE, practice=False, operator="005"))
    desk.put(StationState(operators={"005": role, "001": "clerk"}))
    assert (desk.role, desk.works) == (role, works)


def test_nobody_has_a_role_before_anybody_is_known() -> None:
    desk = Workstation(AppContext(HERE, practice=False, operator="001"))
    assert (desk.role, desk.works, desk.price_fen, desk.trouble, desk.saved_seq) == ("", False, None, "", 0)


def test_the_seat_is_that_of_whoever_sits_here_and_a_stranger_has_none() -> None:
    assert at_the_desk("009").seat == Seat("009", Role.AUDITOR, practice=False)
    assert at_the_desk(practice=True).seat == Seat("001", Role.CLERK, practice=True)
    for badge, code in (("777", "operator_unknown"), ("", "operator_missing")):
        with refused(NotAllowed, code):
            _ = at_the_desk(badge).seat


def test_only_a_practice_station_has_no_keys() -> None:
    assert at_the_desk().has_keys and not at_the_desk(practice=True).has_keys


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("240001", 240001), ("0", 0), ("", None), ("-1", None), ("12.5", None), ("12 ", None), ("half", None),
        ("99999999999", 99999999999), ("100000000000", None),
    ],
)  # fmt: skip
def test_a_price_is_whole_fen_and_anything_else_is_not_set(text: str, price: int | None) -> None:
    assert at_the_desk(settings={"fee.price_fen": text}).price_fen == price


def test_a_setting_is_shown_as_set_and_the_others_stay() -> None:
    desk = at_the_desk(settings={"station.phone": "1", "station.name": "a"})
    desk.fold(batch(("station.phone", "2"), ("fee.price_fen", "100")))
    assert desk.state.settings == {"station.phone": "2", "station.name": "a", "fee.price_fen": "100"}
    assert desk.state.operators == {"001": "clerk", "009": "auditor"}


def test_an_operator_comes_changes_and_goes_with_his_setting() -> None:
    desk = at_the_desk()
    desk.fold(batch(("operator.002", "approver"), ("operator.001", "trainer")))
    assert desk.state.operators == {"001": "trainer", "009": "auditor", "002": "approver"}
    desk.fold(batch(("operator.001", "")))
    assert desk.state.operators == {"009": "auditor", "002": "approver"} and not desk.works


def test_what_is_no_setting_changes_nothing_here() -> None:
    desk = at_the_desk()
    before = desk.state
    desk.fold(Batch((Look("case"),), "C1", Seat("001", Role.CLERK), "now"))
    assert desk.state is before


def test_a_station_read_anew_has_what_is_not_saved_yet_laid_over_it_in_order() -> None:
    desk = at_the_desk()
    read = StationState(settings={"station.phone": "0"}, operators={"001": "clerk"}, seq=9)
    desk.put(read, [batch(("station.phone", "1")), batch(("station.phone", "2"), ("operator.004", "clerk"))])
    assert desk.state.settings["station.phone"] == "2" and desk.state.operators == {
        "001": "clerk",
        "004": "clerk",
    }
    desk.put(read)
    assert desk.state == read


def test_the_last_record_on_disk_never_goes_back() -> None:
    desk = at_the_desk()
    assert desk.saved_seq == 7
    desk.note_saved(12)
    desk.put(StationState(seq=10))
    desk.note_saved(11)
    assert desk.saved_seq == 12


def test_whoever_began_with_a_made_up_passphrase_changes_it_first() -> None:
    desk = at_the_desk()
    desk.require_own_passphrase()
    desk.put(StationState(must_change=True))
    with refused(NotAllowed, "passphrase_first"):
        desk.require_own_passphrase()
