"""What the guard at the door says of each kind of wrong value: by its key, on its line, with what would do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.packs.small_pack import SMALL, changed, found_in
from hukou_tui.words.catalogue import use_language


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


def told(text: str) -> list[str]:
    """What is said, without the file."""
    return [one.text.partition(": ")[2].rstrip(".") + "." for one in found_in(text)]


SOURCE = "title, number, level, confidence, issued, ocr_raw, reading, supersedes"
NEED = "any_of, by, cite, payer, when, issuer, where, how, note, supersedes"
NO_NAME = "is not a name (a letter, then letters, digits, _ and ., or - in the id of a pack)."
#: section, what stands there, what instead, all that is said
WRONG = [
    ("sources.law", 'number = "1"', "number = 1", "`sources.law.number` must be a text in quotes."),
    ("sources.law", 'number = "1"', 'number = ""', "`sources.law.number` is empty."),
    ("sources.law", 'number = "1"', 'number = "  "', "`sources.law.number` is empty."),
    ("sources.law", 'number = "1"', "number = true", "`sources.law.number` must be a text in quotes."),
    ("sources.law", 'number = "1"', 'number = "1"\nissued = "2016-01-01"',
     "`sources.law.issued` must be a date such as 2016-12-31, without quotes."),
    ("sources.law", 'number = "1"', 'number = "a\\u0007b"',
     "`sources.law.number` holds a control character; write plain text on one line."),
    ("sources.law", 'number = "1"', 'number = "a\\u202eb"',
     "`sources.law.number` holds a control character; write plain text on one line."),
    ("sources.law", 'number = "1"\n', "", "`sources.law`: `number` is missing."),
    ("sources.law", 'level = "V"', 'level = "W"',
     "`sources.law.level`: W is not one of the allowed words. Allowed: S, V, v, R, X, M, E."),
    ("sources.law", 'confidence = "certain"', 'confidence = "likely"',
     "`sources.law`: a source that is not certain needs a `reading` that says how it is read."),
    ("sources.law", 'title = { zh = "题", en = "title" }', 'title = { zh = "题" }',
     "`sources.law.title`: the English text is missing."),
    ("sources.law", 'title = { zh = "题", en = "title" }', 'title = { en = "title" }',
     "`sources.law.title`: the Chinese text is missing."),
    ("sources.law", 'title = { zh = "题", en = "title" }', 'title = "title"',
     '`sources.law.title` must be said in both languages: { zh = "…", en = "…" }.'),
    ("sources.law", 'number = "1"', 'number = "1"\nid = "law"',
     f"`sources.law.id` is not known here. Allowed: {SOURCE}."),
    ("cites.clause", 'at = "1"', 'at = "1"\nphrase = { zh = "文", en = "words" }',
     "`cites.clause`: a citation has either `phrase` or `gist`."),
    ("cites.clause", 'gist = { zh = "旨", en = "gist" }\n', "",
     "`cites.clause`: a citation has either `phrase` or `gist`."),
    ("settings.years", "value = 3", "value = 2",
     "`settings.years`: the value is not among the `options` of the setting."),
    ("settings.years", "{ value = 1,", "{ value = 3,", "`settings.years`: two options are the same."),
    ("settings.years", ', { value = 1, zh = "一", en = "one" }', "",
     "`settings.years.options` needs at least 2 entries."),
    ("settings.years", 'against = ["clause"]', 'against = "clause"',
     "`settings.years.against` must be a list in square brackets."),
    ("documents.form", 'payer = "no_charge_here"\npayer_cite = "clause"', 'payer = "free_by_rule"',
     "`documents.form`: `free_by_rule` needs a `payer_cite`; free stands only where a rule says so."),
    ("facts.cause", 'kind = "choice"', 'kind = "date"',
     "`facts.cause`: a choice has `options`, a date has none."),
    ("facts.cause", 'id = "born", zh', 'id = "lost", zh', "`facts.cause`: two options are the same."),
    ("facts.cause", 'kind = "choice"', 'kind = "choice"\nnot_before = ["born"]',
     "`facts.cause`: only a date has `name` and `not_before`."),
    ("facts.place", 'unknown_why = { zh = "因", en = "why" }\n', "",
     "`facts.place`: `unknown_reads` and `unknown_why` go together."),
    ("facts.place", "unknown_allowed = true", "unknown_allowed = false",
     "`facts.place`: `unknown_reads` needs `unknown_allowed = true`."),
    ("facts.place", "unknown_allowed = true", 'unknown_allowed = "yes"',
     "`facts.place.unknown_allowed` must be true or false."),
    ("facts.born", "unknown_allowed = true\n", "",
     "`facts.born`: a fact from a field needs `unknown_allowed = true`, a field may be empty."),
    ("facts.cause", 'kind = "choice"', 'kind = "choice"\nasked = false',
     "`facts.cause`: a circumstance that is not asked needs `unknown_reads`, and comes from no field."),
    ("derived.era", 'from = "taken"\n', "",
     "`derived.era`: give `from` with `spans`, or `from` with `years`, or `rows`, and only one."),
    ("derived.late", 'within = "within"\n', "",
     "`derived.late`: `years` needs `within`, `over` and `open_value`."),
    ('groups."S2.1"', 'when = { cause = "born" }\n', "",
     "`groups.S2.1`: a group has a `when`, or `asked = false` and none."),
    ("routes.lost", 'then_facts = { cause = "born" }\n', "",
     "`routes.lost`: `obtain_first` and `then_facts` go together, so that the step leads on."),
    ("routes.lost", 'when = { cause = "lost" }', "when = {}", "`routes.lost.when` may not be empty."),
    ("routes.born", "any_of = [\"report\"]", "any_of = []", "`routes.born.needs.0.any_of` may not be empty."),
    ("routes.born", 'by = "applicant"', 'by = "anyone"',
     "`routes.born.needs.0.by`: anyone is not one of the allowed words. Allowed: applicant, station, authority."),
    ("fees.half", "last = 2016-12-31", "last = 2015-12-31", "`fees.half`: `last` lies before `first`."),
    ("fees.half", "percent = 50", "percent = 0", "`fees.half.percent`: 0 is too small."),
    ("fees.half", "percent = 50", "percent = 100", "`fees.half.percent`: 100 is too large."),
    ("fees.half", "percent = 50", 'percent = "50"', "`fees.half.percent` must be a whole number."),
    ("fees.half", "percent = 50", "percent = 49.5", "`fees.half.percent` must be a whole number."),
    ("classes.both", 'class = "1"', 'class = "0"',
     "`classes.both.rows.0.class`: 0 is not one of the allowed words. Allowed: 1, 2, 3, 4, 5, 6, 7, 8."),
    ("every.form", 'cite = "clause"\n', "", "`every.form`: `cite` is missing."),
    ("golden.born", "on = 2016-06-14\n", "", "`golden.born`: `on` is missing."),
    ("golden.born", "settings = { years = 1 }", "settings = 1", "`golden.born.settings` must be a table."),
    ("golden.born", 'variants = [{ facts = { born = "2010" } }]', "variants = [1]",
     "`golden.born.variants.0` must be a table."),
    ("pack", 'id = "small"', 'id = "Small Pack"', f"`pack.id`: Small Pack {NO_NAME}"),
    ("facts.cause", 'id = "lost"', 'id = "1st"',
     f"`facts.cause.options.0.id`: 1st {NO_NAME}"),
    ("facts.cause", 'id = "lost"', f'id = "{"1" * 45}"', f"`facts.cause.options.0.id`: {'1' * 40}… {NO_NAME}"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "old", "new", "said"), WRONG)
def test_each_wrong_value_is_told_by_its_key(section: str, old: str, new: str, said: str) -> None:
    found = told(changed(section, old, new))
    assert found == [said]


@pytest.mark.parametrize(
    ("section", "old", "new", "key"),
    [
        ("sources.law", 'confidence = "certain"', 'confidence = "likely"', "confidence"),
        ("settings.years", "value = 3", "value = 2", "value"),
        ("settings.years", "{ value = 1,", "{ value = 3,", "options"),
        ("documents.form", 'payer = "no_charge_here"\npayer_cite = "clause"', 'payer = "free_by_rule"', "payer"),
        ("facts.cause", 'kind = "choice"', 'kind = "date"', "kind"),
        ("facts.place", 'unknown_why = { zh = "因", en = "why" }\n', "", "unknown_reads"),
        ("facts.place", "unknown_allowed = true", "unknown_allowed = false", "unknown_reads"),
        ("facts.born", "unknown_allowed = true\n", "", "source_field"),
        ("facts.cause", 'kind = "choice"', 'kind = "choice"\nasked = false', "asked"),
        ("routes.lost", 'then_facts = { cause = "born" }\n', "", "outcome"),
        ("fees.half", "last = 2016-12-31", "last = 2015-12-31", "last"),
        ("derived.late", 'within = "within"\n', "", "[derived.late]"),
        ("every.form", 'cite = "clause"\n', "", "[every.form]"),
    ],
)  # fmt: skip
def test_what_cannot_stand_together_is_shown_on_the_line_to_be_mended(
    section: str, old: str, new: str, key: str
) -> None:
    text = changed(section, old, new)
    (found,) = found_in(text)
    assert text.splitlines()[(found.line or 0) - 1].startswith(key)


def test_a_wrong_word_is_told_with_what_stands_there_otherwise_and_what_is_missing_then() -> None:
    assert told(changed("routes.born", 'by = "applicant"', 'bye = "applicant"')) == [
        "`routes.born.needs.0`: `by` is missing.",
        f"`routes.born.needs.0.bye` is not known here. Allowed: {NEED}.",
    ]


def test_a_section_that_there_is_not_is_told_with_those_that_there_are() -> None:
    (found,) = found_in(SMALL.replace("[grounds.untrue]", "[ground.untrue]"))
    assert "`ground` is not known here" in found.text
    assert {"grounds", "golden", "routes", "sources"} <= set(found.allowed)


@pytest.mark.parametrize("end", ["percent = 1", "percent = 99"])
def test_the_ends_of_what_is_allowed_are_taken(end: str) -> None:
    assert told(changed("fees.half", "percent = 50", end)) == []
    assert told(changed("fees.half", "last = 2016-12-31", "last = 2016-01-01")) == []
