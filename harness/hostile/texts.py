"""Texts that must harm nobody, whatever file they come from; cases full of them; and how one of them is found out.

Typed text is made safe in its field. Data comes by other ways as well: a journal that another program has written, a
register, the county's acknowledgement. So these texts are put where data lies, and everything that the program shows,
prints and exports is looked through for what may come from nowhere but from them. Independent of
`hukou_tui/words/safe_text.py` and of `hukou_tui/terminal/screen_diff.py`: what must not be there is said here once
more.

Shared by tests/terminal/test_hostile_text.py and campaigns/hostile_text.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import gcd

from db.exchange.acknowledgement_file import (
    AcknowledgedPacket,
    Acknowledgement,
    CountyDecision,
    RecordReceipt,
    build_acknowledgement,
)
from db.station.station import Station
from flows.case import actions as a
from flows.case.case import Case
from flows.case.county_decision import is_text
from flows.case.fields import FIELDS
from flows.case.status import Event, Status
from flows.identity.resident_number import check_digit
from flows.linkage.lookup_result import FoundCandidate
from flows.rules.stamps import PackStamp
from hukou_tui import packs
from hukou_tui.paper.slips import missing_of

# The catalogue --------------------------------------------------------------------------

#: What terminals obey: CSI, OSC, DCS and their kin, two-character escapes, C1 as one character; whole and cut short.
_STEERING = (
    "\x1b", "\x1b[", "\x1b[3", "\x1b[31m", "\x1b[1;91m", "\x1b[38;5;201m", "\x1b[48;2;255;0;0m", "\x1b[8m", "\x1b[2J",
    "\x1b[3J", "\x1b[H", "\x1b[999;999H", "\x1b[999C", "\x1b[999D", "\x1b[K", "\x1b[1K", "\x1b[5;10r", "\x1b[4h",
    "\x1b[20h", "\x1b[?25l", "\x1b[?3h", "\x1b[?47h", "\x1b[?1049l", "\x1b[?1000h", "\x1b[?1004h", "\x1b[?2004l",
    "\x1b[?2026h", "\x1b[?7h", "\x1b[c", "\x1b[>c", "\x1b[5n", "\x1b[6n", "\x1b[21t", "\x1b[8;1;1t", "\x1b[>0q",
    "\x1b[!p", "\x1b[99L", "\x1b[99M", "\x1b[99@", "\x1b[9999X", "\x1b[b", "\x1b[" + "1;" * 60 + "m", "\x1b[0 q",
    "\x1b]0;题\x07", "\x1b]2;题\x1b\\", "\x1b]4;1;rgb:ff/00/00\x1b\\", "\x1b]8;;http://x\x1b\\点\x1b]8;;\x1b\\",
    "\x1b]10;?\x07", "\x1b]11;#ff0000\x07", "\x1b]52;c;cm0gLXJm\x07", "\x1b]52;c;?\x07", "\x1b]777;notify;a;b\x07",
    "\x1b]1337;File=inline=1:QQ==\x07", "\x1b]133;A\x07", "\x1b]0;没有结尾", "\x1bPq#0;2;0;0;0#0!9~\x1b\\",
    "\x1bP$q\"p\x1b\\", "\x1bP+q544e\x1b\\", "\x1bPtmux;\x1b\x1b]0;x\x07\x1b\\", "\x1bP没有结尾",
    "\x1b_Gi=1,a=T;QQ==\x1b\\", "\x1b^私\x1b\\", "\x1bX串\x1b\\", "\x1bk题\x1b\\", "\x1bc", "\x1b(0", "\x1b)0",
    "\x1b#8", "\x1b%@", "\x1bD", "\x1bE", "\x1bH", "\x1bM", "\x1bN", "\x1bO", "\x1bZ", "\x1b7", "\x1b8", "\x1b=",
    "\x1b>", "\x1b~", "\x1b\x1b[A", "\x9b31m", "\x9b2J", "\x9b6n", "\x9d0;题\x9c", "\x9d52;c;QQ==\x07", "\x90q#0\x9c",
    "\x9f私\x9c", "\x9e私\x9c", "\x98串\x9c", "\x84\x85\x88\x8d\x8e\x8f", "\xc2\x9b31m", "\x0e\x0f", "\r\n", "\n\n\n",
    "\r\r\r", "\t\t", "\b\b\b", "\x00\x00", "\f\f", "\x7f\x7f", "\x1a\x04\x03", "\r\x1b[K", "\n\x1b[1A",
)  # fmt: skip
_CONTROLS = tuple(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)))

#: Nothing to be seen, or seen where it does not stand: direction, joiners, selectors, tags, marks, fillers.
_UNSEEN = (
    "\u202a甲\u202c", "\u202b甲\u202c", "\u202d甲\u202c", "\u202e甲乙丙\u202c", "\u202e没有结尾", "\u2066甲\u2069",
    "\u2067甲乙\u2069", "\u2068甲\u2069", "\u200e\u200f", "\u061c甲", "甲\u200b乙", "甲\u200c乙", "甲\u200d乙",
    "\u2060" * 9, "\ufeff甲", "甲\ufeff", "\u00ad甲\u00ad", "\u034f甲", "\u180e甲", "\u115f\u1160", "\u3164\u3164",
    "\uffa0", "\u2800", "甲\ufe0f", "甲\U000e0100", "葛\U000e0101", "\U000e0001\U000e0041\U000e0042\U000e007f",
    "\u206a甲\u206f", "\ufff9甲\ufffa乙\ufffb", "甲\u2028乙", "甲\u2029乙", "\u200b", "\u200d", "\ufe0f", "\u0301",
    "\u3000\u3000", "\u00a0", "a" + "\u0301" * 60, "甲" + "\u20dd\u0336\u0489" * 20, "\u0e33\u0e4d", "\u3099か",
    "Z\u0351\u036b\u0343\u032a\u0302a\u034b",
)  # fmt: skip
#: Rare, wide, composed, of other scripts, or no characters at all.
_RARE = (
    "𠮷野家", "𬀩䶮㛃", "𪚥𪚥", "𮯠𰻝𱁬", "\U00030000\U00031350", "\U000323af", "\ue000\ue81e\uf8ff",
    "\U000f0000\U0010fffd", "\ufffe", "\uffff", "\ufdd0\ufdef", "\U0001fffe", "\U0010ffff", "\ufffd\ufffd", "\u0378",
    "👨‍👩‍👧‍👦", "👩🏽‍🚒", "🏳️‍🌈", "🇨🇳🇨", "☎️☎", "1️⃣", "ＡＢＣ１２３－", "；，。－０", "ﾊﾝｶｸ", "㍿㎏", "Ⅷⅷ①",
    "½²³", "ﬁﬃ", "מרים", "محمد بن عبد الله", "ئۇيغۇر", "བོད་ཡིག", "ᠮᠣᠩᠭᠣᠯ", "हिन्दी क्षत्रिय", "ไทยกำ", "𞤀𞤣𞤤",
    "ꆈꌠꉙ", "阿依古丽·买买提", "·", "‐‑–—−", "İıſK", "〇○零", "a\u030a\u00e5", "각각", "\u1112\u1161\u11ab",
    "⿰氵力", "㐀鿿", "𒐫﷽", "ǅ", "\u2f00\u2fd5", "豈更",
)  # fmt: skip
#: Meant for other readers than a terminal: markup, formats, shells, SQL, HTML, spreadsheets, paths, JSON, numbers.
_MARKUP = (
    "[bold]甲[/bold]", "[/]", "[/bold]", "[", "]", "[[", "]]", "[]", "\\[bold]", "[@click=app.quit]点[/]",
    "[@click=app.bell()]", "[link=http://x]点[/link]", "[red on blue]", "[$primary]", "[not a tag", "甲[1;2]乙",
    "[#ff0000]", "[reverse", ":smile:", "{}", "{0}", "{0.__class__}", "{name!r:>99}", "{", "}", "{{", "%s%s%n",
    "%(name)s", "%", "%d" * 40, "$HOME", "${IFS}", "$(reboot)", "`reboot`", "; reboot", "| reboot", "&& reboot",
    "> /dev/sda", "-rf", "--help", "'", '"', "'\"`", "\\", "\\\\", "\\n", "\\x1b[31m", "\\u001b[31m", "^[[31m",
    "&#27;[31m", "'; DROP TABLE actions;--", "' OR 1=1", "%' LIKE '%", "_%", "NULL", "null", "None", "NaN",
    "Infinity", "true", "<script>alert(1)</script>", "<b>甲</b>", "&lt;&amp;", "<![CDATA[", "]]>", "<!--", "=1+1",
    "=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "甲,乙;丙", "../../etc/passwd", "..\\..\\x", "/", "..", "/dev/null",
    "~root", "C:\\con", "\\\\server\\share", "file:///etc/passwd", "http://x/?a=b#c", "a:b|c", "base:1",
    "register:P7", "0", "00", "-0", "1e309", "0x1F", "9" * 18, "9" * 40, "２０１６", "²", "٣", "१२", "Ⅻ",
    "530699201603050023", "2016-02-30", "2016-06-14", "9999-99-99", "0000-00-00", "农历", "true" * 3, "county",
    "county:P1", "*", "?", "# 甲", "// 甲", "---", "===", " ", "  甲  ", "甲 乙", "甲\u3000乙", ",", "、", "、、,,",
    "|", "||", "applicant:application", "granted",
)  # fmt: skip
#: As long as anything may be, in one piece and in many.
_LONG = (
    "欧阳" + "甲" * 23, "A" * 25, "阿卜杜热合曼·" * 7, "甲" * 50, "W" * 50, "长" * 400, "x" * 400, "字 " * 200,
    "[" * 400, "甲\x1b[31m" * 60, "\u202e" * 400, "\u0301" * 400, "👨‍👩‍👧‍👦" * 40, "，" * 400, "𠮷" * 400,
    "a\nb" * 130, " " * 400, "9" * 4400,
)  # fmt: skip

_MADE: dict[str, Sequence[str]] = {
    # Between two characters: so the very bytes can be looked for, and what is cut off shows.
    "steering": [f"甲{text}乙" for text in _STEERING],
    "control": [f"戊{text}己" for text in _CONTROLS],
    "unseen": _UNSEEN,
    "rare": _RARE,
    "markup": _MARKUP,
    "long": _LONG,
}
#: Name -> text; each can be kept in the journal.
TEXTS: dict[str, str] = {f"{kind} {n}": text for kind, texts in _MADE.items() for n, text in enumerate(texts)}
#: No file can hold these; where they are reached all the same (JSON, the command line) they are refused or go.
SURROGATES = ("\ud800", "甲\udfff乙", "\udc9b31m", "\ud83d", "\ude00\ud83d")

# What must not be there -----------------------------------------------------------------

#: Line ends and what parts pages: a sheet's own.
_OF_A_SHEET = frozenset("\n\f")
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def controls_in(text: str, allowed: frozenset[str] = _OF_A_SHEET) -> list[str]:
    """What of `text` steers a terminal or a printer, breaks a line or turns it around; each once."""
    found = {c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in _DIRECTION}
    return sorted(f"U+{ord(c):04X}" for c in found - allowed)


_STEERS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: Of a text so much is looked for: two characters before what steers, and enough behind that nobody else wrote it.
_BEFORE, _BEHIND = 1, 7


def _pieces() -> frozenset[str]:
    """What a terminal would be sent if it were sent these texts as they are."""
    found = set()
    for text in TEXTS.values():
        for at in (hit.start() for hit in _STEERS.finditer(text)):
            piece = text[max(at - _BEFORE, 0) : at + _BEHIND + 1]
            # Alone at its end, ESC or a line end may as well be the driver's own.
            if not _STEERS.match(piece) and len(piece) > _BEFORE + 1:
                found.add(piece)
    return frozenset(found)


PIECES = _pieces()
_OURS = re.compile(
    r"\x1b\[(\d+)?[CD]|\x1b\[(\d+)(;\d+)?H|\x1b\[[HK]|\x1b\[2J"
    r"|\x1b\[((0|1|4|7|[34][0-7])(;(0|1|4|7|[34][0-7]))*)?m|\x1b\[\?(7[lh]|1l|1049[lh]|2004[lh])|\x1b>|\x1b\(B|[\r\b\a\x0f]"
)  # fmt: skip


def sent_by_data(written: str, size: tuple[int, int]) -> list[str]:
    """What stands in `written`, the program's own words to a terminal, that our driver has not to say; each once.

    Its sequences are few and their numbers small; what is left over may neither steer nor turn a line around. And
    none of the texts may be there as it is, though the driver might have said the same.
    """
    found = {f"as it is: {piece!r}" for piece in PIECES if piece in written}
    for hit in _OURS.finditer(written):
        places = [int(number) for number in re.findall(r"\d+", hit[0])] if hit[0][-1] in "HCD" else []
        if any(place > max(size) for place in places):
            found.add(f"beyond the screen: {hit[0]!r}")
    return sorted(found) + controls_in(_OURS.sub("", written), frozenset())


# Dealing --------------------------------------------------------------------------------


@dataclass(slots=True)
class Deal:
    """The texts in turn, from one of them on; `dealt` names those that were given out and where to."""

    start: int
    #: Only what steers nothing: what the register's import lets through.
    quiet: bool = False
    dealt: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, place: str, longest: int = 400) -> str:
        """The next text, cut as the place demands."""
        names = [name for name in TEXTS if not (self.quiet and _STEERS.search(TEXTS[name]))]
        name = names[(self.start + len(self.dealt)) % len(names)]
        self.dealt.append((name, place))
        return TEXTS[name][:longest]


def deals(count: int, seed: int, places: int) -> list[Deal]:
    """Deals for `count` cases of so many places: all texts as soon as may be, and in each place once in the end."""
    step = next(n for n in range(places, places + len(TEXTS)) if gcd(n, len(TEXTS)) == 1)
    return [Deal((seed + case * step) % len(TEXTS)) for case in range(count)]


# Cases ----------------------------------------------------------------------------------

DAY, AT = date(2016, 6, 14), "2016-06-14T03:00:00Z"
CLERK, APPROVER = "P00001", "P00002"
RULES = packs.load_rules(on=DAY)
#: So that each step has something to show: a test and its fee; then what another authority checks.
_TESTED = {
    "cause": "never_registered", "upbringing": "birth_parents", "parents": "married", "birth_place": "elsewhere",
    "birth_certificate": "none", "parents_known": "both", "parentage_settled": "no",
}  # fmt: skip
_CHECKED = {"cause": "never_registered", "upbringing": "institution"}
#: The date of birth, as whoever decides has determined it.
DETERMINED = a.DetermineBirth("2014-05-20", "investigation")
#: What a story leads to: notified, registered, refused, sent back by the county.
ENDS = ("notified", "granted", "registered", "refused", "returned", "elsewhere")
#: In these the number and the day of birth are sound, so that the lookup has somebody to find and to compare.
FOUND = ("notified", "granted")
_SETTINGS = ("station.name", "station.address", "station.phone", "station.division", "station.limit_days",
             "fee.price_fen", "exchange.folder")  # fmt: skip
#: About so many texts are in one case.
PLACES = 50
#: What is sound in the cases of an end, so that there are rules for them; elsewhere every field holds a text.
_SOUND: dict[str, Mapping[str, str]] = {
    "notified": {"person.sex": "1", "person.birth": "2014-05-20", "destination.kind": "family"},
    "granted": {"person.sex": "1", "person.birth": "2014-05-20", "destination.kind": "collective"},
    "returned": {"person.birth": "2014-05-20", "destination.kind": "family"},
}


def number_of(n: int) -> str:
    """A sound identity number of the invented division; those of one round share it, and find each other."""
    body = f"53069920140520{901 + 2 * (n // len(ENDS) % 49)}"
    return body + check_digit(body)


class Clerk:
    """Whoever writes straight into the file, with what the counter admits and no field in between."""

    def __init__(self, station: Station) -> None:
        self.station = station

    def write(self, case_id: str, *actions: a.Action, by: str = CLERK) -> None:
        """Actions of one case, all or none."""
        self.station.append_all(actions, case_id=case_id, operator=by, at=AT)

    def settings(self, deal: Deal) -> None:
        """All settings that a screen or a slip shows."""
        for name, value in settings(deal).items():
            self.station.append(a.SetSetting(name, value), case_id="", operator=CLERK, at=AT)

    def case(self, n: int, deal: Deal, end: str) -> str:
        """A case in which every place holds a text, brought to its `end`; its number."""
        number = self.station.queries.next_number(DAY)
        self.write(number, *self._entered(n, deal, end))
        self.write(number, *self._judged(deal, "same" if end == "elsewhere" else "different"))
        if end == "refused":
            # An answer that no rule knows.
            self.write(number, a.AnswerFact("cause", deal("answer")))
        getattr(self, "_" + end)(number, deal)
        return number

    def _entered(self, n: int, deal: Deal, end: str) -> Iterator[a.Action]:
        stamp = PackStamp(deal("pack"), deal("revision"), deal("hash"))
        yield a.OpenCase(DAY.isoformat(), deal("family"), (stamp,), True, deal("story"))
        known = {**_SOUND.get(end, {}), **({"person.number": number_of(n)} if end in FOUND else {})}
        for item in FIELDS:
            yield a.SetField(item.id, known.get(item.id) or deal(item.id))
        for fact, value in (_TESTED if end == "notified" else _CHECKED).items():
            yield a.AnswerFact(fact, value)
        if end not in _SOUND:
            yield a.AnswerFact(deal("fact"), deal("answer"))
        yield a.MarkPaper(deal("paper"), "has")
        yield a.MarkPaper("application", "has")

    def _judged(self, deal: Deal, verdict: str) -> Iterator[a.Action]:
        ref = deal("candidate")
        found = FoundCandidate(ref, deal("status"), deal("band"), 61, deal("relation"))
        yield a.RecordLookup((found,), (deal("not compared"),), 3000, deal("as of"))
        yield a.DecideCandidates((ref,), verdict, deal("reason") or "-", deal("text"))
        yield a.RecordSystemQuery(deal("officer") or "-", deal("time") or "-", deal("scope") or "-", "none")
        yield a.RecordCheck(deal("check"), True, deal("note of a check"))
        for condition in [c.id for fee in RULES.fees for c in fee.conditions]:
            yield a.AnswerFee(condition, "unknown", deal("reason of a fee"))
        yield a.ApplyForTest(DAY.isoformat())
        yield a.TagGroup(deal("group"), True)

    # Ends --------------------------------------------------------------------------------

    def _notified(self, number: str, deal: Deal) -> None:
        missing = (*missing_of(self.station.queries.case(number), RULES), deal("missing"))
        slip = a.PrintSlip("notification", deal("hash of a slip"), missing, deal("reason of a slip"))
        others = (a.PrintSlip(deal("kind of a slip"), "0"), a.PrintSlip("withdrawal", "0"))
        self.write(number, slip, *others, a.Move(Event.NOTIFY, note=deal("note")))

    def _submitted(self, number: str, deal: Deal) -> None:
        self.write(
            number, a.Move(Event.ACCEPT, deal("note"), deal("ground"), deal("field")), a.Move(Event.SUBMIT)
        )

    def _granted(self, number: str, deal: Deal) -> None:
        self._submitted(number, deal)
        self.write(number, DETERMINED, a.Move(Event.GRANT, deal("note")), by=APPROVER)

    def _registered(self, number: str, deal: Deal) -> None:
        self._granted(number, deal)
        self.write(number, a.Move(Event.REGISTER, number=deal("number") or "-", on=AT[:10]))

    def _refused(self, number: str, deal: Deal) -> None:
        self._submitted(number, deal)
        ground = RULES.grounds[0].id
        self.write(number, a.Move(Event.NOT_GRANT, deal("note") or "-", ground, deal("field")), by=APPROVER)

    def _elsewhere(self, number: str, deal: Deal) -> None:
        """Registered already: one proposes it and another decides."""
        self._submitted(number, deal)
        lead = a.Move(Event.PROPOSE_REGISTERED, deal("note"), "correct")
        self.write(number, lead)
        self.write(number, a.Move(Event.FIND_REGISTERED, deal("note"), "correct"), by=APPROVER)

    def _returned(self, number: str, deal: Deal) -> None:
        """As far as the county; see `answer`."""
        self._submitted(number, deal)
        self.write(number, DETERMINED, a.Move(Event.FORWARD, deal("note")), by=APPROVER)

    def answer(self, deal: Deal, packet: int) -> bytes:
        """An acknowledgement that sends back, with its own words, whatever lies at the county."""
        cases = [
            self.station.queries.case(row.case_id)
            for row in self.station.queries.rows()
            if row.status == Status.COUNTY_REVIEW
        ]
        (sent,) = (one for one in self.station.queries.packets() if one.packet == packet)
        return build_acknowledgement(Acknowledgement(
            station=self.station.queries.code, ack=1, training=True, office="演练县公安局",
            packets=(AcknowledgedPacket(sent.packet, sent.restores, sent.sha256),),
            records=tuple(
                RecordReceipt(case.id, case.revision, case.record, "returned", _sayable(deal("note"))) for case in cases
            ),
            decisions=tuple(self._sent_back(case, deal) for case in cases), at=AT,
        ))  # fmt: skip

    def _sent_back(self, case: Case, deal: Deal) -> CountyDecision:
        note = _sayable(deal("county's note"))
        return CountyDecision(
            case.id, case.revision, case.record, Event.SEND_BACK, "", "", note, "", "", "C00001"
        )


def _sayable(text: str) -> str:
    """`text` as a county's officer may have entered it: what steers is refused there and here."""
    return text if text and is_text(text) else "-"


def settings(deal: Deal) -> dict[str, str]:
    """What is said of the station, in texts; its name alone must not be empty."""
    said = {
        name: deal(name, 5000) for name in (*_SETTINGS, *(f"office.{office}" for office in RULES.departments))
    }
    return {**said, "station.name": said["station.name"] + ("" if said["station.name"].strip() else "所")}


def candidate(n: int, deal: Deal) -> dict[str, str]:
    """A line of the county's extract that the lookup finds for case `n`; a few of its fields have a fixed form."""
    names = ("name", "former_name", "father_name", "mother_name")
    words = ("ethnicity", "address", "household_id", "relation", "father_id", "mother_id", "cancel_reason")
    return {
        **{name: deal(name, 100) for name in names}, **{word: deal(word) for word in words},
        "person_id": f"{n}{deal('person_id', 20)}", "status": "112"[n % 3], "sex": "1", "birth_date": "20140520",
        "id_number": number_of(n), "division": "530699",
    }  # fmt: skip
