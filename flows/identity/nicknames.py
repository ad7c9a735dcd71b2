"""Nicknames (小名) as people give them at the counter: 小兰, 兰儿, 阿兰, 兰兰 for 贵兰; 老大, 二毛 for anyone.

A nickname finds and explains; it never makes two people one. What is left of it is one character of the name
(the core), or nothing but the place among brothers and sisters.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flows.identity.names import letters, split_name

_BEFORE = "小阿老幺大二三四五六七八"
_AFTER = "儿娃妹弟仔崽子毛哥姐丫狗囡妞妮宝"
#: 老二, 三毛, 幺妹, 狗娃, 毛毛: which child it is, or just "child".
_BY_ORDER = re.compile(
    r"[老小大二三四五六七八幺阿][大二三四五六七八幺毛妹弟娃狗丫妞哥姐囡儿]|[毛狗妞丫弟妹娃囡宝]"
    r"[毛蛋娃妞头弟妹囡儿子宝]?|石头|铁蛋|狗剩|乖乖"
)
_FORMS = (
    re.compile(rf"[{_BEFORE}](.)\1?儿?"),
    re.compile(rf"(.)\1?[{_AFTER}]"),
    re.compile(r"(.)\1"),
)


@lru_cache(maxsize=1024)
def core(given: str) -> str | None:
    """What a nickname leaves of a given name: one character; empty where it only counts children; None for
    what has no form of a nickname. 小兰 → 兰, 兰兰 → 兰, 二毛 → empty, 贵兰 → None."""
    if not 1 <= len(given) <= 3:
        return None
    if _BY_ORDER.fullmatch(given):
        return ""
    if len(given) == 1:
        return None
    for form in _FORMS:
        found = form.fullmatch(given)
        if found:
            return found[1]
    return None


@lru_cache(maxsize=1024)
def readings_of(name: str) -> tuple[tuple[str, str], ...]:
    """The ways to read a name as a nickname: (surname or empty, core). 罗小兰 has one, 兰兰 has one, 罗贵兰 none."""
    plain = letters(name)
    family, given = split_name(name)
    ways = [("", core(plain))] if len(plain) <= 3 else []
    if family and given and len(plain) > 2:
        ways.append((family, core(given)))
    return tuple((surname, left) for surname, left in ways if left is not None)
