"""What leaves the counter on paper: complete, once, in both languages, and to the right person."""

from __future__ import annotations

import hashlib
import re

import pytest

from flows.case import actions as a
from harness.packs import small_rules as small
from harness.refusals import refused
from harness.stations.entered_cases import DAY, SITUATIONS, STATION, case_of
from hukou_tui.paper import slips
from hukou_tui.paper.slips.page_layout import WIDTH, columns
from hukou_tui.paper.slips.where_to_go import discreet
from hukou_tui.session.case.view import build_view
from hukou_tui.words.safe_text import is_safe

NAMES = ("安小满", "佟桂兰", "罗朝贵", "罗国富", "佟", "罗")
KINSHIP = ("父", "母", "子女", "father", "mother", "parent", "child")
GIVEN_AWAY = (
    *("收养", "鉴定", "婚", "出生", "失踪", "死亡"),
    *("adopt", "test", "marriage", "birth", "missing", "judgment"),
)


def text_of(kind, case, rules, lang="zh", **more):
    return slips.render_slip(kind, case, rules, STATION, lang, DAY, operator="P1001", **more)


def moves(*events):
    return [
        a.Move("accept"), a.Move("submit"),
        *(a.Move(event, ground="not_qualified", note="经查不符", number="530699201003050022", on="2016-06-20")
          for event in events),
    ]  # fmt: skip


def told_once(make, rules, situation, **fields):
    """A case whose notification has been made, and nothing changed since."""
    missing = slips.missing_of(make(situation, **fields), rules)
    return make(situation, a.PrintSlip("notification", "0", missing), a.Move("notify"), **fields)


def one_of_each(make, rules):
    """(kind, case) for every kind of slip."""
    return (
        *(("notification", make(situation)) for situation in SITUATIONS),
        *(("where_to_go", told_once(make, rules, situation)) for situation in SITUATIONS),
        ("letter", make("doubtful")),
        ("receipt", make("tested", a.MarkPaper("application", "has"), a.Move("accept"))),
        ("granted", make("tested", *moves("grant"))),
        ("not_granted", make("tested", *moves("not_grant"))),
        ("registered", make("tested", *moves("grant", "register"))),
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_slip_runs_over_the_paper_and_every_page_is_numbered(make, rules, lang):
    for kind, case in one_of_each(make, rules):
        text = text_of(kind, case, rules, lang)
        assert all(columns(line) <= WIDTH for line in re.split("[\n\f]", text)), kind
        pages = text.split("\f")
        for n, page in enumerate(pages, 1):
            foot = f"第 {n}/{len(pages)} 页" if lang == "zh" else f"Page {n}/{len(pages)}"
            assert page.rstrip().endswith(foot), kind


def test_practice_says_so_on_every_page_of_every_slip(make, rules):
    case = make("tested", practice=True)
    for page in text_of("notification", case, rules).split("\f"):
        assert page.count("演练（非真实数据）") == 2
    assert "演练（非真实数据）" not in text_of("notification", make("tested"), rules)


@pytest.mark.parametrize("situation", list(SITUATIONS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_notification_names_every_missing_paper_once_with_copies_office_charge_and_clause(
    make, rules, situation, lang
):
    case = make(situation)
    text = text_of("notification", case, rules, lang)
    missing = build_view(case, rules, None).checklist.missing
    assert missing
    headed = re.findall(r"^(?:\d+\.|   \(\d+\)) (.+)$", text, re.MULTILINE)
    for document in (document for item in missing for document in item.documents):
        assert headed.count(document.name.get(lang)) == 1
    papers = sum(len(item.documents) for item in missing)
    labels = ("份数：", "出具部门：", "办理地点：", "办法：", "收费：") if lang == "zh" else (
        "Copies:", "Issued by:", "Where:", "How:", "Charge:")  # fmt: skip
    for label in labels:
        assert len(re.findall(rf"^ +{label}", text, re.MULTILINE)) == papers
    assert len(re.findall("^   依据：" if lang == "zh" else "^   Basis:", text, re.MULTILINE)) == len(missing)


def test_a_paper_that_is_at_hand_is_not_named_again(make, rules):
    text = text_of("notification", make("tested", a.MarkPaper("paternity_report", "has")), rules)
    assert not re.search(r"^\d+\. 亲子鉴定证明", text, re.MULTILINE)


def test_alternatives_are_offered_as_any_one_of(make, rules):
    text = text_of("notification", make("alternatives"), rules)
    assert re.search(r"\d+\. 任选其一：\n   \(1\) .+\n", text)
    assert "   (2) " in text


def test_what_the_station_checks_is_no_errand_of_the_applicant(make, rules):
    text = text_of("notification", make("doubtful"), rules)
    errands, checks = text.split("本所核查事项（不需要申请人办理）")
    assert "人口信息系统查询记录" in checks
    assert "人口信息系统查询记录" not in errands
    assert "真伪鉴别" not in errands
    assert "真伪鉴别" in checks.split("部门协查事项")[1]


def test_free_alone_stands_only_where_a_rule_says_so(make, rules):
    for situation in SITUATIONS:
        case = make(situation)
        checklist = build_view(case, rules, None).checklist
        free = any(item.payer == "free_by_rule" for item in (*checklist.missing, *checklist.helps))
        assert ("免费" in text_of("notification", case, rules)) == free


def test_testimony_is_a_help_on_the_way_and_no_demand(make, rules):
    text = text_of("notification", make("tested"), rules)
    assert "旁证材料：有助于申领《出生医学证明》" in text.replace("\n  ", "")
    assert not re.search(r"^\d+\. 旁证材料", text, re.MULTILINE)


def test_no_forbidden_paper_is_named_and_the_clause_against_more_demands_is(make, rules):
    for situation in SITUATIONS:
        for lang in ("zh", "en"):
            text = text_of("notification", make(situation), rules, lang)
            for forbidden in rules.forbidden:
                assert not any(name in text for name in (forbidden.name.get(lang), *forbidden.aliases))
            where = {"zh": "一（一）、三（一）、五（五）", "en": "part1(1),part3(1),part5(5)"}[lang]
            assert where in "".join(text.split())


def test_the_fee_line_says_half_only_where_all_four_conditions_hold(make, rules):
    fee = rules.fees[0]
    asked = [a.AnswerFee(c.id, "seen") for c in fee.conditions if c.kind == "asked"]
    inside = [*asked, a.ApplyForTest("2016-12-31")]
    outside = [*asked, a.ApplyForTest("2017-01-01")]
    assert "减半收取，600.00元" in text_of("notification", make("tested", *inside), rules)
    assert "目前没有有效的收费减免规定" in text_of("notification", make("tested", *outside), rules)
    assert "尚待确认" in text_of("notification", make("tested"), rules)
    assert "鉴定费" not in text_of("notification", make("alternatives"), rules)


def test_the_lines_for_those_who_cannot_read_or_will_not_sign_are_there(make, rules):
    text = text_of("notification", make("tested", declarant__interpreter="木嘎"), rules)
    assert all(
        word in text
        for word in ("已宣读", "捺印", "翻译人：木嘎", "代书人", "拒签", "一式两份", "警号）：P1001")
    )


def test_the_notification_names_neither_parent(make, rules):
    text = text_of("notification", make("tested", guardian__name="龙有福"), rules)
    assert "龙有福" in text
    assert "罗朝贵" not in text
    assert "佟桂兰" not in text


def test_told_once_a_second_copy_is_the_same_to_the_letter(make, rules):
    case = make("tested")
    missing = slips.missing_of(case, rules)
    first = text_of("notification", case, rules)
    later = make(
        "tested",
        a.PrintSlip("notification", hashlib.sha256(first.encode()).hexdigest(), missing),
        a.Move("notify"),
        a.MarkPaper("application", "has"),
    )
    again = slips.render_slip(
        "notification", later, rules, STATION, "zh", DAY.replace(day=20), operator="P2002"
    )
    assert again == first
    assert slips.missing_of(later, rules) == missing


@pytest.mark.parametrize(("lang", "said"), [
    ("zh", "2016年6月20日补印：所列材料与2016年6月14日的告知书相同。"),
    ("en", "Printed again on 2016-06-20: it names the same papers as the notification of 2016-06-14."),
])  # fmt: skip
def test_in_the_words_of_a_newer_program_it_names_the_same_papers_and_says_that_it_was_printed_again(
    make, rules, lang, said
):
    """The words of a slip change with the program; what the family was told to bring does not."""
    missing = slips.missing_of(make("tested"), rules)
    older = (a.PrintSlip("notification", "ab" * 32, missing), a.Move("notify"))
    case = make("tested", *older, a.MarkPaper("application", "has"))
    text = slips.render_slip(
        "notification", case, rules, STATION, lang, DAY.replace(day=20), operator="P2002"
    )
    assert said in text.replace("\n", " " if lang == "en" else "")
    assert text.count("P1001") == 1 and "P2002" not in text, "whoever told it, told it"
    assert slips.missing_of(case, rules) == missing


def test_a_supplement_names_the_reason_and_what_it_replaces(make, rules):
    told = (a.PrintSlip("notification", "0", slips.missing_of(make("tested"), rules)), a.Move("notify"))
    changed = make("tested", *told, a.AnswerFact("follow", "mother"))
    text = text_of("notification", changed, rules, reason="改为随母")
    assert "补充告知书" in text
    assert "代替2016年6月14日的告知书；情况有变化：改为随母" in text


@pytest.mark.parametrize("situation", list(SITUATIONS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_where_to_go_sheet_reveals_nothing_of_the_family(make, rules, situation, lang):
    text = text_of(
        "where_to_go", told_once(make, rules, situation, declarant__role="neighbour"), rules, lang
    ).lower()
    allowed = text.replace("guardian", "").replace("delivery services where the birth took place", "")
    allowed = allowed.replace("出生时的助产机构", "")
    assert [word for word in (*NAMES, *KINSHIP, *GIVEN_AWAY) if word in allowed] == []
    for document in rules.documents.values():
        assert document.name.get(lang).lower() not in text


def test_the_where_to_go_sheet_has_one_errand_for_each_number_of_the_notification(make, rules):
    case = told_once(make, rules, "tested")
    missing = build_view(case, rules, None).checklist.missing
    text = text_of("where_to_go", case, rules)
    assert re.findall(r"密封告知书第 (\d+) 项", text) == [str(n) for n in range(1, len(missing) + 1)]


def test_an_office_that_issues_one_paper_only_is_named_in_the_sealed_note_alone(make, rules):
    text = text_of("where_to_go", told_once(make, rules, "adopted"), rules)
    assert "公证" not in text
    assert "见密封告知书所列单位" in text


@pytest.mark.parametrize(("papers", "needs", "helps", "named"), [
    ((("one", "office"),), ("one",), (), False),
    ((("one", "office"), ("other", "elsewhere")), ("one", "other"), (), False),
    ((("one", "office"), ("other", "office")), ("one", "other"), (), True),
    ((("one", "office"), ("eases", "office")), ("one",), ("eases",), True),
    ((("one", "office"), ("unasked", "office")), ("one",), (), True),
    ((("one", "office"), ("other", "elsewhere")), ("one", ("other", "office")), (), True),
    ((("one", "office"),), ("one", ("one", "office")), (), False),
    ((("one", None), ("other", None)), (("one", "office"), ("other", "office")), (), True),
])  # fmt: skip
def test_an_office_is_named_where_its_papers_are_two_by_their_own_entries_or_by_a_route(papers, needs, helps, named):
    ways = [
        small.route(f"way{n}", small.when(cause="lost"), small.need(paper, issuer=issuer),
                    helps=tuple(small.need(one, help_toward=paper) for one in helps))
        for n, (paper, issuer) in enumerate(one if isinstance(one, tuple) else (one, None) for one in needs)
    ]  # fmt: skip
    documents = {name: small.paper(name, issuer=issuer) for name, issuer in papers}
    rules = small.small_rules([small.choice("cause", "lost")], ways, documents=documents)
    assert discreet(rules) == ({"office"} if named else set())


def test_a_stranger_gets_the_sheet_first_and_the_guardian_the_notification(make, rules):
    assert slips.kinds_for(make("tested"), rules, STATION, DAY)[0] == "notification"
    for role in ("neighbour", "cadre", "relative", "householder", ""):
        stranger = told_once(make, rules, "tested", declarant__role=role)
        assert slips.kinds_for(stranger, rules, STATION, DAY)[0] == "where_to_go"


def test_no_sheet_sends_anybody_anywhere_by_the_numbers_of_a_notification_that_is_not_made(make, rules):
    told = (a.PrintSlip("notification", "0", slips.missing_of(make("tested"), rules)), a.Move("notify"))
    for case in make("tested"), make("tested", *told, a.AnswerFact("follow", "mother")):
        assert "where_to_go" not in slips.kinds_for(case, rules, STATION, DAY)
        with refused(slips.SlipNotDue, "not_this_slip", slip="where_to_go"):
            text_of("where_to_go", case, rules)


def test_the_receipt_lists_what_was_handed_in_and_sets_no_limit_of_its_own(make, rules):
    case = make("tested", a.MarkPaper("application", "has"), a.Move("accept"))
    text = text_of("receipt", case, rules)
    assert "1. 书面申请" in text
    assert "亲子鉴定" not in text
    assert "受理时间：2016年6月14日 10:11" in text
    assert "办理期限" not in text, "what is not set is not printed"
    limited = slips.render_slip("receipt", case, rules, {**STATION, "station.limit_days": "15"}, "zh", DAY)
    assert "办理期限：15 个工作日" in limited


def test_the_receipt_lists_a_paper_that_led_to_another_and_is_no_longer_needed(make, rules):
    handed = [a.MarkPaper("paternity_report", "has"), a.MarkPaper("birth_certificate", "has")]
    case = make("tested", *handed, a.AnswerFact("birth_certificate", "have"), a.Move("accept"))
    text = text_of("receipt", case, rules)
    assert "亲子鉴定证明" in text
    assert "《出生医学证明》" in text


def test_granted_is_not_yet_registered(make, rules):
    text = text_of("granted", make("tested", *moves("grant")), rules)
    assert "准予常住户口登记" in text
    assert "不等于已落户" in text
    with refused(slips.SlipNotDue, "not_this_slip", slip="registered"):
        text_of("registered", make("tested", *moves("grant")), rules)


def test_the_decision_not_to_register_has_ground_reasons_basis_and_remedy(make, rules):
    text = text_of("not_granted", make("tested", *moves("not_grant")), rules)
    assert all(
        word in text for word in ("不予登记决定书", "理由：", "经查不符", "依据：", "救济途径：", "送达回证")
    )
    assert "拒绝" not in text


def test_the_record_of_registration_has_number_and_date(make, rules):
    text = text_of("registered", make("tested", *moves("grant", "register")), rules)
    assert "530699201003050022" in text
    assert "落户日期：2016年6月20日" in text


def test_a_letter_says_nothing_of_the_family(make, rules):
    text = text_of("letter", make("doubtful"), rules)
    assert "真伪鉴别" in text
    assert not any(word in text for word in ("佟桂兰", "罗朝贵", "收养", "非婚", "随母"))


def test_a_letter_asks_until_it_is_answered_and_again_when_the_matter_is_reopened(make, rules):
    done, reopened = a.RecordCheck("certificate_check", True), a.RecordCheck("certificate_check", False)
    for checks, asks in (((), True), ((reopened,), True), ((done,), False), ((done, reopened), True)):
        assert ("letter" in slips.kinds_for(make("doubtful", *checks), rules, STATION, DAY)) == asks
    assert "真伪鉴别" in text_of("letter", make("doubtful", done, reopened), rules)


def test_a_sheet_of_withdrawal_is_made_for_what_somebody_has_said_and_the_station_has(make, rules):
    said = case_of({"person.name": "安小满"}, {})
    withdrawn = make("tested", a.PrintSlip("withdrawal", "0"), a.Move("withdraw", "撤回", "signature"))
    registered = make("tested", *moves("grant", "register"))
    for case, due in ((said, True), (case_of({}, {}), False), (withdrawn, False), (registered, False)):
        assert ("withdrawal" in slips.kinds_for(case, rules, STATION, DAY)) == due
    with refused(slips.SlipNotDue, "not_this_slip", slip="withdrawal"):
        text_of("withdrawal", case_of({}, {}), rules)


def test_markup_and_escapes_in_a_name_stay_harmless_text(make, rules):
    case = make("tested", person__name="安[/]\x1b[31m满\u202e\n\x9b2J", guardian__name="[@click=app.quit]佟")
    text = text_of("notification", case, rules)
    assert "拟落户人：安[/]满" in text
    assert "[@click=app.quit]佟" in text
    assert all(is_safe(line) for line in re.split("[\n\f]", text))


def test_a_slip_that_is_not_due_is_refused(make, rules):
    for kind in ("receipt", "granted", "not_granted", "registered", "letter"):
        with refused(slips.SlipNotDue, "not_this_slip", slip=kind):
            text_of(kind, make("tested"), rules)
        assert kind not in slips.kinds_for(make("tested"), rules, STATION, DAY)


def test_every_kind_that_is_called_for_can_be_made_in_both_languages(make, rules):
    for _kind, case in one_of_each(make, rules):
        for kind in slips.kinds_for(case, rules, STATION, DAY):
            assert text_of(kind, case, rules, "zh") != text_of(kind, case, rules, "en")
