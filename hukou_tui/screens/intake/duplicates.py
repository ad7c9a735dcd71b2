"""Step 4, lookup and comparison: every candidate is judged, with a reason; then the system query is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from flows.case import actions as a
from flows.case.facts import query, reference
from flows.identity.timestamps import day_of
from hukou_tui.screens.frame.form import NotTaken
from hukou_tui.screens.intake import candidate_words as told_of
from hukou_tui.screens.intake.candidate_row import candidate_row, person_row
from hukou_tui.screens.intake.compared_fields import field_lines
from hukou_tui.screens.intake.comparison import Comparison
from hukou_tui.screens.intake.list_step import ListStep
from hukou_tui.screens.intake.side_by_side import NOTHING, table
from hukou_tui.words.catalogue import N_, _, name_of
from hukou_tui.words.reasons import RELATIONS_IN_A_ROW
from hukou_tui.words.safe_text import safe_text
from widgets.field import Field, Option
from widgets.line import Line, fit_text
from widgets.marked import MarkedText
from widgets.paged_list import PagedList, Row
from widgets.palette import STRONG
from widgets.text_page import TextPage, wrap_text

if TYPE_CHECKING:
    from flows.linkage.person import Query
    from hukou_tui.session.news import Candidate

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
#: A verdict whose reason is none of these (the county's packet, an older program).
_VERDICTS: dict[str, str] = {
    "same": N_("SAME PERSON"), "different": N_("another person"), "twin": N_("twin"), "verify": N_("to be verified"),
}  # fmt: skip
QUERY_RESULTS = (
    ("none", N_("no registration found")),
    ("cancelled_found", N_("a cancelled record found")),
    ("found", N_("a registration found")),
)


class DuplicatesStep(ListStep):
    """The person at the window, and below the candidates of the lookup, best first; each is compared and judged."""

    # As high that a page holds as many candidates as digits open.
    DEFAULT_CSS = "DuplicatesStep TextPage { height: 8; }"

    title = N_("lookup")
    help = N_(
        "Everybody is looked up one by one (notice, part 5 (4)). The lookup runs by itself over the register loaded "
        'here and the station\'s own cases; it says "not found" only within that scope and date.\n'
        "The person at the window stands above, whoever was found below: `*` stands before what differs, `~` before "
        "another form of the same characters; the characters themselves stand out. [ ] is undecided, [!] has lapsed "
        "because a compared field was changed.\n"
        "A digit opens the comparison side by side, and there a digit decides, with its reason. 8 dismisses the weak "
        "ones together with one reason. A cancelled record is a lead to restoration, not a duplicate.\n"
        "9 records the query of the population information system itself; approval waits for it."
    )

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, ...] = ()
        #: The row that is to be at hand after a decision.
        self._following: str | None = None

    def compose(self) -> ComposeResult:
        yield Line("", STRONG)
        yield Line("", STRONG, id="person")
        yield PagedList()
        yield TextPage()

    def refresh_step(self) -> None:
        super().refresh_step()
        if self.is_mounted and self.query("#person"):
            # Where there is nobody to compare with, the line stays free.
            row = person_row(query(self.cases.at_hand), self._width) if self._candidates else ""
            self.query_one("#person", Line).show(row)

    @property
    def _width(self) -> int:
        return self.size.width or self.app.size.width

    def heading(self) -> str:
        case, session = self.cases.at_hand, self.session
        if session.cases.lookup.looking:
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
            count=len(lookup.candidates), open=len(case.open_candidates), scope=scope)  # fmt: skip

    @property
    def _candidates(self) -> Mapping[str, Candidate]:
        found = self.cases.lookup.found
        return {reference(c.person): c for c in found.candidates} if found else {}

    def rows(self) -> Sequence[Row]:
        case = self.cases.at_hand
        asked = query(case)
        rows = [
            Row(ref, partial(self._row, at, asked, candidate, self._state(ref, candidate)))
            for at, (ref, candidate) in enumerate(self._candidates.items())
        ]
        if case.lookup is not None and not rows:
            rows.append(Row("", " " + _("Nobody found within this scope."), STRONG))
        recorded = case.system_query
        if recorded is None:
            rows.append(Row("query", " 9 " + _("Query of the population information system: NOT RECORDED")))
        else:
            result = name_of(dict(QUERY_RESULTS), recorded.result)
            rows.append(Row("query", f" 9 {_('System query')}: {result}, {recorded.at}, {recorded.officer}"))
        return rows

    def _row(self, at: int, asked: Query, candidate: Candidate, state: str) -> MarkedText:
        """A candidate as it is painted: the digit follows from the place on the page.

        Asks the session nothing: another answer may have come in, or the case may have been left.
        """
        digit = str(at % max(self.list.size.height, 1) + 1)
        return candidate_row(asked, candidate, digit if digit in DECISIONS else " ", state, self._width)

    def _state(self, ref: str, candidate: Candidate) -> str:
        """What was decided, with its digit; as long as nothing is, what the two may be to each other."""
        verdict = self.cases.at_hand.verdicts.get(ref)
        if verdict is None:
            lapsed = "!" if ref in self.cases.at_hand.lapsed else " "
            return f"[{lapsed}] {_(RELATIONS_IN_A_ROW[candidate.comparison.relation])}"
        told = {reason: f"[{digit}] {_(words)}" for digit, (_verdict, reason, words) in DECISIONS.items()}
        return told.get(verdict.reason) or f"[x] {name_of(_VERDICTS, verdict.verdict)}"

    def to_hand(self) -> str | None:
        """After a decision the next candidate; of those that have just come in the first that is undecided."""
        following, self._following = self._following, None
        came = tuple(self._candidates)
        if came == self._shown:
            return following
        self._shown = came
        return next((ref for ref in came if ref in self.cases.at_hand.open_candidates), None)

    def details(self, key: str) -> str:
        return self._row_text(key, 3)

    def about(self, key: str) -> str:
        return self._row_text(key, 1000)

    def _row_text(self, key: str, counties: int) -> str:
        """The row in words; of the searched counties so many by name."""
        found, candidate = self.cases.lookup.found, self._candidates.get(key)
        told = [] if candidate is None else told_of.candidate_lines(self.cases.at_hand, candidate)
        if found is not None:
            told += [told_of.scope(found, counties), told_of.not_compared(found)]
        return "\n".join(line for line in told if line)

    def hint_for(self, key: str) -> str:
        return _(
            "1-7: compare side by side, and decide there   Enter: the row at hand\n"
            "8: the weak ones together   9: system query   PgDn/PgUp: page   F4: next step"
        )

    def take_focus(self) -> None:
        super().take_focus()
        if self.cases.lookup.looking:
            # A digit is meant for the candidates that are being looked for, not for those of before.
            self.intake.app.hold("lookup")

    def press(self, key: str, digit: str) -> None:
        if digit == "9" or (key == "query" and digit == "enter"):
            self._ask_query()
        elif digit == "8":
            self._dismiss_weak()
        else:
            self._compare(key if digit == "enter" else self._at_digit(digit), digit)

    def _at_digit(self, digit: str) -> str:
        """The row with that digit on the page to be seen."""
        page, at = self.list.on_page(), int(digit) - 1
        return page[at].key if at < len(page) else ""

    # The comparison ----------------------------------------------------------------------

    def _compare(self, ref: str, opened_by: str) -> None:
        if ref not in self._candidates:
            self.app.bell()
            return
        self.list.fill(self.rows(), ref)
        self.intake.say("")
        self.looked_at(ref)
        self.intake.lay_over(Comparison(self, ref, opened_by))

    def looked_at(self, ref: str) -> None:
        """Whose number is seen in full, and by whom, is on record; lists show none."""
        candidate = self._candidates.get(ref)
        person = candidate.person if candidate is not None else None
        if person is not None and (person.id_number or person.father_id or person.mother_id):
            self.intake.act(a.Look("numbers"), say=None)

    def title_of(self, ref: str) -> str:
        refs = list(self._candidates)
        at = refs.index(ref) + 1 if ref in refs else 0
        signs = _("[ ] differs  ( ) variant form")
        return f"{_('Comparison')} {at}/{len(refs)}   {signs}"

    def side_by_side(self, ref: str, width: int) -> Sequence[Row]:
        candidate = self._candidates.get(ref)
        if candidate is None:
            return [Row("", " " + _("Looking up ..."))]
        case, comparison = self.cases.at_hand, candidate.comparison
        decided = self._state(ref, candidate) if ref in case.verdicts else told_of.open_decision_text(case, ref)
        first = told_of.outcome(case, candidate, decided)
        heads, *fields = table(field_lines(case, candidate.person, comparison), comparison.score, width)
        strong = [Row("", line, STRONG) for text in first for line in wrap_text(text, width)]
        return [*strong, Row("", heads, STRONG), *(Row("", line) for line in fields)]

    def decisions(self) -> str:
        return "  ".join(f"{digit} {_(words)}" for digit, (_v, _r, words) in DECISIONS.items())

    # Deciding ----------------------------------------------------------------------------

    def judge(self, ref: str, digit: str) -> None:
        if digit == "5":
            self._ask_words((ref,))
        else:
            self._decide((ref,), digit)

    def undecided_after(self, ref: str) -> str:
        refs = list(self._candidates)
        at = refs.index(ref) + 1 if ref in refs else 0
        open_ones = self.cases.at_hand.open_candidates
        return next((one for one in refs[at:] + refs[:at] if one in open_ones and one != ref), "")

    def _decide(self, refs: tuple[str, ...], digit: str, text: str = "") -> None:
        verdict, reason, words = DECISIONS[digit]
        if not self.intake.act(a.DecideCandidates(refs, verdict, reason, text), say=None):
            return
        case = self.cases.at_hand
        after = refs[-1] if case.system_query else "query"
        self._following = self.undecided_after(refs[-1]) or after
        self.intake.say(self._said_of(refs, verdict) or _("{who}: {decision}. Undecided: {open}").format(
            who=self._names(refs), decision=_(words), open=len(case.open_candidates)))  # fmt: skip
        if isinstance(self.intake.over, Comparison):
            self.intake.uncover()
        else:
            self.refresh_step()

    def _said_of(self, refs: tuple[str, ...], verdict: str) -> str:
        """What the same person means for the case; empty for any other decision."""
        if verdict != "same":
            return ""
        known = self._candidates
        if all(known[ref].person.status == "cancelled" for ref in refs if ref in known):
            return _("A cancelled record of the same person: check in step 2 whether this is a restoration.")
        return _(
            'Confirmed as the same person: this case becomes "already registered" or a restoration (step 6).'
        )

    def _names(self, refs: tuple[str, ...]) -> str:
        """The one who was judged, or how many."""
        candidate = self._candidates.get(refs[0])
        if len(refs) > 1 or candidate is None:
            return _("{count} candidates").format(count=len(refs))
        return fit_text(safe_text(candidate.person.name) or NOTHING, 20).rstrip()

    def _ask_words(self, refs: tuple[str, ...]) -> None:
        self.intake.ask(_("Why are they different persons?"), [Field("text", _("Reason"), length=80)],
                        lambda values: self._decide(refs, "5", values["text"]), needed=True)  # fmt: skip

    def _dismiss_weak(self) -> None:
        """The weak band together, with one reason."""
        case = self.cases.at_hand
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

    def _ask_query(self) -> None:
        """The query of the population information system itself: officer, time, scope, result."""
        options = tuple(Option(code, _(words)) for code, words in QUERY_RESULTS)
        workplace = self.session.context
        fields = [
            Field("officer", _("Officer (badge)"), workplace.operator, length=16),
            Field("at", _("Time"), workplace.wall_clock(workplace.now()), length=16),
            Field("scope", _("Scope"), _("whole country"), length=30),
            Field("result", _("Result"), options=options),
        ]
        self.intake.ask(_("Query of the population information system"), fields, self._record_query, needed=True)

    def _record_query(self, values: Mapping[str, str]) -> None:
        if day_of(values["at"]) is None:
            raise NotTaken(_("Write the time of the query as 2016-06-14 09:00."))
        query = a.RecordSystemQuery(values["officer"], values["at"], values["scope"], values["result"])
        if not self.intake.act(query):
            raise NotTaken
        self.refresh_step()
