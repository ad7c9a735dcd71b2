"""Register and questions as the peers get them: cleaned as somebody would who means it well, pinyin included."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

FIELDS = ("name", "former", "surname", "given", "sound", "given_sound", "sex", "birth", "year", "month_day", "number",
          "mother", "mother_id", "father", "father_id", "village")  # fmt: skip
"""What a record holds; empty where nothing is known."""
_VILLAGE = re.compile(r"([^省市州县区乡镇道]{2,12}?)(?:村|社区)")
_COMPOUND = frozenset({"欧阳", "令狐", "司马", "上官", "诸葛", "沙马", "吉克", "阿说", "曲比"})


class Question(NamedTuple):
    """A question as it is told, and cleaned."""

    told: dict[str, Any]
    record: dict[str, str]


def read_register(path: Path) -> dict[str, dict[str, str]]:
    """Everyone on record by person_id."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["person_id"]: _of_row(row) for row in csv.DictReader(file)}


def read_questions(path: Path) -> list[Question]:
    """All questions, of both halves."""
    with path.open(encoding="utf-8") as lines:
        told = [json.loads(line) for line in lines]
    return [Question(one, _of_question(one)) for one in told]


def part(people: dict[str, dict[str, str]], questions: list[Question], persons: int) -> dict[str, dict[str, str]]:
    """So many persons, those among them who are asked for or related: what a peer can bear of the register.

    A smaller register is easier to search, so this flatters the peer and not us.
    """
    if persons >= len(people):
        return people
    needed = {found for q in questions for found in (*q.told["truth"], *q.told["related"]["twin"],
                                                     *q.told["related"]["sibling"])}  # fmt: skip
    others = [person for person in people if person not in needed]
    step = max(len(others) // max(persons - len(needed), 1), 1)
    chosen = needed.union(others[::step][: max(persons - len(needed), 0)])
    return {person: record for person, record in people.items() if person in chosen}


def _of_row(row: dict[str, str]) -> dict[str, str]:
    return _record(row["name"], row["former_name"], row["sex"], row["birth_date"], row["id_number"],
                   (row["mother_name"], row["mother_id"]), (row["father_name"], row["father_id"]),
                   row["address"])  # fmt: skip


def _of_question(told: dict[str, Any]) -> dict[str, str]:
    mother, father = told.get("mother") or {}, told.get("father") or {}
    return _record(
        told.get("name", ""), "", told.get("sex", ""), told.get("birth_date", "").replace("-", ""),
        told.get("id_number", ""), (mother.get("name", ""), mother.get("id_number", "")),
        (father.get("name", ""), father.get("id_number", "")), told.get("address", ""),
    )  # fmt: skip


def _record(
    name: str, former: str, sex: str, birth: str, number: str, mother: tuple[str, str], father: tuple[str, str],
    address: str,
) -> dict[str, str]:  # fmt: skip
    name = _plain(name)
    wide = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1
    surname, given = name[:wide], name[wide:]
    village = _VILLAGE.search(address)
    return dict(
        zip(
            FIELDS,
            (name, _plain(former), surname, given, sound(name), sound(given), sex, birth, birth[:4], birth[4:],
             _number(number), _plain(mother[0]), _number(mother[1]), _plain(father[0]), _number(father[1]),
             village[1] if village else ""),
            strict=True,
        )
    )  # fmt: skip


def _plain(name: str) -> str:
    plain = re.sub(r"[\s·•・.‧∙、\u200b-]", "", unicodedata.normalize("NFKC", name))
    return "" if plain in ("未取名", "无名") else plain


def _number(number: str) -> str:
    """Eighteen digits, where the number can be read."""
    plain = unicodedata.normalize("NFKC", number).upper()
    if len(plain) != 15 or not plain.isdigit():
        return plain
    body = plain[:6] + "19" + plain[6:]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def sound(text: str) -> str:
    """The toneless pinyin of a name."""
    return " ".join(map(_syllable, text))


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    from pypinyin import lazy_pinyin

    return lazy_pinyin(character)[0]
