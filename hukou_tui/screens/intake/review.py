"""Step 6, the review: what the case waits for, the slip at last, and the moves of the case as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from flows.case import actions as a
from flows.case import parties
from flows.case.admission import LEADS, SIGNED, confirmed_matches
from flows.case.case import WITHDRAWAL
from flows.case.facts import birth
from flows.case.fields import BIRTH_BASES, BY_ID, ENTITLED_ROLES
from flows.case.status import Event, Status
from flows.errors import FlowError
from flows.identity import birth_text, resident_number
from flows.identity.birth_date import BirthDateError
from flows.identity.text_cleaning import spoken_day
from hukou_tui.paper.final_words import LEAD_WORDS, SIGNED_WORDS, consequence_text, who
from hukou_tui.screens.frame.confirm import ConfirmPanel, confirm_field
from hukou_tui.screens.frame.form import NotTaken
from hukou_tui.screens.intake import slips
from hukou_tui.screens.intake.acts import ACTS, COMPLETE, acts_of, digit_of
from hukou_tui.screens.intake.entry import Here, day_field, entry_for, number_field
from hukou_tui.screens.intake.fee import fee_text
from hukou_tui.screens.intake.list_step import ListStep
from hukou_tui.words import dates
from hukou_tui.words.badges import badge_named
from hukou_tui.words.catalogue import N_, _, language, name_of
from hukou_tui.words.errors import error_messages
from hukou_tui.words.fields import CHOICES
from hukou_tui.words.statuses import DECIDERS, TRANSFERS, status_name
from widgets.field import Field, Option
from widgets.paged_list import Row
from widgets.palette import STRONG

#: Bases of a date of birth that somebody has seen; the others are words.
_SHOWN_BASES = ("certificate", "old_record", "investigation")


class ReviewStep(ListStep):
    """What is still waited for, and what can be done now, each with the digit that is its own in every status."""

    title = N_("review")
    help = N_(
        "Here the one notification slip is made: it lists everything missing at once, so it comes last.\n"
        "When nothing is missing the case is accepted and gets a receipt; then it is submitted. Whoever submits "
        "cannot decide: a second operator sits down (F6), reviews, sends back, grants, or does not grant with a "
        'ground from the rules. "Registered" stands here only with number and date. F8: all slips of this case.\n'
        "Each act keeps its digit. What is final asks once more, and wants the last three digits of the case number."
    )
    deliberate: ClassVar[bool] = True

    def heading(self) -> str:
        case, view = self.cases.at_hand, self.cases.view
        decider = _(DECIDERS.get(view.decision.decided_by, "")) if view.decision else ""
        return _("Status: {status}; to the county: {transfer}; {decider}").format(
            status=status_name(case.status), transfer=_(TRANSFERS[case.transfer]), decider=decider)  # fmt: skip

    def acts(self) -> list[str]:
        """What can be done now, in the order of the digits."""
        return acts_of(self.cases.at_hand, self.cases.view)

    def rows(self) -> Sequence[Row]:
        rows = [Row(act, f" {digit_of(act)} {_(ACTS[act][1])}") for act in self.acts()]
        rows.append(Row("", ""))
        waits = self._waits()
        rows.append(
            Row("", " " + (_("Still waited for:") if waits else _("Nothing is waited for.")), STRONG)
        )
        rows += [Row("", "   - " + line) for line in waits]
        return rows

    def _waits(self) -> list[str]:
        """What stands between the case and its next step, in words."""
        proposed = self.cases.at_hand.proposed
        view = self.cases.view
        # First, and what is only pointed out as well: papers and fee rest on the dates.
        waits = [dates.sentence_of(found, view.rules) for found in view.contradictions]
        waits += [name_of(error_messages.BLOCKS, code) for code in self._blocks() if code not in view.date_blocks]
        if proposed is not None:
            told = _("{badge} proposes: already registered; another person decides (7)")
            waits.insert(0, told.format(badge=proposed.operator))
        return waits

    def _blocks(self) -> tuple[str, ...]:
        decided = self.cases.at_hand.status in (Status.GRANTED, Status.REGISTERED, Status.DELIVERED)
        return () if decided else self.cases.view.approval_blocks

    def _by(self, operator: str) -> str:
        """Whoever did it: a badge, or the county by the name of its office."""
        return badge_named(operator, self.session.desk.state.settings.get("county.office", ""), _)

    def details(self, key: str) -> str:
        case, view, lang = self.cases.at_hand, self.cases.view, language()
        lines = []
        if view.decision is not None:
            lines.append(view.decision.route.title.get(lang) + "  " + self.clause(view.decision.route.cite))
        if view.fee is not None and view.fee.status != "not_concerned":
            lines.append(fee_text(view.fee, view.rules))
        # Why a notification was supplemented is on record by its id; what else was noted is words.
        reasons = {reason.id: reason.name.get(lang) for reason in self.cases.rules.reasons}
        for change in case.history[-3:]:
            note = (reasons.get(change.note) if change.event == Event.NOTIFY else None) or change.note
            told = ", ".join(part for part in (note, change.number, change.on) if part)
            lines.append(
                f"{self.session.context.wall_clock(change.at)} {self._by(change.operator)} {status_name(change.status)}"
                + (f": {told}" if told else "")
            )
        return "\n".join(lines)

    def hint_for(self, key: str) -> str:
        return _("Digit: do it   F8: slips   F6: another operator   F2: park and go to the counter")

    # Doing -------------------------------------------------------------------------------

    def press(self, key: str, digit: str) -> None:
        pressed = (act for act in self.acts() if digit_of(act) == digit)
        act = key if digit == "enter" else next(pressed, "")
        if not act:
            self.app.bell()
            return
        prepared: dict[str, Callable[[], None]] = {
            Event.NOTIFY: self._notify, Event.ACCEPT: self._accept, Event.SUBMIT: self._submit,
            Event.GRANT: lambda: self._in_favour(Event.GRANT),
            Event.FORWARD: lambda: self._in_favour(Event.FORWARD),
            Event.NOT_GRANT: self._not_grant, Event.REGISTER: self._register, Event.SEND_BACK: self._send_back,
            Event.REFER: lambda: self._in_words(Event.REFER), Event.RETURN: lambda: self._in_words(Event.RETURN),
            Event.PROPOSE_REGISTERED: self._propose, Event.FIND_REGISTERED: self._decide_proposal,
            Event.WITHDRAW: self._withdraw, COMPLETE: self._complete,
        }  # fmt: skip
        prepared.get(act, lambda: self._move(a.Move(str(act))))()

    def _move(self, *actions: a.Action) -> bool:
        done = self.intake.act(*actions)
        if done:
            self.intake.say(_("Now: {status}").format(status=status_name(self.cases.at_hand.status)))
        self.refresh_step()
        self.take_focus()
        return done

    def _move_or_stay(self, *actions: a.Action) -> None:
        """A move out of a form: what is refused leaves the form as it is."""
        if not self._move(*actions):
            raise NotTaken

    def _final(
        self,
        event: Event,
        fields: Sequence[Field],
        then: Callable[[Mapping[str, str]], None],
        *,
        text: str = "",
    ) -> None:
        """What is final asks once more: whom, what, what follows, and the digits of the case number."""
        try:
            self.cases.admit_person(event)
        except FlowError as fault:
            self.intake.say(error_messages.sentence(fault), alert=True)
            return
        case = self.cases.at_hand
        page = "\n".join(part for part in (who(case, self.cases.view), text, consequence_text(event)) if part)
        self.intake.lay_over(ConfirmPanel(_(ACTS[event][1]), case.id, page, fields, then))

    def _tell_blocks(self, codes: tuple[str, ...]) -> bool:
        if codes:
            self.intake.say(_("Not yet: {blocks}").format(blocks=error_messages.blocks(codes)), alert=True)
        return bool(codes)

    # At the counter ----------------------------------------------------------------------

    def _notify(self) -> None:
        """The notification: complete, once; a second one only if a fact changed, with the reason."""
        case = self.cases.at_hand
        if self._tell_blocks(self.cases.view.told_blocks):
            return
        if case.notification is None:
            self._make_notification("")
        elif case.changed_since_slip:
            reasons = [reason for reason in self.cases.rules.reasons if reason.kind == "supplement"]
            why = _("the rules") if case.retold else ""
            changed = Field("reason", _("What changed"), why, length=60,
                            options=tuple(Option(r.id, r.name.get(language())) for r in reasons[:9]))  # fmt: skip
            self.intake.ask(_("Supplementary notification: it replaces the first"), [changed],
                            lambda values: self._make_notification(values["reason"]), needed=True)  # fmt: skip
        else:
            slips.show_slip(self.intake, "notification")

    def _make_notification(self, reason: str) -> None:
        made = slips.make_slip(self.intake, "notification", reason=reason)
        if made is None or not self._move(made.action, a.Move(Event.NOTIFY.value, note=reason)):
            return
        slips.write_slip(self.intake, made)
        entitled = self.cases.at_hand.get("declarant.role") in ENTITLED_ROLES
        if entitled:
            self.intake.show_text(made.title, made.text)
            return
        # Whoever is neither applicant nor guardian goes home with a sheet that reveals nothing of the family.
        sheet = slips.make_slip(self.intake, "where_to_go")
        if sheet is not None and self.intake.act(sheet.action):
            slips.write_slip(self.intake, sheet)
            self.intake.show_text(sheet.title, sheet.text)

    def _accept(self) -> None:
        if self._tell_blocks(self.cases.view.blocks):
            return
        if self._move(a.Move(Event.ACCEPT.value)):
            slips.show_slip(self.intake, "receipt")

    def _submit(self) -> None:
        if not self._tell_blocks(self.cases.view.blocks):
            self._move(a.Move(Event.SUBMIT.value))

    def _in_words(self, event: Event) -> None:
        def said(values: Mapping[str, str]) -> None:
            self._move_or_stay(a.Move(event.value, note=values["note"]))

        note = Field("note", _("In words"), length=80)
        self.intake.ask(_(ACTS[event][1]), [note], said, needed=True)

    def _withdraw(self) -> None:
        """The applicant's own sheet first, then that it came back signed: nobody withdraws for him (S5.5a)."""
        if not self.cases.at_hand.withdrawal_made:
            slips.show_slip(self.intake, WITHDRAWAL)
            self.refresh_step()
            return
        signed = tuple(Option(name, _(SIGNED_WORDS[name])) for name in SIGNED)
        fields = [confirm_field("note", _("Why, in the applicant's words"), length=60),
                  confirm_field("signed", _("The sheet is signed by"), options=signed)]  # fmt: skip
        text = _("The sheet was made: it must be here, read aloud and signed. If it is not, press 0.")
        self._final(Event.WITHDRAW, fields, self._record_withdrawal, text=text)

    def _record_withdrawal(self, values: Mapping[str, str]) -> None:
        self._move_or_stay(a.Move(Event.WITHDRAW.value, note=values["note"], ground=values["signed"]))

    # Registered already ------------------------------------------------------------------

    def _propose(self) -> None:
        """One person proposes it and another decides; it leads on to correction or restoration, and refuses nobody."""
        leads = tuple(Option(name, _(LEAD_WORDS[name])) for name in LEADS)
        lead = Field("lead", _("It leads on to"), options=leads, label_width=26)
        text = "\n".join(f"{n} {option.label}" for n, option in enumerate(leads, 1))

        def proposed(values: Mapping[str, str]) -> None:
            self._move_or_stay(a.Move(Event.PROPOSE_REGISTERED.value, ground=values["lead"]))

        self.intake.ask(_(ACTS[Event.PROPOSE_REGISTERED][1]), [lead], proposed, text=text, needed=True)

    def _decide_proposal(self) -> None:
        proposed = self.cases.at_hand.proposed
        lead = proposed.ground if proposed else ""
        answers = (Option("yes", _("registered already: handled otherwise")), Option("no", _("no: the case goes on")))
        fields = [confirm_field("answer", _("Decision"), options=answers),
                  confirm_field("note", _("Why, in words"), length=60)]  # fmt: skip
        text = _("Proposed: already registered; it leads on to: {lead}. {count} candidate(s) confirmed.").format(
            lead=name_of(LEAD_WORDS, lead), count=len(confirmed_matches(self.cases.at_hand)))  # fmt: skip
        self._final(Event.FIND_REGISTERED, fields, lambda values: self._proposal_decided(values, lead), text=text)

    def _proposal_decided(self, values: Mapping[str, str], lead: str) -> None:
        if values["answer"] == "no":
            self._move_or_stay(a.Move(Event.NOT_REGISTERED.value, note=values["note"]))
            return
        self._move_or_stay(a.Move(Event.FIND_REGISTERED.value, note=values["note"], ground=lead))
        slips.show_slip(self.intake, "already_registered")

    # Under review ------------------------------------------------------------------------

    def _complete(self) -> None:
        """What the paper of a decision must name and nobody has entered: applicant and destination."""
        case = self.cases.at_hand
        fields = [self._field_of(name) for name in parties.completed_by(case)]
        text = _("Only what is missing; what stands in the case is changed by sending it back.\n"
                 "A collective household can always be chosen: nobody waits for want of a household.")  # fmt: skip
        self.intake.ask(_(ACTS[COMPLETE][1]), fields, self._complete_fields, text=text)

    def _field_of(self, name: str) -> Field:
        entry = entry_for(BY_ID[name])
        return Field(name, entry.label(), length=BY_ID[name].length if not entry.options else 1, options=entry.options)

    def _complete_fields(self, values: Mapping[str, str]) -> None:
        given = [a.SetField(name, self._parse_typed(name, typed)) for name, typed in values.items() if typed]
        if not given:
            raise NotTaken(_("Nothing was entered; F3 goes back."))
        if not self.intake.act(*given):
            raise NotTaken
        self.refresh_step()
        self.take_focus()

    def _parse_typed(self, name: str, typed: str) -> str:
        """What is kept of `typed`, as step 1 would read it; a place by initials must be one place."""
        try:
            readings = entry_for(BY_ID[name]).parse(typed, Here(self.session.context.today()))
        except FlowError as fault:
            raise NotTaken(error_messages.sentence(fault)) from fault
        if len(readings) != 1:
            raise NotTaken(_("Several places fit these initials; write the address in full."))
        return readings[0]

    def _in_favour(self, event: Event) -> None:
        """Granted, or agreed and sent on: the date of birth is determined with it, by whoever decides (96号 (八))."""
        if self._tell_blocks(self._blocks()):
            return
        case = self.cases.at_hand
        date, basis = self._birth_proposed()
        bases = tuple(Option(name, _(dict(CHOICES["person.birth_basis"])[name])) for name in BIRTH_BASES)
        fields = [day_field("birth", _("Date of birth as determined"), date),
                  confirm_field("basis", _("It rests on"), basis, options=bases)]  # fmt: skip
        stated = _("Date of birth as stated: {text}").format(text=self._birth_stated()) if not case.determined else ""
        self._final(event, fields, lambda values: self._record_approval(event, values), text=stated)

    def _birth_stated(self) -> str:
        stated = self.cases.at_hand.get("person.birth")
        return entry_for(BY_ID["person.birth"]).display_text(stated) if stated else "-"

    def _birth_proposed(self) -> tuple[str, str]:
        """The day and its basis as far as the case knows them: what was determined before, or one whole day.

        What was only stated or reckoned is no basis: whoever decides chooses one.
        """
        case = self.cases.at_hand
        if case.determined is not None:
            return case.determined.on, case.determined.basis
        known = birth(case)
        days = known.solar_days if known is not None and known.precision == "day" else ()
        basis = case.get("person.birth_basis")
        return (days[0].isoformat() if len(days) == 1 else ""), (basis if basis in _SHOWN_BASES else "")

    def _record_approval(self, event: Event, values: Mapping[str, str]) -> None:
        try:
            read = birth_text.parse_birth_date(values["birth"], self.session.context.today())
        except BirthDateError as fault:
            raise NotTaken(error_messages.sentence(fault)) from fault
        days = {day for one in read if one.precision == "day" for day in one.solar_days}
        if len(days) != 1:
            raise NotTaken(_("The whole date is needed: year, month and day, in the solar calendar."))
        determined = a.DetermineBirth(days.pop().isoformat(), values["basis"])
        self._move_or_stay(determined, a.Move(event.value, needs=self.cases.view.tasks))

    def _send_back(self) -> None:
        fields = [
            Field("note", _("What is to be done"), length=80, label_width=26),
            Field("field", _("Which field or paper"), length=40, label_width=26),
        ]
        self.intake.ask(_(ACTS[Event.SEND_BACK][1]), fields, self._sent_back)

    def _sent_back(self, values: Mapping[str, str]) -> None:
        self._move_or_stay(a.Move(Event.SEND_BACK.value, note=values["note"], field=values["field"]))

    def _not_grant(self) -> None:
        """Only a ground that the rules name; the remedy is told with it."""
        grounds = self.cases.rules.grounds
        options = tuple(Option(ground.id, ground.name.get(language())) for ground in grounds)
        fields = [
            confirm_field("note", _("Reasons in words"), length=60),
            confirm_field("ground", _("Ground"), options=options),
        ]
        text = "\n".join(
            f"{n} {g.name.get(language())}  {self.place(g.cite)}" for n, g in enumerate(grounds, 1)
        )
        self._final(Event.NOT_GRANT, fields, self._record_refusal, text=text)

    def _record_refusal(self, values: Mapping[str, str]) -> None:
        self._move_or_stay(a.Move(Event.NOT_GRANT.value, ground=values["ground"], note=values["note"]))
        slips.show_slip(self.intake, "not_granted")

    # Registered --------------------------------------------------------------------------

    def _register(self) -> None:
        """The number stands on the family's paper: it is entered twice, and a slip of the finger shows."""
        fields = [
            number_field("number", _("Identity number")),
            number_field("again", _("The number once more")),
            confirm_field("on", _("Date"), self.session.context.today().isoformat(), length=10, clean=spoken_day),
        ]
        self._final(Event.REGISTER, fields, self._record_registration)

    def _record_registration(self, values: Mapping[str, str]) -> None:
        number = resident_number.check_number(values["number"])
        if number.problems:
            raise NotTaken(_("That is no sound identity number; nothing was recorded. Check each digit."))
        if resident_number.check_number(values["again"]).number != number.number:
            raise NotTaken(_("The two numbers differ; nothing was recorded. Read it from the system once more."))
        self._move_or_stay(a.Move(Event.REGISTER.value, number=number.number, on=values["on"]))
        slips.show_slip(self.intake, "registered")
