"""A session at a real station, run as a process of its own behind the shim: acts by name, and a mark after each.

    python harness/faults/workdays.py HOME KIND TURN PART SEED SYNCHRONOUS

HOME/watched is the disk (station, stick), HOME/county the county, which loses no power here. KIND is `station`
(encrypted, with key slots), `practice` (neither; there a file of the form before is brought up as well) or `plain` (a
real station from before there were keys, which is encrypted in the middle). Sessions are
short, for each disk is checked as a whole: an even TURN does one half of the acts, an odd one the other. PART 1 ends
without closing anything, and PART 2 opens what it left. SYNCHRONOUS is FULL, as the program has it, or what a negative
control puts in its place.

To add an act: a function here with `@act("its name", KIND, …)`; it does what it does with `session.station` and may
promise files. Whatever it appends is marked by itself. It finds (or makes) by itself the case that it works on.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from db.access import encryption, key_administration, unlocking, vault
from db.access.vault import Newcomer
from db.county.answers import write_acknowledgements
from db.county.packet_import import County
from db.errors import SlotsError
from db.exchange import acknowledgement, outbox, packet
from db.files import connection
from db.files.file_lock import sync_folder
from db.files.whole_files import make_folder, write_whole
from db.keys import keyslots, lockout
from db.station import migration, projections
from db.station.opening import FILE, create_station_file, open_station_file
from db.station.queries import PRACTICE as PRACTICE_SETTING
from db.station.rule_texts import RuleText
from db.station.station import Act as ToDo
from db.station.station import Station
from db.upkeep import backup, retention
from db.upkeep.backup import Drill
from flows.case import actions as a
from flows.case.rule_adoption import stack_of
from flows.case.status import Event, Status
from flows.rules.stamps import PackStamp
from harness.faults.recorded_station import (
    ACTS,
    ADMINISTRATOR,
    CHEAP,
    CODE,
    DAY,
    NEWCOMER,
    PASSPHRASE,
    PASSPHRASES,
    PEOPLE,
    PLAIN,
    PRACTICE,
    REAL,
    Session,
    act,
    held_by_administrator,
)
from harness.stations import intake
from harness.stations.intake import APPROVER, AT, CLERK

#: A log that is copied back every so many pages: otherwise that happens after a thousand, and no session is so long.
CHECKPOINT_PAGES = 60
#: Done at a place of their own in every session.
_PLACED = ("create", "close and open", "migrate", "encrypt")


@act("create")
def _create(session: Session) -> None:
    name = "青山派出所"
    if session.kind != REAL:
        # A plain one is a practice station until it is said to be real: the program makes no plain ones any more.
        session.station = create_station_file(
            session.folder, code=CODE, name=name, practice=True, settings={"fee.price_fen": ""},
            operators=[(CLERK, "clerk"), (APPROVER, "approver")], at=AT,
        )  # fmt: skip
        return
    session.vault, _recovery = vault.create_station(
        session.folder, code=CODE, name=name, settings={"fee.price_fen": ""}, people=PEOPLE, at=AT, cost=CHEAP
    )
    session.station = session.vault.station
    session.mark(session.station)
    session.promise_slots()
    session.seat_approver()


@act("intake")
def _intake(session: Session) -> None:
    """Field by field, each saved by itself, as at the counter."""
    station = session.station
    number = station.queries.next_number(DAY)
    stamp = PackStamp("base", "1", "0" * 64)
    entered = list(intake.FIELDS.items())
    actions: list[a.Action] = [a.OpenCase(DAY.isoformat(), "", (stamp,), station.queries.practice, "a story")]
    actions += [a.SetField(name, value) for name, value in entered[: session.dice.randint(1, len(entered))]]
    # From one line to more than a page holds, so that pages overflow as well.
    address = "青山村" * session.dice.choice((1, 20, 130))
    actions += [a.SetField("destination.address", address), a.MarkPaper("birth_certificate", "has")]
    for action in actions:
        station.append(action, case_id=number, operator=CLERK, at=AT)


@act("intake at once")
def _intake_at_once(session: Session) -> None:
    number = intake.open_case(session.station)
    intake.looked_up(session.station, number)


@act("submit")
def _submit(session: Session) -> None:
    intake.submitted(session.station)


@act("grant")
def _grant(session: Session) -> None:
    _decide(session, intake.DETERMINED, a.Move(Event.GRANT))


@act("forward")
def _forward(session: Session) -> None:
    _decide(session, intake.DETERMINED, a.Move(Event.FORWARD))


@act("send back")
def _send_back(session: Session) -> None:
    _decide(session, a.Move(Event.SEND_BACK, "出生医学证明字迹不清"))


def _decide(session: Session, *acts: a.Action) -> None:
    number = session.case_in(Status.STATION_REVIEW, intake.submitted)
    session.station.append_all(acts, case_id=number, operator=APPROVER, at=AT)


@act("setting")
def _setting(session: Session) -> None:
    price = str(session.dice.randint(1, 999))
    session.station.append(a.SetSetting("fee.price_fen", price), case_id="", operator=session.settling, at=AT)


@act("packet")
def _packet(session: Session) -> None:
    intake.granted(session.station)
    intake.forwarded(session.station)
    shipped = outbox.send_packet(session.station, session.stick, operator=CLERK, at=AT)
    for name in shipped.copied:
        session.promise(session.stick / name)


@act("acknowledgement")
def _acknowledgement(session: Session) -> None:
    """The county decides what it was sent, and its word comes back."""
    _packet(session)
    with County.create(session.county_folder, practice=session.station.queries.practice) as county:
        county.take_folder(session.stick, at=AT)
        for row in session.station.queries.rows():
            if row.status == Status.COUNTY_REVIEW and session.station.queries.case(row.case_id).revision:
                county.decide(session.station.queries.code, row.case_id, event=Event.GRANT, officer="88", at=AT)
        (name,) = write_acknowledgements(county, session.stick, at=AT)
    acknowledgement.take_acknowledgement(session.station, (session.stick / name).read_bytes(), operator=CLERK, at=AT)
    session.promise(session.stick / name)


@act("close and open")
def _close_and_open(session: Session) -> None:
    session.station.close()
    session.open()


@act("backup")
def _backup(session: Session) -> None:
    made = _copied(session)
    word = a.MakeBackup(made.head.seq, made.head.hash, made.cases)
    session.station.append(word, case_id="", operator=session.settling, at=AT)


def _copied(session: Session) -> Drill:
    """A copy of the station in a folder that was there before, as a stick is."""
    copies = session.disk / "copies"
    copies.mkdir(exist_ok=True)
    sync_folder(copies)
    made = backup.back_up(session.station, copies, on=DAY)
    for file in sorted(made.folder.iterdir()):
        session.promise(file)
    return made


@act("restore")
def _restore(session: Session) -> None:
    """A copy of this very moment takes the station's place; cut short, it is put back once more."""
    made = _copied(session)
    session.station.close()
    session.say(away=True)
    held = session.vault and session.safe.held
    backup.restore_backup(made.folder, session.folder, held, session.settling)
    session.say(away=False)
    # That the station goes on from a copy was recorded in what arrived: it counts once it is in its place.
    with open_station_file(session.folder, key=held.key if held else None, readonly=True) as back:
        session.mark(back)
    session.open()


@act("expire")
def _expire(session: Session) -> None:
    """What a withdrawn case held is deleted; its records stay, and their hashes."""
    station = session.station
    number = intake.open_case(station)
    intake.withdrawn(station, number)
    period = a.SetSetting("retention.withdrawn_days", "1")
    station.append(period, case_id="", operator=session.settling, at=AT)
    retention.expire_cases(station, retention.due(station, date(2017, 1, 1)), operator=session.settling, at=AT)


# ---- acts with keys


@act("operator added", REAL)
def _add_operator(session: Session) -> None:
    if NEWCOMER not in session.station.queries.operators():
        newcomer = Newcomer(NEWCOMER, "clerk", PASSPHRASE, must_change=True)
        key_administration.add_operator(session.safe, newcomer, AT, CHEAP)
        session.promise_slots()


@act("operator removed", REAL)
def _remove_operator(session: Session) -> None:
    """Encrypts the whole file anew."""
    _add_operator(session)
    key_administration.remove_operator(session.safe, NEWCOMER, AT)
    session.promise_slots()


@act("passphrase changed", REAL)
def _change_passphrase(session: Session) -> None:
    key_administration.change_passphrase(session.safe, *PASSPHRASES, AT, CHEAP)
    session.promise_slots()


@act("passphrase reset", REAL)
def _reset_passphrase(session: Session) -> None:
    key_administration.reset_passphrase(session.safe, CLERK, PASSPHRASE[::-1], AT, CHEAP)
    session.promise_slots()


@act("recovery key", REAL)
def _new_recovery_key(session: Session) -> None:
    key_administration.new_recovery_key(session.safe, AT, CHEAP)
    session.promise_slots()


@act("wrong passphrase", REAL)
def _wrong_passphrase(session: Session) -> None:
    """Counted beside the station, and forgotten when the right one is given."""
    try:
        unlocking.prove_operator(session.folder, APPROVER, "guessed wrong")
    except SlotsError:
        assert lockout.tries(session.folder, APPROVER).failed
    session.seat_approver()


@act("rules", REAL)
def _rules(session: Session) -> None:
    """Proposed with a text that comes into the file, and adopted by somebody else."""
    text = f"# {session.dice.random()}\n".encode() * session.dice.choice((1, 2000))
    stamp = PackStamp("pack", "1", hashlib.sha256(text).hexdigest())
    station, stack = session.station, stack_of((stamp,))
    station.sit_down(ADMINISTRATOR, held_by_administrator(keyslots.read_slots(session.folder)).signer)
    proposal = a.ProposeRules((stamp,), stack)
    (proposed,) = station.append_under([RuleText(stamp, text)], [ToDo(proposal, "", ADMINISTRATOR, AT)])
    session.seat_approver()
    adopted = a.AdoptRules((stamp,), stack, proposed.seq)
    station.append(adopted, case_id="", operator=APPROVER, at=AT)


# ---- acts of a file of the form before


@act("encrypt", PLAIN)
def _encrypt(session: Session) -> None:
    """By somebody who is new: nobody was an administrator before there were roles."""
    _make_real(session.station)
    session.station.close()
    _make_older(session.folder / FILE)
    encryption.encrypt_station(session.folder, PEOPLE, at=AT, cost=CHEAP)
    held = held_by_administrator(keyslots.read_slots(session.folder))
    with open_station_file(session.folder, key=held.key, readonly=True) as encrypted:
        session.mark(encrypted)
    session.open()
    session.promise_slots()


@act("migrate", PRACTICE)
def _migrate(session: Session) -> None:
    """The station as the program before this one has left it, opened by this one."""
    session.station.close()
    _make_older(session.folder / FILE)
    session.open()
    session.promise(session.folder / migration.BACKUPS / "station-form1.db", at_once=False)


def _make_real(station: Station) -> None:
    """Journal past the counter, which admits no such change, that the station is no practice station."""
    with station._transaction():
        said = a.SetSetting(PRACTICE_SETTING, "")
        entry = station.journal.append(said, case_id="", operator=CLERK, at=AT)
        projections.keep_station(station._database, entry)


#: Triggers that form 1 had not.
_LATER = ("signatures", "second_person", "rules_second_person", "rule_texts")


def _make_older(file: Path) -> None:
    """Take away what form 1 had not, and put its packets into files, where form 1 kept them."""
    database = connection.open_database(file)
    try:
        for number, data in database.conn.execute("SELECT packet, data FROM packet_files").fetchall():
            make_folder(file.parent / migration.OUTBOX)
            write_whole(file.parent / migration.OUTBOX / packet.file_name(CODE, number), data)
        with connection.immediate(database):
            kept = [
                row[0]
                for row in database.conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ]
            for name in (name for name in kept if name.startswith(_LATER)):
                database.conn.execute(f"DROP TRIGGER {name}")
            for name in ("signatures", "packet_files", "rule_texts"):
                database.conn.execute(f"DROP TABLE {name}")
            database.conn.execute("UPDATE meta SET value = '1' WHERE name = 'form'")
    finally:
        database.conn.close()


# ---- one process


def plan(dice: Random, kind: str, turn: int, part: int) -> list[str]:
    """What is done in a part of a session: acts of its kind, in an order of its own, and a closing in each part."""
    names = [name for name, act in ACTS.items() if kind in act.kinds and name not in _PLACED][turn % 2 :: 2]
    dice.shuffle(names)
    half = len(names) // 2
    chosen = names[:half] if part == 1 else names[half:]
    chosen.insert(dice.randint(1, len(chosen)), "close and open")
    if part == 1:
        return ["create", *chosen]
    return [*chosen, *(name for name in ("migrate", "encrypt") if kind in ACTS[name].kinds)]


def prepare(synchronous: str) -> None:
    """Make SQLite work as it is told; the program itself has no such knob."""
    pragmas = vars(connection)
    if "PRAGMA synchronous = FULL" not in pragmas["_WRITING"]:
        raise SystemExit("db/files/connection.py says synchronous = FULL in another place now: look for it there")
    pragmas["_WRITING"] = (
        *pragmas["_WRITING"], f"PRAGMA synchronous = {synchronous}",
        f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}",
    )  # fmt: skip


def mark_each_transaction(session: Session) -> None:
    """Mark what a transaction has written at the moment at which it is over: whoever called is told right then."""
    writing = Station._transaction

    @contextmanager
    def marking(station: Station) -> Iterator[None]:
        with writing(station):
            yield
        # One that is being made elsewhere is nobody's yet: all of it counts at once, when it is in its place.
        if station.folder == session.folder:
            session.mark(station)

    Station._transaction = marking  # type: ignore[method-assign]


def main() -> None:
    """Do one part, and end it: the first without closing, the second as one does in the evening."""
    home, kind, turn, part, seed, synchronous = sys.argv[1:]
    prepare(synchronous)
    session = Session(Path(home), kind, Random(f"{seed}/{part}"))
    mark_each_transaction(session)
    if part == "2":
        session.open()
    for name in plan(Random(seed), kind, int(turn), int(part)):
        session.do(name)
    if part == "1":
        os._exit(0)
    session.station.close()


if __name__ == "__main__":
    main()
