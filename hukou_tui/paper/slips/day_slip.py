"""The day slip (当日工作单): what a day held, and the head of the journal at its end, to be kept on paper.

The head is what makes the paper worth keeping: whoever chains the journal anew or puts an older file in its place
cannot change what was printed (`hukou-tui station verify --head`).
"""

from __future__ import annotations

from collections.abc import Iterable

from flows.case import actions as a
from hukou_tui.paper.slips.page_layout import RULE, Block, centre_line, wrap_lines
from hukou_tui.session.working_day import Day
from hukou_tui.words.badges import badge_named
from hukou_tui.words.catalogue import N_, Say, translator
from hukou_tui.words.roles import ROLES
from hukou_tui.words.statuses import EVENTS

#: What is counted beside the moves of cases.
_COUNTED: dict[str, str] = {
    "open_case": N_("cases opened"), "print_slip": N_("slips made"), "look": N_("looked at"),
    "send_packet": N_("packets written"), "take_acknowledgement": N_("acknowledgements taken in"),
    "make_backup": N_("checks and backups"), "expire": N_("cases emptied"),
    "recheck_rules": N_("cases looked at again under other rules"),
    "propose_rules": N_("rules proposed"), "adopt_rules": N_("rules adopted"), "withdraw_rules": N_("rules taken back"),
}  # fmt: skip
_GROUP = 8


def render(day: Day, lang: str) -> str:
    """The day slip as text, in the form of the other slips; holds no name of a person."""
    say = translator(lang)
    title = [centre_line(say("Day slip")), ""]
    if day.practice:
        title.insert(0, centre_line(say("PRACTICE, not real data")))
    about = [
        *_line(say, say("Station"), day.name),
        *_line(say, say("Date"), say("{y}-{m:02}-{d:02}").format(y=day.on.year, m=day.on.month, d=day.on.day)),
        *_line(say, say("At the window"), _people(day.badges, say)),
        *_line(say, say("Decided at the county"), say(", ").join(_county(say, day))),
        RULE,
    ]
    counted = [(say(EVENTS[event]), n) for event, n in day.moves.items()]
    counted += [(say(words), day.counts[kind]) for kind, words in _COUNTED.items() if kind in day.counts]
    counts = [line for words, n in counted for line in _line(say, words, str(n), 2)]
    gone = N_("no longer at this station")
    changed = [f"{badge} {say(ROLES.get(role, gone))}" for badge, role in day.operators]
    watched = [line for told in changed for line in _line(say, say("Operators changed"), told)]
    watched += _line(say, say("Keys given anew"), _people(day.keys, say))
    watched += _line(say, say("Wrong passphrases"), str(day.failed or ""))
    watched += [line for one in day.imports for line in wrap_lines(_import_line(one, say))]
    watched += _closed_early(day, say)
    groups = " ".join(day.head[at : at + _GROUP] for at in range(0, len(day.head), _GROUP))
    head = [
        RULE,
        *wrap_lines(say("Head of the journal: record {seq}").format(seq=day.seq)),
        *wrap_lines(groups, 2),
        *wrap_lines(say("Keep this slip on paper, away from the computer: the file is checked against it.")),
        "",
        say("{label}: {value}").format(label=say("Officer"), value="_" * 12)
        + "    "
        + say("{label}: {value}").format(label=say("Date"), value="_" * 12),
    ]
    blocks: list[Block] = [
        about,
        counts or ([] if watched else wrap_lines(say("nothing was done"))),
        watched,
        head,
    ]
    # One strip of paper, cut where it ends: no page is filled up with empty lines.
    return "\n".join(line for block in (title, *blocks) for line in block) + "\n"


def _people(badges: Iterable[str], say: Say) -> str:
    return say(", ").join(badge_named(badge, "", say) for badge in badges)


def _closed_early(day: Day, say: Say) -> Block:
    """The cases that ended without a decision, one by one, and the line on which the chief answers for it."""
    if not day.closed_early:
        return []
    office = day.county_office
    told = [(case_id, say(EVENTS[event]), badge_named(by, office, say)) for case_id, event, by in day.closed_early]
    lines = [line for parts in told for line in wrap_lines("  ".join(parts), 2)]
    head = wrap_lines(say("Ended without a decision to register or not: seen by the chief"))
    return ["", *head, *lines, *_line(say, say("Signature of the chief"), "_" * 12, 2)]


def _import_line(one: a.ImportRegister, say: Say) -> str:
    told = say(
        "Register imported as of {as_of}: {before} persons before, {after} after, {left_out} lines left out"
    )
    said = told.format(
        as_of=one.as_of, before=one.persons_before, after=one.persons_after, left_out=one.rejected
    )
    accepted = [say("the loss was accepted")] if one.accepted_loss else []
    accepted += [say("the older day was accepted")] if one.accepted_older else []
    return say("; ").join((said, *accepted))


def _line(say: Say, label: str, value: str, indent: int = 0) -> Block:
    """`label: value`; nothing where there is nothing to say."""
    return wrap_lines(say("{label}: {value}").format(label=label, value=value), indent, hang=2) if value else []


def _county(say: Say, day: Day) -> list[str]:
    return [badge_named(by, day.county_office, say) for by in day.county]
