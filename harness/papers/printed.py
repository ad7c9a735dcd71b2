"""The papers by name, and their whole text in one language: what the tests keep, and what the word mutants are told by.

A page is filled with empty lines to its foot; here a run of them is one line that counts them, and the end of a page
another, so that a diff can be read and still says when a block moves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from flows.case import actions as a
from flows.case.case import Case
from flows.rules.model import Rules
from harness.papers import families as f
from harness.stations.entered_cases import DAY, STATION
from hukou_tui import packs
from hukou_tui.packs.reading import SHIPPED
from hukou_tui.paper import handbook, slips
from hukou_tui.paper.handbook import (
    choices,
    circumstances,
    cutoffs,
    evidence,
    fees,
    forbidden,
    index,
    offices,
    papers,
    plain,
    questions,
    remedies,
    routes,
)  # fmt: skip
from hukou_tui.paper.handbook.book import Book, Section
from hukou_tui.paper.handbook.voice import Voice
from hukou_tui.paper.slips import day_slip
from hukou_tui.session import working_day

#: Every move of a case and every other act that a day slip counts.
EVENTS = (
    "notify", "accept", "investigate", "submit", "send_back", "forward", "grant", "not_grant", "refer", "return",
    "propose_registered", "find_registered", "not_registered", "register", "deliver", "withdraw", "discard",
    "apply_again",
)  # fmt: skip
COUNTED = (
    "open_case", "print_slip", "look", "send_packet", "take_acknowledgement", "make_backup", "expire",
    "recheck_rules", "propose_rules", "adopt_rules", "withdraw_rules",
)  # fmt: skip
OFFICES = {**STATION, "county.office": "昭阳区公安局"}
KNOWN = {**OFFICES, "station.limit_days": "15", "office.notary": "演练县公证处，青山路2号",
         "office.city_forensic_centre": "演练市青山路9号"}  # fmt: skip
HEAD = "0123456789abcdef" * 4


@cache
def rules(on: date = DAY, pack: str = "zhaotong-2016") -> Rules:
    """The rules of Zhaotong, or of another place, as they are shipped, on that day."""
    return packs.load_rules([SHIPPED / "cn-2015-96", SHIPPED / pack], on=on)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of that kind for a case, printed on `on` with the station's settings."""

    kind: str
    case: Callable[[Rules, str], Case]
    settings: Mapping[str, str] = field(default_factory=lambda: OFFICES)
    on: date = DAY
    reason: str = ""
    altered: Callable[[Rules], Rules] = lambda used: used

    def text(self, lang: str) -> str:
        """The whole paper."""
        used = self.altered(rules(self.on))
        return slips.render_slip(
            self.kind, self.case(used, lang), used, self.settings, lang, self.on, operator="P1001", reason=self.reason
        )


@dataclass(frozen=True, slots=True)
class DaySlip:
    """The slip of a day."""

    day: working_day.Day

    def text(self, lang: str) -> str:
        """The whole strip."""
        return day_slip.render(self.day, lang)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the handbook, by its name; of Zhaotong in 2016 unless another place and day are named."""

    name: str
    on: date = DAY
    pack: str = "zhaotong-2016"
    altered: Callable[[Rules], Rules] = lambda used: used

    def text(self, lang: str) -> str:
        """The chapter as it stands in a terminal of 80 columns: the same words as in the book and on its page."""
        voice = Voice(self.altered(rules(self.on, self.pack)), self.on, lang)
        return plain.text([CHAPTERS[self.name](voice)]) + "\n"


Printed = Slip | DaySlip | Chapter
CHAPTERS: dict[str, Callable[[Voice], Section]] = {
    "title": lambda voice: _title(handbook.book(voice.rules, voice.day, voice.lang)),
    "forbidden": forbidden.chapter, "index": index.chapter, "questions": questions.chapter,
    "routes": routes.chapter, "circumstances": circumstances.chapter, "cutoffs": cutoffs.chapter,
    "fees": fees.chapter, "papers": papers.chapter, "remedies": remedies.chapter, "offices": offices.chapter,
    "choices": choices.chapter, "sources": evidence.sources, "packs": evidence.packs,
}  # fmt: skip


def _notice(situation: str, *more: f.Act, **fields: str) -> Slip:
    return Slip("notification", lambda _rules, _lang: f.family(situation, *more, **fields))


def _told(kind: str, situation: str, *more: f.Act, reason: str = "", on: date = DAY,
          after: tuple[f.Act, ...] = (), **fields: str) -> Slip:  # fmt: skip
    return Slip(kind, lambda used, _lang: f.told(used, situation, *more, after=after, **fields), on=on, reason=reason)


def _told_word_for_word(situation: str, on: date, after: tuple[f.Act, ...]) -> Slip:
    """The notification printed again by the very program that has printed it first."""

    def case(used: Rules, lang: str) -> Case:
        digest = hashlib.sha256(_notice(situation).text(lang).encode()).hexdigest()
        return f.told(used, situation, digest=digest, after=after)

    return Slip("notification", case, on=on)


def _case(kind: str, situation: str, *more: f.Act, settings: Mapping[str, str] = OFFICES, practice: bool = False,
          **fields: str) -> Slip:  # fmt: skip
    return Slip(kind, lambda _rules, _lang: f.family(situation, *more, practice=practice, **fields), settings)


def _superseded(used: Rules) -> Rules:
    """The rules as if the notice of Zhaotong stood in the place of an earlier text."""
    notice = replace(used.sources["notice"], supersedes="zwf_2014_21")
    return replace(used, sources={**used.sources, "notice": notice})


def _settled_by_nobody(used: Rules) -> Rules:
    """The rules as if the condition of the reduction named no office that settles it."""
    fees = tuple(replace(fee, conditions=tuple(replace(one, settled_by=None) for one in fee.conditions))
                 for fee in used.fees)  # fmt: skip
    return replace(used, fees=fees)


def _renamed(used: Rules) -> Rules:
    """The rules as if the notary had lost the name that it bore, and nobody had said the next one."""
    notary = used.departments["notary"]
    names = tuple(replace(name, last=date(2015, 12, 31)) for name in notary.names)
    return replace(used, departments={**used.departments, "notary": replace(notary, names=names)})


def _title(book: Book) -> Section:
    """The first page, with the name of the book over it."""
    return Section(book.id, book.title, sections=book.sections[:1])


#: A notification for each category of the notice, in its order; then what else may stand on one.
NOTIFICATIONS: dict[str, Printed] = {
    "notification_1_married": _notice("married", person__birth="2015-03-05"),
    "notification_1_any_one_of": _notice("alternatives"),
    "notification_2_hospital": _notice("hospital"),
    "notification_2_poor_family": _notice("tested", *f.HALF),
    "notification_2_certificate_lost": _notice("lost"),
    "notification_3_adopted_before_1999": _notice("adopted"),
    "notification_3_adoption_registered": _notice("adoption_registered"),
    "notification_3_foundling": _notice("foundling", mother__name="", father__name="", guardian__name="陶守义"),
    "notification_4_declared_missing": _notice("court", person__birth="1961-03-05", declarant__role="self"),
    "notification_5_rural_marriage": _notice("rural_marriage", person__birth="1971-03-05", declarant__role="self"),
    "notification_6_permit_lost": _notice("permit_lost", person__birth="1989-03-05", declarant__role="self"),
    "notification_6_graduate": _notice("graduate", person__birth="1992-03-05", declarant__role="self"),
    "notification_7_foreign_father": _notice("foreign", father__name=""),
    "notification_8_orphan": _notice("orphan", guardian__name="青山县福利院"),
    "notification_8_parents_gone": _notice("parents_gone", mother__name="", father__name="", guardian__name="佟守义"),
    "notification_8_grandparents": _notice("grandparents", guardian__name="佟守义"),
    "notification_8_soldier": _notice("soldier", person__birth="1971-03-05", declarant__role="self"),
    "notification_8_omitted": _notice("omitted"),
    "notification_8_other_name": _notice("other_name", person__birth="1999-03-05", declarant__role="self"),
    "notification_8_other": _notice("other"),
    "notification_fee_still_open": _notice("tested", *f.OPEN),
    "notification_fee_in_full": _notice("tested", *f.FULL),
    "notification_fee_too_late": _notice("tested", *f.LATE),
    "notification_fee_without_a_rule": Slip(
        "notification", lambda _rules, _lang: f.family("tested", a.ApplyForTest("2017-02-01")), on=date(2017, 2, 1)
    ),
    "notification_fee_by_other_proofs": _notice("tested", a.AnswerFee("own_centre", "met"),
                                                a.AnswerFee("targeted_poverty", "stated")),
    "notification_fee_settled_by_nobody": Slip("notification", lambda _rules, _lang: f.family("tested", *f.HALF),
                                               altered=_settled_by_nobody),
    "notification_nothing_forbidden": Slip("notification", lambda _rules, _lang: f.family("omitted"),
                                           altered=lambda used: replace(used, forbidden=())),
    "notification_certificate_doubtful": _notice("doubtful"),
    "notification_nothing_set": _case("notification", "tested", settings={}, guardian__name="",
                                      declarant__role="neighbour", person__name=""),
    "notification_offices_known": _case("notification", "adopted", settings=KNOWN),
    "notification_in_practice": _case("notification", "married", practice=True),
    "notification_with_interpreter": _notice("married", declarant__interpreter="马学文"),
    "notification_again_in_other_words": _told("notification", "tested", on=date(2016, 6, 20)),
    "notification_again_after_a_corrected_tick": _told_word_for_word("tested", date(2016, 6, 20), after=(
        a.MarkPaper("parent_booklet", "has"), a.MarkPaper("parent_booklet", "not_brought"))),
    "notification_supplementary": _told("notification", "tested", after=(a.AnswerFact("follow", "mother"),),
                                        on=date(2016, 6, 20), reason="different_parents"),
    "notification_supplementary_in_words": _told("notification", "tested", after=(a.AnswerFact("follow", "mother"),),
                                                 on=date(2016, 6, 20), reason="改为随母落户"),
    "notification_supplementary_no_reason": _told("notification", "tested",
                                                  after=(a.AnswerFact("follow", "mother"),), on=date(2016, 6, 20)),
}  # fmt: skip

OTHER_SLIPS: dict[str, Printed] = {
    "where_to_go": _told("where_to_go", "tested", *f.HALF, declarant__role="neighbour"),
    "where_to_go_any_one_of": _told("where_to_go", "alternatives", declarant__role="neighbour"),
    "where_to_go_offices_known": Slip(
        "where_to_go", lambda used, _lang: f.told(used, "adopted", declarant__role="relative"), KNOWN
    ),
    "where_to_go_nothing_set": Slip(
        "where_to_go", lambda used, _lang: f.told(used, "alternatives", declarant__role="neighbour"), {}
    ),
    "receipt": _case("receipt", "tested", *f.HALF, *f.ALL, a.Move("accept")),
    "receipt_of_a_judgment": _case("receipt", "court", a.MarkPaper("application", "has"),
                                   a.MarkPaper("revocation_judgment", "has"), a.Move("accept")),
    "receipt_of_nothing": _case("receipt", "omitted", a.Move("accept"), settings={}),
    "receipt_with_a_limit": _case("receipt", "married", a.MarkPaper("application", "has"), a.Move("accept"),
                                  settings=KNOWN),
    "receipt_in_practice": _case("receipt", "married", a.MarkPaper("birth_certificate", "has"), a.Move("accept"),
                                 practice=True),
    "granted": _case("granted", "tested", *f.GRANTED),
    "granted_by_county": _case("granted", "tested", *f.BY_COUNTY),
    "granted_by_county_unnamed": _case("granted", "tested", *f.BY_COUNTY, settings=STATION),
    "granted_address_not_known": _case("granted", "married", *f.GRANTED, destination__address="",
                                       destination__householder="", guardian__name=""),
    "granted_collective": _case("granted", "orphan", *f.GRANTED, destination__address="",
                                destination__householder="", destination__kind="collective"),
    "granted_collective_of_the_community": _case(
        "granted", "orphan", *f.GRANTED, destination__kind="collective_community"),
    "not_granted": _case("not_granted", "tested", *f.refused("not_qualified")),
    "not_granted_false_papers": _case("not_granted", "tested", *f.refused("false_materials")),
    "not_granted_not_a_citizen": _case("not_granted", "foreign", *f.refused("not_a_citizen", by_county=True)),
    "registered": _case("registered", "tested", *f.GRANTED, f.NUMBERED),
    "registered_by_county": _case("registered", "tested", *f.BY_COUNTY, ("P1003", f.NUMBERED)),
    "registered_collective": _case("registered", "orphan", *f.GRANTED, f.NUMBERED, destination__address="",
                                   destination__kind="collective_station"),
    "registered_address_not_known": _case("registered", "tested", *f.GRANTED, f.NUMBERED, destination__address=""),
    "already_registered": _case("already_registered", "tested", *f.found("correct")),
    "already_registered_cancelled": _case("already_registered", "tested", *f.found("restore")),
    "already_registered_elsewhere": _case("already_registered", "tested", *f.found("told", "county:C00001")),
    "withdrawal": _case("withdrawal", "tested"),
    "withdrawal_nobody_named": _case("withdrawal", "tested", guardian__name="", person__name="",
                                     declarant__role="neighbour"),
    "letter": _case("letter", "doubtful"),
    "letter_lunar": _case("letter", "doubtful", person__birth="L2010-01-20", person__number=f.NUMBERED.number,
                          person__sex="1"),
    "letter_three_offices": _case("letter", "foreign_doubtful", settings=KNOWN, parents__ethnicity="none_found"),
    "letter_in_practice": _case("letter", "doubtful", practice=True, person__sex="", person__birth="",
                                person__name=""),
}  # fmt: skip

_QUIET = working_day.Day(name="", practice=False, on=date(2016, 6, 14), seq=12, head=HEAD, moves={}, counts={},
                         badges=(), operators=(), keys=(), failed=0)  # fmt: skip
#: A day on which everything happened that a day slip can tell.
_FULL = working_day.Day(
    name="演练派出所", practice=False, on=date(2016, 6, 14), seq=4213, head=HEAD,
    moves={event: n for n, event in enumerate(EVENTS, 1)}, counts={kind: n for n, kind in enumerate(COUNTED, 21)},
    badges=("P1001", "P1003", "P2002"), operators=(("P3003", "clerk"), ("P4004", "")), keys=("P3003", "P1001"),
    failed=2, county=("county",), county_office="",
    closed_early=(("530699-000012", "withdraw", "P1001"), ("530699-000013", "discard", "P1003"),
                  ("530699-000014", "find_registered", "county:C00001")),
    imports=(a.ImportRegister("0" * 64, 3000, 2400, 12, "2016-05-31", accepted_loss=True, accepted_older=True),
             a.ImportRegister("1" * 64, 2400, 2410, 0, "2016-06-13")),
)  # fmt: skip
DAY_SLIPS: dict[str, Printed] = {
    "day": DaySlip(working_day.Day(
        name="演练派出所", practice=True, on=date(2016, 6, 14), seq=213, head=HEAD,
        moves={"accept": 1, "forward": 1, "grant": 1}, counts={"open_case": 2, "print_slip": 1, "look": 3},
        badges=("P1001", "P2002"), operators=(("P3003", "clerk"), ("P4004", "")), keys=("P3003",), failed=2,
        county=("county", "county:C00001"), county_office="昭阳区公安局",
    )),
    "day_with_everything": DaySlip(_FULL),
    "day_without_work": DaySlip(_QUIET),
}  # fmt: skip

#: Baoshan in 2019: another place, no campaign, and offices that have other names since 2018.
HANDBOOK: dict[str, Printed] = {
    **{f"handbook_{name}": Chapter(name) for name in CHAPTERS},
    **{f"handbook_of_baoshan_{name}": Chapter(name, on=date(2019, 6, 14), pack="baoshan-2017")
       for name in ("circumstances", "cutoffs", "fees", "offices", "choices", "packs")},
    "handbook_offices_without_a_name": Chapter("offices", altered=_renamed),
    "handbook_sources_superseded": Chapter("sources", altered=_superseded),
    "handbook_no_choice": Chapter("choices", altered=lambda used: replace(used, settings={})),
}  # fmt: skip
PAPERS: dict[str, Printed] = {**NOTIFICATIONS, **OTHER_SLIPS, **DAY_SLIPS, **HANDBOOK}

_EMPTY = re.compile(r"\n{3,}")


def as_kept(text: str) -> str:
    """A paper as it is kept: a run of empty lines counted, the end of a page said."""
    pages = (_EMPTY.sub(lambda run: f"\n~ {len(run[0]) - 1} empty lines\n", page) for page in text.split("\f"))
    return "~ next page\n".join(pages)
