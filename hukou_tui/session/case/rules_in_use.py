"""The rules as this station has them: those in force, and those that a case keeps.

Whoever asks has the station open. What was loaded once is not read twice (`hukou_tui.packs` keeps the last ones).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.station.rule_texts import RuleText
from db.station.station import Station
from flows.case.case import Case
from flows.case.rule_adoption import Ruling
from flows.rules.model import Rules
from flows.rules.stamps import PackStamp
from hukou_tui import packs
from hukou_tui.packs import PackError, PackFile
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.safe_text import safe_text

#: Why a case is not shown under the rules that it stands under.
NOT_KEPT, UNREADABLE = "not_kept", "unreadable"
#: The same of the rules that were adopted.
_NOT_USED = {
    NOT_KEPT: N_("Their text is not in the station file."),
    UNREADABLE: N_("This version of the program does not read them."),
}


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules that the counter works with, and their texts.

    `adopted` is what was adopted here, None while nothing was; `why` tells why it is not what `rules` holds, if so.
    """

    rules: Rules
    texts: tuple[RuleText, ...]
    adopted: Ruling | None = None
    why: str = ""
    fault: str = ""

    @property
    def stamps(self) -> tuple[PackStamp, ...]:
        """What a case opened now is stamped with."""
        return stamps(self.rules)

    def trouble(self) -> str:
        """One message if the adopted rules are not those in use, and what is done instead; else an empty text."""
        if not self.why or self.adopted is None:
            return ""
        said = _(
            "The adopted rules cannot be used; the counter works with those of the program ({instead}). "
            "Call the administrator. Adopted: {adopted}. {why} {fault}"
        )
        return said.format(
            instead=names(self.stamps),
            adopted=names(self.adopted.packs),
            why=_(_NOT_USED[self.why]),
            fault=self.fault,
        ).strip()


@dataclass(frozen=True, slots=True)
class CaseRules:
    """The rules to show a case under; `why` is set where they are those in force and not its own."""

    rules: Rules
    why: str = ""


def stamps(rules: Rules) -> tuple[PackStamp, ...]:
    """The packs of these rules, as the journal names them, base first."""
    return tuple(PackStamp(ref.id, ref.revision, ref.hash) for ref in rules.packs)


def names(those: Sequence[PackStamp]) -> str:
    """Packs in words: `cn-2015-96 1 + zhaotong-2016 2`."""
    return safe_text(" + ".join(f"{pack.id} {pack.revision}" for pack in those))


def rules_of_files(files: Sequence[PackFile], on: date | None) -> InForce:
    """The rules of these files with their texts. Raises PackError."""
    rules = packs.load_files(files, on)
    texts = zip(stamps(rules), files, strict=True)
    return InForce(rules, tuple(RuleText(stamp, file.content) for stamp, file in texts))


def of_program(on: date | None) -> InForce:
    """The rules that come with the program."""
    return rules_of_files(packs.stack(), on)


def in_force(station: Station, on: date | None) -> InForce:
    """What the counter works with on that day: what was adopted here, otherwise the rules of the program.

    What was adopted and can no longer be used is not passed over in silence: see `InForce.trouble`.
    """
    adopted = station.queries.adoption().in_force
    if adopted is None:
        return of_program(on)
    texts = station.queries.rule_texts(adopted.packs)
    if texts is None:
        return _instead(adopted, NOT_KEPT, "", on)
    try:
        own = rules_of_files(_files(texts), on)
    except PackError as fault:
        return _instead(adopted, UNREADABLE, str(fault), on)
    return InForce(own.rules, own.texts, adopted)


def _instead(adopted: Ruling, why: str, fault: str, on: date | None) -> InForce:
    own = of_program(on)
    return InForce(own.rules, own.texts, adopted, why, fault)


def _files(texts: Sequence[RuleText]) -> tuple[PackFile, ...]:
    return packs.to_pack_files([(one.stamp.id, one.text) for one in texts])


def of_case(station: Station, case: Case, force: InForce, on: date | None) -> CaseRules:
    """The rules that a case stands under; those in force, with the reason, where its own are not to be had."""
    if case.packs == force.stamps:
        return CaseRules(force.rules)
    texts = station.queries.rule_texts(case.packs)
    if texts is None:
        return CaseRules(force.rules, NOT_KEPT)
    try:
        return CaseRules(packs.load_files(_files(texts), on))
    except PackError:
        return CaseRules(force.rules, UNREADABLE)
