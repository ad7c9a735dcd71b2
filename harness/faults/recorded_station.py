"""A session at a station that is being recorded: who works there, what was promised, and how acts get their names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from db.access import unlocking
from db.access.vault import Newcomer, Vault
from db.errors import SlotsError
from db.keys import keyslots, sealing
from db.keys.keyslots import Cost, Keyring, Slots
from db.station.opening import open_station_file
from db.station.station import Station
from flows.case.status import Status
from harness.stations.intake import APPROVER, AT, CLERK

MARK = "acknowledged.mark"
#: The kinds of station.
REAL, PRACTICE, PLAIN = KINDS = ("station", "practice", "plain")
DAY = date(2016, 6, 14)
CODE = "530699001"
ADMINISTRATOR, NEWCOMER = "900", "901"
#: Of the administrator, the one in force last: it is changed once.
PASSPHRASES = ("correct horse", "correct mule")
PASSPHRASE = "battery staple"
PEOPLE = (
    Newcomer(ADMINISTRATOR, "administrator", PASSPHRASES[0]),
    Newcomer(CLERK, "clerk", PASSPHRASE),
    Newcomer(APPROVER, "approver", PASSPHRASE),
)
#: As cheap as the program lets it be: what a guess costs is not in question here.
CHEAP = Cost(passes=1, lanes=1, kib=keyslots.LEAST_KIB)


class Session:
    """The station, and what was said of it so far."""

    def __init__(self, home: Path, kind: str, dice: Random) -> None:
        self.disk = home / "watched"
        self.folder = self.disk / "station"
        self.stick = self.disk / "stick"
        self.county_folder = home / "county"
        self.kind = kind
        self.dice = dice
        self.station: Station
        self.vault: Vault | None = None
        self._approver: Keyring | None = None
        self._mark = (home / MARK).open("a+b", buffering=0)
        self._mark.seek(0)
        self._marked = sum(len(json.loads(line).get("hashes", ())) for line in self._mark)

    def do(self, name: str) -> None:
        """Do the act of this name."""
        self.say(begin=name)
        if self._approver:
            # Whoever sat down last signs, and whoever decides must.
            self.station.sit_down(APPROVER, self._approver.signer)
        ACTS[name].do(self)
        self.mark(self.station)

    def mark(self, station: Station) -> None:
        """Say which records have been returned as saved since the last time: they are one transaction."""
        rows = records(station, self._marked)
        if rows:
            self._marked = rows[-1][0]
            self.say(first=rows[0][0], hashes=[own for _, own, _ in rows])

    def promise(self, file: Path, *, at_once: bool = True) -> None:
        """Say that a file is written, and will not be written again.

        `at_once`: until now it was not there at all; otherwise a half one may have lain there, which nobody uses.
        """
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        self.say(file=file.relative_to(self.disk).as_posix(), sha256=sha256, at_once=at_once)

    def promise_slots(self) -> None:
        """Say which generation of the key slots is written."""
        self.say(generation=self.safe.held.slots.generation)

    def say(self, **what: object) -> None:
        """Write a mark."""
        self._mark.write(json.dumps(what).encode() + b"\n")

    @property
    def safe(self) -> Vault:
        """The station behind its slots; only acts of a real station ask for it."""
        assert self.vault is not None
        return self.vault

    @property
    def settling(self) -> str:
        """Who may change settings."""
        return ADMINISTRATOR if self.vault else CLERK

    def open(self) -> None:
        """Open the station, as after a start: the administrator sits down, then the approver."""
        if self.kind == PRACTICE or (self.kind == PLAIN and not keyslots.path(self.folder).is_file()):
            self.station = open_station_file(self.folder)
            return
        slots = keyslots.read_slots(self.folder)
        self.vault = unlocking.open_station(self.folder, held_by_administrator(slots), at=AT)
        self.station = self.vault.station
        self.seat_approver()

    def seat_approver(self) -> None:
        """Let the approver prove who he is, and sit down."""
        self._approver = unlocking.prove_operator(self.folder, APPROVER, PASSPHRASE)
        unlocking.sit_down(Vault(self.station, self._approver), AT)

    def case_in(self, status: Status, make: Callable[[Station], str]) -> str:
        """The number of a case that stands so, made if there is none."""
        found = [row.case_id for row in self.station.queries.rows() if row.status == status]
        return self.dice.choice(found) if found else make(self.station)


def records(station: Station, after: int) -> list[tuple[int, str, str]]:
    """Number, hash and time of all records after one."""
    database = station._database
    return database.conn.execute(
        "SELECT seq, hash, at FROM actions WHERE seq > ? ORDER BY seq", (after,)
    ).fetchall()


def held_by_administrator(slots: Slots) -> Keyring:
    """What the administrator holds, with whichever of his passphrases is in force. Raises SlotsError."""
    for passphrase in reversed(PASSPHRASES):
        try:
            return sealing.open_slot(slots, ADMINISTRATOR, passphrase)
        except SlotsError as fault:
            if fault.code != "passphrase_wrong" or passphrase == PASSPHRASES[0]:
                raise
    raise AssertionError("there is a first passphrase")


@dataclass(frozen=True, slots=True)
class Act:
    """Something done at a station, and the kinds of station at which it is done."""

    do: Callable[[Session], None]
    kinds: tuple[str, ...]


ACTS: dict[str, Act] = {}


def act(name: str, *kinds: str) -> Callable[[Callable[[Session], None]], Callable[[Session], None]]:
    """Give an act its name, and the kinds of station at which it is done (none named: all)."""

    def named(function: Callable[[Session], None]) -> Callable[[Session], None]:
        ACTS[name] = Act(function, kinds or KINDS)
        return function

    return named
