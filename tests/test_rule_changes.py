"""docs/rule-changes.md: each change, made as it stands there in one TOML file, is proven and does what is said."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from flows.rules.checklist import forbidden_demand
from flows.rules.fee import FeeAnswer, assess_fee
from flows.rules.rule_evaluation import decide
from hukou_tui import packs
from hukou_tui.packs.reading import END, SHIPPED

GUIDE = (Path(__file__).parent.parent / "docs" / "rule-changes.md").read_text(encoding="utf-8")
STEP = re.compile(r"<!-- (change|add|new): ([\w-]+) -->\n```\w+\n(.*?)\n```", re.DOTALL)
FATHER = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "unmarried", "parents_known": "both",
    "birth_certificate": "have", "follow": "father", "birth_date": "2014-05-01",
}  # fmt: skip


def chapter(title: str) -> str:
    return GUIDE[GUIDE.index(f"\n## {title}") :].split("\n## ")[1]


def made(title: str, folder: Path) -> Path:
    """The pack with everything done that the chapter says; only one file is ever touched."""
    touched = set()
    for kind, pack, text in STEP.findall(chapter(title)):
        file = folder / pack / "pack.toml"
        touched.add(file)
        before = file if file.exists() else SHIPPED / pack / "pack.toml"
        old = before.read_text(encoding="utf-8") if kind != "new" else ""
        file.parent.mkdir(exist_ok=True)
        file.write_text(
            {"change": replaced, "add": added, "new": lambda _old, new: new + "\n"}[kind](old, text), "utf-8"
        )
    assert len(touched) == 1
    return touched.pop().parent


def added(old: str, more: str) -> str:
    return old.replace(f"\n{END}\n", f"\n{more}\n\n{END}\n")


def replaced(old: str, diff: str) -> str:
    gone, come = ("\n".join(line[1:] for line in diff.splitlines() if line.startswith(sign)) for sign in "-+")
    assert old.count(gone) == 1, gone
    return old.replace(gone, come)


CHAPTERS = ("Renew the fee window for 2017", "Add a document", "Add a prefecture")


@pytest.mark.parametrize("title", CHAPTERS)
def test_the_change_as_it_stands_in_the_guide_is_proven(title: str, tmp_path: Path) -> None:
    assert [finding.text for finding in packs.prove_pack(made(title, tmp_path))] == []


def test_the_renewed_window_halves_the_charge_in_2017_and_not_in_2018(tmp_path: Path) -> None:
    rules = packs.load_rules([made(CHAPTERS[0], tmp_path)])
    answers = {"own_centre": FeeAnswer("met"), "targeted_poverty": FeeAnswer("met")}
    for day, status in (
        (date(2016, 12, 31), "half"),
        (date(2017, 6, 1), "half"),
        (date(2018, 1, 1), "no_rule_in_force"),
    ):
        charge = assess_fee(rules, decide(rules, FATHER, day), answers, day, 80_001)
        assert charge.status == status, day


def test_the_window_is_refused_while_no_case_proves_its_end(tmp_path: Path) -> None:
    pack = made(CHAPTERS[0], tmp_path)
    file = pack / "pack.toml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "applied = 2018-01-01" not in line), encoding="utf-8")
    (found,) = packs.prove_pack(pack)
    assert (found.check, "2018-01-01" in found.text) == ("golden", True)


def test_the_new_paper_helps_and_is_never_demanded(tmp_path: Path) -> None:
    pack = made(CHAPTERS[1], tmp_path)
    rules = packs.load_rules([pack])
    lost = decide(rules, {**FATHER, "birth_certificate": "lost"}, date(2016, 6, 14))
    assert [need.any_of for need in lost.helps] == [("loss_statement",)]
    assert ("loss_statement",) not in [need.any_of for need in lost.needs]
    file = pack / "pack.toml"
    text = file.read_text(encoding="utf-8")
    demanded = text.replace(
        'helps = [{ any_of = ["loss_statement"], toward = "birth_certificate", cite = "loss" }]',
        'needs = [{ any_of = ["loss_statement"], by = "applicant", cite = "loss" }]',
    )
    file.write_text(demanded, encoding="utf-8")
    assert any("loss" in found.text and found.check == "threshold" for found in packs.prove_pack(pack))


def test_the_new_prefecture_differs_where_it_says_and_nowhere_else(tmp_path: Path) -> None:
    rules, base = packs.load_rules([made(CHAPTERS[2], tmp_path)]), packs.load_rules([SHIPPED / "cn-2015-96"])
    day = date(2020, 6, 14)
    papers = [need.any_of for need in decide(rules, {**FATHER, "father_named": "yes"}, day).needs]
    assert ("paternity_report",) in [need.any_of for need in decide(base, FATHER, day).needs]
    assert ("paternity_report",) not in papers
    assert forbidden_demand(rules, "要看房产证") is not None
    assert forbidden_demand(base, "要看房产证") is None
