"""Step 3, the papers: what the applicant hands in, apart from what the station and others check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flows.case import actions as a
from flows.case.paper_agreement import answering_papers
from flows.rules.checklist import Item
from flows.rules.model import Document, ForbiddenDemand
from flows.rules.permitted_demands import (
    DEMANDED,
    ELSEWHERE,
    HELPS,
    NO_ERRAND,
    OPEN,
    DemandAnswer,
    check_demand,
)
from hukou_tui.screens.intake import circumstances
from hukou_tui.screens.intake.category import answer_words
from hukou_tui.screens.intake.list_step import ListStep
from hukou_tui.words.catalogue import N_, _, language, name_of
from hukou_tui.words.statuses import KEPT, PAPER_STATES, PAYERS
from widgets.field import Field
from widgets.line import fit_text
from widgets.paged_list import Row
from widgets.palette import STRONG

if TYPE_CHECKING:
    from hukou_tui.session.case.view import View

_STATES = {"1": "has", "2": "has_not", "3": "not_brought", "4": ""}
#: What the rules say of papers that somebody asks for.
_SAYINGS: dict[str, str] = {
    DEMANDED: N_("Yes: {clause}: {papers}"),
    HELPS: N_("NO. It only helps to obtain another paper ({clause}): {papers}"),
    NO_ERRAND: N_("NO. No errand of the applicant, the station sees to it ({clause}): {papers}"),
    OPEN: N_("Not clear yet, first the questions of step 2: {papers}"),
    ELSEWHERE: N_("not in this case: {papers}"),
}
_NOT_HERE = N_("NO. Not in this case, in others (notice, part 3 (1)): {papers}")


class DocumentsStep(ListStep):
    """Each needed paper with who issues it, where, who pays and by which clause."""

    title = N_("papers")
    help = N_(
        "What this case needs, by the rules and no more (notice, part 3 (1)). "
        "Only the first part is the applicant's errand.\n"
        "1 has it   2 has not   3 has it but did not bring it   4 not asked. The marker goes on by itself.\n"
        "Station's and other authorities' matters: 1 settled, 2 open again. They are never the applicant's errand.\n"
        "5: someone asks for another paper: type its name, and the rules answer whether it may be demanded.\n"
        "6: a special circumstance comes to light, such as parents who have no booklet because they are not "
        "registered themselves."
    )

    def heading(self) -> str:
        checklist = self.cases.view.checklist
        if checklist is None:
            return _("The papers follow from the situation: answer the questions of step 2 first.")
        return _("Papers to be handed in: {all}, missing: {missing}").format(
            all=len(checklist.applicant), missing=len(checklist.missing))  # fmt: skip

    def _items(self) -> Mapping[str, Item]:
        """Row key -> item; the key says whose errand it is and which document."""
        checklist = self.cases.view.checklist
        if checklist is None:
            return {}
        found = {}
        for part in ("applicant", "station", "authority", "helps"):
            for item in getattr(checklist, part):
                for document in item.documents:
                    found[f"{part}:{document.id}"] = item
        return found

    def rows(self) -> Sequence[Row]:
        rows = [Row(f"applicant:{paper.id}", self._in_question(paper)) for paper in self._behind_question()]
        heads = {
            "applicant": N_("To be handed in by the applicant"),
            "station": N_("Checked by the station itself (not an errand of the applicant)"),
            "authority": N_("Checked by other authorities at our request"),
            "helps": N_("Helps to obtain a paper above; never demanded"),
        }
        last = ""
        for key, item in self._items().items():
            part, document = key.split(":")
            if part != last:
                rows.append(Row("", " " + _(heads[part]), STRONG))
                last = part
            rows.append(Row(key, self._text(part, document, item)))
        return rows

    def _behind_question(self) -> list[Document]:
        """The papers of whose mark the open question of step 2 comes: they stay here, where it can be taken back."""
        view = self.cases.view
        tied = answering_papers(view.rules, view.question.id) if view.question is not None else ()
        return [paper for paper in tied if paper.id in view.agreed.papers]

    def _in_question(self, paper: Document) -> str:
        state = _(PAPER_STATES[self.cases.view.agreed.papers[paper.id]])
        return f"  {fit_text(paper.name.get(language()), 44)} [{fit_text(state, 11)}] " + _("asked in step 2")

    def _text(self, part: str, document: str, item: Item) -> str:
        name = next(d.name for d in item.documents if d.id == document).get(language())
        if len(item.documents) > 1:
            name = _("any of: ") + name
        if part in ("applicant", "helps"):
            state = _(PAPER_STATES[self.cases.view.agreed.papers.get(document, "")])
        else:
            state = _("settled") if self._is_settled(document) else _("open")
        return f"  {fit_text(name, 44)} [{fit_text(state, 11)}] {name_of(PAYERS, item.payer)}"

    def _is_settled(self, document: str) -> bool:
        """Whether a matter of the station or of another authority is settled; the query by its record alone."""
        case = self.cases.at_hand
        if document == self.query_record:
            return case.system_query is not None
        return document in case.checks and case.checks[document].done

    def details(self, key: str) -> str:
        item = self._items().get(key)
        if item is None:
            question = self.cases.view.question
            return question.question.get(language()) if question is not None and key else ""
        lang = language()
        document = next(d for d in item.documents if d.id == key.split(":")[1])
        where = (item.need.where or document.where).get(lang)
        how = (item.need.how or document.how).get(lang)
        issuer = item.issuer.name.get(lang) if item.issuer else _("written by the applicant")
        lines = [
            _("Issued by: {issuer}. Where: {where}").format(issuer=issuer, where=where),
            _("Clause: ") + self.clause(item.need.cite),
            how,
        ]
        if item.need.note:
            lines.append(item.need.note.get(lang))
        return "\n".join(line for line in lines if line)

    def about(self, key: str) -> str:
        """With the paper's whole name, which the row may have had to cut, and in how many copies."""
        item = self._items().get(key)
        if item is None:
            return ""
        document = next(d for d in item.documents if d.id == key.split(":")[1])
        lang = language()
        whole = (document.name.get(lang), document.copies.get(lang), _(KEPT.get(document.kept or "", "")))
        more = (self.details(key), self.reading(item.need.cite))
        return "\n".join(filter(None, ["  ".join(filter(None, whole)), *more]))

    def hint_for(self, key: str) -> str:
        # One text for all rows: going from one part to the next writes nothing here.
        return _("1 has it/settled 2 has not/open 3 not brought 4 not asked 5 another? 6 circumstances F4")

    def press(self, key: str, digit: str) -> None:
        part, _colon, document = key.partition(":")
        if digit == "5":
            self._other_paper()
        elif digit == "6":
            circumstances.offer_circumstances(self)
        elif digit == "enter":
            if not self.list.move(1):
                self.intake.action_forward()
        elif part in ("applicant", "helps") and digit in _STATES:
            self._mark(document, _STATES[digit])
        elif part == "station" and document == self.query_record:
            self.intake.say(_("Recorded in step 4 with 9: officer, time, scope and result."), alert=True)
        elif part in ("station", "authority") and digit in ("1", "2"):
            self.intake.act(a.RecordCheck(document, digit == "1"))
            self._next()
        else:
            self.app.bell()

    def _mark(self, document: str, state: str) -> None:
        """A paper that answers a question (a certificate obtained at last) answers it by its mark, and that is told."""
        before = self.cases.view
        if self.intake.act(a.MarkPaper(document, state)):
            self.intake.say(self._answer_change(document, before))
        self._next()

    def _answer_change(self, document: str, before: View) -> str:
        """What step 2 says otherwise by the mark, and what that changes; empty if it says the same."""
        view = self.cases.view
        obtains = view.rules.documents[document].obtains
        answer = view.agreed.answers.get(obtains[0]) if obtains else None
        if view.question is None and (obtains is None or answer == before.agreed.answers.get(obtains[0])):
            return ""
        changes = circumstances.change_text(self, before.decision, "")
        if obtains is None or answer is None:
            return changes
        fact = view.rules.facts[obtains[0]]
        noted = _("Step 2 now says: {question} {answer}").format(
            question=fact.question.get(language()), answer=answer_words(fact, answer)
        )
        return _("; ").join(filter(None, [noted, changes]))

    def _next(self) -> None:
        self.list.move(1)
        self.refresh_step()

    # What may be demanded ----------------------------------------------------------------

    def _other_paper(self) -> None:
        text = _(
            "Nothing that no rule names can be demanded (notice, part 3 (1), part 5 (5)). "
            "Name the paper; the rules answer."
        )
        self.intake.ask(_("May this be demanded?"), [Field("paper", _("Paper"), length=40)],
                        lambda values: self._answer(values["paper"]), text=text, needed=True)  # fmt: skip

    def _answer(self, name: str) -> None:
        """In one message: yes by its clause first, then what may not be demanded, then what is not of this case."""
        view = self.cases.view
        found = check_demand(view.rules, view.decision, name)
        told = [self._never(found.forbidden)] if found.forbidden else []
        sayings = self._of_papers(found.answers)
        if found.whole:
            told += sayings
        elif not found.forbidden:
            told = [_("NO. No rule names it for this case, so it cannot be demanded (notice, part 3 (1)).")]
            told += [_("What the rules know: {those}").format(those=_("; ").join(sayings))] if sayings else []
        may = found.whole and any(one.says == DEMANDED for one in found.answers) and not found.forbidden
        # A sentence that something follows ends in one mark, not in two.
        said = [*(one.rstrip("。.") for one in told[:-1]), *told[-1:]]
        self.intake.say(_("; ").join(said), alert=not may)

    def _never(self, forbidden: ForbiddenDemand) -> str:
        told = _("NO. {paper} may not be demanded: {clause}")
        return told.format(paper=forbidden.name.get(language()), clause=self.clause(forbidden.cite))

    def _of_papers(self, answers: Sequence[DemandAnswer]) -> list[str]:
        """One saying for all papers of which the same is to be said."""
        sayings: dict[tuple[str, str], list[DemandAnswer]] = {}
        for one in answers:
            clause = self.place(one.need.cite) if one.need else ""
            sayings.setdefault((one.says, clause), []).append(one)
        words = dict(_SAYINGS)
        if not any(one.says == DEMANDED for one in answers):
            words[ELSEWHERE] = _NOT_HERE
        return [
            _(words[says]).format(clause=clause, papers=_(", ").join(map(self._paper_text, those)))
            for (says, clause), those in sayings.items()
        ]

    def _paper_text(self, one: DemandAnswer) -> str:
        """The paper by its full name; what may come in its place, and which one is meant here."""
        lang, need = language(), one.need
        name = one.paper.name.get(lang)
        if need is None or one.says != DEMANDED:
            return name
        others = [
            self.cases.rules.documents[paper].name.get(lang) for paper in need.any_of if paper != one.paper.id
        ]
        if others:
            name = _("{paper} (in its place: {others})").format(paper=name, others=_(" or ").join(others))
        return name + (f" ({need.note.get(lang)})" if need.note else "")
