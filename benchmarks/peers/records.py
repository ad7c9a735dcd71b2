"""Register and questions as the peers get them: cleaned as somebody would who means it well, pinyin included."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

#: What a record holds; empty where nothing is known.
FIELDS = ("name", "former", "surname", "given", "sound", "given_sound", "sex", "birth", "year", "month_day", "number",
          "mother", "mother_id", "father", "father_id", "village")  # fmt: skip
_VILLAGE = re.compile(r"([^省市州县区乡镇道]{2,12}?)(?:村|社区)")
_COMPOUND = frozenset({"欧阳", "令狐", "司马", "上官", "诸葛", "沙马", "吉克", "阿说", "曲比"})


class Question(NamedTuple):
    """A question as it is told, and cleaned."""

    told: dict[str, Any]
    record: dict[str, str]


def read_questions(path: Path) -> list[Question]:
    """All questions, of both halves."""
    with path.open(encoding="utf-8") as lines:
        told = [json.loads(line) for line in lines]
    return [Question(one, _of_question(one)) for one in told]


class Register:
    """So many persons of a register file, those among them who are asked for or related: what a peer can bear of it.

    A smaller register is easier to search, so this flatters the peer and not us. Read anew by whoever goes through it:
    the whole of six million does not lie in memory.
    """

    def __init__(self, path: Path, questions: list[Question], most: int) -> None:
        self._path = path
        with path.open("rb") as lines:
            persons = sum(1 for _ in lines) - 1
        self._needed = {found for q in questions for found in (*q.told["truth"], *q.told["related"]["twin"],
                                                               *q.told["related"]["sibling"])}  # fmt: skip
        self._step = 1 if most >= persons else max((persons - len(self._needed)) / max(most - len(self._needed), 1), 1)
        self.persons = min(most, persons)

    def people(self, *, sounds: bool = True) -> Iterator[tuple[str, dict[str, str]]]:
        """Each person_id with the record; the pinyin only where `sounds` asks for it, since it takes the most time."""
        others, due = 0, 0.0
        with self._path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                chosen = row["person_id"] in self._needed
                if not chosen:
                    others += 1
                    chosen = others >= due
                    due += self._step if chosen else 0
                if chosen:
                    yield row["person_id"], _of_row(row, sounds=sounds)

    def table(self) -> dict[str, dict[str, str]]:
        """All of them at once."""
        return dict(self.people())


def _of_row(row: dict[str, str], *, sounds: bool) -> dict[str, str]:
    return _record(row["name"], row["former_name"], row["sex"], row["birth_date"], row["id_number"],
                   (row["mother_name"], row["mother_id"]), (row["father_name"], row["father_id"]),
                   row["address"], sounds=sounds)  # fmt: skip


def _of_question(told: dict[str, Any]) -> dict[str, str]:
    mother, father = told.get("mother") or {}, told.get("father") or {}
    return _record(
        told.get("name", ""), "", told.get("sex", ""), told.get("birth_date", "").replace("-", ""),
        told.get("id_number", ""), (mother.get("name", ""), mother.get("id_number", "")),
        (father.get("name", ""), father.get("id_number", "")), told.get("address", ""), sounds=True,
    )  # fmt: skip


def _record(
    name: str, former: str, sex: str, birth: str, number: str, mother: tuple[str, str], father: tuple[str, str],
    address: str, *, sounds: bool,
) -> dict[str, str]:  # fmt: skip
    name = _plain(name)
    wide = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1
    surname, given = name[:wide], name[wide:]
    village = _VILLAGE.search(address)
    heard = (sound(name), sound(given)) if sounds else ("", "")
    return dict(
        zip(
            FIELDS,
            (name, _plain(former), surname, given, *heard, sex, birth, birth[:4], birth[4:],
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
