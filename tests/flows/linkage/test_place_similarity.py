"""Two addresses: the village that an address names."""

from __future__ import annotations

import pytest

from flows.identity import places
from flows.linkage.place_similarity import place


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
