"""Step 4, lookup and comparison: every candidate is judged, with a reason; then the system query is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flows import actions as a
from flows.intake import birth, reference
from hukou_tui import reasons
from hukou_tui.screens.steps.list_step import ListStep
from hukou_tui.words import N_, _
from hukou_tui.words.statuses import BANDS, RELATIONS
from widgets.field import Field, Option
from widgets.line import fitted
from widgets.paged_list import Row
from widgets.palette import STRONG

if TYPE_CHECKING:
    from db.lookup import Candidate
    from flows.birth_date import BirthDate

#: Digit -> verdict, reason and words. Typed reasons for every candidate would become "no".
DECISIONS: dict[str, tuple[str, str, str]] = {
    "1": ("different", "different_parents", N_("other parents")),
    "2": ("different", "different_birth", N_("other birth")),
    "3": ("twin", "twin", N_("twin")),
    "4": ("different", "checked_in_system", N_("checked in the system")),
    "5": ("different", "other", N_("other: in words")),
    "6": ("same", "same_person", N_("SAME PERSON")),
    "7": ("verify", "to_verify", N_("to be verified")),
}
QUERY_RESULTS = (
    ("none", N_("no registration found")),
    ("cancelled_found", N_("a cancelled record found")),
    ("found", N_("a registration found")),
)


def _sex(code: str) -> str:
    return _({"1": N_("male"), "2": N_("female")}.get(code, ""))


def _born(known: BirthDate | None) -> str:
    """A date on record in figures; a lunar one by the solar days it means."""
    if known is None:
        return ""
    return "/".join(day.isoformat() for day in known.solar_days) or known.text.removeprefix("L")


class DuplicatesStep(ListStep):
    """The candidates of the lookup, best first, each with why it was found."""

    title = N_("lookup")
    help = N_(
        "Everybody is looked up one by one (S5.4c). The lookup runs by itself over the register loaded here and the "
        'station\'s own cases; it says "not found" only within that scope and date. Every candidate needs a decision '
        "with a reason, by digit; 8 dismisses the weak ones together with one reason. A decision lapses when a "
        "compared field changes. A cancelled record is a lead to restoration, not a duplicate.\n"
        "9 records the query of the population information system itself; approval waits for it.\n"
        "Enter shows the comparison side by side."
    )

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, ...] = ()

    def heading(self) -> str:
        case, desk = self.desk.at_hand, self.desk
        if desk.looking:
            return _("Looking up ...")
        if case.lookup is None:
            return _("Not looked up yet: a name, a number, or the mother's name is needed (step 1).")
        lookup = case.lookup
        scope = _("NO REGISTER is loaded: only this station's own cases were searched")
        if lookup.scope_persons:
            scope = _("register: {persons} persons as of {day}").format(
                persons=lookup.scope_persons, day=lookup.scope_as_of or "-"
            )
        return _("Found {count}, undecided {open}; {scope}").format(
            count=len(lookup.candidates), open=len(case.undecided), scope=scope)  # fmt: skip

    @property
    def _candidates(self) -> Mapping[str, Candidate]:
        found = self.desk.found
        return {reference(c.person): c for c in found.candidates} if found else {}

    def rows(self) -> Sequence[Row]:
        case = self.desk.at_hand
        rows = [Row(ref, self._text(candidate)) for ref, candidate in self._candidates.items()]
        if case.lookup is not None and not rows:
            rows.append(Row("", " " + _("Nobody found within this scope."), STRONG))
        query = case.system_query
        rows.append(Row("", ""))
        if query is None:
            rows.append(Row("query", " 9 " + _("Query of the population information system: NOT RECORDED")))
        else:
            result = _(dict(QUERY_RESULTS).get(query.result, query.result))
            rows.append(Row("query", f" 9 {_('System query')}: {result}, {query.at}, {query.officer}"))
        return rows

    def to_hand(self) -> str | None:
        """Candidates that have just come in: the first that is undecided, not the row that stood there before."""
        came = tuple(self._candidates)
        if came == self._shown:
            return None
        self._shown = came
        return next((ref for ref in came if ref in self.desk.at_hand.undecided), None)

    def _text(self, candidate: Candidate) -> str:
        case, person = self.desk.at_hand, candidate.person
        ref = reference(person)
        verdict = case.verdicts.get(ref)
        if verdict is not None:
            words = next(
                (words for _v, code, words in DECISIONS.values() if code == verdict.reason), verdict.verdict
            )
            state = "[" + _(words) + "]"
        elif ref in case.lapsed:
            state = _("[lapsed: decide again]")
        else:
            state = _("[undecided]")
        born = _born(person.birth) or "-"
        mark = _("cancelled") if person.status == "cancelled" else _(BANDS[candidate.comparison.band])
        relation = _(RELATIONS[candidate.comparison.relation])
        score = f"{candidate.comparison.score:>3}"
        cells = (
            "",
            fitted(person.name, 12),
            fitted(born, 10),
            fitted(mark, 9),
            score,
            fitted(relation, 17),
            state,
        )
        return " ".join(cells)

    def details(self, key: str) -> str:
        candidate = self._candidates.get(key)
        if candidate is None:
            return self._not_compared()
        person = candidate.person
        why = [f"{reasons.reason_text(r.code, r.params)} {r.points:+d}" for r in candidate.comparison.reasons]
        record = _("On record: father {father}, mother {mother}, {address}").format(
            father=person.father_name or "-", mother=person.mother_name or "-", address=person.address or "-"
        )
        lines = [_("Why: ") + "; ".join(why), record]
        if person.status == "cancelled":
            lines.append(_("A CANCELLED record ({why}): a lead to restoration, not a duplicate.").format(
                why=person.cancel_reason or "-"))  # fmt: skip
        if person.source == "case":
            lines.append(_("One of this station's own cases: {number}").format(number=person.person_id))
        return "\n".join([*lines, self._not_compared()])

    def _not_compared(self) -> str:
        found = self.desk.found
        if found is None or not found.not_compared:
            return ""
        by_why: dict[str, list[str]] = {}
        for field, why in found.not_compared:
            by_why.setdefault(reasons.why_text(why), []).append(_(reasons.FIELDS.get(field, field)))
        told = [f"{_(', ').join(fields)} ({why})" for why, fields in by_why.items()]
        return _("Could not be compared: {fields}").format(fields=_("; ").join(told))

    def hint_for(self, key: str) -> str:
        if key not in self._candidates:
            return _("9 system query  Enter: the same  F4: next step")
        digits = "  ".join(f"{digit} {_(words)}" for digit, (_v, _r, words) in DECISIONS.items())
        return digits + "  " + _("8 weak ones  9 query  Enter compare  F4")

    def take_focus(self) -> None:
        super().take_focus()
        if self.desk.looking:
            # A digit is meant for the candidates that are being looked for, not for those of before.
            self.intake.app.hold("lookup")

    # Deciding ----------------------------------------------------------------------------

    def press(self, key: str, digit: str) -> None:
        if digit == "9" or (key == "query" and digit == "enter"):
            self._ask_query()
        elif digit == "8":
            self._dismiss_weak()
        elif key in self._candidates and digit == "enter":
            self._compare(self._candidates[key])
        elif key in self._candidates and digit == "5":
            self._ask_words((key,))
        elif key in self._candidates and digit in DECISIONS:
            self._decide((key,), digit)
        else:
            self.app.bell()

    def _decide(self, refs: tuple[str, ...], digit: str, text: str = "") -> None:
        verdict, reason, _words = DECISIONS[digit]
        said = ""
        cancelled = {ref for ref, c in self._candidates.items() if c.person.status == "cancelled"}
        if verdict == "same" and cancelled.issuperset(refs):
            said = _("A cancelled record of the same person: check in step 2 whether this is a restoration.")
        elif verdict == "same":
            said = _(
                'Confirmed as the same person: this case becomes "already registered" or a restoration (step 6).'
            )
        if self.intake.act(a.DecideCandidates(refs, verdict, reason, text), say=said):
            self.list.move(1)
            self.refresh_step()

    def _ask_words(self, refs: tuple[str, ...]) -> None:
        self.intake.ask(_("Why are they different persons?"), [Field("text", _("Reason"), length=80)],
                        lambda values: self._decide(refs, "5", values["text"]), needed=True)  # fmt: skip

    def _dismiss_weak(self) -> None:
        """The weak band together, with one reason."""
        case = self.desk.at_hand
        weak = tuple(
            ref
            for ref, c in self._candidates.items()
            if c.comparison.band == "weak" and ref not in case.verdicts
        )
        if not weak:
            self.intake.say(_("There is no undecided weak candidate."))
            return
        choices = tuple(Option(digit, _(DECISIONS[digit][2])) for digit in ("1", "2", "4"))
        self.intake.ask(
            _("{count} weak candidates are different persons, because:").format(count=len(weak)),
            [Field("digit", _("Reason"), options=choices)],
            lambda values: self._decide(weak, values["digit"]),
            needed=True,
        )

    def _compare(self, candidate: Candidate) -> None:
        """Side by side: at hand, on record; what differs is marked by `*`."""
        case, person = self.desk.at_hand, candidate.person
        if person.id_number or person.father_id or person.mother_id:
            # whose number is seen in full, and by whom, is on record; lists show none
            self.intake.act(a.Look("numbers"), say=None)
        pairs = [
            (N_("name"), case.get("person.name"), person.name),
            (N_("former or other name"), case.get("person.former_names"), "、".join(person.former_names)),
            (N_("sex"), _sex(case.get("person.sex")), _sex(person.sex)),
            (N_("date of birth"), _born(birth(case)), _born(person.birth)),
            (N_("resident identity number"), case.get("person.number"), person.id_number),
            (N_("father"), case.get("father.name"), person.father_name),
            (N_("Father's number"), case.get("father.number"), person.father_id),
            (N_("mother"), case.get("mother.name"), person.mother_name),
            (N_("Mother's number"), case.get("mother.number"), person.mother_id),
            (N_("address"), case.get("destination.address"), person.address),
        ]
        lines = [f"  {fitted('', 16)}{fitted(_('at the window'), 28)}{_('on record')}"]
        for label, here, there in pairs:
            mark = "* " if here and there and here != there else "  "
            lines.append(f"{mark}{fitted(_(label), 16)}{fitted(here or '-', 28)}{there or '-'}")
        lines += [
            "",
            *(
                f"{r.points:+4d}  {reasons.reason_text(r.code, r.params)}"
                for r in candidate.comparison.reasons
            ),
        ]
        lines.append(
            f"{candidate.comparison.score:>4}  {_(BANDS[candidate.comparison.band])}, "
            f"{_(RELATIONS[candidate.comparison.relation])}"
        )
        self.intake.read(_("Comparison"), "\n".join(lines))

    def _ask_query(self) -> None:
        """The query of the population information system itself: officer, time, scope, result."""
        options = tuple(Option(code, _(words)) for code, words in QUERY_RESULTS)
        workplace = self.desk.workplace
        fields = [
            Field("officer", _("Officer (badge)"), workplace.operator, length=16),
            Field("at", _("Time"), workplace.wall_clock(workplace.now()), length=16),
            Field("scope", _("Scope"), _("whole country"), length=30),
            Field("result", _("Result"), options=options),
        ]
        self.intake.ask(_("Query of the population information system"), fields, self._record_query)

    def _record_query(self, values: Mapping[str, str]) -> None:
        self.intake.act(
            a.RecordSystemQuery(values["officer"], values["at"], values["scope"], values["result"])
        )
        self.refresh_step()
