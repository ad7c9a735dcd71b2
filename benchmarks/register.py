"""Measures the register: import, lookup, recall by kind of error, and twins taken for one person.

    python benchmarks/register.py --n 100000 [--exact] [--json]

The population is invented and seeded. What spoils the questions (homophones, slips) is written here, apart
from the tables that the lookup works with. The peer `exact` searches for the same name and birth date.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks._rows import tell
from db.lookup import Found, Lookup
from db.register import import_register
from flows.birth_date import BirthDate, BirthDateError, lunar_of
from flows.person import Query
from hukou_tui.practice.population import population, write_register

SEED = 20160310
QUESTIONS = 200
"""Questions of each kind."""

Row = dict[str, str]

# Pairs that sound alike, from the ear and not from the lookup's own table.
_HEARD_AS = dict(
    zip(
        "贵兰芳英珍秀梅华丽红燕敏霞萍莲凤"
        "香翠玉明军云富强勇林江海龙飞伟波"
        "涛辉刚祥荣发才文武德正忠义仁朝光"
        "昌兴福志学友良小美春月清银平",
        "桂岚方瑛贞绣玫花莉虹艳闽侠平连奉"
        "乡脆育鸣君芸付墙永琳姜害隆非炜播"
        "滔晖钢翔容法财闻舞得政钟意人潮广"
        "倡星服智血有梁晓每椿越青吟萍",
        strict=True,
    )
)


def _question(row: Row, **changed: Any) -> Query:  # noqa: ANN401
    fields: dict[str, Any] = {
        "name": row["name"],
        "sex": row["sex"],
        "birth": BirthDate.of(_day(row)),
        "division": row["division"],
        "mother_name": row["mother_name"],
        "father_name": row["father_name"],
    }
    return Query(**(fields | changed))


def _day(row: Row) -> date:
    digits = row["birth_date"]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _homophone(row: Row, _: Random) -> Query | None:
    heard = "".join([row["name"][0], *(_HEARD_AS.get(c, c) for c in row["name"][1:])])
    return None if heard == row["name"] else _question(row, name=heard)


def _lunar(row: Row, _: Random) -> Query | None:
    """The lunar figures, said to be solar: what a grandmother says and a clerk types."""
    lunar = lunar_of(_day(row))
    try:
        birth = BirthDate("solar", lunar.year, lunar.month, lunar.day) if lunar else None
    except BirthDateError:
        return None
    return _question(row, birth=birth)


def _year_off(row: Row, random: Random) -> Query | None:
    day = _day(row)
    if (day.month, day.day) == (2, 29):
        return None
    return _question(row, birth=BirthDate.of(day.replace(year=day.year + random.choice((-2, -1, 1, 2)))))


def _other_surname(row: Row, _: Random) -> Query | None:
    mother = row["mother_name"]
    return (
        _question(row, name=mother[0] + row["name"][1:]) if mother and mother[0] != row["name"][0] else None
    )


def _one_digit(row: Row, random: Random) -> Query | None:
    number, at = row["id_number"], random.randrange(17)
    if len(number) != 18:
        return None
    wrong = number[:at] + str((int(number[at]) + random.randrange(1, 10)) % 10) + number[at + 1 :]
    return Query(name="", id_number=wrong)


def _renamed(row: Row, random: Random) -> Query | None:
    if not row["mother_name"] or not row["father_name"]:
        return None
    given = "".join(random.sample(sorted(_HEARD_AS), 2))
    return _question(row, name=row["name"][0] + given, address=row["address"])


def _name_only(row: Row, _: Random) -> Query:
    return Query(name=row["name"])


KINDS: dict[str, Callable[[Row, Random], Query | None]] = {
    "nothing wrong": lambda row, _: _question(row),
    "name only": _name_only,
    "homophone": _homophone,
    "lunar for solar": _lunar,
    "year off": _year_off,
    "other parent's surname": _other_surname,
    "one digit, number only": _one_digit,
    "renamed, parents known": _renamed,
}


def _measured(
    metric: str, value: float, unit: str, goal: str = "", holds: bool | None = None, **peers: float
) -> dict[str, Any]:
    return {"metric": metric, "value": value, "unit": unit, "goal": goal, "holds": holds, "peers": peers}


def _recall(rows: list[Row], lookup: Lookup, times: list[float]) -> Iterable[dict[str, Any]]:
    exact = defaultdict(list)
    for row in rows:
        exact[row["name"], row["birth_date"]].append(row["person_id"])
    for kind, spoil in KINDS.items():
        random = Random(f"{SEED} {kind}")
        hits = asked = by_peer = 0
        while asked < min(QUESTIONS, len(rows)):
            row = random.choice(rows)
            question = spoil(row, random)
            if question is None or row["name"] == "未取名":
                continue
            asked += 1
            found = lookup.find(question)
            times.append(found.ms)
            hits += row["person_id"] in [c.person.person_id for c in found.candidates[:5]]
            day = f"{question.birth.earliest:%Y%m%d}" if question.birth else ""
            by_peer += row["person_id"] in exact[question.name, day][:5]
        value = round(hits / asked, 4)
        yield _measured(
            f"recall@5, {kind}", value, "share", "≥ 0.97", value >= 0.97, exact=round(by_peer / asked, 4)
        )


def _twins(rows: list[Row], lookup: Lookup) -> Iterable[dict[str, Any]]:
    """Each twin asked for with full facts: how the other one is labelled."""
    born: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["mother_id"] and row["father_name"] and row["name"] != "未取名":
            born[row["mother_id"], row["birth_date"]].append(row)
    labels: dict[str, int] = defaultdict(int)
    pairs = [pair for pair in born.values() if len(pair) == 2 and pair[0]["name"] != pair[1]["name"]][
        :QUESTIONS
    ]
    for one, other in pairs:
        labels[_label(lookup.find(_question(one, address=one["address"])), other["person_id"])] += 1
    count = max(len(pairs), 1)
    same, twin = labels["same_person"] / count, labels["possible_twin"] / count
    yield _measured("twins called the same person", round(same, 4), "share", "≤ 0.05", same <= 0.05)
    yield _measured("twins labelled possible twin", round(twin, 4), "share", "1.0", twin == 1)


def _label(found: Found, person_id: str) -> str:
    return next(
        (c.comparison.relation for c in found.candidates if c.person.person_id == person_id), "not found"
    )


def measure(n: int, *, exact: bool) -> list[dict[str, Any]]:
    """All rows; with `exact` only those that do not depend on the machine."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_register(folder / "extract.csv", n, SEED)
        started = time.perf_counter()
        import_register(folder / "extract.csv", folder / "register.db", as_of=date(2016, 6, 1))
        took = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = (folder / "register.db").stat().st_size / max(n, 1)
        rows, lookup, times = list(population(SEED, n)), Lookup(folder / "register.db"), []
        found = [*_recall(rows, lookup, times), *_twins(rows, lookup)]
        found.append(_measured("register and index", round(size), "bytes a person"))
        if not exact:
            times.sort()
            found += [
                _measured("import", round(n / took), "persons/s"),
                _measured("peak memory of the import", round(peak), "MB", "≤ 300", peak <= 300),
                _measured("lookup, warm, p50", round(times[len(times) // 2], 1), "ms"),
                _measured(
                    "lookup, warm, p99",
                    p99 := round(times[len(times) * 99 // 100], 1),
                    "ms",
                    "≤ 30",
                    p99 <= 30,
                ),
            ]
    return found


@click.command(help=__doc__)
@click.option("--n", default=100_000, show_default=True, type=click.IntRange(100))
@click.option("--exact", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def main(n: int, exact: bool, as_json: bool) -> None:
    """Measure and print."""
    found = measure(n, exact=exact)
    tell(found, as_json=as_json, width=36)


if __name__ == "__main__":
    main()
