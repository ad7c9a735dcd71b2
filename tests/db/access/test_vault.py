"""A station made with its key slots: once, and over another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from db.access import key_administration, unlocking, vault
from db.access.vault import Newcomer
from db.errors import CannotOpen, SlotsError, StationError
from db.keys import keyslots
from flows.case import actions as a
from harness.refusals import refused
from harness.stations.intake import AT, CHEAP, PASSPHRASE, new_station
from harness.stations.seats import sit


def test_a_station_is_made_once(folder: Path):
    kept = (folder / "keyslots.json").read_bytes()
    with refused(CannotOpen, "station_exists"):
        new_station(folder)
    assert (folder / "keyslots.json").read_bytes() == kept


def test_slots_whose_station_is_away_are_kept_when_another_is_made(folder: Path, tmp_path: Path):
    (folder / "station.db").rename(tmp_path / "away.db")
    kept = (folder / "keyslots.json").read_bytes()
    new_station(folder).close()
    assert (folder / "keyslots-before-1.json").read_bytes() == kept


def test_a_second_set_of_slots_whose_station_is_away_is_kept_beside_the_first(folder: Path):
    kept = []
    for number in (1, 2):
        (folder / "station.db").unlink()
        kept.append((folder / "keyslots.json").read_bytes())
        new_station(folder).close()
        assert [(folder / f"keyslots-before-{n}.json").read_bytes() for n in range(1, number + 1)] == kept


def made(folder: Path, people: Sequence[Newcomer], **settings: str) -> tuple[vault.Vault, str]:
    return vault.create_station(
        folder, code="530699001", name="青山", settings=settings, people=people, at=AT, cost=CHEAP
    )


def test_a_station_of_nobody_is_not_made_nor_one_whose_passphrase_would_be_guessed(tmp_path: Path):
    with refused(StationError, "operator_missing"):
        made(tmp_path / "s", ())
    with refused(SlotsError, "passphrase_short"):
        made(tmp_path / "s", (Newcomer("A1", "administrator", "short"),))
    assert not (tmp_path / "s").exists()


def test_a_new_station_is_that_of_the_first_and_its_recovery_key_opens_it(tmp_path: Path):
    people = [
        Newcomer("A1", "administrator", PASSPHRASE),
        Newcomer("C1", "clerk", PASSPHRASE, must_change=True),
    ]
    opened, recovery = made(tmp_path / "s", people, **{"fee.price_fen": "7"})
    with opened.station as station:
        assert (opened.badge, opened.held.must_change) == ("A1", False)
        assert station.queries.operators() == {"A1": "administrator", "C1": "clerk"}
        assert station.queries.settings()["fee.price_fen"] == "7"
        slots = keyslots.read_slots(tmp_path / "s")
        assert station.queries.public_keys() == {
            slot.operator or "recovery": slot.verify for slot in slots.slots
        }
        said = station.queries.slots()
        assert said == a.ChangeSlots(1, slots.sha256, ("A1", "C1"), slots.keys[0])
        head = station.queries.head()
        vault.settle_slots(opened, AT)
        assert station.queries.head() == head, "what the journal knows it is not told again"
        assert station.verify().fault is None
    assert unlocking.prove_operator(tmp_path / "s", "C1", PASSPHRASE).must_change
    opened = sit(tmp_path / "s", "recovery", recovery)
    with opened.station:
        assert opened.badge == "recovery"


def test_of_the_keys_only_the_one_that_changed_is_said_again(folder: Path):
    opened = sit(folder)
    with opened.station as station:
        before = sum(isinstance(entry.action, a.SetKey) for entry in station.queries.entries(""))
        key_administration.reset_passphrase(opened, "001", "seven geese and a goat", AT, CHEAP)
        keys = [entry for entry in station.queries.entries("") if isinstance(entry.action, a.SetKey)][before:]
        assert [(entry.operator, entry.action.badge) for entry in keys] == [("003", "001")]


def test_a_folder_that_cannot_be_written_gets_no_station(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    with refused(CannotOpen, "folder_read_only"):
        new_station(tmp_path / "file" / "s")
