"""What the six steps have in common: they show the case at hand and hand actions to the intake."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical

from hukou_tui.words.catalogue import N_, _, language
from hukou_tui.words.clauses import clause
from hukou_tui.words.evidence import CONFIDENCE, LEVELS

if TYPE_CHECKING:
    from flows.rules.model import Cite
    from hukou_tui.screens.contracts import CaseScreen
    from hukou_tui.session.case.case_work import CaseWork
    from hukou_tui.session.session import Session


def read_so(raw: str | None, reading: str, confidence: str) -> str:
    """What the stored copy shows, how it is read, and how surely."""
    shown = _("The stored copy has {raw}. ").format(raw=raw) if raw else ""
    return f"{shown}{reading} ({_(CONFIDENCE[confidence])})"


class Step(Vertical):
    """One step of the intake."""

    DEFAULT_CSS = "Step { overflow: hidden; }"
    title: ClassVar[str] = ""
    help: ClassVar[str] = N_("Digits choose, Enter goes on, F3 goes back.")

    @property
    def intake(self) -> CaseScreen:
        """The screen that this step belongs to."""
        return self.screen  # type: ignore[return-value]

    @property
    def session(self) -> Session:
        """The session behind the screen."""
        return self.intake.app.session

    @property
    def cases(self) -> CaseWork:
        """Work on cases, with the one at hand."""
        return self.session.cases

    def refresh_step(self) -> None:
        """Show the case as it is now."""

    def take_focus(self) -> None:
        """Put the focus where the clerk goes on."""

    def leave_step(self) -> bool:
        """The clerk goes elsewhere: commit what is typed; False if a question about it has to be answered first."""
        return True

    def unsaved_text(self) -> str:
        """What stands on the screen, could not be kept and would be lost by leaving the case; empty if nothing."""
        return ""

    def inner_step(self, step: int) -> bool:
        """Turn a page inside the step; False if the step has no further page that way."""
        return False

    def repeat(self) -> None:
        """F7: a value of the same family into the field at hand; where there is no field, nothing to repeat."""
        self.intake.say(_("There is no field here to repeat a value in."))

    def clause(self, cite: Cite) -> str:
        """Source, clause and its words; a text known only in substance says so, and one that is no rule here too."""
        return (
            f"{self.place(cite)} "
            + (_("(in substance) ") if cite.is_gist else "")
            + cite.phrase.get(language())
            + ("" if cite.level in ("S", "V") else f" [{_(LEVELS[cite.level])}]")
        )

    def place(self, cite: Cite) -> str:
        """Source and clause, without its words."""
        source = self.cases.rules.sources[cite.source]
        known = source.number if "号" in source.number else source.title.get(language())
        return f"{known} {clause(cite.at, language())}"

    def reading(self, cite: Cite) -> str:
        """How the source was read where its copy is damaged or its number doubtful; empty where nothing is open."""
        source = self.cases.rules.sources[cite.source]
        if source.reading is None or (source.confidence == "certain" and source.ocr_raw is None):
            return ""
        return read_so(source.ocr_raw, source.reading.get(language()), source.confidence)

    @property
    def query_record(self) -> str:
        """The document that the recorded system query settles, as the pack names it."""
        papers = self.cases.rules.documents.values()
        return next((paper.id for paper in papers if paper.recorded_by == "system_query"), "")

    def help_text(self) -> str:
        """What F1 shows in this step."""
        return _(self.help)
