"""From a checked pack to the rules in force: what an entry takes from settings, other entries, or the day."""

from __future__ import annotations

from datetime import date

from flows.rules.model import Rules
from harness.packs.small_pack import SMALL, changed, pack_file
from hukou_tui.packs.build import build_rules, with_settings
from hukou_tui.packs.loading import merge_parsed
from hukou_tui.packs.reading import parse_pack


def built(text: str = SMALL, on: date | None = None) -> Rules:
    merged, pack = merge_parsed((parse_pack(pack_file(text)),))
    return build_rules(merged, pack, on)


def test_each_part_is_there_once_and_says_which_pack_it_comes_from() -> None:
    rules = built(on=date(2016, 6, 14))
    (pack,) = rules.packs
    assert (pack.id, pack.revision, pack.title.en, pack.first, pack.last) == (
        "small",
        "1",
        "title",
        None,
        None,
    )
    assert len(pack.hash) == 64 and rules.on == date(2016, 6, 14)
    assert [one.id for one in rules.routes] == ["lost", "born"]
    assert (list(rules.facts), list(rules.derived)) == (
        ["cause", "place", "born", "taken"],
        ["era", "late", "way"],
    )
    assert ([one.id for one in rules.forbidden], [one.id for one in rules.grounds]) == (
        ["permit"],
        ["untrue"],
    )


def test_an_age_has_the_years_of_its_setting_or_its_own() -> None:
    assert built().derived["late"].years == 3
    assert built(changed("settings.years", "value = 3", "value = 1")).derived["late"].years == 1
    own = built(changed("derived.late", 'years = "years"', "years = 18")).derived["late"]
    assert (own.years, own.years_setting) == (18, None)


def test_the_last_day_belongs_to_a_window_unless_the_setting_says_otherwise() -> None:
    assert built().fees[0].last == date(2016, 12, 31)
    excluded = built(changed("settings.last", 'value = "included"\n', 'value = "excluded"\n'))
    assert excluded.fees[0].last == date(2016, 12, 30)
    assert built(changed("fees.half", 'last_day = "last"\n', "")).fees[0].last == date(2016, 12, 31)


def test_an_odd_half_fen_goes_as_the_fee_says_or_the_setting_that_it_names() -> None:
    assert built().fees[0].rounding == "half_fen_up"
    down = built(changed("fees.half", 'rounding = "odd"', 'rounding = "half_fen_down"'))
    assert down.fees[0].rounding == "half_fen_down"


def test_a_fee_that_names_no_place_holds_where_the_price_is_set() -> None:
    assert built().fees[0].place == "office"
    bare = changed("fees.half", 'place = "office"\n', "")
    assert built(bare).fees[0].place is None
    priced = bare.replace('settled_by = "office"', 'settled_by = "office", sets_price = true')
    assert built(priced).fees[0].place == "office"
    assert built(bare.replace('settled_by = "office"', "sets_price = true")).fees[0].place is None


def test_what_stands_in_every_route_stands_first_and_not_where_it_is_an_exception() -> None:
    rules = built()
    assert [need.any_of for need in rules.route("lost").needs] == []
    assert [(need.any_of, need.every) for need in rules.route("born").needs] == [
        (("form",), "form"),
        (("report",), ""),
    ]
    meant = changed("every.form", 'not_routes = ["lost"]', 'outcomes = ["obtain_first"]')
    assert [len(built(meant).route(name).needs) for name in ("lost", "born")] == [1, 1]
    assert [need.any_of for need in built(meant).route("born").needs] == [("report",)]
    outcomes = 'not_routes = ["lost"]\noutcomes = ["obtain_first", "register"]'
    both = changed("every.form", 'not_routes = ["lost"]', outcomes)
    assert [len(built(both).route(name).needs) for name in ("lost", "born")] == [0, 2]


def test_who_pays_is_as_the_need_says_or_else_as_the_first_of_its_papers_does() -> None:
    rules = built()
    form, report = rules.route("born").needs
    assert (form.payer, report.payer) == ("no_charge_here", "charged_by_other")
    (help_,) = rules.route("born").helps
    assert (help_.payer, help_.help_toward, help_.by) == ("no_charge_here", "report", "applicant")
    own = built(changed("routes.born", 'issuer = "office"', 'issuer = "office", payer = "unknown"'))
    assert own.route("born").needs[1].payer == "unknown"


def test_a_class_is_the_one_that_is_named_or_the_rows_of_its_table() -> None:
    rules = built()
    assert [(row.number, row.when) for row in rules.route("born").classes] == [("8", ())]
    assert [row.number for row in rules.route("lost").classes] == ["1", "8"]


def test_what_goes_with_a_paper_is_what_is_written_or_else_its_own_answer_and_all_others() -> None:
    assert built().documents["form"].goes_with == {
        "has": ("home",), "not_brought": ("home", "ward"), "has_not": ("ward",),
    }  # fmt: skip
    assert built().documents["report"].goes_with == {}
    lists = 'goes_with = { has = ["home"], not_brought = ["home", "ward"], has_not = ["ward"] }\n'
    bare = changed("documents.form", lists, "")
    assert built(bare).documents["form"].goes_with == {
        "has": ("home",), "not_brought": ("home",), "has_not": ("ward", "unknown"),
    }  # fmt: skip
    wider = changed("documents.form", 'not_brought = ["home", "ward"], has_not = ["ward"]', "has_not = []")
    wider = wider.replace('has = ["home"]', 'has = ["home", "ward"]', 1)
    assert built(wider).documents["form"].goes_with == {
        "has": ("home", "ward"), "not_brought": ("home", "ward"), "has_not": ("unknown",),
    }  # fmt: skip


def test_a_paper_that_no_source_names_otherwise_is_called_as_it_is() -> None:
    assert built().documents["form"].called == ("名",)
    called = built(changed("documents.form", 'cite = "clause"', 'cite = "clause"\ncalled = ["甲", "乙"]'))
    assert called.documents["form"].called == ("甲", "乙")


def test_an_office_bears_the_name_of_the_day_and_a_group_that_of_its_category() -> None:
    two = changed(
        "departments.office", 'names = [{ zh = "局", en = "office" }]',
        'names = [{ zh = "旧", en = "old", last = 2017-12-31 }, { zh = "新", en = "new", first = 2018-01-01 }]',
    )  # fmt: skip
    named = [
        built(two, on).departments["office"].name.en for on in (date(2017, 12, 31), date(2018, 1, 1), None)
    ]
    assert named == ["old", "new", "new"]
    (group,) = built().groups
    assert (group.parent, group.parent_name.en) == ("first", "name")


def test_settings_chosen_otherwise_change_what_is_worked_out_from_them_and_nothing_else() -> None:
    merged, pack = merge_parsed((parse_pack(pack_file(SMALL)),))
    rules = build_rules(merged, pack, None)
    other = with_settings(rules, pack, {"years": 1, "last": "excluded", "odd": "half_fen_down"})
    assert (other.derived["late"].years, other.fees[0].last) == (1, date(2016, 12, 30))
    assert (other.fees[0].rounding, other.settings["years"].value) == ("half_fen_down", "1")
    assert (other.routes, other.documents, other.facts) == (rules.routes, rules.documents, rules.facts)
    assert with_settings(rules, pack, {}) == rules
    assert with_settings(rules, pack, {"years": 1}).settings["last"].value == "included"
