"""Keys are given and taken by the administrator alone; what he did is shown once, and why he could not is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from db.errors import SlotsError
from flows.errors import NotAllowed
from harness.refusals import refused
from harness.stations.intake import ADMINISTRATOR, APPROVER, CLERK, PASSPHRASE
from hukou_tui.session.key_administration import KeyAdministration
from hukou_tui.session.news import KeysChanged, PassphraseChanged

OpenedBy = Callable[[str], Any]


def done(opened: Any, act: Callable[[KeyAdministration], None]) -> Any:
    """What is told of one act of whoever has opened the station."""
    context, news, queue, told = opened
    told.clear()
    act(KeyAdministration(context, queue, news.vault))
    queue.when_done().result()
    (found,) = told
    return found


@pytest.mark.parametrize("badge", [CLERK, APPROVER])
def test_whoever_is_not_the_administrator_changes_no_key(opened_by: OpenedBy, badge: str) -> None:
    opened = opened_by(badge)
    queue = opened[2]
    before = queue.ask_now(lambda station: station.queries.head().seq)
    for act in (
        lambda keys: keys.add_operator("008", "clerk"),
        lambda keys: keys.set_role(ADMINISTRATOR, "clerk"),
        lambda keys: keys.reset_passphrase(ADMINISTRATOR),
        lambda keys: keys.remove_operator(ADMINISTRATOR),
        lambda keys: keys.make_recovery_key(),
    ):
        told = done(opened, act)
        assert isinstance(told, KeysChanged) and isinstance(told.fault, NotAllowed)
        assert (told.fault.code, told.badge, told.shown, told.station) == ("not_your_part", badge, "", None)
    assert queue.ask_now(lambda station: station.queries.head().seq) == before


def test_a_newcomer_begins_with_a_passphrase_that_is_shown_once_and_comes_once(opened_by: OpenedBy) -> None:
    opened = opened_by(ADMINISTRATOR)
    told = done(opened, lambda keys: keys.add_operator("008", "auditor"))
    assert told.fault is None and "008" in told.shown and told.station.operators["008"] == "auditor"
    again = done(opened, lambda keys: keys.add_operator("008", "clerk"))
    assert isinstance(again.fault, SlotsError) and (again.fault.code, again.shown) == ("slot_taken", "")
    another = done(opened, lambda keys: keys.reset_passphrase("008"))
    assert another.fault is None and "008" in another.shown and another.shown != told.shown


def test_somebody_is_removed_once_and_the_administrator_not_by_himself(opened_by: OpenedBy) -> None:
    opened = opened_by(ADMINISTRATOR)
    own = done(opened, lambda keys: keys.remove_operator(ADMINISTRATOR))
    assert own.fault.code == "slot_own" and own.station is None
    told = done(opened, lambda keys: keys.remove_operator(CLERK))
    assert (told.fault, told.shown, CLERK in told.station.operators) == (None, "", False)
    assert done(opened, lambda keys: keys.remove_operator(CLERK)).fault.code == "slot_unknown"


def test_another_role_is_told_with_the_station_as_it_is_then(opened_by: OpenedBy) -> None:
    opened = opened_by(ADMINISTRATOR)
    told = done(opened, lambda keys: keys.set_role(CLERK, "auditor"))
    assert (told.fault, told.badge, told.station.operators[CLERK]) == (None, ADMINISTRATOR, "auditor")
    assert done(opened, lambda keys: keys.set_role(ADMINISTRATOR, "clerk")).fault.code == "slot_own"


def test_a_recovery_key_is_another_each_time(opened_by: OpenedBy) -> None:
    opened = opened_by(ADMINISTRATOR)
    first, second = (done(opened, lambda keys: keys.make_recovery_key()).shown for _time in range(2))
    assert first and second and first != second


def test_everybody_changes_his_own_passphrase_and_only_by_the_old_one(opened_by: OpenedBy) -> None:
    opened = opened_by(CLERK)
    new = "five oxen, no plough"
    for old, chosen, code in (
        ("four horses, two carts", new, "passphrase_wrong"), (PASSPHRASE, PASSPHRASE, "passphrase_same"),
        (PASSPHRASE, "short", "passphrase_short"), (PASSPHRASE, new, ""), (PASSPHRASE, new, "passphrase_wrong"),
    ):  # fmt: skip
        told = done(opened, lambda keys, old=old, chosen=chosen: keys.change_passphrase(old, chosen))
        assert isinstance(told, PassphraseChanged) and getattr(told.fault, "code", "") == code
        assert (told.badge, told.shown, told.station is None) == (CLERK, "", bool(code))


def test_a_passphrase_that_is_too_weak_is_refused_before_anything_is_handed_in(opened_by: OpenedBy) -> None:
    context, news, queue, told = opened_by(CLERK)
    keys = KeyAdministration(context, queue, news.vault)
    keys.check_passphrase("five oxen, no plough")
    with refused(SlotsError, "passphrase_short"):
        keys.check_passphrase("short")
    assert told == []
