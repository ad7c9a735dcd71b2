"""One key repeats what is the same within a family, and nothing ever comes from strangers."""

from __future__ import annotations

import pytest

from flows.case.case import Case
from flows.case.family import values_to_repeat

FIRST = Case(
    "1", "1",
    fields={
        "person.name": "欧阳建", "person.school": "青山小学", "destination.relation": "子", "person.number": "5306",
        "person.former_names": "小建",
    },
)  # fmt: skip
STRANGER = Case("9", "9", fields={"person.school": "县一中", "person.name": "王小明"})


def case(**fields: str) -> Case:
    return Case("2", "1", fields={name.replace("_", "."): value for name, value in fields.items()})


def test_the_declarant_is_likely_the_guardian_then_the_mother():
    here = case(guardian_name="李大", mother_name="赵秀英", father_name="欧阳建国")
    assert values_to_repeat("declarant.name", here) == ("李大", "赵秀英", "欧阳建国")


def test_the_householder_is_likely_the_father():
    assert (
        values_to_repeat("destination.householder", case(mother_name="赵秀英", father_name="欧阳建国"))[0]
        == "欧阳建国"
    )


def test_nothing_is_said_twice_and_nothing_empty():
    here = case(mother_name="赵秀英", guardian_name="赵秀英", person_name="")
    assert values_to_repeat("declarant.name", here) == ("赵秀英",)


def test_a_brother_or_sister_gives_the_same_field():
    assert values_to_repeat("person.school", case(), [FIRST]) == ("青山小学",)
    assert values_to_repeat("destination.relation", case(), [FIRST]) == ("子",)


def test_of_a_persons_name_only_the_surname_is_repeated():
    assert values_to_repeat("person.name", case(), [FIRST]) == ("欧阳",)
    assert values_to_repeat("person.name", case(father_name="马文俊", mother_name="李秀兰")) == ("马", "李")


def test_a_number_and_a_former_name_are_never_repeated():
    assert values_to_repeat("person.number", case(), [FIRST]) == ()
    assert values_to_repeat("person.former_names", case(father_name="马文俊"), [FIRST]) == ()


def test_nothing_comes_from_strangers():
    assert values_to_repeat("person.school", case(), [STRANGER]) == ()
    assert values_to_repeat("person.name", case(), [STRANGER]) == ()


def test_a_case_does_not_repeat_itself():
    assert values_to_repeat("person.school", FIRST, [FIRST]) == ()


#: Where each field may come from within the case, likeliest first.
ALL = {name: f"of {name}" for name in (
    "person.name", "father.name", "mother.name", "guardian.name", "declarant.name", "person.ethnicity",
    "father.ethnicity", "mother.ethnicity",
)}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "sources"),
    [
        ("guardian.name", ("mother.name", "father.name")),
        ("declarant.name", ("guardian.name", "mother.name", "father.name", "person.name")),
        ("destination.householder", ("father.name", "mother.name", "guardian.name", "declarant.name")),
        ("person.ethnicity", ("father.ethnicity", "mother.ethnicity")),
        ("father.ethnicity", ("person.ethnicity", "mother.ethnicity")),
        ("mother.ethnicity", ("father.ethnicity", "person.ethnicity")),
        ("person.number", ()), ("person.former_names", ()), ("mother.name", ()), ("person.school", ()),
    ],
)  # fmt: skip
def test_a_field_repeats_those_of_the_same_case_that_often_hold_the_same(field: str, sources: tuple[str, ...]):
    assert values_to_repeat(field, Case("2", "1", fields=ALL)) == tuple(ALL[source] for source in sources)


def test_a_father_bears_the_childs_surname_and_a_mothers_name_comes_whole_from_the_family():
    here = case(person_name="马小明", mother_name="李秀兰")
    other = Case("3", "1", fields={"father.name": "马文俊", "mother.name": "李秀"})
    assert values_to_repeat("father.name", here) == ("马",)
    assert values_to_repeat("father.name", here, [other]) == ("马文俊", "马")
    assert values_to_repeat("mother.name", here, [other]) == ("李秀", "李")
    # of a person's own name not even a brother gives more than the surname
    assert values_to_repeat("person.name", case(), [FIRST, STRANGER]) == ("欧阳",)


def test_of_several_relatives_the_first_named_comes_first():
    kin = [Case(number, "1", fields={"person.school": school}) for number, school in (("3", "甲校"), ("4", "乙校"))]
    assert values_to_repeat("person.school", case(), kin) == ("甲校", "乙校")
    assert values_to_repeat("person.school", case(), [*kin, FIRST]) == ("甲校", "乙校", "青山小学")
