"""Each name in a pack that leads nowhere is told by its key, and a pack that is just right is taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.packs.small_pack import SMALL, changed, found_in
from hukou_tui.words.catalogue import use_language


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh")


def told(*texts: str) -> list[str]:
    """What is said, without the file and what is allowed."""
    return [one.text.partition(": ")[2].partition(". Allowed")[0].rstrip(".") for one in found_in(*texts)]


def test_the_small_pack_is_just_right():
    assert told(SMALL) == []


#: section, what stands there, what instead, the key and what is said of it
LEADS_NOWHERE = [
    ("pack", '["law"]', '["law", "lore"]', "pack.rests_on.1", "there is no source lore"),
    ("sources.older", 'supersedes = "law"', 'supersedes = "lore"', "sources.older.supersedes",
     "there is no source lore"),
    ("sources.older", 'supersedes = "law"', 'supersedes = "older"', "sources.older.supersedes",
     "older cannot supersede itself"),
    ("cites.clause", 'source = "law"', 'source = "lore"', "cites.clause.source", "there is no source lore"),
    ("settings.years", 'against = ["clause"]', 'against = ["clause", "claws"]', "settings.years.against.1",
     "there is no citation claws"),
    ("settings.years", 'cite = "clause"', 'cite = "claws"', "settings.years.cite",
     "there is no citation claws"),
    ("departments.office", 'cite = "clause"', 'cite = "claws"', "departments.office.cite",
     "there is no citation claws"),
    ("documents.form", 'payer_cite = "clause"', 'payer_cite = "claws"', "documents.form.payer_cite",
     "there is no citation claws"),
    ("documents.form", 'issuer = "office"', 'issuer = "house"', "documents.form.issuer",
     "there is no department house"),
    ("documents.form", 'has_not = ["ward"]', 'has_not = ["ward", "wall"]', "documents.form.goes_with.has_not.1",
     "wall is no answer to this fact"),
    ("documents.form", 'has = ["home"]', 'has = ["ward"]', "documents.form.goes_with.has",
     "home has to be among them"),
    ("documents.form", 'not_brought = ["home", "ward"]', 'not_brought = ["ward"]',
     "documents.form.goes_with.not_brought",
     "home has to be among them"),
    ("facts.place", 'unknown_reads = "home"', 'unknown_reads = "wall"', "facts.place.unknown_reads",
     "wall is no answer to this fact"),
    ("facts.taken", '["born"]', '["bourne"]', "facts.taken.not_before.0", "there is no fact bourne"),
    ("facts.taken", '["born"]', '["born", "cause"]', "facts.taken.not_before.1",
     "cause is not a fact of the kind `date`"),
    ("facts.taken", '["born"]', '["taken"]', "facts.taken.not_before", "taken would have to be before itself"),
    ("derived.era", 'from = "taken"', 'from = "token"', "derived.era.from", "there is no fact token"),
    ("derived.era", 'from = "taken"', 'from = "cause"', "derived.era.from",
     "cause is not a fact of the kind `date`"),
    ("derived.era", 'open_value = "old"', 'open_value = "odd"', "derived.era.open_value",
     "odd is no answer to this fact"),
    ("derived.era", '{ value = "new", first', '{ value = "now", first', "derived.era.spans.1.value",
     "now is no answer to this fact"),
    ("derived.late", 'over = "over"', 'over = "ever"', "derived.late.over", "ever is no answer to this fact"),
    ("derived.late", 'within = "within"', 'within = "without"', "derived.late.within",
     "without is no answer to this fact"),
    ("derived.late", 'years = "years"', 'years = "yours"', "derived.late.years", "there is no setting yours"),
    ("derived.late", 'years = "years"', 'years = "last"', "derived.late.years",
     "the setting last is not a whole number of years"),
    ("derived.way", '{ value = "far"', '{ value = "fair"', "derived.way.rows.1.value",
     "fair is no answer to this fact"),
    ("derived.way", 'when = { era = "new" }', 'when = { eon = "new" }', "derived.way.rows.1.when.eon",
     "there is no fact eon"),
    ("derived.way", 'when = { era = "new" }', 'when = { era = "now" }', "derived.way.rows.1.when.era",
     "now is no answer to this fact"),
    ("derived.way", 'when = { era = "new" }', 'when = { way = "far" }', "derived.way",
     "way is worked out from itself"),
    ('groups."S2.1"', 'parent = "first"', 'parent = "fist"', "groups.S2.1.parent", "there is no category fist"),
    ('groups."S2.1"', 'clause = "S2.1"', 'clause = "S3.1"', "groups.S2.1.parent",
     "clause S3.1 does not stand in clause S2 of that category"),
    ('groups."S2.1"', 'cause = "born"', 'cause = "bourne"', "groups.S2.1.when.cause",
     "bourne is no answer to this fact"),
    ("tracks.house", '["over", "within"]', '["over", "without"]', "tracks.house.steps.0.when.late",
     "without is no answer to this fact"),
    ("classes.both", '{ place = "ward" }', '{ plaice = "ward" }', "classes.both.rows.1.when.plaice",
     "there is no fact plaice"),
    ("every.form", 'any_of = ["form"]', 'any_of = ["farm"]', "every.form.any_of.0",
     "there is no document farm"),
    ("every.form", 'not_routes = ["lost"]', 'not_routes = ["lust"]', "every.form.not_routes.0",
     "there is no route lust"),
    ("routes.lost", 'when = { cause = "lost" }', 'when = { born = "lost" }', "routes.lost.when.born",
     "a match table cannot name the date born; name a fact derived from it"),
    ("routes.lost", 'class_96 = "both"', 'class_96 = "9"', "routes.lost.class_96", "there is no class 9"),
    ("routes.lost", 'track = "house"', 'track = "horse"', "routes.lost.track", "there is no track horse"),
    ("routes.lost", 'then_facts = { cause = "born" }', 'then_facts = { cuse = "born" }', "routes.lost.then_facts.cuse",
     "there is no fact cuse"),
    ("routes.lost", 'then_facts = { cause = "born" }', 'then_facts = { cause = "bourne" }',
     "routes.lost.then_facts.cause",
     "bourne is no answer to this fact"),
    ("routes.lost", 'waives = { form = "clause" }', 'waives = { farm = "clause" }', "routes.lost.waives.farm",
     "there is no document farm"),
    ("routes.lost", 'waives = { form = "clause" }', 'waives = { form = "claws" }', "routes.lost.waives.form",
     "there is no citation claws"),
    ("routes.born", 'any_of = ["report"]', 'any_of = ["report", "permit"]', "routes.born.needs.0.any_of.1",
     "permit may not be demanded"),
    ("routes.born", 'issuer = "office"', 'issuer = "house"', "routes.born.needs.0.issuer",
     "there is no department house"),
    ("routes.born", 'way = "near"', 'way = "neat"', "routes.born.needs.0.when.way",
     "neat is no answer to this fact"),
    ("routes.born", 'any_of = ["form"]', 'any_of = ["farm"]', "routes.born.helps.0.any_of.0",
     "there is no document farm"),
    ("routes.born", 'toward = "report"', 'toward = "rapport"', "routes.born.helps.0",
     "there is no document rapport"),
    ("routes.born", 'place = "home"', 'place = "hone"', "routes.born.helps.0.when.place",
     "hone is no answer to this fact"),
    ("fees.half", 'document = "report"', 'document = "rapport"', "fees.half.document",
     "there is no document rapport"),
    ("fees.half", 'percent = 50', 'supersedes = "half"\npercent = 50', "fees.half.supersedes",
     "half cannot supersede itself"),
    ("fees.half", 'percent = 50', 'supersedes = "full"\npercent = 50', "fees.half.supersedes",
     "there is no fee full"),
    ("fees.half", 'last_day = "last"', 'last_day = "lost"', "fees.half.last_day", "there is no setting lost"),
    ("fees.half", 'last_day = "last"', 'last_day = "odd"', "fees.half.last_day",
     "the setting odd needs the options `included` and `excluded`"),
    ("fees.half", 'rounding = "odd"', 'rounding = "even"', "fees.half.rounding", "there is no setting even"),
    ("fees.half", 'rounding = "odd"', 'rounding = "last"', "fees.half.rounding",
     "the setting last needs the options `half_fen_down` and `half_fen_up`"),
    ("fees.half", 'place = "office"', 'place = "house"', "fees.half.place", "there is no department house"),
    ("fees.half", 'settled_by = "office"', 'settled_by = "house"', "fees.half.conditions.0.settled_by",
     "there is no department house"),
    ("forbidden.permit", 'cites = ["clause"]', 'cites = ["clause", "claws"]', "forbidden.permit.cites.1",
     "there is no citation claws"),
    ("grounds.untrue", 'remedy_cite = "clause"', 'remedy_cite = "claws"', "grounds.untrue.remedy_cite",
     "there is no citation claws"),
    # What is written by hand.
    ("golden.born", 'facts = { cause = "born"', 'facts = { cuse = "born"', "golden.born.facts.cuse",
     "there is no fact cuse"),
    ("golden.born", 'cause = "born"', 'cause = "bourne"', "golden.born.facts.cause",
     "bourne is no answer to this fact"),
    ("golden.born", 'cause = "born"', 'cause = "unknown"', "golden.born.facts.cause",
     "unknown is no answer to this fact"),
    ("golden.born", 'taken = "1998"', 'taken = "in 1998"', "golden.born.facts.taken",
     "in 1998 is no date; write 1996-01-01, 1996-01, 1996 or unknown"),
    ("golden.born", 'route = "born @ clause"', 'route = "bourne @ clause"', "golden.born.route",
     "there is no route bourne"),
    ("golden.born", 'route = "born @ clause"', 'route = "born @ claws"', "golden.born.route",
     "there is no citation claws"),
    ("golden.born", '"S2.1 @ clause"', '"S2.2 @ clause"', "golden.born.groups.0", "there is no group S2.2"),
    ("golden.born", '"S2.1 @ clause"', '"S2.1 @ claws"', "golden.born.groups.0", "there is no citation claws"),
    ("golden.born", '"report | form @ clause"', '"report | farm @ clause"', "golden.born.applicant.1",
     "there is no document farm"),
    ("golden.born", '"report | form @ clause"', '"report | form @ claws"', "golden.born.applicant.1",
     "there is no citation claws"),
    ("golden.born", 'applicant = [', 'station = ["farm"]\nauthority = []\napplicant = [', "golden.born.station.0",
     "there is no document farm"),
    ("golden.born", 'applicant = [', 'authority = ["farm"]\napplicant = [', "golden.born.authority.0",
     "there is no document farm"),
    ("golden.born", '"form > report', '"form > rapport', "golden.born.helps.0", "there is no document rapport"),
    ("golden.born", 'then = "born"', 'then = "bourne"', "golden.born.then", "there is no route bourne"),
    ("golden.born", 'fee_rule = "half"', 'fee_rule = "full"', "golden.born.fee_rule", "there is no fee full"),
    ("golden.born", 'asked = ["cause"]', 'asked = ["cause", "curse"]', "golden.born.asked.1",
     "there is no fact curse"),
    ("golden.born", 'open = ["taken"]', 'open = ["token"]', "golden.born.open.0", "there is no fact token"),
    ("golden.born", 'settings = { years = 1 }', 'settings = { yours = 1 }', "golden.born.settings.yours",
     "there is no setting yours"),
    ("golden.born", 'settings = { years = 1 }', 'settings = { years = 2 }', "golden.born.settings.years",
     "2 is no answer to this fact"),
    ("golden.born", 'cites = { poor = "clause" }', 'cites = { pour = "clause" }', "golden.born.fees.0.cites.pour",
     "there is no condition pour of a fee"),
    ("golden.born", 'cites = { poor = "clause" }', 'cites = { poor = "claws" }', "golden.born.fees.0.cites.poor",
     "there is no citation claws"),
    ("golden.born", '{ born = "2010" }', '{ bourne = "2010" }', "golden.born.variants.0.facts.bourne",
     "there is no fact bourne"),
    ("refusals.permit", 'forbidden = "permit"', 'forbidden = "pamphlet"', "refusals.permit.forbidden",
     "there is no forbidden demand pamphlet"),
    ("refusals.permit", 'cites = ["clause"]', 'cites = ["claws"]', "refusals.permit.cites.0",
     "there is no citation claws"),
    ("rejections.untrue", 'ground = "untrue"', 'ground = "wrong"', "rejections.untrue.ground",
     "there is no ground wrong"),
    ("promises.free", 'form = "clause"', 'farm = "clause"', "promises.free.free.farm",
     "there is no document farm"),
    ("promises.free", 'form = "clause"', 'form = "claws"', "promises.free.free.form",
     "there is no citation claws"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "old", "new", "key", "said"), LEADS_NOWHERE)
def test_a_name_that_leads_nowhere_is_told_alone_with_its_key(
    section: str, old: str, new: str, key: str, said: str
):
    text = changed(section, old, new)
    assert told(text) == [f"`{key}`: {said}"]
    (found,) = found_in(text)
    line = text.splitlines()[(found.line or 0) - 1]
    # The line on which it was written, or the heading or the key that has to go with it.
    assert new.partition("\n")[0] in line or line.startswith((f"[{section}]", key.rpartition(".")[2])), line


def test_what_would_do_is_told_with_it():
    (found,) = found_in(changed("routes.lost", 'class_96 = "both"', 'class_96 = "0"'))
    assert found.allowed == ("1", "2", "3", "4", "5", "6", "7", "8", "both")
    (found,) = found_in(changed("fees.half", 'rounding = "odd"', 'rounding = "even"'))
    assert found.allowed == ("half_fen_down", "half_fen_up", "years", "last", "odd")
    (found,) = found_in(changed("derived.way", 'era = "new"', 'eon = "new"'))
    assert found.allowed == ("cause", "place", "born", "taken", "era", "late", "way", "years", "last", "odd")


@pytest.mark.parametrize("number", "12345678")
def test_each_class_of_the_opinion_is_one(number: str):
    assert told(changed("routes.born", 'class_96 = "8"', f'class_96 = "{number}"')) == []


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("first = 1999-04-01", "first = 1999-04-02", 1), ("first = 1999-04-01", "first = 1999-03-31", 1),
        ('value = "old", last', 'value = "old", first = 1990-01-01, last', 0), (", first = 1999-04-01", "", 1),
        ("first = 1999-04-01", "first = 1999-04-01, last = 2020-01-01", 1), (", last = 1999-03-31", "", 1),
    ],
)  # fmt: skip
def test_spans_follow_each_other_day_by_day_and_are_open_at_both_ends(old: str, new: str, at: int):
    said = "the spans must follow each other without gap or overlap"
    assert told(changed("derived.era", old, new)) == [f"`derived.era.spans.{at}`: {said}"]


@pytest.mark.parametrize(
    ("section", "to", "key", "value"),
    [
        ("settings.odd", "settings.cause", "settings.cause", "cause"),
        ("settings.odd", "settings.era", "settings.era", "era"),
        ("derived.way", "derived.place", "derived.place", "place"),
    ],
)
def test_one_name_is_one_thing(section: str, to: str, key: str, value: str):
    said = told(SMALL.replace(f"[{section}]", f"[{to}]"))
    text = (
        f"`{key}`: the name {value} is taken: a fact, a derived fact and a setting must be called differently"
    )
    assert said.count(text) == 1


def test_what_may_not_be_demanded_is_no_paper_of_the_pack():
    text = SMALL.replace("[forbidden.permit]", "[forbidden.report]").replace(
        'forbidden = "permit"', 'forbidden = "report"'
    )
    assert told(text)[0] == "`documents.report`: report may not be demanded"


def test_a_heading_without_a_word_says_nothing():
    assert told(SMALL.replace("# end", "[golden.empty]\n\n# end"))[0].endswith("`title` is missing")
    overlay = f"{HEAD}[documents.report]\n\n# end\n"
    assert told(SMALL, overlay) == [
        "`documents.report` says nothing: write what it changes, or take the heading away"
    ]
    assert told(SMALL, overlay.replace("\n\n#", '\npayer = "unknown"\n\n#')) == []


def test_a_circle_of_two_is_one_as_well():
    dates = changed("facts.born", 'source_field = "person.birth"', 'not_before = ["taken"]')
    assert told(dates) == [
        f"`facts.{one}.not_before`: {one} would have to be before itself" for one in ("born", "taken")
    ]
    ways = SMALL.replace(
        "[categories.first]",
        """[derived.other]
name = { zh = "名", en = "name" }
cite = "clause"
options = [{ id = "a", zh = "甲", en = "a" }, { id = "b", zh = "乙", en = "b" }]
rows = [{ value = "a", when = { way = "near" } }, { value = "b", when = { way = "far" } }]

[categories.first]""",
    )
    assert told(ways) == []
    circle = changed("derived.way", 'when = { era = "new" }', 'when = { other = "a" }', ways)
    assert told(circle) == [f"`derived.{one}`: {one} is worked out from itself" for one in ("way", "other")]


def test_two_papers_that_answer_one_question_go_with_each_other_in_every_list():
    second = changed(
        "documents.report",
        "[facts.cause]",
        """obtains = { fact = "place", value = "home" }

[facts.cause]""",
    )
    said = (
        "answers it with home, which has to go with this paper, at hand or not (each list of its `goes_with`)"
    )
    # The report says nothing of who has it not; the form names a list in which it does not stand.
    assert told(second) == [
        f"`documents.form.obtains`: report {said}",
        f"`documents.report.obtains`: form {said}",
    ]
    one = changed("documents.form", 'has_not = ["ward"]', 'has_not = ["ward", "home"]', second)
    assert told(one) == [f"`documents.report.obtains`: form {said}"]
    both = changed(
        "documents.report", 'value = "home" }', 'value = "home" }\ngoes_with = { has_not = ["home"] }', one
    )
    assert told(both) == []


def test_papers_that_answer_different_questions_have_nothing_to_do_with_each_other():
    other = changed(
        "documents.report",
        "[facts.cause]",
        """obtains = { fact = "cause", value = "lost" }

[facts.cause]""",
    )
    assert told(other) == []


# ---- an overlay


HEAD = """[pack]
id = "over"
revision = "1"
base = "small"
title = { zh = "题", en = "title" }

"""
NEED = """[routes.born]
needs = [{ any_of = ["form"], by = "applicant", cite = "clause", supersedes = ["report"] }]

# end
"""


def test_a_need_supersedes_a_paper_that_the_packs_below_ask_for_on_that_way():
    assert told(SMALL, HEAD + NEED) == []
    idle = "supersedes nothing: no need of this route in the packs below asks for it"
    wrong = NEED.replace('supersedes = ["report"]', 'supersedes = ["report", "form"]')
    assert told(SMALL, HEAD + wrong) == [f"`routes.born.needs.0.supersedes.1`: form {idle}"]
    assert told(SMALL, HEAD + NEED.replace("routes.born", "routes.lost")) == [
        f"`routes.lost.needs.0.supersedes.0`: report {idle}"
    ]
    every = changed("every.form", 'by = "applicant"', 'by = "applicant"\nsupersedes = ["report"]')
    assert told(every) == [f"`every.form.supersedes.0`: report {idle}"]


@pytest.mark.parametrize("section", ["sources.law", "cites.clause"])
def test_the_texts_of_law_of_the_base_are_not_rewritten(section: str):
    own = SMALL.partition(f"[{section}]\n")[2].partition("\n\n")[0]
    kind, name = section.split(".")
    assert told(SMALL, f"{HEAD}[{section}]\n{own}\n\n# end\n") == [
        f"`{section}`: {name} is the base's own and stays as it is there; give yours another name"
    ]
    assert told(SMALL, f"{HEAD}[{kind}.mine]\n{own}\n\n# end\n") == []


@pytest.mark.parametrize(
    ("section", "options", "lost"),
    [
        ("facts.cause", '{ id = "lost", zh = "丢", en = "l" }', "born"),
        ("facts.cause", '{ id = "new", zh = "丢", en = "l" }', "born, lost"),
        ("derived.era", '{ id = "new", zh = "新", en = "n" }, { id = "newer", zh = "更", en = "m" }', "old"),
        ("settings.years", '{ value = 3, zh = "三", en = "t" }, { value = 2, zh = "二", en = "w" }', "1"),
    ],
)
def test_an_overlay_that_writes_answers_writes_all_of_the_bases(section: str, options: str, lost: str):
    overlay = f"{HEAD}[{section}]\noptions = [{options}]\n\n# end\n"
    assert told(SMALL, overlay) == [
        f"`{section}.options`: these take the place of the base's, and {lost} is missing among them; write all of them"
    ]
    (found,) = found_in(SMALL, overlay)
    assert (found.file, found.line) == ("pack1/pack.toml", 8)


def test_an_overlay_may_add_answers_and_say_something_else_of_a_fact():
    more = (
        'options = [{ id = "lost", zh = "丢", en = "l" }, { id = "born", zh = "生", en = "b" }, '
        '{ id = "x", zh = "他", en = "x" }]'
    )
    assert told(SMALL, f"{HEAD}[facts.cause]\n{more}\n\n# end\n") == []
    assert told(SMALL, f'{HEAD}[facts.cause]\nhelp = {{ zh = "助", en = "h" }}\n\n# end\n') == []
