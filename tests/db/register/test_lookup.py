"""The lookup finds the person behind another spelling or calendar, and takes no twin for a duplicate."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from db.register.extract import COLUMNS
from db.register.importing import import_register
from db.register.lookup import Candidate, Lookup, SearchResult
from flows.identity.birth_date import BirthDate
from flows.identity.resident_number import check_digit
from flows.linkage.person import Person, Query


def _number(body: str) -> str:
    return body + check_digit(body)


HOME = {"division": "530699100200", "address": "演练县东山镇石桥村3组12号", "status": "1"}
PARENTS = {"father_name": "罗朝富", "father_id": _number("53069919600101001"), "mother_name": "王秀英",
           "mother_id": _number("53069919620202002")}  # fmt: skip
ROWS = (
    {"person_id": "GUILAN", "name": "罗贵兰", "sex": "2", "birth_date": "19890115",
     "id_number": _number("53212819890115002")} | HOME | PARENTS,
    {"person_id": "TWIN", "name": "罗贵芳", "sex": "2", "birth_date": "19890115",
     "id_number": _number("53212819890115004")} | HOME | PARENTS,
    {"person_id": "BROTHER", "name": "罗贵强", "sex": "1", "birth_date": "19920720"} | HOME | PARENTS,
    {"person_id": "GONE", "name": "陈廷仕", "sex": "1", "birth_date": "19550404"} | HOME
    | {"status": "2", "cancel_reason": "死亡"},
    {"person_id": "RENAMED", "name": "周小妹", "former_name": "周顺芬", "sex": "2",
     "birth_date": "19770606"} | HOME,
    {"person_id": "BABY", "name": "未取名", "sex": "1", "birth_date": "20150303",
     "mother_name": "杨琼华"} | HOME,
    {"person_id": "QIU", "name": "仇大明", "sex": "1", "birth_date": "19700101"} | HOME,
    {"person_id": "DOT", "name": "阿依•古丽", "sex": "2", "birth_date": "19990909"} | HOME,
)  # fmt: skip


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register")
    with (folder / "extract.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, restval="")
        rows.writeheader()
        rows.writerows(ROWS)
    import_register(folder / "extract.csv", folder / "register.db", as_of=date(2016, 6, 1))
    return folder / "register.db"


def _first(found: SearchResult) -> Candidate:
    return found.candidates[0]


@pytest.mark.parametrize("name", ["罗贵兰", "罗桂兰", "羅貴蘭", "罗桂南", "罗兰贵", "罗责兰"])
def test_a_name_is_enough_however_it_is_written(register: Path, name: str) -> None:
    assert _first(Lookup(register).find(Query(name=name))).person.person_id == "GUILAN"


@pytest.mark.parametrize(
    "birth", ["L1988-12-08", "1988-12-08", "1989-01-15", "1990-01-15", "1987-01-15", "1989-01", "L1988"]
)
def test_a_birthday_by_the_lunar_calendar_or_a_year_off(register: Path, birth: str) -> None:
    found = Lookup(register).find(
        Query(name="罗桂兰", sex="2", birth=BirthDate.from_text(birth), mother_name="王秀英")
    )
    assert _first(found).person.person_id == "GUILAN"
    assert _first(found).comparison.relation == "same_person"


@pytest.fixture(scope="module")
def namesakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One person behind sixty of her name, all of them born in the year after her."""
    folder = tmp_path_factory.mktemp("namesakes")
    far = [
        {"person_id": f"FAR{at}", "name": "罗贵兰", "sex": "2", "birth_date": f"1989{at % 12 + 1:02d}{at % 28 + 1:02d}",
         "division": "530602", "address": f"昭阳区凤凰街道石桥{at}村", "status": "1"}
        for at in range(60)
    ]  # fmt: skip
    near = {"person_id": "NEAR", "name": "罗贵兰", "sex": "2", "birth_date": "19880511", "division": "530699",
            "address": "演练县东山镇新街村2组", "status": "1"}  # fmt: skip
    with (folder / "extract.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS, restval="")
        rows.writeheader()
        rows.writerows([*far, near])
    import_register(folder / "extract.csv", folder / "register.db", as_of=date(2016, 6, 1))
    return folder / "register.db"


def test_the_village_tells_who_of_many_namesakes_is_read(namesakes: Path) -> None:
    asked = Query(name="罗贵兰", sex="2", birth=BirthDate.from_text("1989"), division="530699",
                  address="演练县东山镇新街村")  # fmt: skip
    found = Lookup(namesakes).find(asked)
    assert _first(found).person.person_id == "NEAR"


def test_the_other_parents_surname(register: Path) -> None:
    asked = Query(
        name="王贵兰", birth=BirthDate.from_text("1989-01-15"), father_name="罗朝富", mother_name="王秀英"
    )
    assert _first(Lookup(register).find(asked)).person.person_id == "GUILAN"


def test_a_twin_and_a_brother_are_named_as_such(register: Path) -> None:
    asked = Query(
        name="罗桂兰", sex="2", birth=BirthDate.from_text("1989-01-15"),
        father_name="罗朝富", mother_name="王秀英",
        division="530699100200", address="演练县东山镇石桥村3组12号",
    )  # fmt: skip
    relations = {c.person.person_id: c.comparison.relation for c in Lookup(register).find(asked).candidates}
    assert relations["GUILAN"] == "same_person"
    assert relations["TWIN"] == "possible_twin"
    assert relations["BROTHER"] == "possible_sibling"


def test_a_number_with_the_new_county_code_or_one_wrong_digit(register: Path) -> None:
    for number in (_number("53062719890115002"), "532128198901150" + "12" + "0", "532128890115002"):
        found = Lookup(register).find(Query(id_number=number))
        assert "GUILAN" in [candidate.person.person_id for candidate in found.candidates[:2]]


@pytest.mark.parametrize("typed", ["{0} {1} {2}", "{0}-{1}-{2}", "full width"])
def test_a_number_is_found_however_it_was_typed(register: Path, typed: str) -> None:
    number = _number("53212819890115002")
    wide = number.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    written = wide if typed == "full width" else typed.format(number[:6], number[6:14], number[14:])
    found = Lookup(register).find(Query(id_number=written))
    assert "GUILAN" in [candidate.person.person_id for candidate in found.candidates[:1]]


@pytest.mark.parametrize("part", [slice(10, 18), slice(8, 18), slice(6, 18), slice(10, 17), slice(0, 17)])
def test_a_part_of_a_number_is_enough(register: Path, part: slice) -> None:
    fragment = _number("53212819890115002")[part]
    assert _first(Lookup(register).find(Query(id_number=fragment))).person.person_id == "GUILAN"


@pytest.mark.parametrize("at", range(17))
def test_a_digit_wrong_left_out_or_swapped_with_its_neighbour(register: Path, at: int) -> None:
    right = _number("53212819890115002")
    for wrong in (
        right[:at] + str((int(right[at]) + 1) % 10) + right[at + 1 :],
        right[:at] + right[at + 1 :],
        right[:at] + right[at + 1] + right[at] + right[at + 2 :],
    ):
        found = Lookup(register).find(Query(id_number=wrong))
        assert "GUILAN" in [candidate.person.person_id for candidate in found.candidates[:2]], wrong


def test_a_cancelled_record_is_found_and_says_so(register: Path) -> None:
    found = _first(Lookup(register).find(Query(name="陈庭仕")))
    assert (found.person.person_id, found.person.status) == ("GONE", "cancelled")


def test_a_former_name_a_surname_reading_and_a_name_dot(register: Path) -> None:
    lookup = Lookup(register)
    assert _first(lookup.find(Query(name="周顺芬"))).person.person_id == "RENAMED"
    assert _first(lookup.find(Query(name="裘大明"))).person.person_id == "QIU"
    assert _first(lookup.find(Query(name="阿依·古丽"))).person.person_id == "DOT"


def test_an_unnamed_baby_is_found_by_its_mother(register: Path) -> None:
    asked = Query(name="杨明", birth=BirthDate.from_text("2015-03-03"), mother_name="杨群华", sex="1")
    assert "BABY" in [c.person.person_id for c in Lookup(register).find(asked).candidates]


def test_a_persons_own_parents_are_no_candidates_of_note(register: Path) -> None:
    found = Lookup(register).find(Query(name="张不在", birth=BirthDate.from_text("1966-06-06")))
    assert all(candidate.comparison.band == "weak" for candidate in found.candidates)


def test_the_stations_own_cases_are_searched_too(register: Path) -> None:
    own = (Person("C7", source="case", name="李晓红", birth=BirthDate.from_text("2010-05-05")),)
    found = _first(Lookup(register).find(Query(name="李小红"), own=own))
    assert (found.person.person_id, found.person.source) == ("C7", "case")


def test_without_a_register_only_own_cases_and_it_is_said(tmp_path: Path) -> None:
    own = (Person("C7", source="case", name="李晓红"),)
    for path in (None, tmp_path / "register.db"):
        found = Lookup(path).find(Query(name="李小红"), own=own)
        assert found.scope is None
        assert ("register", "no_register") in found.not_compared
        assert len(found.candidates) == 1


def test_an_empty_question_has_a_clear_answer(register: Path) -> None:
    found = Lookup(register).find(Query())
    assert found.candidates == ()
    assert dict(found.not_compared)["name"] == "not_given"
    assert found.scope is not None
    assert found.scope.persons == len(ROWS)


@pytest.mark.parametrize(
    ("columns", "compared"),
    [
        ("", ()),
        (",former_name", ("former_names",)),
        (",birth_date,sex,id_number", ("birth_date", "sex", "id_number")),
        (",father_name", ("father",)),
        (",mother_id", ("mother",)),
        (",father_id,mother_name", ()),
        (",father_name,father_id,mother_name,mother_id", ("father", "mother")),
        (",division,address", ("division", "address")),
    ],
)
def test_what_the_register_does_not_hold_is_said_not_to_be_on_record(
    tmp_path: Path, columns: str, compared: tuple[str, ...]
) -> None:
    """Of the father the name is asked for, of the mother her number."""
    (tmp_path / "e.csv").write_text(f"person_id,name{columns}\nP1,罗贵兰{',' * columns.count(',')}\n", "utf-8")
    import_register(tmp_path / "e.csv", tmp_path / "register.db", as_of=date(2016, 6, 1))
    asked = Query(
        name="罗贵兰", former_names=("罗小妹",), birth=BirthDate.from_text("1989-01-15"), sex="2",
        id_number=_number("53212819890115002"), father_name="罗朝富", mother_id=PARENTS["mother_id"],
        division="530699100200", address="演练县东山镇石桥村3组12号",
    )  # fmt: skip
    all_but_the_name = (
        "former_names", "birth_date", "sex", "id_number", "father", "mother", "division", "address",
    )  # fmt: skip
    assert Lookup(tmp_path / "register.db").find(asked).not_compared == tuple(
        (name, "not_on_record") for name in all_but_the_name if name not in compared
    )


def test_a_million_characters_and_an_absurd_date(register: Path) -> None:
    asked = Query(
        name="王" * 1_000_000,
        birth=BirthDate("solar", 9998, 12, 31),
        id_number="9" * 10_000,
        address="村" * 10_000,
    )
    assert Lookup(register).find(asked).candidates == ()


def test_any_thread_may_ask(register: Path) -> None:
    lookup = Lookup(register)
    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(lambda _: _first(lookup.find(Query(name="罗贵兰"))).person.person_id, range(20))
        assert set(answers) == {"GUILAN"}


def test_a_lookup_sees_the_register_that_was_swapped_in(tmp_path: Path) -> None:
    lookup = Lookup(tmp_path / "register.db")
    for name in ("罗贵兰", "周顺芬"):
        (tmp_path / "e.csv").write_text(f"person_id,name\nP1,{name}\n", encoding="utf-8")
        import_register(tmp_path / "e.csv", tmp_path / "register.db", as_of=date(2016, 6, 1))
        assert len(lookup.find(Query(name=name)).candidates) == 1


def test_a_number_alone_gives_birth_and_sex_to_compare_by(register: Path) -> None:
    found = Lookup(register).find(Query(id_number=_number("53212819890115002")))
    not_given = {name for name, why in found.not_compared if why == "not_given"}
    assert not_given == {"name", "former_names", "father", "mother", "division", "address"}
