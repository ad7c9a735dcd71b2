"""A pack of a few lines that is just right, to be broken in one place, and what is then said of it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.loading import merge_parsed
from hukou_tui.packs.reading import PackFile, parse_pack

_SAID = 'title = { zh = "题", en = "title" }'
_NAME = 'name = { zh = "名", en = "name" }'
_POOR = '{ zh = "贫？", en = "Poor?" }'

#: Each section once, each reference once.
SMALL = f"""[pack]
id = "small"
revision = "1"
rests_on = ["law"]
{_SAID}

[sources.law]
{_SAID}
number = "1"
level = "V"
confidence = "certain"

[sources.older]
{_SAID}
number = "0"
level = "V"
confidence = "certain"
supersedes = "law"

[cites.clause]
source = "law"
at = "1"
gist = {{ zh = "旨", en = "gist" }}

[settings.years]
question = {{ zh = "几岁？", en = "How old?" }}
value = 3
options = [{{ value = 3, zh = "三", en = "three" }}, {{ value = 1, zh = "一", en = "one" }}]
why = {{ zh = "因", en = "why" }}
cite = "clause"
against = ["clause"]

[settings.last]
question = {{ zh = "含末日？", en = "Last day?" }}
value = "included"
options = [{{ value = "included", zh = "含", en = "in" }}, {{ value = "excluded", zh = "不含", en = "out" }}]
why = {{ zh = "因", en = "why" }}
cite = "clause"

[settings.odd]
question = {{ zh = "半分？", en = "Half fen?" }}
value = "half_fen_up"
options = [
  {{ value = "half_fen_down", zh = "舍", en = "down" }},
  {{ value = "half_fen_up", zh = "入", en = "up" }},
]
why = {{ zh = "因", en = "why" }}
cite = "clause"

[departments.office]
names = [{{ zh = "局", en = "office" }}]
duty = {{ zh = "责", en = "duty" }}
cite = "clause"

[documents.form]
{_NAME}
cite = "clause"
where = {{ zh = "处", en = "where" }}
how = {{ zh = "法", en = "how" }}
payer = "no_charge_here"
payer_cite = "clause"
copies = {{ zh = "份", en = "one" }}
original = {{ zh = "原", en = "original" }}
issuer = "office"
obtains = {{ fact = "place", value = "home" }}
goes_with = {{ has = ["home"], not_brought = ["home", "ward"], has_not = ["ward"] }}

[documents.report]
{_NAME}
cite = "clause"
where = {{ zh = "处", en = "where" }}
how = {{ zh = "法", en = "how" }}
payer = "charged_by_other"
copies = {{ zh = "份", en = "one" }}
original = {{ zh = "原", en = "original" }}

[facts.cause]
question = {{ zh = "因？", en = "Why?" }}
help = {{ zh = "助", en = "help" }}
kind = "choice"
cite = "clause"
options = [{{ id = "lost", zh = "丢", en = "lost" }}, {{ id = "born", zh = "生", en = "born" }}]

[facts.place]
question = {{ zh = "处？", en = "Where?" }}
help = {{ zh = "助", en = "help" }}
kind = "choice"
cite = "clause"
options = [{{ id = "home", zh = "家", en = "home" }}, {{ id = "ward", zh = "院", en = "ward" }}]
unknown_allowed = true
unknown_reads = "home"
unknown_why = {{ zh = "因", en = "why" }}

[facts.born]
question = {{ zh = "生日？", en = "Born?" }}
help = {{ zh = "助", en = "help" }}
kind = "date"
cite = "clause"
unknown_allowed = true
source_field = "person.birth"

[facts.taken]
question = {{ zh = "何时？", en = "Taken?" }}
help = {{ zh = "助", en = "help" }}
kind = "date"
cite = "clause"
unknown_allowed = true
not_before = ["born"]

[derived.era]
{_NAME}
cite = "clause"
options = [{{ id = "old", zh = "旧", en = "old" }}, {{ id = "new", zh = "新", en = "new" }}]
from = "taken"
open_value = "old"
spans = [
  {{ value = "old", last = 1999-03-31 }},
  {{ value = "new", first = 1999-04-01 }},
]

[derived.late]
{_NAME}
cite = "clause"
options = [{{ id = "over", zh = "过", en = "over" }}, {{ id = "within", zh = "内", en = "within" }}]
from = "born"
years = "years"
over = "over"
within = "within"
open_value = "within"

[derived.way]
{_NAME}
cite = "clause"
options = [{{ id = "near", zh = "近", en = "near" }}, {{ id = "far", zh = "远", en = "far" }}]
rows = [
  {{ value = "near", when = {{ era = "old" }} }},
  {{ value = "far", when = {{ era = "new" }} }},
]

[categories.first]
clause = "S2"
{_NAME}

[groups."S2.1"]
clause = "S2.1"
{_NAME}
parent = "first"
when = {{ cause = "born" }}
cite = "clause"

[tracks.house]
steps = [{{ channel = "late_entry", decided_by = "station", when = {{ late = ["over", "within"] }}, cite = "clause" }}]

[classes.both]
rows = [{{ class = "1", when = {{ place = "home" }} }}, {{ class = "8", when = {{ place = "ward" }} }}]

[every.form]
any_of = ["form"]
by = "applicant"
cite = "clause"
not_routes = ["lost"]

[routes.lost]
{_SAID}
when = {{ cause = "lost" }}
outcome = "obtain_first"
class_96 = "both"
track = "house"
cite = "clause"
then_facts = {{ cause = "born" }}
waives = {{ form = "clause" }}

[routes.born]
{_SAID}
when = {{ cause = "born" }}
outcome = "register"
class_96 = "8"
track = "house"
cite = "clause"
needs = [
  {{ any_of = ["report"], by = "applicant", cite = "clause", issuer = "office", when = {{ way = "near" }} }},
]
helps = [
  {{ any_of = ["form"], toward = "report", cite = "clause", when = {{ place = "home" }} }},
]

[fees.half]
{_SAID}
document = "report"
first = 2016-01-01
last = 2016-12-31
last_day = "last"
percent = 50
rounding = "odd"
place = "office"
reading = {{ zh = "读", en = "reading" }}
cite = "clause"
conditions = [
  {{ id = "poor", kind = "asked", {_NAME}, question = {_POOR}, cite = "clause", settled_by = "office" }},
]

[forbidden.permit]
{_NAME}
cites = ["clause"]

[grounds.untrue]
{_NAME}
remedy = {{ zh = "救", en = "remedy" }}
cite = "clause"
remedy_cite = "clause"

[golden.born]
{_SAID}
on = 2016-06-14
facts = {{ cause = "born", taken = "1998", place = "unknown" }}
route = "born @ clause"
class_96 = "8"
outcome = "register"
decided_by = "station"
channel = "late_entry"
groups = ["S2.1 @ clause"]
applicant = ["form", "report | form @ clause"]
helps = ["form > report @ clause"]
then = "born"
fee_rule = "half"
asked = ["cause"]
open = ["taken"]
settings = {{ years = 1 }}
fees = [{{ applied = 2016-06-01, answers = {{ poor = "met" }}, status = "half", cites = {{ poor = "clause" }} }}]
variants = [{{ facts = {{ born = "2010" }} }}]

[refusals.permit]
says = "permit"
forbidden = "permit"
cites = ["clause"]

[rejections.untrue]
found = {{ zh = "假", en = "untrue" }}
ground = "untrue"
cite = "clause"
remedy_cite = "clause"

[promises.free]
on = 2016-06-14
free = {{ form = "clause" }}

# end
"""


def pack_file(text: str, name: str = "small") -> PackFile:
    """A pack of this text."""
    return PackFile(Path(name) / "pack.toml", text.encode())


@lru_cache(maxsize=256)
def found_in(*texts: str) -> tuple[Finding, ...]:
    """What is found at the door in packs of these texts, base first; nothing where they are taken."""
    try:
        merge_parsed(tuple(parse_pack(pack_file(text, f"pack{at}")) for at, text in enumerate(texts)))
    except PackError as fault:
        return fault.findings
    return ()


def changed(section: str, old: str, new: str, text: str = SMALL) -> str:
    """The pack with the first `old` behind the heading of a section made `new`."""
    head, heading, rest = text.partition(f"[{section}]\n")
    assert heading and old in rest, (section, old)
    return head + heading + rest.replace(old, new, 1)
