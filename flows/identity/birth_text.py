"""Reads a date of birth as typed: digits, Chinese words, lunar months, a zodiac sign, an age, English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from flows.identity.birth_date import (
    FIRST_LUNAR_YEAR,
    LAST_LUNAR_YEAR,
    OLDEST,
    BirthDate,
    BirthDateError,
    counted_age,
    lunar_of,
)
from flows.identity.text_cleaning import figures

_LONGEST_INPUT = 60

#: Of somebody older, nobody writes the year with two digits.
_OLDEST_OF_TWO_DIGITS = 110

_ZODIAC = ("鼠", "牛", "虎", "兔", "龙", "蛇", "马", "羊", "猴", "鸡", "狗", "猪")
_ZODIAC_OTHER = {"龍": "龙", "馬": "马", "雞": "鸡", "豬": "猪", "犬": "狗", "小龙": "蛇", "耗子": "鼠"}
_ZODIAC_ENGLISH = (
    "rat", "ox", "tiger", "rabbit", "dragon", "snake", "horse", "goat", "monkey", "rooster", "dog", "pig",
)  # fmt: skip
_ZODIAC_ENGLISH_OTHER = {"mouse": "rat", "cow": "ox", "hare": "rabbit", "sheep": "goat", "ram": "goat",
                         "cock": "rooster", "chicken": "rooster", "boar": "pig"}  # fmt: skip
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_LUNAR_WORDS = re.compile(r"农历|農曆|阴历|陰曆|旧历|夏历|老历|\blunar\b")
_SOLAR_WORDS = re.compile(r"公历|公曆|阳历|陽曆|新历|国历|西历|公元|\bsolar\b|\bgregorian\b")
_SOUNDS_LUNAR = re.compile(r"正月|冬月|腊月|臘月|闰|閏|初|廿|卅|除夕|年三十")
#: 1988年初三: the third of which month nobody said, and no third month.
_DAY_WITHOUT_MONTH = re.compile(r"年初[一二三四五六七八九十\d]")
_FILLER = re.compile(
    r"大约|约|生日|出生|生于|生人|左右|生$|的|,|、|\bborn\b|\babout\b|\bthe\b|\bof\b|\bin\b|\bon\b"
)
_HAN_NUMBER = re.compile(r"[〇零一二三四五六七八九十廿卅两]+")
_HAN_DIGIT = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}

_COUNTED = re.compile(
    r"(?:虚岁|counted age|虚) ?(\d{1,3})岁?|(\d{1,3})(?:虚岁|岁虚)|(\d{1,3}) ?years? counted"
)
_FULL = re.compile(r"(?:周岁|满|实岁|full age) ?(\d{1,3})(?:周岁|岁)?|(\d{1,3})(?:周岁|实岁)")
_AGE = re.compile(r"(?:age|aged) ?(\d{1,3})|(\d{1,3})(?:岁| ?years? old)")
_ZODIAC_SAID = re.compile(
    r"(?:属|屬)?(小龙|耗子|[鼠牛虎兔龙龍蛇马馬羊猴鸡雞狗犬猪豬])(?:年)?|(?:year )?([a-z]+)(?: year)?"
)
_LUNAR_REST = re.compile(r"(闰)?(\d{1,2})月?(?:[-/. ]?(除夕|\d{1,2})(?:日|号)?)?")
_DATE = re.compile(
    r"(?P<year>\d{4}|\d{2})(?P<year_word>年)?[-/. ]?"
    r"(?:(?P<leap>闰|平|前|后|leap )?(?P<month>\d{1,2})月?[-/. ]?(?:(?P<day>除夕|\d{1,2})(?:日|号)?)?)?"
)
_RANGE = re.compile(r"(\d{4})年?(?:~|到|至|-)(\d{4})年?")


def parse_birth_date(text: str, today: date) -> tuple[BirthDate, ...]:
    """What a clerk typed in one field, as candidates with the likeliest first; `today` bounds them.

    Raises BirthDateError: empty, not_understood, year_missing, no_such_date, no_such_lunar_date,
    no_such_leap_month, lunar_out_of_range, in_future, too_long_ago.
    """
    if not text.strip():
        raise BirthDateError("empty")
    if len(text) > _LONGEST_INPUT:
        raise BirthDateError("not_understood")
    if text.strip()[:1] == "L":
        return _possible((BirthDate.from_text(text.strip()),), today)
    said = _plain(_parse_lunar_digits(text))
    lunar = bool(_LUNAR_WORDS.search(said) or _SOUNDS_LUNAR.search(said))
    solar = bool(_SOLAR_WORDS.search(said))
    said = _SOLAR_WORDS.sub(" ", _LUNAR_WORDS.sub(" ", said))
    said = re.sub(r"\s+", " ", said).strip(" -/.")
    candidates = _by_age(said, today) or _by_zodiac(said, today)
    if not candidates:
        candidates = _by_date(said, today, lunar=lunar and not solar)
    return _possible(candidates, today)


def _parse_lunar_digits(text: str) -> str:
    """A lunar date by digits alone: *19881208, and **19880408 for a leap month."""
    said = unicodedata.normalize("NFKC", text).strip()
    stars = len(said) - len(said.lstrip("*"))
    if not 1 <= stars <= 2:
        return text
    digits = said[stars:].strip()
    if re.fullmatch(r"\d{8}", figures(digits)):
        digits = figures(digits)
    return "农历" + (f"{digits[:4]}闰{digits[4:]}" if stars == 2 else digits)


def _plain(text: str) -> str:
    """Lower case, half width, lunar words and Chinese numbers as digits."""
    said = unicodedata.normalize("NFKC", text).lower().strip()
    said = said.replace("–", "-").replace("—", "-").replace("～", "~").replace("臘", "腊").replace("閏", "闰")
    said = said.replace("歲", "岁").replace("虛", "虚").replace("週", "周").replace("號", "号")
    said = re.sub(r"\s+", " ", _FILLER.sub(" ", said)).strip()
    said = re.sub(r"\s*([^\x00-\x7f])\s*", r"\1", said)
    if _DAY_WITHOUT_MONTH.search(said):
        raise BirthDateError("not_understood")
    marked = "初" if _SOUNDS_LUNAR.search(said) else ""
    said = re.sub(r"(腊月|12月)?(大年三十|年三十|除夕)", "腊月除夕", said)
    said = said.replace("正月", "1月").replace("冬月", "11月").replace("腊月", "12月").replace("大年", "")
    said = _HAN_NUMBER.sub(lambda found: str(_han_number(found[0])), said.replace("初", ""))
    said = _english_months(said)
    # Once the words are digits, only this marker still tells that they were lunar.
    return f"农历{said}" if marked else said


def _han_number(text: str) -> str:
    """一九八八 → 1988, 二十三 → 23, 廿三 → 23, 十 → 10; digit by digit unless a tens word stands in it."""
    if not re.search("[十廿卅]", text):
        return "".join(str(_HAN_DIGIT[c]) for c in text)
    found = re.fullmatch(r"([一二三四五六七八九]?)(十|廿|卅)([一二三四五六七八九]?)十?", text)
    if found is None:
        raise BirthDateError("not_understood")
    tens = {"廿": 2, "卅": 3}.get(found[2]) or _HAN_DIGIT.get(found[1], 1)
    return str(tens * 10 + _HAN_DIGIT.get(found[3], 0))


def _english_months(said: str) -> str:
    """`5 march 2016`, `march 5 2016` and `march 2016` as year-month-day."""
    name = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    for pattern, year, month, day in (
        (rf"(\d{{1,2}})(?:st|nd|rd|th)? {name} (\d{{4}})", 3, 2, 1),
        (rf"{name} (\d{{1,2}})(?:st|nd|rd|th)? (\d{{4}})", 3, 1, 2),
        (rf"{name} (\d{{4}})", 2, 1, 0),
    ):
        found = re.search(pattern, said)
        if found:
            plain = f"{found[year]}-{_ENGLISH_MONTHS.index(found[month][:3]) + 1}"
            return said.replace(found[0], f"{plain}-{found[day]}" if day else plain)
    return said


def _by_age(said: str, today: date) -> tuple[BirthDate, ...]:
    """A counted age is a lunar year, a full age spans two solar years; unsaid, it may be either."""
    for pattern, kinds in ((_COUNTED, "counted"), (_FULL, "full"), (_AGE, "counted full")):
        found = pattern.fullmatch(said)
        if found is None:
            continue
        age = int(next(group for group in found.groups() if group))
        if age > OLDEST:
            raise BirthDateError("too_long_ago", years=OLDEST)
        years: list[BirthDate] = []
        if "counted" in kinds:
            years += _counted_years(age, today)
        if "full" in kinds:
            years.append(BirthDate("solar", today.year - age - 1, year_to=today.year - age))
        return tuple(years)
    return ()


def _counted_years(age: int, today: date) -> Iterator[BirthDate]:
    now = lunar_of(today)
    year = (now.year if now else today.year) - max(age, 1) + 1
    calendar = "lunar" if FIRST_LUNAR_YEAR < year <= LAST_LUNAR_YEAR else "solar"
    yield BirthDate(calendar, year)
    # Many count from a birthday, or add one year more: the year before is as common an answer.
    yield BirthDate(calendar, year - 1, year_to=year)


def _by_zodiac(said: str, today: date) -> tuple[BirthDate, ...]:
    """属龙, with or without an age, a lunar month and a day: the lunar years of that sign, youngest first."""
    found = _ZODIAC_SAID.match(said)
    sign = _zodiac_index(found) if found else None
    if found is None or sign is None:
        return ()
    rest = said[found.end() :].strip()
    aged = _by_age(rest, today)
    now = lunar_of(today)
    this_year = now.year if now else today.year
    years = [
        y for y in range(this_year, max(this_year - OLDEST, FIRST_LUNAR_YEAR) - 1, -1) if (y - 4) % 12 == sign
    ]
    if aged:
        near = [y for y in years if any(b.year - 1 <= y <= (b.year_to or b.year) + 1 for b in aged)]
        return tuple(BirthDate("lunar", year) for year in near or years)
    if not rest:
        return tuple(BirthDate("lunar", year) for year in years)
    day = _LUNAR_REST.fullmatch(rest)
    if day is None:
        raise BirthDateError("not_understood")
    dates = (_lunar_or_none(year, int(day[2]), day[3], True if day[1] else None) for year in years)
    fitting = tuple(found_date for found_date in dates if found_date)
    if not fitting:
        raise BirthDateError("no_such_lunar_date")
    return fitting


def _zodiac_index(found: re.Match[str]) -> int | None:
    if found[1]:
        return _ZODIAC.index(_ZODIAC_OTHER.get(found[1], found[1]))
    word = _ZODIAC_ENGLISH_OTHER.get(found[2], found[2])
    return _ZODIAC_ENGLISH.index(word) if word in _ZODIAC_ENGLISH else None


def _by_date(said: str, today: date, *, lunar: bool) -> tuple[BirthDate, ...]:
    years = _RANGE.fullmatch(said)
    if years:
        first, last = sorted((int(years[1]), int(years[2])))
        return (BirthDate("lunar" if lunar else "solar", first, year_to=last),)
    said = _spread_digits(said)
    found = _DATE.fullmatch(said)
    if found is None and re.fullmatch(r"闰?\d{1,2}月(\d{1,2}|除夕)?[日号]?", said):
        raise BirthDateError("year_missing")
    if found is None or (len(found["year"]) == 2 and not (found["year_word"] or found["month"])):
        raise BirthDateError("not_understood")
    if found["leap"] and not lunar and found["leap"] not in ("闰", "leap "):
        raise BirthDateError("not_understood")
    lunar = lunar or bool(found["leap"])
    leap = {"闰": True, "leap ": True, "后": True, "平": False, "前": False}.get(found["leap"] or "")
    month = int(found["month"]) if found["month"] else None
    years_meant = _years(found["year"], today)
    if lunar:
        dates = [_lunar(year, month, found["day"], leap) for year in years_meant]
    else:
        day = int(found["day"]) if found["day"] and found["day"].isdigit() else None
        dates = [BirthDate("solar", year, month, day) for year in years_meant]
    return tuple(dates)


def _spread_digits(said: str) -> str:
    """20160305 → 2016-03-05, 201603 → 2016-03, 880305 → 88-03-05; others as they are."""
    if re.fullmatch(r"\d{8}", said):
        return f"{said[:4]}-{said[4:6]}-{said[6:]}"
    if re.fullmatch(r"(1[89]|20)\d\d(0[1-9]|1[0-2])", said):
        return f"{said[:4]}-{said[4:]}"
    if re.fullmatch(r"\d{6}", said):
        return f"{said[:2]}-{said[2:4]}-{said[4:]}"
    return said


def _years(digits: str, today: date) -> list[int]:
    """The years that two digits may mean, youngest first; four digits mean themselves."""
    if len(digits) == 4:
        return [int(digits)]
    century = today.year // 100 * 100
    years = (first + int(digits) for first in (century, century - 100))
    return [year for year in years if today.year - _OLDEST_OF_TWO_DIGITS < year <= today.year]


def _lunar(year: int, month: int | None, day: str | None, leap: bool | None) -> BirthDate:
    if day != "除夕":
        return BirthDate("lunar", year, month, int(day) if day else None, leap)
    try:
        return BirthDate("lunar", year, 12, 30)
    except BirthDateError:
        return BirthDate("lunar", year, 12, 29)


def _lunar_or_none(year: int, month: int, day: str | None, leap: bool | None) -> BirthDate | None:
    try:
        return _lunar(year, month, day, leap)
    except BirthDateError:
        return None


def _possible(candidates: tuple[BirthDate, ...], today: date) -> tuple[BirthDate, ...]:
    """Those that lie neither in the future nor too far back; a refusal if none is left."""
    born = [c for c in candidates if c.earliest <= today]
    if not born:
        raise BirthDateError("in_future" if candidates else "no_such_date")
    kept = tuple(c for c in born if counted_age(c, today)[0] <= OLDEST + 1)
    if not kept:
        raise BirthDateError("too_long_ago", years=OLDEST)
    return kept
