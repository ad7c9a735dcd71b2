"""What a slip is made from, and the pieces that several slips share: names, clauses, head and foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flows.case import Case, StatusChange
from flows.checklist import Item
from flows.errors import CodedError
from flows.fields import ENTITLED_ROLES
from flows.rules import Cite, Department, Document, Need, Rules
from flows.status import Event
from hukou_tui.slips.sheet import RULE, Block, centred, paged, wrapped
from hukou_tui.view import View
from hukou_tui.words import Say
from hukou_tui.workplace import CHINA

BLANK = "_" * 14


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
        """Who signs: the person, the guardian or the institution; a line where nobody knows yet."""
        case, role = self.case, self.case.get("declarant.role")
        if role == "self":
            return case.get("person.name") or case.get("declarant.name") or BLANK
        if role == "institution":
            return case.get("person.institution") or case.get("declarant.name") or BLANK
        return case.get("guardian.name") or (case.get("declarant.name") if self.entitled else "") or BLANK

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
        """The clauses by number, each source once: `国办发〔2015〕96号 (一)`."""
        by_source: dict[str, list[str]] = {}
        for cite in cites:
            places = by_source.setdefault(cite.source, [])
            if cite.at not in places:
                places.append(cite.at)
        return self.say("; ").join(
            f"{self._source(source)} {self.say(', ').join(places)}" for source, places in by_source.items()
        )

    def _source(self, source_id: str) -> str:
        """A source by its number; one whose number is no number, or is not read surely, by its title."""
        source = self.rules.sources[source_id]
        if source.confidence == "certain" and "号" in source.number:
            return source.number
        return self.say('"{title}"').format(title=source.title.get(self.lang))

    def quoted(self, cite: Cite) -> str:
        """The clause with its words, in quotation marks only where they are the very words."""
        phrase = cite.phrase.get(self.lang)
        words = self.say("in substance: {gist}") if cite.is_gist else self.say('"{phrase}"')
        return f"{self.clause(cite)} {words.format(gist=phrase, phrase=phrase)}"

    def entry(self, label: str, value: str = BLANK) -> str:
        """`label: value`; without a value, a line to fill in."""
        return self.say("{label}: {value}").format(label=label, value=value)

    def line(self, label: str, value: str, indent: int = 0) -> Block:
        """`label: value`, wrapped below itself."""
        return wrapped(self.entry(label, value), indent, hang=2)

    def name(self, document: Document) -> str:
        """A paper's title."""
        return document.name.get(self.lang)

    def copies(self, document: Document) -> str:
        """How many, and whether the original is kept."""
        number, original = document.copies.get(self.lang), document.original.get(self.lang)
        return self.say("{copies} ({original})").format(copies=number, original=original)

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

    def printed(self, title: str, blocks: Sequence[Block]) -> str:
        """The slip: head with practice banner, station, title and number; foot with the page."""
        say = self.say
        banner = f"*** {say('PRACTICE (not real data)')} ***"
        head = [
            *([centred(banner)] if self.case.practice else []),
            *wrapped(self.station_name),
            centred(title),
        ]
        head += [*self.line(say("Case number"), self.case.id), RULE]

        def foot(n: int, of: int) -> str:
            page = say("Page {n}/{of}").format(n=n, of=of)
            return centred(f"{banner}  {page}" if self.case.practice else page)

        return paged(head, blocks, foot)

    @property
    def station_name(self) -> str:
        """The station's name, or a line to fill in."""
        return self.station.get("station.name", "") or BLANK

    def contact(self, badge: str) -> Block:
        """Where the slip comes from: officer, telephone, address."""
        say, get = self.say, self.station.get
        return [
            *self.line(say("Told by (badge)"), badge or BLANK),
            *self.line(say("Telephone"), get("station.phone", "") or BLANK),
            *self.line(say("Address of the station"), get("station.address", "") or BLANK),
        ]


def missing_ids(items: Sequence[Item]) -> tuple[str, ...]:
    """What the journal keeps of the items that a slip names: document ids, alternatives joined by `|`."""
    return tuple("|".join(item.need.any_of) for item in items)
