"""A pack is refused with file, line, what is wrong and what is allowed; a sound one becomes the rules."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from flows.rules.rule_evaluation import decide
from flows.rules.truth_table import truths
from hukou_tui import packs
from hukou_tui.packs import Finding, PackError, reading
from hukou_tui.packs.reading import SHIPPED
from hukou_tui.words.catalogue import use_language

_BAOSHAN, BASE, OVERLAY = packs.shipped_folders()
BASE_TEXT = (BASE / "pack.toml").read_text(encoding="utf-8")
OVERLAY_TEXT = (OVERLAY / "pack.toml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


def refused(folder: Path, base: str = BASE_TEXT, overlay: str | None = None) -> tuple[Finding, ...]:
    """Write the packs, load them, and give back what was found."""
    paths = []
    for name, text in (("base", base), ("overlay", overlay)):
        if text is not None:
            (folder / name).mkdir()
            (folder / name / "pack.toml").write_text(text, encoding="utf-8")
            paths.append(folder / name)
    with pytest.raises(PackError) as caught:
        packs.load_rules(paths)
    return caught.value.findings


def changed(text: str, old: str, new: str) -> tuple[str, int]:
    """The pack with its first `old` made `new`, and the line on which that stands."""
    assert old in text
    at = text.index(old)
    return text[:at] + new + text[at + len(old) :], text[:at].count("\n") + 1


def test_the_shipped_packs_are_in_order_alone_and_together() -> None:
    assert [packs.prove_pack(pack) for pack in packs.shipped_folders()] == [(), (), ()]


def test_the_base_alone_decides_and_cites_no_notice() -> None:
    rules = packs.load_rules([BASE])
    assert [ref.id for ref in rules.packs] == ["cn-2015-96"]
    assert "notice" not in rules.sources
    decision = decide(rules, {"cause": "system_missing"}, date(2016, 6, 14))
    assert decision.route.id == "system_missing"
    whole = truths(rules, [route.when for route in rules.routes])
    assert sum(whole.holds(route.when).bit_count() for route in rules.routes) == whole.count


def test_the_overlay_lies_over_its_base_whatever_the_order() -> None:
    rules = packs.load_rules([OVERLAY])
    assert [ref.id for ref in rules.packs] == ["cn-2015-96", "zhaotong-2016"]
    assert packs.load_rules([OVERLAY, BASE]).packs == rules.packs
    assert rules.documents["testimony"].payer == "free_by_rule"
    assert rules.documents["testimony"].name == packs.load_rules([BASE]).documents["testimony"].name


def test_the_overlay_demands_nothing_that_the_base_does_not() -> None:
    def demands(rules: packs.Rules) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        return {route.id: [need.key for need in route.needs] for route in rules.routes}

    assert demands(packs.load_rules()) == demands(packs.load_rules([BASE]))


def test_a_pack_keeps_the_hash_of_its_file() -> None:
    hashes = [ref.hash for ref in packs.load_rules().packs]
    assert hashes == [
        hashlib.sha256((folder / "pack.toml").read_bytes()).hexdigest() for folder in (BASE, OVERLAY)
    ]


def test_an_unchanged_pack_is_not_read_twice_and_a_changed_one_is(tmp_path: Path) -> None:
    assert packs.load_rules() is packs.load_rules()
    file = tmp_path / "pack.toml"
    file.write_text(BASE_TEXT, encoding="utf-8")
    first = packs.load_rules([file])
    file.write_text(BASE_TEXT.replace('revision = "3"', 'revision = "4"'), encoding="utf-8")
    assert (first.packs[0].revision, packs.load_rules([file]).packs[0].revision) == ("3", "4")


def test_departments_bear_the_name_of_the_day_the_rules_were_loaded_for() -> None:
    assert packs.load_rules(on=date(2016, 6, 14)).departments["poverty_office"].name.zh == "市扶贫办"
    assert packs.load_rules(on=date(2022, 6, 14)).departments["poverty_office"].name.zh == "市乡村振兴局"


def test_ten_departments_of_the_notice_are_known() -> None:
    clauses = {office.cite.at for office in packs.load_rules().departments.values()}
    assert {"S4.1", "S4.2", "S4.3", "S4.4", "S4.5c", "S4.6", "S4.7", "S4.8", "S4.9", "S4.10"} <= clauses


def test_a_reading_of_damaged_text_says_so() -> None:
    notice = packs.load_rules().sources["notice"]
    assert (notice.confidence, notice.issued) == ("doubtful", date(2016, 3, 10))
    assert notice.ocr_raw is not None
    assert notice.reading is not None


def test_the_four_stages_are_named_exactly_so() -> None:
    assert [stage.name.zh for stage in packs.load_rules().stages] == [
        "宣传发动",
        "预约登记",
        "集中落户",
        "整改堵漏",
    ]


#: what is changed, into what, what is said of it, what is said to be allowed
FAULTS = [
    ('outcome = "register"', 'outcome = "refuse"', "refuse is not one of", "register"),
    ('by = "applicant"', 'by = "anyone"', "anyone is not one of", "applicant"),
    ('payer = "unknown"', 'payer = "free"', "free is not one of", "no_charge_here"),
    ('payer = "no_charge_here"', 'payer = "free_by_rule"', "free stands only where a rule says so", None),
    ('level = "V"', 'level = "Z"', "Z is not one of", "S"),
    ('kind = "choice"', 'knid = "choice"', "not known here", "kind"),
    (', en = "Why is there no registration?" }', " }", "the English text is missing", None),
    ('zh = "书面申请", en', "en", "the Chinese text is missing", None),
    ('en = "written application"', 'en = ""', "is empty", None),
    ('cite = "c96_5"', 'cite = "c96_55"', "there is no citation c96_55", "c96_5"),
    ('source = "c96"', 'source = "c97"', "there is no source c97", "c96"),
    ('issuer = "court"', 'issuer = "tribunal"', "there is no department tribunal", "court"),
    ('["parent_booklet"]', '["parents_booklet"]', "there is no document parents_booklet", "parent_booklet"),
    ('["parent_booklet"]', '["birth_permit"]', "birth_permit may not be demanded", None),
    ('{ cause = "omitted" }', '{ couse = "omitted" }', "there is no fact couse", "cause"),
    ('{ cause = "omitted" }', '{ cause = "omited" }', "omited is no answer", "omitted"),
    ('track = "by_age"', 'track = "by_size"', "there is no track by_size", "by_age"),
    ('unknown_reads = "both"', 'unknown_reads = "two"', "two is no answer", "both"),
    ('unknown_why = { zh = "按双方', 'unknown_wy = { zh = "按双方', "not known here", "unknown_why"),
    (
        '"late_entry_over_years"\nwithin',
        '"late_entry"\nwithin',
        "no setting late_entry",
        "late_entry_over_years",
    ),
    ("first = 1996-01-01", "first = 1996-01-02", "without gap or overlap", None),
    ("first = 1996-01-01", 'first = "1996-01-01"', "must be a date", None),
    ('then_facts = { adoption_registered = "yes" }', "", "go together", None),
    (
        'gist = { zh = "收养的，',
        'phrase = { zh = "x", en = "x" }\ngist = { zh = "收养的，',
        "has either `phrase`",
        None,
    ),
    ('from = "birth_date"', 'from = "cause"', "not a fact of the kind `date`", None),
    ('birth_era = "since", birth_place', 'birth_date = "since", birth_place', "cannot name the date", None),
    ('has = ["have", "doubtful"]', 'has = ["doubtful"]', "have has to be among them", None),
    ('has_not = ["none", "lost"', 'has_not = ["nine", "lost"', "nine is no answer", "none"),
    ('class_96 = "4"', 'class_96 = "9"', "there is no class 9", "4"),
    ('value = "no"', 'value = "perhaps"', "not among the `options`", None),
    ('unknown_reads = "own"\n', "", "needs `unknown_reads`", None),
    (
        'asked = false\nunknown_allowed = true\nunknown_reads = "own"',
        "asked = false",
        "needs `unknown_reads`",
        None,
    ),
    (
        '"application", "birth_certificate',
        '"aplication", "birth_certificate',
        "no document aplication",
        "application",
    ),
    ('forbidden = "birth_permit"', 'forbidden = "permit"', "no forbidden demand permit", "birth_permit"),
    (
        'waives = { application = "hunan',
        'waives = { aplication = "hunan',
        "no document aplication",
        "application",
    ),
    ('birth_place = "institution"', 'birth_place = "unknown"', "unknown is no answer", "institution"),
    ('called = ["申请", "申报"]', 'called = "申请"', "must be a list", None),
    ("asked = false", 'asked = "no"', "must be true or false", None),
    ('id = "cn-2015-96"', 'id = "cn 2015-96"', "cn 2015-96 is not a name", None),
    ('kind = "choice"', 'kind = "date"', "a date has none", None),
]


@pytest.mark.parametrize(("old", "new", "what", "allowed"), FAULTS)
def test_a_fault_is_named_with_file_line_and_what_is_allowed(
    old: str, new: str, what: str, allowed: str | None, tmp_path: Path
) -> None:
    text, line = changed(BASE_TEXT, old, new)
    findings = refused(tmp_path, text)
    found = next((finding for finding in findings if what in finding.text), None)
    assert found is not None, [finding.text for finding in findings]
    assert found.file == "base/pack.toml"
    assert found.line is not None
    # What breaks a rule of its whole table is shown at the table's head or its nearest key.
    assert abs(found.line - line) <= (1 if new and "phrase" not in new else 5)
    if allowed:
        assert allowed in found.allowed


def test_two_papers_that_answer_one_question_may_not_exclude_each_other(tmp_path: Path) -> None:
    old = 'obtains = { fact = "adoption_registered", value = "yes" }'
    text, _line = changed(BASE_TEXT, old, 'obtains = { fact = "birth_certificate", value = "none" }')
    said = [finding.text for finding in refused(tmp_path, text)]
    for paper in ("birth_certificate", "adoption_certificate"):
        assert any(f"documents.{paper}.obtains" in line and "go with this paper" in line for line in said)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('revision ＝ "1"', "full-width ＝ where = is meant"),
        ("revision = “1”", "full-width “"),
        ('revision = ["1"，"2"]', "full-width ，"),
        ("revision = 1x", "not TOML"),
    ],
)
def test_full_width_punctuation_is_shown_with_line_and_column(line: str, said: str, tmp_path: Path) -> None:
    text, at = changed(BASE_TEXT, 'revision = "3"', line)
    (found,) = refused(tmp_path, text)
    assert found.line == at
    assert "column" in found.text
    assert said in found.text


def test_a_pack_that_is_not_there_or_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PackError, match="cannot be read"):
        packs.load_rules([tmp_path / "pack.toml"])
    monkeypatch.setattr(reading, "LARGEST", len(BASE_TEXT.encode()) - 1)
    (tmp_path / "pack.toml").write_text(BASE_TEXT, encoding="utf-8")
    with pytest.raises(PackError, match="larger than a pack can be") as caught:
        packs.load_rules([tmp_path])
    assert caught.value.findings[0].params == {"n": str(reading.LARGEST)}


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    text, line = changed(BASE_TEXT, 'revision = "3"', 'revision = "3"\nrevision = "4"')
    (found,) = refused(tmp_path, text)
    assert found.line == line + 1


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_bytes('[pack]\nid = "x"\ntitle = "无户口"\n'.encode("gb18030"))
    with pytest.raises(PackError) as caught:
        packs.load_rules([tmp_path])
    assert caught.value.findings[0].line == 3


def test_the_mark_that_windows_puts_before_the_first_line_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_bytes(b"\xef\xbb\xbf" + BASE_TEXT.encode())
    assert packs.load_rules([tmp_path]).routes == packs.load_rules([BASE]).routes


def test_a_fault_in_the_overlay_names_the_overlay(tmp_path: Path) -> None:
    text, line = changed(OVERLAY_TEXT, 'cite = "s4_6_check"', 'cite = "s4_66"')
    (found,) = refused(tmp_path, BASE_TEXT, text)
    assert (found.file, found.line) == ("overlay/pack.toml", line)


def test_an_uncited_demand_is_refused(tmp_path: Path) -> None:
    old = '{ any_of = ["revocation_judgment"], by = "applicant", cite = "c96_4" }'
    text, line = changed(BASE_TEXT, old, '{ any_of = ["revocation_judgment"], by = "applicant" }')
    (found,) = refused(tmp_path, text)
    assert found.line == line
    assert "`cite` is missing" in found.text


def test_an_uncited_route_fee_and_forbidden_demand_are_refused(tmp_path: Path) -> None:
    text = BASE_TEXT.replace('cite = "c96_4"\nneeds', "needs").replace('cites = ["c96_aim"]', "cites = []", 1)
    overlay = OVERLAY_TEXT.replace('cite = "s6_4"\n', "")
    said = " ".join(finding.text for finding in refused(tmp_path, text, overlay))
    for place in ("routes.reappeared", "fees.paternity_half_2016"):
        assert f"`{place}`: `cite` is missing" in said


def test_a_base_that_is_not_there_is_named(tmp_path: Path) -> None:
    text, line = changed(OVERLAY_TEXT, 'base = "cn-2015-96"', 'base = "cn-2099-1"')
    (found,) = refused(tmp_path, text)
    assert found.line == line
    assert "cn-2015-96" in found.allowed


def test_an_overlay_cannot_hide_a_fault_of_its_base(tmp_path: Path) -> None:
    # The shipped overlay cites the notice for this department and so never looks at the base's citation.
    old = 'cite = "certificate_reissue"\n\n[departments.health_commissioned]'
    text, line = changed(BASE_TEXT, old, old.replace("reissue", "reisue"))
    (found,) = refused(tmp_path, text, OVERLAY_TEXT)
    assert (found.file, found.line) == ("base/pack.toml", line)


def test_every_fault_is_found_at_once(tmp_path: Path) -> None:
    text = BASE_TEXT.replace('cite = "c96_5"', 'cite = "nowhere"').replace(
        'issuer = "court"', 'issuer = "nobody"'
    )
    assert len(refused(tmp_path, text)) >= 2


def test_a_gap_and_an_overlap_among_the_routes_are_proven(tmp_path: Path) -> None:
    gap, _line = changed(BASE_TEXT, 'when = { cause = "omitted" }', 'when = { cause = "other" }')
    (tmp_path / "pack.toml").write_text(gap, encoding="utf-8")
    found = packs.prove_pack(tmp_path)
    assert any("no route for cause = omitted" in finding.text for finding in found)
    assert {finding.check for finding in found} == {"cover"}
    overlap = next(finding for finding in found if "more than one route" in finding.text)
    assert "omitted, other" in overlap.text
    assert overlap.line is not None


def test_a_forbidden_word_in_a_help_text_is_proven(tmp_path: Path) -> None:
    text, line = changed(BASE_TEXT, "由母亲或者监护人申领。", "由母亲凭准生证申领。")
    (tmp_path / "pack.toml").write_text(text, encoding="utf-8")
    (found,) = packs.prove_pack(tmp_path)
    assert found.line == line
    assert "birth_permit" in found.text


def test_control_characters_of_a_pack_never_reach_the_terminal(tmp_path: Path) -> None:
    text, _line = changed(BASE_TEXT, 'outcome = "register"', r'outcome = "\u001b[31mred"')
    assert all("\x1b" not in finding.text for finding in refused(tmp_path, text))


def test_a_text_with_a_control_character_is_refused(tmp_path: Path) -> None:
    text, line = changed(BASE_TEXT, 'zh = "书面申请"', 'zh = "书面\\u001b[31m申请"')
    (found,) = refused(tmp_path, text)
    assert (found.line, "control character" in found.text) == (line, True)


def test_a_pack_of_before_says_no_more_than_it_did(tmp_path: Path) -> None:
    """A station keeps texts that know neither where an original is nor what a condition takes to hold."""
    later = re.compile(r'(?m)^(kept|place) = ".*"\n|, proof = "\w+"')
    shipped = [SHIPPED / name / "pack.toml" for name in ("cn-2015-96", "zhaotong-2016")]
    files = []
    for file in shipped:
        old = later.sub("", file.read_text(encoding="utf-8"))
        centre = 'cite = "s6_4_centre", '
        files.append(tmp_path / file.parent.name / "pack.toml")
        files[-1].parent.mkdir()
        files[-1].write_text(old.replace(centre, centre + 'settled_by = "city_forensic_centre", '), encoding="utf-8")
    rules = packs.load_rules(files)
    assert {paper.kept for paper in rules.documents.values()} == {None}
    fee = rules.fee("paternity_half_2016")
    asked = {one.id: one.proof for one in fee.conditions if one.kind == "asked"}
    # Whose own the price is, there alone it holds; what an office can settle is not settled by saying so.
    assert (fee.place, asked) == ("city_forensic_centre", {"own_centre": "seen", "targeted_poverty": "seen"})
