"""Two addresses: the village that an address names."""

from __future__ import annotations

import pytest

from flows.identity import places
from flows.linkage.place_similarity import compare_addresses, compare_divisions, names_a_house, place


@pytest.mark.parametrize(
    ("address", "village"),
    [
        ("云南省昭通市镇雄县长口彝族乡老街村7组109号", "老街"),
        ("镇雄县水塘街道牛塘社区西街159号", "牛塘社区"),
        ("昭阳区凤凰街道中街居委会3号", "中街"),
        ("青山乡大坪村村委会一社", "大坪"),
        ("青山乡 大坪村委会，一社", "大坪"),
        ("大坪村一社", "大坪"),
        ("乐居镇乐居村", "乐居"),
        ("旧圃镇大村2组", "大"),
        ("水富县云富街道大道村", "大道"),
        ("本村", ""),
        ("演练县青山乡", ""),
        ("", ""),
    ],
)
def test_an_address_names_its_village(address: str, village: str) -> None:
    assert place(address)[1] == village


def test_the_villages_of_zhaotong_are_read_from_their_addresses() -> None:
    known = [node.place for node in places._all(places._table().counties) if node.place.village]
    # What stands between names in an address stands in these: 镇.
    odd = {each.text for each in known if "镇" in each.village}
    assert len(known) > 1400 and len(odd) <= 2
    unread = [
        each.text for each in known if place(each.text)[1] != each.village.removesuffix("村") and each.text not in odd
    ]
    assert unread == []


@pytest.mark.parametrize(("one", "other", "code", "points"), [
    ("530699102203", "530699102203", "village", 10),
    ("530699102203", "530699102204", "township", 6),
    ("530699102203", "530699103203", "county", 3),
    ("530699102", "530699102203", "township", 6),
    ("530699102", "530699102", "township", 6),
    ("530699", "530699102203", "county", 3),
    ("530699", "530699", "county", 3),
    ("532128", "530627102", "county", 3),
    ("532128102203", "530627102203", "village", 10),
    ("530627", "530628", "other_county", -5),
    ("530627102203", "530628102203", "other_county", -5),
])  # fmt: skip
def test_how_near_two_divisions_are_by_their_codes(one: str, other: str, code: str, points: int) -> None:
    assert compare_divisions(one, other) == compare_divisions(other, one) == (code, points, {})


HOUSE = "演练县东山镇石桥村3组12号"


@pytest.mark.parametrize(("address", "code", "points"), [
    (HOUSE, "equal", 14),
    ("云南省昭通市" + HOUSE, "equal", 14),
    ("演练县, 东山镇，石桥村、3组-12号.", "equal", 14),
    ("东山镇石桥村3组12号", "equal", 14),
    ("石桥村3组12号", "equal", 14),
    ("演练县东山镇石桥村三组12号", "equal", 14),
    ("演练县东山镇石桥村三第一二号", "equal", 14),
    ("演练县东山镇石桥村委会3组12号东头", "equal", 14),
    ("演练县青山乡石桥村3组12号", "equal", 14),
    ("演练县东山镇石桥村3组13号", "village", 7),
    ("演练县东山镇石桥村4组12号", "village", 7),
    ("演练县东山镇石桥村", "village", 7),
    ("演练县东山镇石桥社区3组12号", "other", 0),
    ("演练县东山镇大坪村3组12号", "other", 0),
    ("桥村3组12号", "other", 0),
    ("12号", "other", 0),
])  # fmt: skip
def test_how_near_two_addresses_are_as_they_are_written(address: str, code: str, points: int) -> None:
    params = {"village": "石桥"} if code == "village" else {}
    for one, other in ((address, HOUSE), (HOUSE, address)):
        assert compare_addresses(one, other) == (code, points, params)
        # Where the code has named the village, the address says less.
        less = compare_addresses(one, other, village_known=True)
        assert less == (code, max(points - 4, 0), params)


def test_a_short_end_of_an_address_is_not_the_address() -> None:
    assert compare_addresses("山镇12号院甲东", "演练县东山镇12号院甲东")[0] == "other"
    assert compare_addresses("东山镇12号院甲东", "演练县东山镇12号院甲东")[0] == "equal"


def test_only_so_many_characters_of_an_address_are_read() -> None:
    assert place("，" * 300 + HOUSE) == ("", "")
    assert place("，" * 299 + "演")[0] == "演"


@pytest.mark.parametrize(("address", "house"), [
    (HOUSE, True), ("东山镇中街十二号", True), ("东山镇中街十号", True), ("东山镇小区4幢", True),
    ("东山镇小区402室", True), ("东山镇中街一百户", True), ("东山镇中街3栋", True),
    ("演练县东山镇", False), ("演练县东山镇石桥村", False), ("石桥村三组", False), ("石桥村3组", False), ("", False),
])  # fmt: skip
def test_an_address_goes_down_to_the_house_or_not(address: str, house: bool) -> None:
    assert names_a_house(address) is house
