"""A change of the data key, and what a cut in the middle leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.access import key_administration, rekeying
from db.errors import Trouble
from db.keys import keyslots, sealing
from db.station.station import Station
from harness.refusals import refused
from harness.stations.intake import APPROVER, AT, CLERK
from harness.stations.seats import code_of, sit


@pytest.mark.parametrize("cut", ["slots written", "station rekeyed", "register rekeyed"])
def test_a_change_of_key_that_was_cut_short_is_finished_at_the_next_opening(
    folder: Path, cut: str, monkeypatch: pytest.MonkeyPatch
):
    class PowerCut(BaseException):
        pass

    def gone(*_: object) -> None:
        raise PowerCut

    opened = sit(folder)
    where = {"slots written": (Station, "rekey"), "station rekeyed": (rekeying, "_rekey_register"),
             "register rekeyed": (sealing, "with_one_key")}[cut]  # fmt: skip
    with monkeypatch.context() as patched:
        patched.setattr(*where, gone)
        with pytest.raises(PowerCut):
            key_administration.remove_operator(opened, CLERK, AT)
    opened.station.close()
    assert len(keyslots.read_slots(folder).keys) == 2
    assert code_of(folder, CLERK) == "slot_unknown"
    with sit(folder).station as station:
        assert len(keyslots.read_slots(folder).keys) == 1
        assert station.queries.operators().get(CLERK) is None
        assert station.verify().fault is None
    sit(folder, APPROVER).station.close()


def test_a_removal_that_fails_twice_locks_nobody_out(folder: Path, monkeypatch: pytest.MonkeyPatch):
    opened = sit(folder)

    def full(*_: object) -> None:
        raise Trouble("disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(Station, "rekey", full)
        for badge in (CLERK, APPROVER):
            with refused(Trouble, "disk_full"):
                key_administration.remove_operator(opened, badge, AT)
    opened.station.close()
    again = sit(folder)
    with again.station as station:
        key_administration.remove_operator(again, APPROVER, AT)
        assert station.verify().fault is None and len(keyslots.read_slots(folder).keys) == 1
