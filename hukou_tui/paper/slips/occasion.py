"""What a slip is made from, and the pieces that several slips share: names, clauses, head and foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.case import parties
from flows.case.case import Case, StatusChange
from flows.case.fields import ENTITLED_ROLES
from flows.case.status import Event
from flows.errors import CodedError
from flows.identity.timestamps import CHINA
from flows.rules.checklist import Item
from flows.rules.model import Cite, Department, Document, Need, Rules
from hukou_tui.paper.slips.page_layout import RULE, Block, centre_line, paginate, wrap_lines
from hukou_tui.session.case.view import View
from hukou_tui.words.catalogue import Say
from hukou_tui.words.clauses import clause
from hukou_tui.words.statuses import KEPT, PAYERS

BLANK = "_" * 14
#: A title within a title has the inner marks.
_INNER = str.maketrans("《》", "〈〉")


class SlipNotDue(CodedError):
    """The case does not call for that slip now; `params` name the slip."""

    def __init__(self, kind: str) -> None:
        super().__init__("not_this_slip", slip=kind)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A case, the rules it stands under, the station's settings, and who makes the slip on what day."""

    case: Case
    rules: Rules
    station: Mapping[str, str]
    lang: str
    today: date
    say: Say
    view: View
    operator: str = ""
    reason: str = ""

    # People ------------------------------------------------------------------------------

    @property
    def entitled(self) -> bool:
        """Whether the declarant may be told everything; an unknown role may not."""
        return self.case.get("declarant.role") in ENTITLED_ROLES

    @property
    def person(self) -> str:
        """The person to be registered; an unnamed child is called so."""
        return self.case.get("person.name") or self.say("(not named yet)")

    @property
    def applicant(self) -> str:
        """Who signs: the person, the guardian or the institution; empty where nobody knows yet."""
        return parties.applicant(self.case)

    # Words -------------------------------------------------------------------------------

    def day(self, when: date | str) -> str:
        """A day in words; an ISO day that cannot be read comes back as it is."""
        if isinstance(when, str):
            try:
                when = date.fromisoformat(when)
            except ValueError:
                return str(when)
        return self.say("{y}-{m:02}-{d:02}").format(y=when.year, m=when.month, d=when.day)

    def local(self, moment: str) -> datetime:
        """A moment of the journal as the clock on the wall shows it; a frozen day stays that day."""
        read = datetime.fromisoformat(moment.replace("Z", "+00:00"))
        shown = read.astimezone(CHINA)
        return shown.replace(year=read.year, month=read.month, day=read.day) if self.case.practice else shown

    def clause(self, *cites: Cite) -> str:
        """The clauses by number, each source and place once: `国办发〔2015〕96号 (一)`, `《…》 五（五）`."""
        by_source: dict[str, list[str]] = {}
        for cite in cites:
            places = by_source.setdefault(cite.source, [])
            place = clause(cite.at, self.lang)
            if place not in places:
                places.append(place)
        return self.say("; ").join(
            f"{self._source(source)} {self.say(', ').join(places)}" for source, places in by_source.items()
        )

    def _source(self, source_id: str) -> str:
        """A source by its number; one whose number is no number, or is not read surely, by its title."""
        source = self.rules.sources[source_id]
        if source.confidence == "certain" and "号" in source.number:
            return source.number
        title = source.title.get(self.lang).translate(_INNER)
        return self.say('"{title}"').format(title=title)

    def quote_clause(self, cite: Cite) -> str:
        """The clause with its words, in quotation marks only where they are the very words."""
        phrase = cite.phrase.get(self.lang)
        words = self.say("in substance: {gist}") if cite.is_gist else self.say('"{phrase}"')
        return f"{self.clause(cite)} {words.format(gist=phrase, phrase=phrase)}"

    def entry(self, label: str, value: str = BLANK) -> str:
        """`label: value`; without a value, a line to fill in."""
        return self.say("{label}: {value}").format(label=label, value=value)

    def line(self, label: str, value: str, indent: int = 0) -> Block:
        """`label: value`, wrapped below itself."""
        return wrap_lines(self.entry(label, value), indent, hang=2)

    def fill_line(self, label: str, value: str) -> Block:
        """`label: value`; what nobody knows is a line for the pen that says so, never a blank that looks forgotten."""
        return self.line(label, value) if value else self.line(self.say("{label} (by hand)").format(label=label), BLANK)

    def parties(self) -> Block:
        """Who applies, and for whom."""
        applicant = self.fill_line(self.say("Applicant"), self.applicant)
        return [*applicant, *self.line(self.say("Person to be registered"), self.person)]

    def name(self, document: Document) -> str:
        """A paper's title."""
        return document.name.get(self.lang)

    def copies(self, document: Document) -> str:
        """How many, of what kind, and what becomes of the original."""
        number, original = document.copies.get(self.lang), document.original.get(self.lang)
        if document.kept is not None:
            original = self.say("{original}; {kept}").format(original=original, kept=self.say(KEPT[document.kept]))
        return self.say("{copies} ({original})").format(copies=number, original=original)

    def charge(self, payer: str, issuer: Department | None) -> str:
        """Who is paid for a paper; where that is not known, whom to ask."""
        if payer != "unknown" or issuer is None:
            return self.say(PAYERS[payer])
        return self.say("ask there what it costs: {office}").format(office=self.office(issuer))

    def office(self, department: Department) -> str:
        """An office with its address where the station has entered one (`office.<id>`)."""
        known = self.station.get(f"office.{department.id}", "")
        name = department.name_on(self.today).get(self.lang)
        return self.say("{office} ({address})").format(office=name, address=known) if known else name

    def issuer(self, need: Need, document: Document) -> Department | None:
        """Who issues this paper on this route; None for what the applicant writes."""
        issuer = need.issuer or document.issuer
        return self.rules.departments[issuer] if issuer else None

    # History -----------------------------------------------------------------------------

    def last(self, *events: Event) -> StatusChange | None:
        """The latest move of one of these kinds."""
        return next((change for change in reversed(self.case.history) if change.event in events), None)

    # Paper -------------------------------------------------------------------------------

    def print_slip(self, title: str, blocks: Sequence[Block]) -> str:
        """The slip: head with practice banner, station, title and number; foot with the page."""
        say = self.say
        banner = f"*** {say('PRACTICE (not real data)')} ***"
        head = [
            *([centre_line(banner)] if self.case.practice else []),
            *(wrap_lines(self.station_name) if self.station_name else []),
            centre_line(title),
        ]
        head += [*self.line(say("Case number"), self.case.id), RULE]

        def foot(n: int, of: int) -> str:
            page = say("Page {n}/{of}").format(n=n, of=of)
            return centre_line(f"{banner}  {page}" if self.case.practice else page)

        return paginate(head, blocks, foot)

    @property
    def station_name(self) -> str:
        """The station's name; empty before it has one."""
        return self.station.get("station.name", "")

    @property
    def county_office(self) -> str:
        """The county's public security bureau by its own name; empty where nobody has said it."""
        return self.station.get("county.office", "")

    @property
    def clerk(self) -> str:
        """The badge of whoever makes the slip."""
        return self.operator or self.case.opened_by

    def contact(self, role: str, badge: str) -> Block:
        """Where the slip comes from: the officer in the part played on this paper, telephone, address; what is not
        set is not printed."""
        say, get = self.say, self.station.get
        known = (
            (role, badge),
            (say("Telephone"), get("station.phone", "")),
            (say("Address of the station"), get("station.address", "")),
        )
        return [line for label, value in known if value for line in self.line(label, value)]


def missing_ids(items: Sequence[Item]) -> tuple[str, ...]:
    """What the journal keeps of the items that a slip names: document ids, alternatives joined by `|`."""
    return tuple("|".join(item.need.any_of) for item in items)
