"""Step 3, the papers: what the applicant hands in, apart from what the station and others check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows import actions as a
from flows.checklist import Item, forbidden_demand, may_demand
from hukou_tui.screens.steps import circumstances
from hukou_tui.screens.steps.list_step import ListStep
from hukou_tui.words import N_, _, language, named
from hukou_tui.words.statuses import KEPT, PAPER_STATES, PAYERS
from widgets.field import Field
from widgets.line import fitted
from widgets.paged_list import Row
from widgets.palette import STRONG

_STATES = {"1": "has", "2": "has_not", "3": "not_brought", "4": ""}


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
        checklist = self.desk.view.checklist
        if checklist is None:
            return _("The papers follow from the situation: answer the questions of step 2 first.")
        return _("Papers to be handed in: {all}, missing: {missing}").format(
            all=len(checklist.applicant), missing=len(checklist.missing))  # fmt: skip

    def _items(self) -> Mapping[str, Item]:
        """Row key -> item; the key says whose errand it is and which document."""
        checklist = self.desk.view.checklist
        if checklist is None:
            return {}
        found = {}
        for part in ("applicant", "station", "authority", "helps"):
            for item in getattr(checklist, part):
                for document in item.documents:
                    found[f"{part}:{document.id}"] = item
        return found

    def rows(self) -> Sequence[Row]:
        rows: list[Row] = []
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

    def _text(self, part: str, document: str, item: Item) -> str:
        name = next(d.name for d in item.documents if d.id == document).get(language())
        if len(item.documents) > 1:
            name = _("any of: ") + name
        if part in ("applicant", "helps"):
            state = _(PAPER_STATES[self.desk.at_hand.papers.get(document, "")])
        else:
            check = self.desk.at_hand.checks.get(document)
            done = (
                check.done
                if check
                else document == self.query_record and self.desk.at_hand.system_query is not None
            )
            state = _("settled") if done else _("open")
        return f"  {fitted(name, 44)} [{fitted(state, 11)}] {named(PAYERS, item.payer)}"

    def details(self, key: str) -> str:
        item = self._items().get(key)
        if item is None:
            return ""
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
            circumstances.offer(self)
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
        """A paper that answers a fact (a certificate obtained at last) answers it along with being marked."""
        actions: list[a.Action] = [a.MarkPaper(document, state)]
        obtains = self.desk.rules.documents[document].obtains
        if state == "has" and obtains and self.desk.view.facts.get(obtains[0]) != obtains[1]:
            actions.append(a.AnswerFact(*obtains))
        self.intake.act(*actions)
        self._next()

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
        view, lang = self.desk.view, language()
        forbidden = forbidden_demand(view.rules, name)
        if forbidden is not None:
            told = _("NO. {paper} may not be demanded: {clause}")
            said = told.format(paper=forbidden.name.get(lang), clause=self.clause(forbidden.cite))
            self.intake.say(said, alert=True)
            return
        wanted = [d for d in view.rules.documents.values() if name and name in (d.id, d.name.zh, d.name.en)]
        cite = may_demand(view.rules, view.decision, wanted[0].id) if wanted and view.decision else None
        if cite is not None:
            self.intake.say(_("Yes: {clause}").format(clause=self.clause(cite)))
        else:
            self.intake.say(
                _("NO. No rule names it for this case, so it cannot be demanded (notice, part 3 (1))."), alert=True
            )
