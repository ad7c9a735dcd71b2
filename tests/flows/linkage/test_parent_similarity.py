"""What two pairs of parents say: by number, by name, entered one for the other, one beside the other."""

from __future__ import annotations

import pytest

from flows.identity.names import ALL_FOLDED, NOTHING_FOLDED, Folding
from flows.identity.resident_number import check_digit
from flows.linkage.parent_similarity import Parents, compare_parents
from flows.linkage.person import Person, Query

HIS = "53069919600305123" + check_digit("53069919600305123")
MASKED = "530699************"
HIS_MISWRITTEN = HIS[:16] + "9" + HIS[17]
HERS = "53069919610405124" + check_digit("53069919610405124")
FATHER, MOTHER, BOTH, NOBODY = {"father"}, {"mother"}, {"father", "mother"}, set[str]()
NONE = ("", "")

#: Name and number of a parent.
Entry = tuple[str, str]


def _compare(one: tuple[Entry, Entry], other: tuple[Entry, Entry], folding: Folding = ALL_FOLDED) -> Parents:
    def known(pair: tuple[Entry, Entry]) -> dict[str, str]:
        (father, his), (mother, hers) = pair
        return {"father_name": father, "father_id": his, "mother_name": mother, "mother_id": hers}

    return compare_parents(Query(**known(one)), Person("P", **known(other)), folding)  # type: ignore[arg-type]


FU, YING = ("罗朝富", ""), ("王秀英", "")

#: The lines and points of father and mother, who agrees, who differs, whether it is certain, who is not compared.
PAIRS = [
    ("both by name: the one that says less counts half", (FU, YING), (FU, YING),
     [("father", "name_equal", 19), ("mother", "name_equal", 8)], BOTH, NOBODY, False, ()),
    ("the father alone", (FU, NONE), (FU, YING), [("father", "name_equal", 19)], FATHER, NOBODY, False, ("mother",)),
    ("the mother alone", (NONE, YING), (FU, YING), [("mother", "name_equal", 15)], MOTHER, NOBODY, False, ("father",)),
    ("a number, and another name beside it", (("罗朝富", HIS), NONE), (("周大有", HIS), NONE),
     [("father", "number_equal", 27)], FATHER, NOBODY, True, ("mother",)),
    ("a figure of the number wrong", (("", HIS), NONE), (("", HIS_MISWRITTEN), NONE),
     [("father", "number_equal", 27)], FATHER, NOBODY, True, ("mother",)),
    ("two slips in the number", (("", HIS), NONE), (("", HIS_MISWRITTEN[:17] + "0"), NONE),
     [("father", "number_almost", 21)], FATHER, NOBODY, True, ("mother",)),
    ("the last four of the number", (("", HIS), NONE), (("", HIS[-4:]), NONE),
     [("father", "number_almost", 21)], FATHER, NOBODY, True, ("mother",)),
    ("another number, and the name the same", (("罗朝富", HIS), NONE), (("罗朝富", HERS), NONE),
     [("father", "number_different", -10), ("father", "name_equal", 19)], FATHER, NOBODY, False, ("mother",)),
    ("another number", (("", HIS), NONE), (("", HERS), NONE),
     [("father", "number_different", -10)], NOBODY, FATHER, False, ("mother",)),
    ("a mask that leaves the county: the name decides", (("罗朝富", HIS), NONE), (("罗朝富", MASKED), NONE),
     [("father", "name_equal", 19)], FATHER, NOBODY, False, ("mother",)),
    ("a mask that leaves the county, and no name", (("", HIS), NONE), (("", MASKED), NONE),
     [], NOBODY, NOBODY, False, ("father", "mother")),
    ("another name", (FU, NONE), (("周大有", ""), NONE),
     [("father", "name_different", -9)], NOBODY, FATHER, False, ("mother",)),
    ("the surname alone", (FU, NONE), (("罗大有", ""), NONE),
     [("father", "name_surname_only", -9)], NOBODY, FATHER, False, ("mother",)),
    ("a common given name alone", (("王芳", ""), NONE), (("李芳", ""), NONE),
     [("father", "name_other_surname", -3)], NOBODY, FATHER, False, ("mother",)),
    ("a name by its sound", (FU, NONE), (("罗潮富", ""), NONE),
     [("father", "name_homophone", 14)], FATHER, NOBODY, False, ("mother",)),
    ("a name of one generation", (FU, NONE), (("罗朝贵", ""), NONE),
     [("father", "name_generation", 4)], NOBODY, NOBODY, False, ("mother",)),
    ("a character left out", (FU, NONE), (("罗富", ""), NONE),
     [("father", "name_dropped", 6)], NOBODY, NOBODY, False, ("mother",)),
    ("the same given name, and no less than what agrees", (FU, NONE), (("张朝富", ""), NONE),
     [("father", "name_other_surname", 8)], FATHER, NOBODY, False, ("mother",)),
    ("one agrees, the other differs", (FU, YING), (FU, ("周兴芬", "")),
     [("father", "name_equal", 19), ("mother", "name_different", -9)], FATHER, MOTHER, False, ()),
    ("entered one for the other", (FU, YING), (YING, FU),
     [("father", "name_equal", 14), ("mother", "name_equal", 5)], BOTH, NOBODY, False, ()),
    ("the father entered as the mother", (FU, NONE), (NONE, FU),
     [("father", "name_equal", 14)], FATHER, NOBODY, False, ("mother",)),
    ("the mother entered as the father", (NONE, YING), (YING, NONE),
     [("mother", "name_equal", 10)], MOTHER, NOBODY, False, ("father",)),
    ("the father as the mother, and another beside him", (FU, YING), (("周大有", ""), FU),
     [("father", "name_equal", 14), ("mother", "name_different", -9)], FATHER, MOTHER, False, ()),
    ("crosswise by number", (("", HIS), NONE), (NONE, ("", HIS)),
     [("father", "number_equal", 22)], FATHER, NOBODY, True, ("mother",)),
    ("crosswise nearly by number is not certain", (("", HIS), NONE), (NONE, ("", HIS[-4:])),
     [("father", "number_almost", 16)], FATHER, NOBODY, False, ("mother",)),
    ("crosswise, but too little agrees for it", (("罗朝富", ""), NONE), (NONE, ("罗朝贵", "")),
     [], NOBODY, NOBODY, False, ("father", "mother")),
    ("each with the like first", (FU, FU), (FU, ("", HERS)),
     [("father", "name_equal", 19)], FATHER, NOBODY, False, ("mother",)),
    ("a placeholder here", (("不详", ""), NONE), (FU, NONE), [], NOBODY, NOBODY, False, ("father", "mother")),
    ("nobody knows", (NONE, NONE), (NONE, NONE), [], NOBODY, NOBODY, False, ("father", "mother")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "one", "other", "lines", "agree", "differ", "certain", "missing"), PAIRS, ids=[pair[0] for pair in PAIRS]
)
def test_what_parents_say(why, one, other, lines, agree, differ, certain, missing):
    found = _compare(one, other)
    assert [(piece.role, piece.code, piece.points) for piece in found.pieces] == lines
    assert (found.agree, found.differ, found.certain, found.missing) == (agree, differ, certain, missing)
    # Whoever is asked for, as many agree and differ; crosswise it is the other parent's line.
    back = _compare(other, one)
    assert (len(back.agree), len(back.differ), back.certain) == (len(agree), len(differ), certain)


def test_what_counts_half_and_what_was_entered_crosswise_is_said():
    father, mother = _compare((FU, YING), (FU, YING)).pieces
    assert father.params == {"frequency": "usual"}
    assert mother.params == {"frequency": "common", "beside": True}
    father, mother = _compare((FU, YING), (YING, FU)).pieces
    assert father.params == {"frequency": "usual", "swapped": True}
    assert mother.params == {"frequency": "common", "swapped": True, "beside": True}
    differing = _compare((FU, NONE), (("罗潮富", ""), NONE)).pieces
    assert differing[0].params == {"one": "朝", "other": "潮"}


def test_of_two_that_say_the_same_the_father_counts_half():
    pieces = _compare((("", HIS), ("", HERS)), (("", HIS), ("", HERS))).pieces
    assert [(piece.role, piece.points) for piece in pieces] == [("father", 14), ("mother", 27)]


def test_the_dialect_can_be_switched_off_for_parents_too():
    one, other = (("罗桂兰", ""), NONE), (("罗桂南", ""), NONE)
    heard, switched_off = (_compare(one, other, folding) for folding in (ALL_FOLDED, NOTHING_FOLDED))
    assert [found.pieces[0].code for found in (heard, switched_off)] == ["name_dialect", "name_generation"]
    one, other = (NONE, ("罗䶮兰", "")), (("罗䶮南", ""), NONE)
    heard, switched_off = (_compare(one, other, folding) for folding in (ALL_FOLDED, NOTHING_FOLDED))
    assert heard.agree == MOTHER
    assert switched_off.agree == NOBODY
