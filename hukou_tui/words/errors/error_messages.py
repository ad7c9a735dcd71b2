"""One sentence for each thing that can go wrong: what is wrong, where, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.errors import CodedError
from hukou_tui.words import reasons
from hukou_tui.words.catalogue import N_, _, named
from hukou_tui.words.errors import file_sentences
from hukou_tui.words.roles import role_name
from hukou_tui.words.statuses import status_name

#: Code of an error -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, str] = {
    # flows.case.admission
    "case_not_at_counter": N_(
        "This case is past the counter (F4: review). Only the reviewer can send it back."
    ),
    "unknown_field": N_("This version of the program does not know that field."),
    "value_too_long": N_("That is too long for this field; shorten it."),
    "reason_missing": N_("Every candidate needs a reason (notice, part 5 (4)): choose one by digit."),
    "no_lookup": N_("The lookup has not finished yet; wait for it, then decide."),
    "unknown_candidate": N_("That candidate is no longer among the results; decide on the present list."),
    "query_incomplete": N_(
        "The record of the system query needs the officer, the time, the scope and the result."
    ),
    "notified_once": N_(
        "This case was notified already, and nothing has changed since: told once is told (notice, part 4 (5))."
    ),
    "supplement_needs_reason": N_("A supplementary notification needs the reason: which fact has changed."),
    "no_such_move": N_('That cannot be done while the case is "{status}".'),
    "second_person_needed": N_(
        "Whoever submitted a case cannot decide it. Another operator sits down with F6."
    ),
    "proposer_decides_not": N_("Whoever proposed it does not decide it. Another operator sits down with F6."),
    "not_proposed": N_("Nobody has proposed that this person is registered already; propose it first (6)."),
    "lead_missing": N_("Say where it leads on: correction, restoration, or nothing more than to be told."),
    "signed_sheet_missing": N_(
        "A withdrawal needs the applicant's signed sheet: press 9, print it, have it signed, then press 9 again."
    ),
    "case_not_blank": N_("This case is not empty: it is withdrawn by the applicant, or goes on."),
    "birth_determined_at_review": N_("The date of birth is determined in the review, by whoever decides."),
    "birth_basis_missing": N_("Say on what the date of birth rests; a digit chooses."),
    "county_not_asked": N_("The county was not asked to decide this case; its answer does not fit."),
    "practice_is_fixed": N_("Whether a station is for practice is said when it is made, and never changed."),
    "passphrase_first": N_("First change the passphrase that was made up for you."),
    "county_decides": N_("The county decides this case; its answer comes with the acknowledgement."),
    "ground_missing": N_("Not granting needs a ground from the rules and its reasons in words."),
    "words_missing": N_("Say in words why; the next person must know what to do."),
    "number_and_date_missing": N_(
        "Registered means: the identity number and the date are there. Enter both."
    ),
    # flows.case.act_dates
    "no_such_day": N_("That is no day of the calendar; write it as 2016-03-05."),
    "day_to_come": N_("{day} has not come yet; enter the day on which it was done."),
    "day_before_opening": N_("{day} lies before the day on which this case was opened ({other})."),
    "day_before_birth": N_("{day} lies before the date of birth ({other}); check both."),
    "no_confirmed_match": N_("No candidate was confirmed as the same person; decide that in step 4 first."),
    "approval_blocked": N_("Approval still waits: {blocks}"),
    "operator_missing": N_("Nobody sits at the counter; say who with F6."),
    "case_not_open": N_("No case is open; F2 opens a new one."),
    "not_ready": N_("The station is still being opened; one moment."),
    "unknown_paper_state": N_("A paper is there, is not there, or was not brought; choose one by digit."),
    "unknown_verdict": N_("Same person, another person, twin, or to be verified: choose one by digit."),
    "unknown_query_result": N_("The result of the system query is missing: choose one by digit."),
    "unknown_fee_state": N_("A condition is met, not met or unknown; choose one by digit."),
    # the answers to the rules' questions
    "undecided": N_("A question of step 2 is still open; answer it first."),
    "no_single_route": N_("The rules lead these answers nowhere, or two ways. Call the administrator (policy check)."),
    "circle": N_("The rules lead these answers round in a circle. Call the administrator (policy check)."),
    "unknown_fact": N_("There is no fact {fact}. Allowed: {allowed}."),
    "unknown_option": N_("{value} is no answer to {fact}. Allowed: {allowed}."),
    "bad_date": N_("The date {value} for {fact} cannot be read: write 1996-01-01, 1996-01, 1996 or L1988-12-08."),
    # flows.case.roles
    "not_your_part": N_("Not for this role ({role}). Whoever may do it sits down with F6."),
    "operator_unknown": N_("Badge {badge} is not known at this station; the administrator adds it."),
    "trainer_in_practice_only": N_("A trainer is for the practice station only."),
    "signature_needed": N_("A decision is signed: whoever decides sits down with passphrase (F6) first."),
    "case_expired": N_(
        "What this case held was deleted when its period was over; nothing more can be done with it."
    ),
    "case_not_closed": N_("The case is still open; it is kept."),
    "case_not_acknowledged": N_("The county has not acknowledged this case yet; it is kept."),
    "not_a_number": N_("That is a number of days or minutes, or empty; nothing was changed."),
    # the rules of the station
    "rules_are_settled": N_("This case is decided: it stays under the rules that it was decided under."),
    "rules_unnamed": N_("The rules are not named as they should be; nothing was changed."),
    "rules_in_force": N_("These rules are in force already; nothing was changed."),
    "rules_proposed_already": N_("These rules are proposed already; nothing was changed."),
    "rules_not_proposed": N_("No such rules are proposed; nothing was changed (policy install --list)."),
    "rules_second_person": N_("Whoever proposed rules does not adopt them: another person does."),
    "rules_none_proposed": N_("No rules are proposed here; nothing was changed (policy install --list)."),
    "rules_other_hash": N_(
        "That is not the hash of the rules that are proposed, or fewer than {digits} digits of it; nothing was changed."
    ),
    "rules_text_missing": N_(
        "The text of these rules is not in the station file as its hash says; nothing was changed. Propose them again."
    ),
    "rules_not_confirmed": N_("Nothing was changed."),
    "install_what": N_("Name one thing: a pack to be proposed, --adopt HASH, --withdraw, or --list."),
    "rules_hash": N_("The text of pack {pack} is not what its hash says; nothing was changed."),
    "rules_too_large": N_(
        "Pack {pack} is far larger than any rules ({limit} bytes at most); nothing was changed."
    ),
    # the birth date field
    "not_understood": N_(
        "Not understood as a date of birth. Examples: 20160305, 农历1988年腊月初八, 属龙, 虚岁29."
    ),
    "no_such_date": N_("There is no such day; check month and day."),
    "no_such_lunar_date": N_("The lunar month has no such day; check it."),
    "no_such_leap_month": N_("That lunar year has no such leap month; check it."),
    "lunar_out_of_range": N_("Lunar dates can be read for {first} to {last}; enter the solar date."),
    "in_future": N_("That day has not come yet; check the year."),
    "too_long_ago": N_("That is too long ago for a living person; check the year."),
    "year_missing": N_("The year is missing; enter it, or the zodiac sign, or the age."),
    "empty": N_("Nothing was entered."),
    "unknown_place": N_(
        "No place fits these initials; type the county first (zx wf), or the place in words."
    ),
    "unknown_ethnic_group": N_(
        "None of the 56 groups is called that (彝, 07, Yi). Another: leave it empty, it is determined later "
        "(notice, part 4 (7))."
    ),
    "no_such_character": N_("{typed} is no character that can be seen; look the code point up again."),
    "name_unseen": N_("There is nothing to be seen in this name; type it again, or leave it empty."),
    # the station's files
    "folder_missing": N_("The folder of the station is not there; check the path, or the stick."),
    "not_a_station": N_('There is no station in this folder; "hukou-tui station init" makes one.'),
    "newer_station": N_("This station was written by a newer version of the program; install that one."),
    "damaged": N_("The station file is damaged; do not go on with it, restore the last backup."),
    "folder_read_only": N_(
        "The folder of the station cannot be written; ask the administrator for the right to write there."
    ),
    "journal_differs": N_(
        'The journal does not fit together at its end. Do not go on; "hukou-tui station verify" names the record.'
    ),
    "station_locked": N_("The station is encrypted: say who works (--operator BADGE), with passphrase."),
    "not_encrypted": N_(
        "This station is not encrypted, as older versions left it; "
        '"hukou-tui --operator BADGE station encrypt" does it.'
    ),
    "older_station": N_(
        "The station is of an older form; open the counter once, which brings it up to date."
    ),
    "migration_failed": N_(
        "The station could not be brought up to date and is as it was; call for help ({part})."
    ),
    "on_network": N_(
        "The station's folder lies on a network share, where files get damaged; put it on this machine's disk."
    ),
    "on_removable": N_(
        "The station's folder lies on a stick or card, which gets pulled out; put it on this machine's disk."
    ),
    "key_missing": N_("A real station is encrypted; it is made with operators and passphrases."),
    # who sits down
    "passphrase_wrong": N_("Wrong passphrase, or wrong badge. Tries before one has to wait: {left}."),
    "locked_out": N_("Too many wrong tries: wait {seconds} seconds. Others can sit down meanwhile."),
    "slot_unknown": N_("Badge {badge} has no key to this station; the administrator can give one."),
    "slot_taken": N_("Badge {badge} is there already; nothing was changed."),
    "slot_own": N_("Nobody removes or demotes himself; another administrator can do it."),
    "passphrase_short": N_("Too short: at least {length} characters, or {digits} digits."),
    "passphrase_simple": N_("That is guessed too easily; take one with more different characters."),
    "passphrase_same": N_("That is the passphrase of before; choose another one."),
    "recovery_key_shape": N_("That is no recovery key: nine groups of four signs; one of them is misread."),
    "slots_missing": N_(
        "The file of the keys (keyslots.json) is missing; bring it back from the last backup."
    ),
    "slots_damaged": N_(
        "The file of the keys is damaged or was altered; bring it back from the last backup."
    ),
    "slots_newer": N_("The file of the keys is of a newer version of the program; install that one."),
    "slots_older": N_(
        "The file of the keys is older than the station: an old copy? Bring back the present one."
    ),
    "slots_changed": N_(
        "The file of the keys is not the one that the station knows; call the administrator."
    ),
    "slots_of_another": N_("The file of the keys belongs to another station; bring back this one's."),
    "station_exists": N_("There is a station in this folder already; nothing was changed."),
    "disk_full": N_("The disk is full; make room and try again."),
    "disk_fault": N_("The disk gives errors; try again, or call the administrator."),
    "disk_busy": N_("The station file is busy; try again in a moment."),
    "readonly": N_("The station file cannot be written; ask the administrator."),
    "station_in_use": N_("This station is open in another window; go on there, or close it first."),
}

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


#: Where the sentences of an error stand, by its class or the nearest of its bases: codes mean one thing in a room.
_TABLES: dict[str, Callable[[], Mapping[str, str]]] = {
    "RegisterFileError": lambda: reasons.FAULTS,
    "RegisterUnusable": lambda: reasons.FAULTS,
    "RegisterTrouble": lambda: reasons.FAULTS,
    "ImportRefused": lambda: reasons.FAULTS,
    "CodedError": lambda: SENTENCES | file_sentences.FILES,
}
#: For a code that has no sentence all the same (an error that another version has written down).
NO_SENTENCE = N_(
    "That cannot be done, and this version of the program cannot say why; call the administrator."
)


def blocks(codes: tuple[str, ...]) -> str:
    """What is waited for, in words, separated as a list."""
    return _("; ").join(named(BLOCKS, code) for code in codes)


def trouble(code: str, count: int) -> str:
    """The sentence of the status line while nothing can be saved; `count` actions wait in memory."""
    return _(TROUBLE.get(code, TROUBLE["disk_fault"])).format(count=count)


def sentence(fault: BaseException) -> str:
    """The sentence for any error; never a traceback or a code, and nothing personal."""
    if isinstance(fault, CodedError):
        return sentence_of(type(fault), fault.code, fault.params)
    if type(fault).__module__.startswith("hukou_tui."):
        # What is wrong with a pack or with the words themselves: such an error is its own sentence.
        return str(fault)
    told = _(
        "Something unexpected happened ({kind}). Nothing that was shown as saved is lost; start the program again."
    )
    return told.format(kind=type(fault).__name__)


def sentence_of(kind: type[CodedError], code: str, params: Mapping[str, object]) -> str:
    """The same for an error that is not at hand any more, but was written down."""
    return _(msgid(kind, code)).format_map(_Said(_in_words(params)))


def tables(kind: type[CodedError]) -> list[Mapping[str, str]]:
    """Where the sentences of an error of class `kind` are looked for, in this order."""
    return [_TABLES[base.__name__]() for base in kind.__mro__ if base.__name__ in _TABLES]


def msgid(kind: type[CodedError], code: str) -> str:
    """The sentence of an error of class `kind` with `code`, in English and not filled in: the one way to look it up."""
    return next((table[code] for table in tables(kind) if code in table), NO_SENTENCE)


class _Said(dict[str, str]):
    """What fills a sentence; a place for which nothing was handed over stays open, and nothing ends for it."""

    def __missing__(self, name: str) -> str:
        return "-"


def _in_words(params: Mapping[str, object]) -> dict[str, str]:
    """The parameters of an error as a sentence says them; lists with commas, and no codes."""
    said = {name: ", ".join(map(str, v)) if isinstance(v, tuple | list) else str(v) for name, v in params.items()}
    if isinstance(line := params.get("reject"), Mapping):
        said["why"] = reasons.reject_text(said["why"], line)
    if "status" in said:
        said["status"] = status_name(said["status"])
    if "blocks" in said:
        said["blocks"] = blocks(tuple(said["blocks"].split(", ")))
    if "found" in said:
        said["found"] = file_sentences.finding(said["found"], int(said.get("seq", 0)))
    if "role" in said:
        said["role"] = role_name(said["role"])
    return said
