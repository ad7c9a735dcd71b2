"""Step 1, who and where to: the person, the family, the declarant and the destination."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical

from flows.case import actions as a
from flows.case import date_contradictions
from flows.case.family import values_to_repeat
from flows.case.fields import PAGES, on_page
from flows.case.fields import Field as FieldOfCase
from flows.errors import FlowError
from flows.identity import divisions, resident_number
from hukou_tui.screens.intake.entry import AddressEntry, Entry, Here, entry_for
from hukou_tui.screens.intake.step import Step
from hukou_tui.words import dates
from hukou_tui.words.catalogue import N_, _
from hukou_tui.words.errors.error_messages import sentence
from widgets.field import Field, Option
from widgets.line import Line
from widgets.palette import STRONG

PAGE_TITLES = {
    "words": N_("Names, and where to be registered (in words)"),
    "figures": N_("Numbers, dates and choices (in digits)"),
}


class WhoStep(Step):
    """Two pages of fields, words and digits, so that the input method is switched once; a field left is saved."""

    title = N_("who")
    help = N_(
        "Who is to be registered, who declares, and which household or collective household is to be entered.\n"
        "First what is written in words, then what is digits: the input method is switched on once and off once.\n"
        "Enter leaves a field and saves it; the up arrow goes back. What is not known stays empty.\n"
        "A number, a whole date and a code of two digits go on by themselves. F7 repeats a value of the same family.\n"
        "A minus sign in an empty field shows everything that can be done here, by digits."
    )

    def __init__(self) -> None:
        super().__init__()
        self.page = 0
        self._fields: dict[str, Field] = {}
        self._entries: dict[str, Entry] = {}
        self._pages: list[Vertical] = []
        self._at = ""
        self._case = ""
        #: Fields whose text could not be read: it stays until it is mended.
        self._unread: set[str] = set()
        #: The field whose text has just been refused: the caret stays in it.
        self._refused = ""
        self._derived_here: set[str] = set()

    def compose(self) -> ComposeResult:
        for name in PAGES:
            with Vertical(id=f"page-{name}") as page:
                yield Line(" " + _(PAGE_TITLES[name]), STRONG)
                for item in on_page(name):
                    yield self._field(item)
            self._pages.append(page)

    def _field(self, item: FieldOfCase) -> Field:
        entry = entry_for(item)
        field = Field(
            item.id, entry.label(), length=item.length if not entry.options else 1, options=entry.options,
            hint=entry.hint(), about=entry.about(), full=entry.full, clean=entry.clean,
        )  # fmt: skip
        field.listener = self
        self._fields[item.id] = field
        self._entries[item.id] = entry
        return field

    # Showing -----------------------------------------------------------------------------

    def refresh_step(self) -> None:
        if not self._pages:
            return
        case = self.cases.at_hand
        fresh = case.id != self._case
        if fresh:
            self._case, self._at, self.page = case.id, "", 0
            self._derived_here.clear()
            self._unread.clear()
            self._refused = ""
        for index, page in enumerate(self._pages):
            page.display = index == self.page
        for name, field in self._fields.items():
            if fresh or not (field.has_focus or field.touched or name in self._unread):
                field.put(self._entries[name].display_text(case.get(name)), self._remark(name, case.get(name)))

    def _remark(self, name: str, value: str) -> str:
        return self._entries[name].remark(value, self.cases.at_hand, self.session.context.today())

    def take_focus(self) -> None:
        """The field that was at hand; on a page just turned to, the first empty one."""
        if not self._pages:
            return
        fields = [self._fields[item.id] for item in on_page(PAGES[self.page])]
        here = next((field for field in fields if field.key == self._at), None)
        self._go(here or next((field for field in fields if not field.value), fields[0]))

    def leave_step(self) -> bool:
        """Also the field that rests under a help is committed; which reading is meant comes before anything else."""
        over = self.intake.over
        if self._at:
            self._fields[self._at].commit()
        return self.intake.over is over

    def unsaved_text(self) -> str:
        return _(", ").join(self._fields[name].label for name in self._fields if name in self._unread)

    def inner_step(self, step: int) -> bool:
        if not 0 <= self.page + step < len(self._pages):
            return False
        if not self.leave_step():
            return True
        self._at = ""
        self.page += step
        self.refresh_step()
        self.take_focus()
        return True

    def _go(self, field: Field) -> None:
        self._at = field.key
        self.intake.put_focus(field)
        choices = "  ".join(f"{n} {option.label}" for n, option in enumerate(field.options, 1))
        self.intake.hint(field.hint + ("  " if field.hint and choices else "") + choices)

    # Entering ----------------------------------------------------------------------------

    def field_left(self, field: Field, step: int) -> None:
        """On to the next field, the next page, the next step; or back."""
        if self.intake.over is not None or self._refused == field.key:
            # What was typed has several readings, or none: which is meant comes first, and the caret stays. Left
            # once more, an unread text stands where it is.
            self._refused = ""
            return
        items = [item.id for item in on_page(PAGES[self.page])]
        at = items.index(field.key) + step
        while step > 0 and at < len(items) and items[at] in self._derived_here:
            at += 1  # what the number has told is not asked; the arrow back still comes here
        if 0 <= at < len(items):
            self._go(self._fields[items[at]])
        elif step > 0:
            self.intake.action_forward()
        else:
            self.inner_step(-1)

    def field_refused(self, field: Field, why: str) -> None:
        """One sentence on the line for messages; the caret stays."""
        self.intake.refuse(field, why)

    def field_committed(self, field: Field, typed: str) -> None:
        """Read what was typed, and keep it in the case."""
        entry = self._entries[field.key]
        try:
            values = entry.parse(typed, self._here())
        except FlowError as fault:
            # Nothing that was typed is lost: the text stays in the field, the case keeps what it had.
            self._unread.add(field.key)
            self._refused = field.key
            field.remark(_("(not saved)"))
            self.intake.say(sentence(fault), alert=True)
            return
        if len(values) > 1:
            # Given up, the text stays as well.
            self._unread.add(field.key)
            field.remark(_("(not saved)"))
            self._choose(field, values)
            return
        self._set_value(field, values[0] if values else "")

    def _here(self) -> Here:
        return Here(self.session.context.today(), self.session.desk.state.settings.get("station.division", ""))

    def _choose(self, field: Field, values: tuple[str, ...]) -> None:
        """Several readings (zodiac years, a year of two digits): a digit chooses one."""
        entry, case = self._entries[field.key], self.cases.at_hand
        today = self.session.context.today()
        options = tuple(
            Option(value, f"{entry.display_text(value)}  {entry.remark(value, case, today)}".strip())
            for value in values[:9]
        )
        text = "\n".join(f"{n} {option.label}" for n, option in enumerate(options, 1))
        if len(values) > len(options):
            text += "\n" + _("More fit than a digit can choose from: give up with F3 and type more of it.")
        self.intake.ask(
            _("Which of these is meant?"),
            [Field("choice", entry.label(), options=options)],
            partial(self._take_reading, case.id, field),
            text=text,
            needed=True,
        )

    def _take_reading(self, case_id: str, field: Field, given: Mapping[str, str]) -> None:
        """One reading was chosen, of the case that was asked about and no other."""
        if self.cases.at_hand.id == case_id:
            self._set_value(field, given["choice"])
            self.field_left(field, 1)

    def _set_value(self, field: Field, value: str) -> None:
        self._unread.discard(field.key)
        actions = [a.SetField(field.key, value)]
        actions += [a.SetField(name, known) for name, known in self._derived_fields(field.key, value).items()]
        if not self.intake.act(*actions):
            # Not for whoever sits here, or not in this state of the case: what stands there is not what is kept.
            self._unread.add(field.key)
            field.remark(_("(not saved)"))
        else:
            entry = self._entries[field.key]
            if isinstance(entry, AddressEntry) and entry.county_of(value):
                # The page may turn at once: what initials have become is still to be seen.
                self.intake.say(f"{field.label}: {value}")
            for action in actions:
                shown = self._fields[action.field]
                shown.put(
                    self._entries[action.field].display_text(action.value), self._remark(action.field, action.value)
                )
            self._say_what_cannot_be({action.field for action in actions})

    def _say_what_cannot_be(self, changed: set[str]) -> None:
        """A date that another one rules out is said at once; which of the two is wrong nobody knows yet."""
        names = [name for name, field in date_contradictions.FIELDS.items() if field in changed]
        view = self.cases.view if names else None
        for found in view.contradictions if view is not None else ():
            if found.concerns(*names):
                self.intake.say(dates.sentence_of(found, view.rules if view else None), alert=True)
                return

    def _derived_fields(self, name: str, value: str) -> dict[str, str]:
        """What another field tells is not asked, where it is still empty; the arrow keys still come there."""
        entry = self._entries[name]
        known: dict[str, str] = {}
        if name == "person.number":
            known = _told_by(value)
        elif isinstance(entry, AddressEntry):
            known = {"destination.division": entry.county_of(value)}
        told = {field: text for field, text in known.items() if text and not self.cases.at_hand.get(field)}
        self._derived_here |= told.keys()
        return told

    # Repeating ---------------------------------------------------------------------------

    def repeat(self) -> None:
        """F7 (the Dup of a 5250): a value of the same family into the field at hand, the next one at each press."""
        field = self.intake.focused
        if not isinstance(field, Field) or field.key not in self._fields:
            return super().repeat()
        entry = self._entries[field.key]
        found = values_to_repeat(field.key, self.cases.at_hand, self.cases.relatives)
        texts = [field.display_text(entry.display_text(value)) for value in found]
        if not texts:
            self.intake.say(_("Nothing of this family could stand here yet."))
            return None
        at = (texts.index(field.typed_text) + 1) % len(texts) if field.typed_text in texts else 0
        field.retype(texts[at])
        self.intake.say(_("Repeated within the family: {at} of {count}.").format(at=at + 1, count=len(texts)))
        return None


def _told_by(value: str) -> dict[str, str]:
    """Date of birth, sex and county of today that a whole, sound number tells; nothing of an unsound one."""
    number = resident_number.check_number(value)
    if number.problems or number.birth is None:
        return {}
    county = divisions.of_number(number.number)
    return {
        "person.birth": number.birth.isoformat(), "person.sex": number.sex,
        "destination.division": county.code if county is not None else "",
    }  # fmt: skip
