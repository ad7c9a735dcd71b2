"""The sentences of what is raised in `flows/case`: what a case, a person or a role does not admit."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "CodedError": {
        "operator_missing": N_("Nobody sits at the counter; say who with F6."),
        "unknown_event": N_("This version of the program does not know that step."),
        "county_ground_missing": N_("Not granting needs a ground from the rules and its reasons in words."),
        "county_words_missing": N_(
            "A return needs a note that says what to do, and a field that exists (or none)."
        ),
        "county_number_and_date": N_("Registered means number and date together, and only with a grant."),
        "county_number_invalid": N_("The identity number is not valid; check its digits and the date in it."),
        "county_day": N_("The day is written as 2016-06-20."),
        "county_day_impossible": N_(
            "Nobody was registered on that day: it has not come yet, or lies before the birth or before 1949."
        ),
        "county_officer": N_("Say who decides: hukou-tui --operator BADGE county decide ..."),
        "county_text": N_(
            "Ground and note are words, of 100 and 400 characters at most; take out what cannot be seen."
        ),
    },
    "NotAllowed": {
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
            "This case was notified already, and nothing has changed since: told once is told (notice, part 4 "
            "(5))."
        ),
        "supplement_needs_reason": N_(
            "A supplementary notification needs the reason: which fact has changed."
        ),
        "no_such_move": N_('That cannot be done while the case is "{status}".'),
        "second_person_needed": N_(
            "Whoever submitted a case cannot decide it. Another operator sits down with F6."
        ),
        "proposer_decides_not": N_(
            "Whoever proposed it does not decide it. Another operator sits down with F6."
        ),
        "not_proposed": N_(
            "Nobody has proposed that this person is registered already; propose it first (6)."
        ),
        "lead_missing": N_(
            "Say where it leads on: correction, restoration, or nothing more than to be told."
        ),
        "signed_sheet_missing": N_(
            "A withdrawal needs the applicant's signed sheet: press 9, print it, have it signed, then press 9 "
            "again."
        ),
        "case_not_blank": N_("This case is not empty: it is withdrawn by the applicant, or goes on."),
        "birth_determined_at_review": N_(
            "The date of birth is determined in the review, by whoever decides."
        ),
        "birth_basis_missing": N_("Say on what the date of birth rests; a digit chooses."),
        "county_not_asked": N_("The county was not asked to decide this case; its answer does not fit."),
        "practice_is_fixed": N_(
            "Whether a station is for practice is said when it is made, and never changed."
        ),
        "county_decides": N_("The county decides this case; its answer comes with the acknowledgement."),
        "ground_missing": N_("Not granting needs a ground from the rules and its reasons in words."),
        "words_missing": N_("Say in words why; the next person must know what to do."),
        "number_and_date_missing": N_(
            "Registered means: the identity number and the date are there. Enter both."
        ),
        "no_such_day": N_("That is no day of the calendar; write it as 2016-03-05."),
        "day_to_come": N_("{day} has not come yet; enter the day on which it was done."),
        "day_before_opening": N_("{day} lies before the day on which this case was opened ({other})."),
        "day_before_birth": N_("{day} lies before the date of birth ({other}); check both."),
        "no_confirmed_match": N_(
            "No candidate was confirmed as the same person; decide that in step 4 first."
        ),
        "approval_blocked": N_("Approval still waits: {blocks}"),
        "case_not_open": N_("No case is open; F2 opens a new one."),
        "unknown_paper_state": N_("A paper is there, is not there, or was not brought; choose one by digit."),
        "unknown_verdict": N_("Same person, another person, twin, or to be verified: choose one by digit."),
        "unknown_query_result": N_("The result of the system query is missing: choose one by digit."),
        "unknown_fee_state": N_("A condition is met, not met or unknown; choose one by digit."),
        "not_your_part": N_("Not for this role ({role}). Whoever may do it sits down with F6."),
        "operator_unknown": N_("Badge {badge} is not known at this station; the administrator adds it."),
        "trainer_in_practice_only": N_("A trainer is for the practice station only."),
        "case_expired": N_(
            "What this case held was deleted when its period was over; nothing more can be done with it."
        ),
        "case_not_closed": N_("The case is still open; it is kept."),
        "case_not_acknowledged": N_("The county has not acknowledged this case yet; it is kept."),
        "not_a_number": N_("That is a number of days or minutes, or empty; nothing was changed."),
        "rules_are_settled": N_("This case is decided: it stays under the rules that it was decided under."),
        "rules_unnamed": N_("The rules are not named as they should be; nothing was changed."),
        "rules_in_force": N_("These rules are in force already; nothing was changed."),
        "rules_proposed_already": N_("These rules are proposed already; nothing was changed."),
        "rules_not_proposed": N_("No such rules are proposed; nothing was changed (policy install --list)."),
        "rules_second_person": N_("Whoever proposed rules does not adopt them: another person does."),
        "case_open_already": N_("A case with this number is open already; open the next one."),
        "station_code_shape": N_(
            "The station's code has 2 to 20 letters, digits or hyphens, as in 530699001."
        ),
        "station_name_missing": N_("The station needs a name; it stands on every slip."),
        "badge_shape": N_(
            'A badge number has 1 to 20 letters or digits and does not begin with "county", "recovery" or '
            '"init".'
        ),
        "unknown_role": N_("There is no role {role}; known are: {known}."),
        "not_of_a_case": N_("This version of the program does not know that step."),
        "unknown_look": N_("This version of the program does not know that step."),
    },
}
