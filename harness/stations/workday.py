"""A whole encrypted station to be attacked: cases, decisions, rules, a packet and its answer, a backup, anchors."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from db.exchange.outbox import send_packet
from db.journal.hash_chain import Head
from db.station.station import Station
from db.upkeep import backup
from flows.case import actions as a
from harness.packs.other_rules import kept
from harness.stations.intake import (
    AT,
    CLERK,
    DAY,
    adopt,
    forwarded,
    granted,
    held,
    new_station,
    open_case,
    reopened,
    submitted,
)

NAMES = ("陈小禾", "欧阳建国", "马天翔", "王秀英", "阿依古丽·买买提", "𠮷田一郎")


@dataclass(frozen=True, slots=True)
class Workday:
    """Where a station lies in three states, its key, and the head that was known outside at each."""

    early: Path
    station: Path
    copy: Path
    key: bytes
    early_head: Head
    anchor: Head
    head: Head


def a_workday(home: Path) -> Workday:
    """Make one below `home`: an early state, the state at the end with an anchor in it, and a backup of that."""
    folder, early = home / "station", home / "early"
    with new_station(folder) as station:
        for name in NAMES[:3]:
            granted(station, person_name=name)
        early_head = station.queries.head()
    shutil.copytree(folder, early)
    with reopened(folder) as station:
        anchor = _more(station, home)
        (home / "stick").mkdir(exist_ok=True)
        copy = backup.back_up(station, home / "stick", on=DAY).folder
        head = station.queries.head()
    return Workday(early, folder, copy, held(folder).key, early_head, anchor, head)


def _more(station: Station, home: Path) -> Head:
    """What came after the early state: decisions of every kind, a packet, the county's word; that packet's head."""
    for name in NAMES[3:]:
        forwarded(station, person_name=name)
    number = submitted(station)
    station.append(a.Move("send_back", "补充材料"), case_id=number, operator="002", at=AT)
    adopt(station, kept())
    (home / "post").mkdir(exist_ok=True)
    send_packet(station, home / "post", operator=CLERK, at=AT)
    anchor = station.queries.head()
    station.append(a.TakeAcknowledgement("ab" * 32, 1, ()), case_id="", operator=CLERK, at=AT)
    station.append(a.Acknowledge(1, "received"), case_id=station.queries.rows()[0].case_id, operator=CLERK, at=AT)
    open_case(station)
    return anchor
