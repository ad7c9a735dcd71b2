"""Step 5, the fee: only where a paternity test is what acceptance hangs on; each condition judged, never guessed."""

from __future__ import annotations

from collections.abc import Sequence

from flows.case import actions as a
from flows.identity import birth_text
from flows.identity.birth_date import BirthDateError
from flows.rules.fee import PROOFS, ConditionResult, FeeAssessment
from flows.rules.model import Rules
from hukou_tui.screens.frame.form import NotTaken
from hukou_tui.screens.intake.entry import day_field
from hukou_tui.screens.intake.list_step import ListStep
from hukou_tui.screens.intake.step import read_so
from hukou_tui.words.catalogue import N_, _, language, name_of
from hukou_tui.words.errors.error_messages import sentence
from hukou_tui.words.evidence import ROUNDING
from hukou_tui.words.statuses import FEE_STATES
from widgets.line import fit_text
from widgets.paged_list import Row

#: 2 and 3 mean what they did before 1 became the weakest of three proofs: no old hand says more than was done.
_STATES = {"1": "stated", "5": "seen", "6": "verified", "2": "not_met", "3": "unknown"}
REASONS: dict[str, str] = {
    "demanded": N_("the test is what acceptance hangs on"),
    "not_demanded": N_("no test is demanded"),
    "in_window": N_("applied for within the window"),
    "after_window": N_("applied for after the window"),
    "before_window": N_("applied for before the window"),
    "date_missing": N_("the day of application is not entered"),
    "not_answered": N_("not asked yet"),
    "answered": N_("as stated at the counter"),
    "stated": N_("stated by the applicant"),
    "seen": N_("the proof was seen"),
    "verified": N_("verified with the office"),
    "to_be_verified": N_("stated, still to be verified"),
    "to_be_asked": N_("not known yet"),
    "office_to_be_asked": N_("the station asks the office"),
}
_STATUS: dict[str, str] = {
    "not_concerned": N_("No paternity test is demanded in this case: no fee question."),
    "no_rule_in_force": N_("No fee rule is in force for that day: the approved price applies, no reduction."),
    "undecided": N_("Not decided yet: an unknown condition is neither met nor not met."),
    "half": N_("Charged at half."),
    "full": N_("Charged in full: not all four conditions are met."),
}


class FeeStep(ListStep):
    """The four conditions, each with what stands behind it, or not met, or unknown; with clause and date."""

    title = N_("fee")
    help = N_(
        "Half price for the paternity test if all four conditions hold (notice, part 6 (4)), and only where the rule "
        "says. 1 stated by the applicant  5 proof seen  6 verified with the office  2 not met  3 unknown.\n"
        "4 enters the day on which the test was applied for; that day counts, not today and not the sampling.\n"
        "Press what was done and no more: the higher includes the lower. What an office recognises does not hold by "
        "being stated: it stays open, and the station asks the office. This window charges nothing."
    )

    def heading(self) -> str:
        charge = self.cases.view.fee
        if charge is None:
            return _("The fee follows from the situation: answer the questions of step 2 first.")
        return fee_text(charge, self.cases.rules)

    def _condition_results(self) -> dict[str, ConditionResult]:
        charge = self.cases.view.fee
        return {judged.condition.id: judged for judged in charge.conditions} if charge else {}

    def rows(self) -> Sequence[Row]:
        rows = [
            Row(
                key,
                f" {fit_text(j.condition.name.get(language()), 38)} [{fit_text(_(FEE_STATES[_state_text(j)]), 8)}] "
                + name_of(REASONS, j.reason),
            )
            for key, j in self._condition_results().items()
        ]
        if rows:
            day = self.cases.at_hand.test_applied_on or _("not entered")
            rows.append(Row("day", " " + _("4 Day the test was applied for: {day}").format(day=day)))
        return rows

    def details(self, key: str) -> str:
        judged = self._condition_results().get(key)
        if judged is None:
            return ""
        lines = [judged.condition.question.get(language()), _("Clause: ") + self.clause(judged.cite)]
        answer = self.cases.at_hand.fee.get(key)
        if answer is not None:
            said = answer.reason or answer.state
            why = name_of({**FEE_STATES, **REASONS}, said)
            lines.append(_("Judged on {day}: {reason}").format(day=answer.at[:10], reason=why))
        if judged.condition.settled_by:
            office = self.cases.rules.departments[judged.condition.settled_by].name.get(language())
            lines.append(_("Who can settle an unknown: {office} (the station asks)").format(office=office))
        return "\n".join([*lines, *self._window(judged)])

    def _window(self, judged: ConditionResult) -> list[str]:
        """For the condition of the date: how the window was read from a damaged copy, and how surely."""
        rule = self.cases.view.fee.rule if self.cases.view.fee else None
        if rule is None or judged.condition.kind != "applied":
            return []
        return [read_so(rule.ocr_raw, rule.reading.get(language()), rule.confidence)]

    def hint_for(self, key: str) -> str:
        if not self._condition_results():
            return _("F4: next step")
        return _("1 stated 5 proof seen 6 verified 2 not met 3 unknown 4 day of application F4")

    def press(self, key: str, digit: str) -> None:
        judged = self._condition_results().get(key)
        if (digit == "4" and self._condition_results()) or (key == "day" and digit == "enter"):
            self._ask_day()
        elif digit == "enter":
            if not self.list.move(1):
                self.intake.action_forward()
        elif judged is not None and judged.condition.kind == "asked" and digit in _STATES:
            self.intake.act(a.AnswerFee(key, _STATES[digit]))
            self.list.move(1)
            self.refresh_step()
        elif judged is not None:
            self.intake.say(
                _("This condition is worked out by the program; it cannot be set by hand."), alert=True
            )
        else:
            self.app.bell()

    def _ask_day(self) -> None:
        field = day_field("on", _("Applied for on"), self.cases.at_hand.test_applied_on)
        self.intake.ask(
            _("On which day was the test applied for?"), [field], lambda values: self._keep_day(values["on"])
        )

    def _keep_day(self, typed: str) -> None:
        try:
            day = birth_text.parse_birth_date(typed, self.session.context.today())[0] if typed else None
        except BirthDateError as fault:
            raise NotTaken(sentence(fault)) from fault
        if day is not None and day.precision != "day":
            raise NotTaken(_("The whole date is needed: year, month and day."))
        if not self.intake.act(a.ApplyForTest(day.solar_days[0].isoformat() if day else "")):
            raise NotTaken
        self.refresh_step()


def _state_text(judged: ConditionResult) -> str:
    """The state as its row shows it: what stands behind it, where that was said."""
    return judged.reason if judged.reason in PROOFS else judged.state


def fee_text(charge: FeeAssessment, rules: Rules) -> str:
    """The outcome in one line: where alone half of it holds, the amount in yuan, the rounding of an odd fen."""
    share = _half(charge, rules) if charge.share == "half" else _(_STATUS[charge.share or charge.status])
    if charge.status == "price_not_set":
        return _("{share}; the approved price is not set (F8 at the counter).").format(share=share.rstrip("。."))
    if charge.amount_fen is None:
        return share
    yuan = _("{yuan} yuan").format(yuan=f"{charge.amount_fen // 100}.{charge.amount_fen % 100:02d}")
    rounded = _(" ({rounding})").format(rounding=_(ROUNDING[charge.rounding or ""])) if charge.share == "half" else ""
    return f"{share} {yuan}{rounded}"


def _half(charge: FeeAssessment, rules: Rules) -> str:
    """Never without the place where alone it holds."""
    if charge.rule is None or charge.rule.place is None:
        return _(_STATUS["half"])
    office = rules.departments[charge.rule.place].name.get(language())
    return _("Charged at half, only at {office}.").format(office=office)
