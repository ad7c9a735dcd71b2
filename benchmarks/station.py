"""Measures the station file: saving, unlocking, opening, checking, verifying, backing up.

    python3 dev.py bench station [--n RECORDS] [--cases CASES] [--exact] [--json]

An encrypted station of CASES cases and RECORDS records is made of the actions of whole intakes, a share of them signed
decisions. Seconds say something of this machine; the peer beside each is the same work without what the station does
more (plain SQLite, no signatures, a bare loop of SHA-256). `--exact` leaves out what depends on the machine's speed.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._rows import Row, row, tell, timed
from db.access import unlocking, vault
from db.files.connection import immediate, open_database, roomy
from db.files.engine import sqlite3
from db.journal.hash_chain import Head
from db.keys import sealing
from db.station.opening import FILE, check_start, open_station_file
from db.station.station import Station
from db.upkeep import backup
from flows.case import actions as a
from flows.rules.stamps import PackStamp
from harness.stations.intake import (
    APPROVER,
    AT,
    CLERK,
    DAY,
    DETERMINED,
    FIELDS,
    PASSPHRASE,
    held,
    new_station,
)

SAVES = 400
#: So many records of a case; the last ones are a submission and a signed decision.
_A_CASE = 30


# ---- a station of a size


def intake(number: int) -> list[a.Action]:
    """The actions of one case from its opening to its submission."""
    fields = {**FIELDS, "person.name": f"演练{number}", "destination.address": f"青山村{number}组"}
    acts: list[a.Action] = [a.OpenCase(DAY.isoformat(), "", (PackStamp("base", "1", "0" * 64),))]
    acts += [a.SetField(name, value) for name, value in fields.items()]
    acts += [a.AnswerFact(f"fact{n}", "yes") for n in range(4)]
    acts += [a.MarkPaper(f"paper{n}", "has") for n in range(6)]
    acts += [a.RecordLookup((), (), 3000, "2016-06-01"), a.RecordSystemQuery(CLERK, AT, "全省", "none")]
    return [*acts, a.Look("case"), a.Move("accept"), a.Move("submit")]


def filled(folder: Path, records: int, cases: int) -> Station:
    """A station with so many records in so many cases; cases beyond what the records allow get one act each."""
    station = new_station(folder)
    signer = held(folder).signer
    each = max(records // cases, 1)
    with immediate(station._database):  # noqa: SLF001 - a million actions one by one would measure the disk
        append = station.journal.append
        for number in range(cases):
            case_id = f"530699001-20160614-{number + 1:06d}"
            acts = intake(number)[: max(each - 2, 1)]
            acts += [a.Park(bool(n % 2)) for n in range(each - 2 - len(acts))]
            for action in acts:
                append(action, case_id=case_id, operator=CLERK, at=AT)
            if each >= _A_CASE:
                append(DETERMINED, case_id=case_id, operator=APPROVER, at=AT)
                append(a.Move("grant"), case_id=case_id, operator=APPROVER, at=AT, signer=signer)
    station.rebuild()
    return station


# ---- the rows


def save_rows(folder: Path) -> Iterator[Row]:
    """One field at a time, each on disk before the next; beside it the same in plain SQLite, a row a commit."""
    with new_station(folder / "save") as station:
        number = station.queries.next_number(DAY)
        station.append(a.OpenCase(DAY.isoformat(), ""), case_id=number, operator=CLERK, at=AT)
        took = []
        for n in range(SAVES):
            action = a.SetField("person.name", f"演练{n}")
            took.append(
                timed(lambda action=action: station.append(action, case_id=number, operator=CLERK, at=AT))
            )
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("PRAGMA synchronous = FULL")
    plain.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)")
    beside = [timed(lambda: plain.execute("INSERT INTO t (body) VALUES ('x')")) for _ in range(SAVES)]
    plain.close()
    yield row("save, p99", _p99(took), "s", 0.05, **{"p50": round(statistics.median(took), 4),
              "plain SQLite p99": round(_p99(beside), 4)})  # fmt: skip


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def unlock_rows(folder: Path) -> Iterator[Row]:
    """From the passphrase to an open station, with slots as the program makes them on this machine."""
    cost = sealing.calibrate_cost()
    people = [vault.Newcomer(APPROVER, "approver", PASSPHRASE)]
    made, _key = vault.create_station(
        folder / "unlock", code="530699001", name="青山派出所", settings={}, people=people, at=AT, cost=cost
    )
    made.station.close()

    def unlock() -> None:
        found = unlocking.prove_operator(folder / "unlock", APPROVER, PASSPHRASE)
        unlocking.open_station(folder / "unlock", found, at=AT).station.close()

    took = [timed(unlock) for _ in range(7)]
    least = timed(lambda: sealing.derive_key(PASSPHRASE, bytes(16), cost))
    yield row("unlock, the longest of 7", max(took), "s", 1.0, **{"median": round(statistics.median(took), 3),
              "Argon2id alone": round(least, 3), "passes": cost.passes, "MiB": cost.kib // 1024})  # fmt: skip
    yield row("derivation, at least 0.25 s", 0.25 / least, "ratio", 1.0)


def start_rows(folder: Path, megabytes: float) -> Iterator[Row]:
    """What each opening looks at, on a file of at least a hundred megabytes."""
    key = held(folder).key
    took = []
    for _ in range(3):
        with open_station_file(folder, key=key) as station:
            database = station._database  # noqa: SLF001 - what is measured is a part of the opening
            took.append(timed(partial(check_start, database, station.journal, encrypted=True)))
    size = (folder / FILE).stat().st_size / 1e6
    scaled = statistics.median(took) * megabytes / size
    yield row(f"check at start, for {megabytes:.0f} MB", scaled, "s", 1.0,
              measured=round(statistics.median(took), 3), MB=round(size))  # fmt: skip


def verify_rows(folder: Path, records: int) -> Iterator[Row]:
    """The chain alone, and everything, at a million records."""
    key = held(folder).key
    with open_station_file(folder, key=key, readonly=True) as station:
        journal, database = station.journal, station._database  # noqa: SLF001 - the chain alone has no door
        count = station.queries.head().seq
        with roomy(database):
            start = Head(0, journal.chain._genesis)  # noqa: SLF001
            links = timed(lambda: journal.chain._check_links(start, lambda done, total: None))  # noqa: SLF001
            chain = timed(lambda: journal.chain.verify_end(count))
        told: list[int] = []
        whole = timed(lambda: told.append(0) or _sound(station, told))
    scale = records / count
    digest = timed(lambda: [hashlib.sha256(b"%d" % n).hexdigest() for n in range(count)])
    yield row(f"chain of {records:,} records", links * scale, "s", 3.0, **{"measured": count,
              "with all payloads": round(chain * scale, 2), "bare SHA-256": round(digest * scale, 3)})  # fmt: skip
    yield row(f"full verification of {records:,}", whole * scale, "s", 30.0, **{"measured": count,
              "progress told": len(told)})  # fmt: skip


def _sound(station: Station, told: list[int]) -> None:
    fault = station.verify(progress=lambda done, total: told.append(done)).fault
    if fault is not None:
        raise SystemExit(f"the station that was made does not verify: {fault}")


def drill_rows(folder: Path, cases: int) -> Iterator[Row]:
    """A backup with its restore drill: copied, opened, verified, counted."""
    to = folder.with_name("stick")
    to.mkdir()
    with open_station_file(folder, key=held(folder).key, readonly=True) as station:
        count, records = len(station.queries.rows()), station.queries.head().seq
        took = timed(lambda: backup.back_up(station, to, on=DAY))
    yield row(
        f"restore drill, {cases:,} cases", took * cases / count, "s", 60.0, cases=count, records=records
    )


def exact_rows(folder: Path) -> Iterator[Row]:
    """What does not depend on the machine's speed."""
    with new_station(folder / "exact") as station:
        database = open_database(folder / "exact" / FILE, key=station.key)
        settings = {name: database.conn.execute(f"PRAGMA {name}").fetchone()[0]
                    for name in ("journal_mode", "synchronous", "secure_delete", "trusted_schema")}  # fmt: skip
        database.conn.close()
        before = station.queries.head().seq
        number = station.queries.next_number(DAY)
        station.append_all(intake(1), case_id=number, operator=CLERK, at=AT)
        size = sum(path.stat().st_size for path in (folder / "exact").glob("*.db*"))
        records = station.queries.head().seq - before
    yield row("not write-ahead with full synchronisation", 0 if settings["journal_mode"] == "wal"
              and settings["synchronous"] == 2 else 1, "faults", 0, **settings)  # fmt: skip
    yield row("records of one intake", records, "records", None, **{"file and log, bytes": size})


@click.command(help=__doc__)
@click.option("--n", "records", default=1_000_000, show_default=True, type=click.IntRange(1000))
@click.option("--cases", default=10_000, show_default=True, type=click.IntRange(1))
@click.option("--exact", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def main(records: int, cases: int, exact: bool, as_json: bool) -> None:
    """Measure and print."""
    tell(measure(records, cases, exact=exact), as_json=as_json)


def measure(records: int, cases: int, *, exact: bool) -> Iterator[Row]:
    """All rows; with `exact` only those that do not depend on the machine."""
    with tempfile.TemporaryDirectory(prefix="bench-station-", dir=os.environ.get("BENCH_DIR")) as name:
        home = Path(name)
        yield from exact_rows(home)
        if exact:
            return
        yield from save_rows(home)
        yield from unlock_rows(home)
        # A million records in forty thousand cases, as a station has them; and ten thousand cases with theirs.
        filled(home / "large", records, max(records // _A_CASE, 1)).close()
        yield from start_rows(home / "large", 100)
        yield from verify_rows(home / "large", records)
        filled(home / "drill", cases * _A_CASE, cases).close()
        yield from drill_rows(home / "drill", cases)


if __name__ == "__main__":
    main()
