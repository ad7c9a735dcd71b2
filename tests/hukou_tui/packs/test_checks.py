"""Each question of the proof finds what it is there for, with file and line, and says which question it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hukou_tui import packs
from hukou_tui.packs import Finding
from hukou_tui.packs.checks.windows import readings
from hukou_tui.packs.reading import END, SHIPPED, PackFile, merge_packs, parse_pack
from hukou_tui.words.catalogue import use_language

BASE = (SHIPPED / "cn-2015-96" / "pack.toml").read_text(encoding="utf-8")
OVERLAY = (SHIPPED / "zhaotong-2016" / "pack.toml").read_text(encoding="utf-8")
BAOSHAN = (SHIPPED / "baoshan-2017" / "pack.toml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


def proven(base: str = BASE, overlay: str | None = None, sources: Path | None = None) -> tuple[Finding, ...]:
    """What is found in packs of these texts."""
    files = [PackFile(Path("base/pack.toml"), base.encode())]
    if overlay is not None:
        files.append(PackFile(Path("overlay/pack.toml"), overlay.encode()))
    return packs.prove_files(tuple(files), sources)


def added(text: str, more: str) -> str:
    """A pack with something more above its last line."""
    return text.replace(f"\n{END}\n", f"{more}\n{END}\n")


def changed(text: str, old: str, new: str) -> tuple[str, int]:
    """A pack with its first `old` made `new`, and the line on which that stands."""
    assert old in text
    at = text.index(old)
    return text[:at] + new + text[at + len(old) :], text[:at].count("\n") + 1


IDLE = """[tracks.idle]
steps = [{ channel = "late_entry", decided_by = "county", when = {}, cite = "gtz54" }]

"""
SINCE_1996 = 'last = 1995-12-31 },\n  { value = "since", first = 1996-01-01 }'
WINDOW = "first = 2016-03-10\nlast = 2016-12-31\nlast_day"
UNTIL_2017 = 'last = 2017-12-31 },\n  { zh = "县级卫生健康行政部门"'
#: Questions that show a fault where it comes out, not where it was made.
FAR = ("golden", "omitted", "cover", "outcome")
#: the question, what is changed in the base, into what, what is said of it
OF_THE_BASE = [
    ("citation", 'gist = { zh = "母亲无法到场的', 'phrase = { zh = "母亲无法到场的', "the text was not seen"),
    (
        "threshold",
        'any_of = ["revocation_judgment"], by = "applicant", cite = "c96_4"',
        'any_of = ["revocation_judgment"], by = "applicant", cite = "c96_3"',
        "c96_3 does not name revocation_judgment",
    ),
    (
        "threshold",
        'any_of = ["original_register_evidence"], by = "station", cite = "hunan_restore"',
        'any_of = ["original_register_evidence"], by = "applicant", cite = "hunan_restore"',
        "a demand cannot rest on hunan_restore",
    ),
    ("omitted", '  { any_of = ["adopter_booklet"], by = "applicant", cite = "c96_3" },\n', "", "adopter_booklet"),
    ("omitted", 'waives = { application = "hunan_restore" }\n', "", "names application"),
    ("cover", '{ cause = "omitted" }', '{ cause = ["omitted", "other"] }', "more than one route"),
    ("cover", '"married_unproven", "divorced", "unknown"] }', '"married_unproven", "unknown"] }', "no value for"),
    ("reach", 'called = ["民族成份填报申请书"]', 'goes_with = { has = ["same"] }', "nothing uses it"),
    ("reach", "[tracks.moving_in]", IDLE + "[tracks.moving_in]", "nothing uses it"),
    ("outcome", 'obtains = { fact = "adoption_registered", value = "yes" }\n', "", "it would lead nowhere"),
    ("forbidden", 'zh = "由母亲或者监护人申领。"', 'zh = "由母亲凭准生证申领。"', "birth_permit"),
    ("kept", 'kept = "second_page"\n', "", "where is the original"),
    ("kept", 'kept = "second_page"', 'kept = "kept"', "cannot be kept"),
    ("windows", SINCE_1996, SINCE_1996.replace("1996-01", "1997-01").replace("1995", "1996"), "1997-01-01 is named"),
    ("windows", "years = 18", "years = 16", "does not name the age 16"),
    ("windows", UNTIL_2017, UNTIL_2017.replace("12-31", "11-30"), "without gap or overlap"),
    ("golden", 'outcome = "restore"\nclass_96 = "4"', 'outcome = "register"\nclass_96 = "4"', "lead to register"),
    ("golden", '"sterilization certificate", "sterilisation certificate", ', "", "is taken for"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "old", "new", "said"), OF_THE_BASE)
def test_a_question_finds_what_it_is_there_for(check: str, old: str, new: str, said: str) -> None:
    text, line = changed(BASE, old, new)
    found = [finding for finding in proven(text) if finding.check == check]
    assert found, [(finding.check, finding.text) for finding in proven(text)]
    assert any(said in finding.text for finding in found), [finding.text for finding in found]
    assert all(finding.line for finding in found)
    assert any(abs((finding.line or 0) - line) <= 12 for finding in found) or check in FAR


#: the same, of the prefecture's pack
OF_THE_OVERLAY = [
    ("fee", '"asked", name = { zh = "属于精', '"needed", name = { zh = "属于精', "one condition of the kind"),
    ("fee", 'place = "city_forensic_centre"\n', "", "name it as `place`"),
    ("windows", "last = 2016-12-31\nlast_day", "last = 2016-12-30\nlast_day", "cannot be read as 2016-12-30"),
    ("windows", WINDOW, WINDOW.replace("03-10", "03-01"), "it begins before"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "old", "new", "said"), OF_THE_OVERLAY)
def test_a_question_finds_a_fault_of_the_overlay_in_the_overlay(
    check: str, old: str, new: str, said: str
) -> None:
    text, _line = changed(OVERLAY, old, new)
    found = [finding for finding in proven(BASE, text) if finding.check == check]
    assert any(said in finding.text for finding in found), [(f.check, f.text) for f in proven(BASE, text)]
    assert {finding.file for finding in found} == {"overlay/pack.toml"}


def test_an_overlay_that_demands_more_needs_a_citation_of_its_own() -> None:
    need = '{ any_of = ["paternity_report"], by = "applicant", cite = "c96_1_father" }'
    more = f"\n[routes.reappeared]\nneeds = [{need}]\n"
    found = [finding for finding in proven(BASE, added(OVERLAY, more)) if finding.check == "overlay"]
    assert len(found) == 1
    assert "paternity_report is not demanded by cn-2015-96" in found[0].text
    own = '\n[cites.own]\nsource = "notice"\nat = "S9"\ngist = { zh = "须作亲子鉴定。", en = "a test" }\n'
    cited = more.replace("c96_1_father", "own") + own
    assert not [finding for finding in proven(BASE, added(OVERLAY, cited)) if finding.check == "overlay"]


def test_an_overlay_may_not_send_more_to_the_county_without_a_rule_of_its_own() -> None:
    text, _line = changed(BAOSHAN, "value = 3\nwhy", "value = 1\nwhy")
    found = {finding.check for finding in proven(BASE, text)}
    assert "windows" in found, "the age is named by no rule"
    away = BAOSHAN.replace(
        'cite = "bs_age"\n\n[settings.father', 'cite = "late_entry_age_hunan"\n\n[settings.father'
    )
    text, _line = changed(away, "value = 3\nwhy", "value = 1\nwhy")
    assert any(finding.check == "overlay" for finding in proven(BASE, text))


def test_an_overlay_cannot_lift_what_the_base_forbids() -> None:
    lifted = '\n[forbidden.vaccination_card]\naliases = ["疫苗本"]\ncites = ["s3_2", "s5_5a"]\n'
    text = OVERLAY.replace('[forbidden.vaccination_card]\ncites = ["s3_2", "s5_5a"]\n', lifted)
    assert any("may be demanded again" in finding.text for finding in proven(BASE, text))


def test_a_need_of_the_overlay_takes_the_place_of_what_it_supersedes() -> None:
    text, _line = changed(
        BAOSHAN, '{ any_of = ["paternity_report", "parentage_judgment"], by',
        '{ any_of = ["paternity_report", "parentage_judgment"], supersedes = ["paternity_report"], by',
    )  # fmt: skip
    merged = merge_packs(
        tuple(parse_pack(PackFile(Path("x/pack.toml"), t.encode())) for t in (BASE, text))
    ).raw
    rows = [need["any_of"] for need in merged["routes"]["certified_with_father"]["needs"]]
    assert [row for row in rows if "paternity_report" in row] == [["paternity_report", "parentage_judgment"]]


def test_what_supersedes_nothing_is_named() -> None:
    text, line = changed(
        BAOSHAN, '{ any_of = ["investigation_report"], by',
        '{ any_of = ["investigation_report"], supersedes = ["expired_permit"], by',
    )  # fmt: skip
    (found,) = proven(BASE, text)
    assert (found.line, "supersedes nothing" in found.text) == (line, True)


def test_handing_in_a_paper_may_not_lengthen_a_complete_list() -> None:
    text, _line = changed(
        BASE, 'called = ["撤销宣告的生效判决书"]',
        'called = ["撤销宣告的生效判决书"]\nobtains = { fact = "cause", value = "permit_expired" }',
    )  # fmt: skip
    found = [finding for finding in proven(text) if finding.check == "monotone"]
    assert found
    assert "once revocation_judgment is handed in" in found[0].text


def test_two_fees_may_not_be_in_force_on_one_day_and_one_that_supersedes_follows() -> None:
    at = OVERLAY.index("[fees.paternity_half_2016]")
    fee = OVERLAY[at : OVERLAY.index("# ── What may not be demanded", at)]
    second = fee.replace("paternity_half_2016", "paternity_half_2017").replace(
        "document = ", 'supersedes = "paternity_half_2016"\ndocument = '
    )
    said = " ".join(finding.text for finding in proven(BASE, OVERLAY.replace(fee, fee + second)))
    assert "two rules would be in force" in said
    assert "has to begin after that one has ended" in said


def test_a_row_that_no_case_proves_is_named() -> None:
    at = (
        BASE.index("[golden.reappeared")
        if "[golden.reappeared" in BASE
        else BASE.index("[golden.declared_dead]")
    )
    text = BASE[:at] + BASE[BASE.index("\n[golden.", at) + 1 :]
    text = "\n".join(block for block in text.split("\n\n") if 'route = "reappeared' not in block)
    found = [finding for finding in proven(text) if "no case written by hand comes here" in finding.text]
    assert any("routes.reappeared" in finding.text for finding in found)


def test_a_phrase_is_looked_up_letter_by_letter_in_the_texts_of_the_sources(tmp_path: Path) -> None:
    title = "昭通市人民政府关于\n开展无户口人员落户专项工作的实施意见"
    phrases = [
        line.split('zh = "')[1].split('"')[0] for line in OVERLAY.splitlines() if line.startswith("phrase = ")
    ]
    text = f"{title}\n昭政发〔20169\n2016310\n20161231日前\n" + "\n".join(phrases)
    (tmp_path / "notice.txt").write_text(text, encoding="utf-8")
    assert proven(BASE, OVERLAY, tmp_path) == ()
    (tmp_path / "notice.txt").write_text(text.replace("不准弄虚作假", "不得弄虚作假"), encoding="utf-8")
    (found,) = proven(BASE, OVERLAY, tmp_path)
    assert (found.check, "不准弄虚作假" in found.text) == ("citation", True)


def test_a_run_of_digits_is_read_as_every_day_that_it_can_be() -> None:
    assert readings("2016125日前") == {date(2016, 1, 25), date(2016, 12, 5)}
    assert readings("20161231日前") == {date(2016, 12, 31)}
    assert readings("2016310") == {date(2016, 3, 10)}


def test_what_the_program_itself_says_is_looked_at_too() -> None:
    text, _line = changed(
        BASE, 'aliases = ["接种证", ', 'aliases = ["书面申请", "缺材料", "papers missing", "接种证", '
    )
    found = [finding for finding in proven(text) if finding.file == "words/zh.po"]
    assert found
    assert {finding.check for finding in found} == {"forbidden"}
    assert all(finding.line for finding in found)
