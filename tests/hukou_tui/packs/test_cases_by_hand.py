"""What the cases written by hand have to show of a pack: conditions, questions, charges, refusals, who decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hukou_tui import packs
from hukou_tui.packs.reading import SHIPPED, PackFile
from hukou_tui.words.catalogue import use_language

BASE = (SHIPPED / "cn-2015-96" / "pack.toml").read_text(encoding="utf-8")
OVERLAY = (SHIPPED / "zhaotong-2016" / "pack.toml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


def found(old: str, new: str) -> list[str]:
    """What is said of the pack, base or overlay, in which `old` stands, once that is `new`."""
    base, overlay = BASE, OVERLAY
    if old in base:
        files = (PackFile(Path("base/pack.toml"), base.replace(old, new, 1).encode()),)
    else:
        assert old in overlay
        files = (
            PackFile(Path("base/pack.toml"), base.encode()),
            PackFile(Path("overlay/pack.toml"), overlay.replace(old, new, 1).encode()),
        )
    return [one.text for one in packs.prove_files(files)]


CERTIFICATE = """{ any_of = ["birth_certificate"], by = "applicant", cite = "c96_1_married" },
  { any_of = ["parent_booklet"]"""
ORPHAN = """upbringing = "orphan" }
outcome = "investigate"
class_96 = "8"
track = "county_entry\""""
EXPIRED = """, when = { cause = "permit_expired", permit_stub = "kept" } },
  { any_of = ["migration_permit"], by = "applicant", cite = "c96_6","""
REISSUE = """cite = "certificate_reissue"
then_facts = { birth_certificate = "have" }"""
HALF = ', status = "half", price = 240001, amount = 120000 }'
#: what is changed, into what, what is said of it
CHANGES = [
    (CERTIFICATE, CERTIFICATE.replace('"c96_1_married" }', '"c96_1_married", when = { graduate = "no" } }', 1),
     "shows that it goes by graduate"),
    ('when = { birth_certificate = "doubtful" }', 'when = { birth_certificate = ["doubtful", "lost"] }',
     "comes here with birth_certificate = lost"),
    ('not_routes = ["system_missing"]', 'not_routes = ["system_missing", "omitted"]', "that omitted is an exception"),
    ('members = ["市政府办公室", ', "members = [", "the rules lead to"),
    ('refers = true\nmember = true', "member = true", "the rules lead to"),
    ('free = { testimony = "s5_2b" }\n', "", "says that it is free"),
    ('county = ["县级公安机关"]\n', "", "names this office in `county`"),
    ('clause = "(八)"\nname = { zh = "其他无户口人员"', 'clause = "(七)"\nname = { zh = "其他无户口人员"',
     "does not stand in clause"),
    ('class_96 = "7" }', 'class_96 = "8" }', "the rules lead to"),
    ('  { facts = { parents = "foreign_unmarried" }, class_96 = "7" },\n', "", "shows it in class 7"),
    ('outcomes = ["register", "investigate"]', 'outcomes = ["register", "investigate", "restore"]',
     "on the way to restore"),
    ('unknown_reads = "no"\nunknown_why = { zh = "材料相同', 'unknown_reads = "yes"\nunknown_why = { zh = "材料相同',
     "lead to permit_restore_origin"),
    ('graduate = "unknown"', 'graduate = "no"', 'answers it "unknown"'),
    ('cite = "c96_6_restore"\nunknown_allowed = true\nunknown_reads = "no"',
     'cite = "c96_6_restore"\nasked = false\nunknown_allowed = true\nunknown_reads = "no"',
     "asked`: the rules lead to"),
    ('id = "divorced", zh', 'id = "divorced", open = true, zh', "gives this answer and names it in `open`"),
    ("percent = 50", "percent = 51", "the rules lead to 122400"),
    (HALF, ', status = "half" }', "shows the `amount` of the reduced charge"),
    ('cites = { test_required = "s6_4_needed"', 'cites = { test_required = "s6_4"',
     "test_required stands in s6_4_needed"),
    ('kind = "applied",', 'kind = "applied", sets_price = true,', "can set the price"),
    ('"疫苗本", ', "", '"把疫苗本带来" is taken for -'),
    ('  "把疫苗本带来",\n', "", "known by the name 疫苗本"),
    ('ground = "not_a_citizen"', 'ground = "false_materials"', "rests on this ground"),
    ('[grounds.not_a_citizen]\n', '[grounds.foreigner]\n', "there is no ground not_a_citizen"),
    ('toward = "investigation_report"', 'toward = "entry_papers"', "the rules lead to entry_papers"),
    ('"foreign_birth_certificate > investigation_report @', '"foreign_birth_certificate @', "to which paper it helps"),
    (ORPHAN, ORPHAN.replace("county_entry", "by_age"),
     "shows it decided by the station (birth_registration)"),
    (REISSUE, REISSUE.replace('"have"', '"lost"'), "from one paper to the next without end"),
    ('where = { zh = "出生时的助产机构"', 'where = { zh = "不予受理"', "refuses (不予受理)"),
    ('[cites.s6_4_needed]', '[cites.c96_5]', "is the base's own"),
    ('[facts.birth_place]\ncite = "s3_1"',
     '[facts.birth_place]\ncite = "s3_1"\noptions = [{ id = "elsewhere", zh = "别处", en = "elsewhere" }]',
     "take the place of the base's"),
    ('zh = "登记在父母一方的，凭该方居民户口簿。"', 'zh = "登记在父母一方的，不得要求该方居民户口簿。"',
     "c96_1_booklet does not name parent_booklet"),
    (CERTIFICATE, CERTIFICATE.replace('"c96_1_married" }', '"c96_1_married", when = { mother_identity = "own" } }', 1),
     "who says nothing of mother_identity"),
    ("percent = 50", "percent = 80", "does not name 80 per cent"),
    ('payer_cite = "s5_2b"', 'payer_cite = "s5_2c"', "the rules lead to s5_2c"),
    ("[forbidden.", "[forbiden.", "the nearest: forbidden"),
    ('when = { permit_stub = "gone" } }', 'when = { permit_stub = ["gone", "kept"] } }', "the rules lead to"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "what"), CHANGES, ids=[what for _old, _new, what in CHANGES])
def test_what_no_case_shows_is_found(old: str, new: str, what: str) -> None:
    said = found(old, new)
    assert any(what in text for text in said), said[:5]


def test_a_paper_asked_for_twice_is_seen_though_its_name_is_the_same() -> None:
    old = EXPIRED
    assert old in BASE
    said = found(old, old.replace('cause = "permit_expired", ', "", 1))
    assert any("migration_permit, migration_permit" in text for text in said), said[:5]
