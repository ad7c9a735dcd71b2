"""Wrong tries at the passphrase: after five the badge waits, longer each time.

The count lies beside the station file, because whoever is wrong cannot write into that. It stops whoever sits at the
counter and guesses; whoever carries the files away is stopped by what a single try costs (`db.keys.keyslots.Cost`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.errors import SlotsError
from db.files import strict_json
from db.files.whole_files import read_bounded, write_whole

FILE = "lockout.json"
#: Wrong tries that nobody waits for, the first waiting and the longest one, in seconds.
FREE, FIRST, LONGEST = 5, 60, 3600
_MAX_FILE = 100_000


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries of one badge in a row, and the moment (seconds since 1970) before which no other is taken."""

    failed: int = 0
    until: int = 0


def tries(folder: Path, badge: str) -> Tries:
    """The wrong tries of `badge` since it was last right."""
    if (folder, badge) in _HERE:
        return _HERE[folder, badge]
    said = _read_tries(folder).get(badge)
    if not isinstance(said, list) or len(said) != 2 or not all(isinstance(value, int) for value in said):
        return Tries()
    return Tries(*said)


def check_lockout(folder: Path, badge: str, now: float) -> None:
    """Raise SlotsError(`locked_out`, seconds) while `badge` has to wait."""
    left = tries(folder, badge).until - int(now)
    # A clock that was set back must not lock anybody out for years.
    if 0 < left <= LONGEST:
        raise SlotsError("locked_out", seconds=left)


def count_wrong(folder: Path, badge: str, now: float) -> Tries:
    """Count one more wrong try of `badge`; what stands there now."""
    counted = _one_more(tries(folder, badge), now)
    _write_tries(folder, {**_read_tries(folder), badge: [counted.failed, counted.until]})
    return counted


#: Counted here where the disk cannot: gone with the program, but whoever sits at it waits.
_HERE: dict[tuple[Path, str], Tries] = {}


def count_here(folder: Path, badge: str, now: float) -> Tries:
    """Count one more wrong try of `badge` in memory."""
    _HERE[folder, badge] = _one_more(tries(folder, badge), now)
    return _HERE[folder, badge]


def _one_more(before: Tries, now: float) -> Tries:
    failed = before.failed + 1
    wait = min(FIRST * 2 ** min(failed - FREE, 10), LONGEST) if failed >= FREE else 0
    return Tries(failed, int(now) + wait if wait else 0)


def forget_tries(folder: Path, badge: str) -> None:
    """The right passphrase was given: the wrong ones no longer count."""
    _HERE.pop((folder, badge), None)
    said = _read_tries(folder)
    if badge in said:
        del said[badge]
        _write_tries(folder, said)


def _read_tries(folder: Path) -> dict[str, Any]:
    try:
        said = strict_json.loads(read_bounded(folder / FILE, _MAX_FILE))
    except (OSError, strict_json.NotStrict):
        return {}
    return said if isinstance(said, dict) else {}


def _write_tries(folder: Path, said: dict[str, Any]) -> None:
    write_whole(folder / FILE, strict_json.dumps(said))
