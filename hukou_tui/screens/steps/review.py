"""Step 6, the review: what the case waits for, the slip at last, and the moves of the case as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flows import actions as a
from flows.cleaned import spoken_day
from flows.counter import confirmed_matches, decision_blocks
from flows.fields import ENTITLED_ROLES
from flows.status import SECOND_PERSON, Event, Status, events_from
from hukou_tui import sentences
from hukou_tui.screens.prompt import NotTaken
from hukou_tui.screens.steps import slips
from hukou_tui.screens.steps.entry import number_field
from hukou_tui.screens.steps.fee import fee_text
from hukou_tui.screens.steps.list_step import ListStep
from hukou_tui.words import N_, _, language, named
from hukou_tui.words.statuses import DECIDERS, TRANSFERS, status_name
from widgets.field import Field, Option
from widgets.paged_list import Row
from widgets.palette import STRONG

EVENTS: dict[Event, str] = {
    Event.NOTIFY: N_("one-time notification: everything missing, told at once"),
    Event.ACCEPT: N_("accept for handling, with a receipt"),
    Event.INVESTIGATE: N_("investigation and verification"),
    Event.SUBMIT: N_("submit for review at the station"),
    Event.GRANT: N_("grant registration"),
    Event.FORWARD: N_("agree, and send to the county for approval"),
    Event.SEND_BACK: N_("send back for completion"),
    Event.NOT_GRANT: N_("do not grant, with a ground from the rules"),
    Event.REFER: N_("hard case: submit to the joint meeting (S4.5c)"),
    Event.RETURN: N_("the joint meeting has answered"),
    Event.REGISTER: N_("registered: enter the number and the date"),
    Event.DELIVER: N_("delivered to the applicant"),
    Event.FIND_REGISTERED: N_("already registered: handled otherwise"),
    Event.WITHDRAW: N_("withdrawn by the applicant"),
    Event.APPLY_AGAIN: N_("apply again"),
}
#: In this order they stand on the screen; a digit does one.
_ORDER = tuple(EVENTS)


class ReviewStep(ListStep):
    """What is still waited for, and what can be done now, each with a digit."""

    title = N_("review")
    help = N_(
        "Here the one notification slip is made: it lists everything missing at once (S4.5b), so it comes last.\n"
        "When nothing is missing the case is accepted and gets a receipt; then it is submitted. Whoever submits "
        "cannot decide: a second operator sits down (F6), reviews, sends back, grants, or does not grant with a "
        'ground from the rules. "Registered" stands here only with number and date. F8: all slips of this case.'
    )

    def heading(self) -> str:
        case, view = self.desk.at_hand, self.desk.view
        decider = _(DECIDERS.get(view.decision.decided_by, "")) if view.decision else ""
        return _("Status: {status}; to the county: {transfer}; {decider}").format(
            status=status_name(case.status), transfer=_(TRANSFERS[case.transfer]), decider=decider)  # fmt: skip

    def events(self) -> list[Event]:
        """What can be done now, in the order of the screen."""
        case, view = self.desk.at_hand, self.desk.view
        found = set(events_from(case.status))
        if case.status == Status.COUNTY_REVIEW:
            found -= SECOND_PERSON
        elif view.decision is not None:
            found.discard(Event.FORWARD if view.decision.decided_by == "station" else Event.GRANT)
        if not view.waits_for_papers and case.notification is None:
            found.discard(Event.NOTIFY)
        if not confirmed_matches(case):
            found.discard(Event.FIND_REGISTERED)
        return [event for event in _ORDER if event in found]

    def rows(self) -> Sequence[Row]:
        rows = [
            Row(event.value, f" {digit} {_(EVENTS[event])}") for digit, event in enumerate(self.events(), 1)
        ]
        rows.append(Row("", ""))
        blocks = self._blocks()
        rows.append(
            Row("", " " + (_("Still waited for:") if blocks else _("Nothing is waited for.")), STRONG)
        )
        rows += [Row("", "   - " + named(sentences.BLOCKS, code)) for code in blocks]
        return rows

    def _blocks(self) -> tuple[str, ...]:
        case, view = self.desk.at_hand, self.desk.view
        if case.status == Status.STATION_REVIEW:
            return decision_blocks(case)
        return (
            view.approval_blocks
            if case.status not in (Status.GRANTED, Status.REGISTERED, Status.DELIVERED)
            else ()
        )

    def details(self, key: str) -> str:
        case, view, lang = self.desk.at_hand, self.desk.view, language()
        lines = []
        if view.decision is not None:
            lines.append(view.decision.route.title.get(lang) + "  " + self.clause(view.decision.route.cite))
        if view.fee is not None and view.fee.status != "not_concerned":
            lines.append(fee_text(view.fee))
        # Why a notification was supplemented is on record by its id; what else was noted is words.
        reasons = {reason.id: reason.name.get(lang) for reason in self.desk.rules.reasons}
        for change in case.history[-3:]:
            note = reasons.get(change.note) or change.note
            told = ", ".join(part for part in (note, change.number, change.on) if part)
            lines.append(
                f"{self.desk.workplace.wall_clock(change.at)} {change.operator} {status_name(change.status)}"
                + (f": {told}" if told else "")
            )
        return "\n".join(lines)

    def hint_for(self, key: str) -> str:
        return _("Digit: do it   F8: slips   F6: another operator   F2: park and go to the counter")

    # Doing -------------------------------------------------------------------------------

    def press(self, key: str, digit: str) -> None:
        events = self.events()
        if digit == "enter":
            event = Event(key) if key else None
        else:
            event = events[int(digit) - 1] if digit.isdecimal() and 1 <= int(digit) <= len(events) else None
        if event is None:
            self.app.bell()
            return
        prepared: dict[Event, Callable[[], None]] = {
            Event.NOTIFY: self._notify, Event.ACCEPT: self._accept, Event.NOT_GRANT: self._not_grant,
            Event.REGISTER: self._register, Event.SUBMIT: self._submit, Event.SEND_BACK: self._send_back,
            Event.WITHDRAW: lambda: self._in_words(Event.WITHDRAW), Event.REFER: lambda: self._in_words(Event.REFER),
            Event.RETURN: lambda: self._in_words(Event.RETURN),
        }  # fmt: skip
        prepared.get(event, lambda: self._move(a.Move(event.value)))()

    def _move(self, *actions: a.Action) -> bool:
        done = self.intake.act(*actions)
        if done:
            self.intake.say(_("Now: {status}").format(status=status_name(self.desk.at_hand.status)))
        self.refresh_step()
        self.take_focus()
        return done

    def _move_or_stay(self, action: a.Action) -> None:
        """A move out of a form: what is refused leaves the form as it is."""
        if not self._move(action):
            raise NotTaken

    def _blocked(self, codes: tuple[str, ...]) -> bool:
        if codes:
            self.intake.say(_("Not yet: {blocks}").format(blocks=sentences.blocks(codes)), alert=True)
        return bool(codes)

    def _notify(self) -> None:
        """The notification: complete, once; a second one only if a fact changed, with the reason."""
        case = self.desk.at_hand
        if self._blocked(self.desk.view.told_blocks):
            return
        if case.notification is None:
            self._told("")
        elif case.changed_since_slip:
            reasons = [reason for reason in self.desk.rules.reasons if reason.kind == "supplement"]
            why = _("the rules") if case.retold else ""
            field = Field("reason", _("What changed"), why, length=60,
                          options=tuple(Option(r.id, r.name.get(language())) for r in reasons[:9]))  # fmt: skip
            self.intake.ask(_("Supplementary notification: it replaces the first"), [field],
                            lambda values: self._told(values["reason"]), needed=True)  # fmt: skip
        else:
            slips.show(self.intake, "notification")

    def _told(self, reason: str) -> None:
        made = slips.make(self.intake, "notification", reason=reason)
        if made is None or not self._move(made.action, a.Move(Event.NOTIFY.value, note=reason)):
            return
        slips.keep(self.intake, made)
        entitled = self.desk.at_hand.get("declarant.role") in ENTITLED_ROLES
        if entitled:
            self.intake.read(made.title, made.text)
            return
        # Whoever is neither applicant nor guardian goes home with a sheet that reveals nothing of the family.
        sheet = slips.make(self.intake, "where_to_go")
        if sheet is not None and self.intake.act(sheet.action):
            slips.keep(self.intake, sheet)
            self.intake.read(sheet.title, sheet.text)

    def _accept(self) -> None:
        if self._blocked(self.desk.view.blocks):
            return
        if self._move(a.Move(Event.ACCEPT.value)):
            slips.show(self.intake, "receipt")

    def _submit(self) -> None:
        if not self._blocked(self.desk.view.blocks):
            self._move(a.Move(Event.SUBMIT.value))

    def _send_back(self) -> None:
        fields = [
            Field("field", _("Which field or paper"), length=40),
            Field("note", _("What is to be done"), length=80),
        ]
        self.intake.ask(_(EVENTS[Event.SEND_BACK]), fields, self._sent_back, needed=("note",))

    def _sent_back(self, values: Mapping[str, str]) -> None:
        self._move_or_stay(a.Move(Event.SEND_BACK.value, note=values["note"], field=values["field"]))

    def _in_words(self, event: Event) -> None:
        field = Field("note", _("In words"), length=80)
        self.intake.ask(_(EVENTS[event]), [field], lambda values: self._say_and_move(event, values["note"]),
                        needed=event == Event.WITHDRAW)  # fmt: skip

    def _say_and_move(self, event: Event, note: str) -> None:
        self._move_or_stay(a.Move(event.value, note=note))

    def _not_grant(self) -> None:
        """Only a ground that the rules name; the remedy is told with it."""
        grounds = self.desk.rules.grounds
        options = tuple(Option(ground.id, ground.name.get(language())) for ground in grounds)
        fields = [
            Field("ground", _("Ground"), options=options),
            Field("note", _("Reasons in words"), length=80),
        ]
        text = "\n".join(
            f"{n} {g.name.get(language())}  {self.clause(g.cite)}" for n, g in enumerate(grounds, 1)
        )
        self.intake.ask(_(EVENTS[Event.NOT_GRANT]), fields, self._refused, text=text, needed=True)

    def _refused(self, values: Mapping[str, str]) -> None:
        self._move_or_stay(a.Move(Event.NOT_GRANT.value, ground=values["ground"], note=values["note"]))
        slips.show(self.intake, "not_granted")

    def _register(self) -> None:
        fields = [
            number_field("number", _("Identity number")),
            Field("on", _("Date"), self.desk.workplace.today().isoformat(), length=10, clean=spoken_day),
        ]
        self.intake.ask(_(EVENTS[Event.REGISTER]), fields, self._registered, needed=True)

    def _registered(self, values: Mapping[str, str]) -> None:
        from flows import resident_number

        number = resident_number.check(values["number"])
        if number.problems:
            raise NotTaken(_("That is no sound identity number; nothing was recorded. Check each digit."))
        self._move_or_stay(a.Move(Event.REGISTER.value, number=number.number, on=values["on"]))
        slips.show(self.intake, "registered")
