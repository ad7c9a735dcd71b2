"""Sentences that are made of data, as small tables: a situation written down here, and what is said of it.

What a screen shows of dates, other rules, the county's answer or a candidate is made by one function each, which is
called here as the screen calls it. A reviewer reads the situation and both languages side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from harness.words.made import counter, exchange, intake, rules
from hukou_tui.words.catalogue import LANGUAGES, language, use_language

#: A situation in plain words, and what is said of it in the language that is spoken.
Told = Callable[[], Iterable[tuple[str, str]]]

TABLES: dict[str, Told] = {
    "dates": intake.dates_that_contradict,
    "remarks": intake.remarks_behind_a_field,
    "fee": intake.fee,
    "candidates": intake.candidates,
    "final_question": intake.final_question,
    "other_rules": rules.changed_for_a_case,
    "shown_rules": rules.shown_under,
    "rule_differences": rules.told_elsewhere,
    "routes": rules.why_not_this_route,
    "exchange": exchange.results,
    "county": exchange.not_taken_in,
    "list_of_cases": counter.rows_of_the_list,
    "faults": counter.faults,
}


def text_of(table: str) -> str:
    """Each situation of a table with what is said of it in Chinese and in English."""
    said = []
    for lang in LANGUAGES:
        with spoken(lang):
            said.append(list(TABLES[table]()))
    lines = []
    for told in zip(*said, strict=True):
        lines += [told[0][0], *("  " + line for _what, text in told for line in text.splitlines()), ""]
    return "\n".join(lines)


@contextmanager
def spoken(lang: str) -> Iterator[None]:
    """Until the end of this, `lang` is the language of the counter."""
    before = language()
    use_language(lang)
    try:
        yield
    finally:
        use_language(before)
