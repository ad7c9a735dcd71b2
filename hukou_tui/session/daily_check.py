"""What is done once a day beside the work: the whole file checked, a copy made and tried out.

It is done by a process of its own, so that a key at the counter never waits for it. That process reads the station
beside the counter and gets the key through a pipe: never on a command line, in the environment or in a file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from db import errors
from db.errors import SlotsError, StationError
from db.files.medium import same_medium
from db.keys import keyslots, sealing
from db.station.opening import open_station_file
from db.upkeep.backup import back_up

_START = "import sys; from hukou_tui.session.daily_check import main; sys.exit(main())"
#: Longer than the largest station that we know of needs; then something hangs.
_LONGEST = 3600


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found: records, head and cases; `copy` = where a copy was put (empty: none was asked for)."""

    records: int
    head: str
    cases: int
    copy: str
    same_medium: bool
    finding: str
    finding_seq: int


def check_station(folder: Path, key: bytes | None, to: Path | None, on: date) -> CheckResult:
    """Check the station in `folder`, and copy it to `to` if that is named; raises StationError as it does.

    Waits for the other process; called from a thread of its own.
    """
    asked = {
        "folder": str(folder), "key": key.hex() if key else "", "to": str(to) if to else "", "on": on.isoformat(),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-I", "-c", _START],
        input=json.dumps(asked), capture_output=True, text=True, timeout=_LONGEST, check=False,
    )  # fmt: skip
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise errors.StationError("check_failed") from None
    if "error" in said:
        raise vars(errors).get(said["kind"], errors.StationError)(said["error"], **said["params"])
    return CheckResult(**said)


def main() -> int:
    """The other process: what to do on standard input, what was found on standard output, both JSON."""
    asked = json.loads(sys.stdin.read())
    with suppress(AttributeError, OSError):
        os.nice(10)
    try:
        said = _check_in_child(asked)
    except StationError as fault:
        if fault.code in ("damaged", "copy_damaged") and _key_changed(asked):
            fault = StationError("key_changed")
        params = {name: str(value) for name, value in fault.params.items()}
        said = {"kind": type(fault).__name__, "error": fault.code, "params": params}
    sys.stdout.write(json.dumps(said))
    return 0


def _key_changed(asked: dict[str, Any]) -> bool:
    """Whether somebody was removed meanwhile, so that the file is under another key than this one."""
    try:
        return sealing.key_id(bytes.fromhex(asked["key"])) not in keyslots.read_slots(Path(asked["folder"])).keys
    except SlotsError:
        return False


def _check_in_child(asked: dict[str, Any]) -> dict[str, Any]:
    folder, to = Path(asked["folder"]), Path(asked["to"]) if asked["to"] else None
    key = bytes.fromhex(asked["key"]) if asked["key"] else None
    with open_station_file(folder, key=key, readonly=True) as station:
        found = station.verify()
        said = {
            "records": found.records, "head": found.head.hash, "cases": len(station.queries.rows()), "copy": "",
            "same_medium": False, "finding": found.fault.what if found.fault else "",
            "finding_seq": found.fault.seq if found.fault else 0,
        }  # fmt: skip
        if to is not None and found.fault is None:
            # A file that does not fit together is kept as it is, and good copies are not pushed out by it.
            done = back_up(station, to, on=date.fromisoformat(asked["on"]))
            said |= {
                "copy": done.folder.name,
                "records": done.head.seq,
                "head": done.head.hash,
                "cases": done.cases,
            }
            said["same_medium"] = same_medium(to, folder)
    return said
