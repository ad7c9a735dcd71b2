"""The day slip (当日工作单): what a day held, and the head of the journal at its end, to be kept on paper.

The head is what makes the paper worth keeping: whoever chains the journal anew or puts an older file in its place
cannot change what was printed (`hukou-tui station verify --head`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flows.case import actions as a
from flows.case.entry import Entry
from flows.identity.timestamps import CHINA
from hukou_tui.paper.slips.page_layout import RULE, Block, centred, wrapped
from hukou_tui.words.badges import badge_named, is_of_county
from hukou_tui.words.catalogue import N_, Say, saying
from hukou_tui.words.roles import ROLES
from hukou_tui.words.statuses import EVENTS

if TYPE_CHECKING:
    from db.station.station import Station

#: What is counted beside the moves of cases.
_COUNTED: dict[str, str] = {
    "open_case": N_("cases opened"), "print_slip": N_("slips made"), "look": N_("looked at"),
    "send_packet": N_("packets written"), "take_acknowledgement": N_("acknowledgements taken in"),
    "make_backup": N_("checks and backups"), "expire": N_("cases emptied"),
    "recheck_rules": N_("cases looked at again under other rules"),
    "propose_rules": N_("rules proposed"), "adopt_rules": N_("rules adopted"), "withdraw_rules": N_("rules taken back"),
}  # fmt: skip
_GROUP = 8
#: How a case ends without a decision on it: each stands on the slip, and the chief signs.
_WITHOUT_DECISION = ("withdraw", "discard", "find_registered")


@dataclass(frozen=True, slots=True)
class Day:
    """What a day slip tells; `moves` and `counts` by event and kind, `operators` = changes of badge and role,
    `keys` = badges that were given a new key (a passphrase changed or reset, a recovery key), `county` = whoever
    decided there, as the journal has it: nobody of the county sat at this window; `closed_early` = case, event and
    badge of each case that ended without a decision: the chief signs for them; `imports` = what took the
    register's place."""

    name: str
    practice: bool
    on: date
    seq: int
    head: str
    moves: dict[str, int]
    counts: dict[str, int]
    badges: tuple[str, ...]
    operators: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    failed: int
    county: tuple[str, ...] = ()
    county_office: str = ""
    closed_early: tuple[tuple[str, str, str], ...] = ()
    imports: tuple[a.ImportRegister, ...] = ()


def day_of(station: Station, on: date) -> Day:
    """What the journal holds of the day `on` (the day at the window, not in UTC)."""
    entries = _entries(station, on)
    head = station.queries.head()
    moves = Counter(entry.action.event for entry in entries if isinstance(entry.action, a.Move))
    operators, settings = sorted({entry.operator for entry in entries}), station.queries.settings()
    return Day(
        name=settings.get("station.name", ""),
        practice=station.queries.practice,
        on=on,
        seq=head.seq,
        head=head.hash,
        moves=dict(moves),
        counts=dict(Counter(entry.action.KIND for entry in entries)),
        badges=tuple(by for by in operators if not is_of_county(by)),
        county=tuple(by for by in operators if is_of_county(by)),
        county_office=station.queries.county_office(),
        operators=tuple(_changed(entries)),
        keys=tuple(entry.action.badge for entry in entries if isinstance(entry.action, a.SetKey)),
        closed_early=tuple(
            (entry.case_id, entry.action.event, entry.operator)
            for entry in entries
            if isinstance(entry.action, a.Move) and entry.action.event in _WITHOUT_DECISION
        ),
        imports=tuple(entry.action for entry in entries if isinstance(entry.action, a.ImportRegister)),
        failed=sum(entry.action.failed for entry in entries if isinstance(entry.action, a.TakeSeat)),
    )


def _entries(station: Station, on: date) -> list[Entry]:
    # In practice the frozen day stands beside the real time of day (`Workplace.now`).
    zone = UTC if station.queries.practice else CHINA
    midnight = datetime.combine(on, time(), zone).astimezone(UTC)
    first, end = (
        moment.isoformat().replace("+00:00", "Z") for moment in (midnight, midnight + timedelta(days=1))
    )
    return list(station.queries.entries_between(first, end))


def _changed(entries: list[Entry]) -> list[tuple[str, str]]:
    return [
        (entry.action.name.removeprefix("operator."), entry.action.value)
        for entry in entries
        if isinstance(entry.action, a.SetSetting) and entry.action.name.startswith("operator.")
    ]


def render(day: Day, lang: str) -> str:
    """The day slip as text, in the form of the other slips; holds no name of a person."""
    say = saying(lang)
    title = [centred(say("Day slip")), ""]
    if day.practice:
        title.insert(0, centred(say("PRACTICE, not real data")))
    about = [
        *_line(say, say("Station"), day.name),
        *_line(say, say("Date"), say("{y}-{m:02}-{d:02}").format(y=day.on.year, m=day.on.month, d=day.on.day)),
        *_line(say, say("At the window"), say(", ").join(day.badges)),
        *_line(say, say("Decided at the county"), say(", ").join(_county(say, day))),
        RULE,
    ]
    counted = [(say(EVENTS[event]), n) for event, n in day.moves.items()]
    counted += [(say(words), day.counts[kind]) for kind, words in _COUNTED.items() if kind in day.counts]
    counts = [line for words, n in counted for line in _line(say, words, str(n), 2)]
    gone = N_("no longer at this station")
    changed = [f"{badge} {say(ROLES.get(role, gone))}" for badge, role in day.operators]
    watched = [line for told in changed for line in _line(say, say("Operators changed"), told)]
    watched += _line(say, say("Keys given anew"), say(", ").join(day.keys))
    watched += _line(say, say("Wrong passphrases"), str(day.failed or ""))
    watched += [line for one in day.imports for line in wrapped(_imported(one, say))]
    watched += _closed_early(day, say)
    groups = " ".join(day.head[at : at + _GROUP] for at in range(0, len(day.head), _GROUP))
    head = [
        RULE,
        *wrapped(say("Head of the journal: record {seq}").format(seq=day.seq)),
        *wrapped(groups, 2),
        *wrapped(say("Keep this slip on paper, away from the computer: the file is checked against it.")),
        "",
        say("{label}: {value}").format(label=say("Officer"), value="_" * 12)
        + "    "
        + say("{label}: {value}").format(label=say("Date"), value="_" * 12),
    ]
    blocks: list[Block] = [
        about,
        counts or ([] if watched else wrapped(say("nothing was done"))),
        watched,
        head,
    ]
    # One strip of paper, cut where it ends: no page is filled up with empty lines.
    return "\n".join(line for block in (title, *blocks) for line in block) + "\n"


def _closed_early(day: Day, say: Say) -> Block:
    """The cases that ended without a decision, one by one, and the line on which the chief answers for it."""
    if not day.closed_early:
        return []
    office = day.county_office
    told = [(case_id, say(EVENTS[event]), badge_named(by, office, say)) for case_id, event, by in day.closed_early]
    lines = [line for parts in told for line in wrapped("  ".join(parts), 2)]
    head = wrapped(say("Ended without a decision to register or not: seen by the chief"))
    return ["", *head, *lines, *_line(say, say("Signature of the chief"), "_" * 12, 2)]


def _imported(one: a.ImportRegister, say: Say) -> str:
    told = say(
        "Register imported as of {as_of}: {before} persons before, {after} after, {left_out} lines left out"
    )
    said = told.format(
        as_of=one.as_of, before=one.persons_before, after=one.persons_after, left_out=one.rejected
    )
    accepted = [say("the loss was accepted")] if one.accepted_loss else []
    accepted += [say("the older day was accepted")] if one.accepted_older else []
    return say("; ").join((said, *accepted))


def keep(folder: Path, on: date, text: str) -> None:
    """Put the slip where a printer finds it; there is one of each day, the last one made."""
    from db.files.whole_files import make_folder, write_whole

    make_folder(folder / "slips")
    write_whole(folder / "slips" / f"day-{on:%Y%m%d}.txt", text.encode())


def _line(say: Say, label: str, value: str, indent: int = 0) -> Block:
    """`label: value`; nothing where there is nothing to say."""
    return wrapped(say("{label}: {value}").format(label=label, value=value), indent, hang=2) if value else []


def _county(say: Say, day: Day) -> list[str]:
    return [badge_named(by, day.county_office, say) for by in day.county]
