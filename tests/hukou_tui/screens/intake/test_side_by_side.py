"""Two persons beside and below each other: what differs is seen without colour, and every point is accounted for."""

from __future__ import annotations

from itertools import product

import pytest
from rich.cells import cell_len

from db.register.lookup import Candidate
from flows.case.case import Case
from flows.case.facts import query
from flows.identity.birth_date import BirthDate
from flows.linkage.comparison import Comparison, Reason, compare_person
from flows.linkage.person import Person
from hukou_tui.screens.intake.candidate_row import candidate_row, person_row
from hukou_tui.screens.intake.compared_fields import field_lines, may_be_one_day
from hukou_tui.screens.intake.side_by_side import below, opposite, table
from hukou_tui.words import catalogue
from hukou_tui.words.reasons import BANDS_IN_A_ROW, RELATIONS_IN_A_ROW
from widgets.marked import MarkedText

WHO = {
    "person.name": "马天翔", "person.sex": "1", "person.birth": "L2014-04-22", "father.name": "马文俊",
    "mother.name": "马秀兰", "mother.number": "530699198505050022", "destination.householder": "马文俊",
    "destination.relation": "子", "destination.division": "530699", "destination.address": "演练县青山乡大坪村一社",
}  # fmt: skip
BROTHER = Person(
    "P1", name="马天宇", sex="1", birth=BirthDate("solar", 2014, 5, 20), id_number="530699201405209179",
    division="530699", address="青山乡大坪村一社", household_id="SH04", relation="子", father_name="马文俊",
    mother_name="马秀兰",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_language", "en")


def case_of(fields: dict[str, str] | None = None) -> Case:
    return Case("530699001-20160614-001", fields=WHO | (fields or {}))


def rows_of(case: Case, person: Person, width: int = 76) -> list[str]:
    comparison = compare_person(query(case), person)
    return [row.text for row in table(field_lines(case, person, comparison), comparison.score, width)]


def row_of(case: Case, person: Person, label: str) -> str:
    return next(row for row in rows_of(case, person) if row.startswith(label))


def standing_out(marked: MarkedText) -> list[str]:
    return [marked.text[start:end] for start, end, _look in marked.marks]


# Below each other ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there", "sign", "marked"),
    [
        ("马天翔", "马天宇", "*", ["宇"]),
        ("马天翔", "马天翔", " ", []),
        ("张国强", "張國強", "~", ["張國強"]),
        ("罗朝贵", "罗贵", "*", [""]),
        ("2014-05-20", "2014-06-21", "*", ["6", "1"]),
        ("", "马天宇", " ", []),
        ("马天翔", "", " ", []),
    ],
)
def test_a_sign_stands_before_what_differs_and_no_character_is_moved(here, there, sign, marked):
    said, text = below(here, there)
    assert (said, text.text, standing_out(text)) == (sign, there or "-", marked)


def test_the_columns_of_a_candidate_are_those_of_the_person():
    asked = query(case_of())
    candidate = Candidate(BROTHER, compare_person(asked, BROTHER))
    above, row = person_row(asked, 80), candidate_row(asked, candidate, "1", "[ ] possible twin", 80).text
    assert [cell_len(above[: above.index(word)]) for word in ("马天翔", "2014", "马文俊", "马秀兰")] == [
        cell_len(row[: row.index(word)]) + 1 for word in ("马天宇", "2014", "马文俊", "马秀兰")
    ]
    assert row.startswith(" 1*马天宇")
    # The day is one and the same, lunar here and solar there.
    assert " 2014-05-20" in row and "*2014" not in row
    assert cell_len(row) <= 79


def test_a_wide_terminal_shows_the_place_as_well():
    asked = query(case_of())
    candidate = Candidate(BROTHER, compare_person(asked, BROTHER))
    assert "青山乡大坪村一社" in candidate_row(asked, candidate, "1", "", 120).text
    assert "青山乡" not in candidate_row(asked, candidate, "1", "", 80).text


def test_very_long_and_hostile_names_break_no_column():
    asked = query(case_of())
    hostile = Person(
        "P2", name="马\x1b[31m天\u202e" + "宇" * 200, father_name="\n\t马[@click=app.quit]", sex="1"
    )
    row = candidate_row(asked, Candidate(hostile, compare_person(asked, hostile)), "1", "[ ]", 80).text
    assert row.isprintable() and "\u202e" not in row
    plain = candidate_row(asked, Candidate(BROTHER, compare_person(asked, BROTHER)), "1", "[ ]", 80).text
    assert cell_len(row[: row.index("[ ]")]) == cell_len(plain[: plain.index("[ ]")])


# Beside each other -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there", "left", "right"),
    [
        ("马天翔", "马天宇", "马天[翔]", "马天[宇]"),
        ("罗朝贵", "罗贵", "罗[朝]贵", "罗[  ]贵"),
        ("罗国贵", "罗國桂", "罗(国)[贵]", "罗(國)[桂]"),
        ("2014-05-20", "2014-06-21", "2014-0[5]-2[0]", "2014-0[6]-2[1]"),
        ("", "530699", "-", "530699"),
    ],
)
def test_brackets_stand_opposite_each_other(here, there, left, right):
    one, other = opposite(here, there)
    assert (one.text, other.text) == (left, right)


def test_every_field_is_there_with_its_points_and_they_add_up():
    case = case_of()
    comparison = compare_person(query(case), BROTHER)
    lines = field_lines(case, BROTHER, comparison)
    assert sum(points or 0 for line in lines for points, _words in line.told) == comparison.score
    assert f"{comparison.score} sum of the points" in rows_of(case, BROTHER)[-1]
    assert "+10 the last character" in row_of(case, BROTHER, "name")
    assert "not given here" in row_of(case, BROTHER, "number")
    assert "not on record" in row_of(case, BROTHER, "her number")
    assert "only shown" in row_of(case, BROTHER, "household")
    assert "Not compared, neither here nor on record: other names, his number" in rows_of(case, BROTHER)


def test_a_reason_of_a_field_that_the_screen_does_not_know_keeps_its_points():
    odd = Comparison(5, "weak", "other", (Reason("colour", 5, "colour_equal"),), ())
    lines = field_lines(case_of(), BROTHER, odd)
    assert [(5, catalogue.NO_WORDS)] in [list(line.told) for line in lines if line.label == catalogue.NO_WORDS]


def test_a_word_differs_as_a_whole():
    sister = Person("P6", name="马天翔", sex="2")
    assert "[male  ]" in row_of(case_of(), sister, "sex")
    assert "[female]" in row_of(case_of(), sister, "sex")
    assert "[" not in row_of(case_of(), BROTHER, "sex")


def test_a_year_alone_is_held_against_a_year():
    other = Person("P7", name="马天翔", birth=BirthDate("solar", 1960, 10, 6))
    asked = case_of({"person.birth": "1961"})
    assert "196[1]" in row_of(asked, other, "born") and "196[0]-10-06" in row_of(asked, other, "born")


def test_a_parents_number_and_name_have_a_line_each():
    mother = Person("P3", name="马天宇", mother_name="马秀莲", mother_id="530699198505050022")
    case = case_of()
    assert "+27 the same number" in row_of(case, mother, "her number")
    assert "the number settles it" in row_of(case, mother, "mother")


def test_a_former_name_that_fits_better_says_so_at_both_lines():
    renamed = Person("P4", name="周小妹", former_names=("马天翔",), sex="1")
    rows = rows_of(case_of(), renamed)
    assert any(row.startswith("name") and "the other names are closer" in row for row in rows)
    assert any(row.startswith("other names") and "+50 the same name" in row for row in rows)


def test_one_day_in_two_calendars_is_no_difference_and_both_are_shown():
    rows = rows_of(case_of(), BROTHER)
    at = next(n for n, row in enumerate(rows) if row.startswith("born"))
    assert "[" not in rows[at]
    assert "农历2014年四月廿二" in "".join(rows[at : at + 3])


def test_a_lunar_day_of_a_month_that_may_be_the_leap_one_differs_from_neither_of_its_days():
    """In 2014 the ninth month came twice: its tenth day was 3 October and, in the leap month, 2 November."""
    lunar = "L2014-09-10"
    for month, day, differs in ((10, 3, False), (11, 2, False), (11, 3, True)):
        there = BirthDate("solar", 2014, month, day)
        row = row_of(case_of({"person.birth": lunar}), Person("P8", name="马天翔", birth=there), "born")
        assert ("[" in row) == differs, row
        here = BirthDate.from_text(lunar)
        assert may_be_one_day(here, there) == may_be_one_day(there, here) == (not differs)


def test_dates_agree_as_far_as_they_are_known():
    day, month = BirthDate("solar", 2014, 5, 20), BirthDate("solar", 2014, 5, None)
    assert may_be_one_day(day, month) and may_be_one_day(month, day)
    assert not may_be_one_day(day, BirthDate("solar", 2014, 6, None))
    assert not may_be_one_day(day, None)


@pytest.mark.parametrize("width", [16, 40, 76, 116])
def test_nothing_is_wider_than_the_terminal_and_nothing_is_cut(width):
    long = Person("P5", name="阿木·" * 40, address="演练县" * 60, id_number="530699201405209179")
    rows = rows_of(case_of(), long, width)
    if width > 40:
        assert all(cell_len(row.rstrip()) <= width for row in rows)
    assert "".join(rows).count("木") == 40


def test_what_stands_on_record_steers_nothing():
    hostile = Person(
        "P6", name="马\x1b[2J天", address="a\x1b]0;x\x07b\u202e", household_id="\x9b31m", relation="\n"
    )
    assert all(row.isprintable() for row in rows_of(case_of(), hostile))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bands_and_relations_are_told_in_full_at_80_columns(lang: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(catalogue, "_language", lang)
    asked = query(case_of())
    for band, relation in product(BANDS_IN_A_ROW, RELATIONS_IN_A_ROW):
        candidate = Candidate(BROTHER, Comparison(100, band, relation, (), ()))
        row = candidate_row(asked, candidate, "1", f"[ ] {catalogue._(RELATIONS_IN_A_ROW[relation])}", 80).text
        assert catalogue._(BANDS_IN_A_ROW[band]) in row and cell_len(row) <= 79
