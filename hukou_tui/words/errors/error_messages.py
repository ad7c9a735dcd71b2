"""The sentence of whatever can go wrong, looked up by the class of the error and then by its code.

The sentences themselves stand beside this file, one table a room that raises them. A class has its own or those of the
nearest of its bases: a code that several classes raise stands once, under the class from which they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from flows.errors import CodedError, NotAllowed
from hukou_tui.words.catalogue import N_, _, name_of
from hukou_tui.words.file_reasons import file_reason
from hukou_tui.words.findings import FINDINGS
from hukou_tui.words.rejects import reject_text
from hukou_tui.words.roles import role_name
from hukou_tui.words.statuses import status_name

#: For a code that has no sentence all the same (an error that another version has written down).
NO_SENTENCE = N_(
    "That cannot be done, and this version of the program cannot say why; call the administrator."
)

#: What an approval waits for (flows.case.status) -> words.
BLOCKS: dict[str, str] = {
    "name_missing": N_("no name yet (an unnamed child: the mother's name)"),
    "destination_missing": N_("no household and address to be entered; a collective household can be chosen"),
    "applicant_missing": N_("nobody is named who applies (step 1: declarant, guardian)"),
    "tasks_open": N_("the station's own matters are not settled (step 3)"),
    "birth_undetermined": N_("the date of birth is not determined"),
    "category_open": N_("the situation is not clear yet (step 2)"),
    "papers_missing": N_("papers are missing (step 3)"),
    "lookup_missing": N_("the lookup has not been made (step 4)"),
    "candidates_undecided": N_("candidates are undecided (step 4)"),
    "candidate_to_verify": N_("a candidate is still to be verified (step 4)"),
    "same_person_found": N_("a candidate was confirmed as the same person (step 4)"),
    "system_query_missing": N_("the query of the population information system is not recorded (step 4)"),
    "found_in_system": N_("the population information system has found a registration (step 4)"),
    "dates_contradict": N_("two dates cannot both be true: one of them is to be put right"),
    "fee_undecided": N_("the fee conditions are undecided (step 5)"),
}

#: Code of a Trouble that the station's thread meets -> sentence of the status line; `{count}` actions wait.
TROUBLE: dict[str, str] = {
    "disk_full": N_(
        "NOT SAVED ({count}): the disk is full. Make room; saving goes on by itself, keep this window open."
    ),
    "readonly": N_(
        "NOT SAVED ({count}): the folder cannot be written. Ask the administrator; keep this window open."
    ),
    "disk_fault": N_(
        "NOT SAVED ({count}): the disk gives errors. Keep this window open, call the administrator."
    ),
    "disk_busy": N_(
        "NOT SAVED ({count}): another program holds the file. Saving goes on by itself, keep this window open."
    ),
}


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Every sentence of every room: name of the class -> code -> sentence, in English and not filled in.

    By the class's name, because the words import nothing of `db`, where most of the classes are. Loaded at the first
    call, in one piece: the first picture stands without them, and the session calls this while nobody waits.
    """
    from hukou_tui.words.errors import (
        access,
        case,
        commands,
        county,
        demo,
        exchange,
        files,
        identity,
        journal,
        keys,
        paper,
        register,
        rules,
        screens,
        session,
        station,
        upkeep,
    )

    rooms = (
        identity, rules, case, files, keys, journal, station, register, access,
        exchange, upkeep, county, session, screens, paper, demo, commands,
    )  # fmt: skip
    by_class: dict[str, dict[str, str]] = {}
    for room in rooms:
        for kind, table in room.SENTENCES.items():
            by_class.setdefault(kind, {}).update(table)
    return by_class


def msgid(kind: type[CodedError], code: str) -> str:
    """The sentence of an error of class `kind` with `code`, in English and not filled in: the one way to look it up."""
    tables = (sentences().get(base.__name__, {}) for base in kind.__mro__)
    return next((table[code] for table in tables if code in table), NO_SENTENCE)


def sentence(fault: BaseException) -> str:
    """The sentence for any error; never a traceback or a code, and nothing personal."""
    if isinstance(fault, CodedError):
        return sentence_of(type(fault), fault.code, fault.params)
    if isinstance(fault, OSError):
        why = file_reason(fault)
        return _("The file or folder cannot be used ({why}); check the path and the stick.").format(why=why)
    if type(fault).__module__.startswith("hukou_tui."):
        # What is wrong with a pack or with the words themselves: such an error is its own sentence.
        return str(fault)
    unexpected = _(
        "Something unexpected happened ({kind}). Nothing that was shown as saved is lost; start the program again."
    )
    return unexpected.format(kind=type(fault).__name__)


def sentence_of(kind: type[CodedError], code: str, params: Mapping[str, object]) -> str:
    """The same for an error that is not at hand any more, but was written down."""
    return _(msgid(kind, code)).format_map(_SentenceParameters(_in_words(params)))


def sentence_alone(kind: type[CodedError], code: str) -> str:
    """The same where only the code was written down; empty for a sentence that lives by what fills it."""
    text = msgid(kind, code)
    return "" if "{" in text or text == NO_SENTENCE else _(text)


def blocks(codes: tuple[str, ...]) -> str:
    """What is waited for, in words, separated as a list."""
    return _("; ").join(name_of(BLOCKS, code) for code in codes)


def trouble(code: str, count: int) -> str:
    """The sentence of the status line while nothing can be saved; `count` actions wait in memory."""
    return _(TROUBLE.get(code, TROUBLE["disk_fault"])).format(count=count)


def finding_text(what: str, seq: int) -> str:
    """What a verification found at record `seq`, in one sentence.

    `what` is as in db.journal.hash_chain.Fault: a code, and behind a colon what it is about. A part of the schema is
    named by its own name, a refusal by what the counter would have said.
    """
    kind, _colon, part = what.partition(":")
    if kind == "projection_differs" and not seq:
        return _("What lists and searches show differs from the journal.")
    if kind == "not_admitted":
        part = sentence_alone(NotAllowed, part)
    text = name_of(FINDINGS, kind).format(seq=seq)
    return f"{text} ({part})" if part else text


class _SentenceParameters(dict[str, str]):
    """What fills a sentence; a place for which nothing was handed over stays open, and nothing ends for it."""

    def __missing__(self, name: str) -> str:
        return "-"


def _in_words(params: Mapping[str, object]) -> dict[str, str]:
    """The parameters of an error as a sentence says them; lists with commas, and no codes."""
    said = {
        name: ", ".join(map(str, v)) if isinstance(v, tuple | list) else str(v) for name, v in params.items()
    }
    if isinstance(line := params.get("reject"), Mapping):
        said["why"] = reject_text(said["why"], line)
    if "status" in said:
        said["status"] = status_name(said["status"])
    if "blocks" in said:
        said["blocks"] = blocks(tuple(said["blocks"].split(", ")))
    if "found" in said:
        said["found"] = finding_text(said["found"], int(said.get("seq", 0)))
    if "role" in said:
        said["role"] = role_name(said["role"])
    return said
