"""The sentences of what is raised in `flows/identity`: dates of birth that cannot be read."""

from __future__ import annotations

from hukou_tui.words.catalogue import N_

#: Class of an error -> code -> sentence; `{name}` is filled from the error's parameters.
SENTENCES: dict[str, dict[str, str]] = {
    "FlowError": {
        "too_long_ago": N_("That is too long ago for a living person; check the year."),
    },
    "BirthDateError": {
        "not_understood": N_(
            "Not understood as a date of birth. Examples: 20160305, 农历1988年腊月初八, 属龙, 虚岁29."
        ),
        "no_such_date": N_("There is no such day; check month and day."),
        "no_such_lunar_date": N_("The lunar month has no such day; check it."),
        "no_such_leap_month": N_("That lunar year has no such leap month; check it."),
        "lunar_out_of_range": N_("Lunar dates can be read for {first} to {last}; enter the solar date."),
        "in_future": N_("That day has not come yet; check the year."),
        "year_missing": N_("The year is missing; enter it, or the zodiac sign, or the age."),
        "empty": N_("Nothing was entered."),
    },
}
