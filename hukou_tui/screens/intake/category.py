"""Step 2, the situation: one question at a time, asked only where the answer matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.case import actions as a
from flows.case import date_contradictions
from flows.errors import FlowError
from flows.identity import birth_text
from flows.identity.birth_date import BirthDateError
from flows.rules.circumstances import left_open
from flows.rules.model import UNKNOWN, Fact, Option, Text
from flows.rules.rule_evaluation import Decision, obsolete_facts
from hukou_tui.screens.frame.form import NotTaken
from hukou_tui.screens.intake import circumstances
from hukou_tui.screens.intake.entry import day_field
from hukou_tui.screens.intake.list_step import ListStep
from hukou_tui.words import dates
from hukou_tui.words.catalogue import N_, _, language, name_of
from hukou_tui.words.clauses import clause
from hukou_tui.words.errors.error_messages import sentence
from hukou_tui.words.statuses import DECIDERS, OUTCOMES
from widgets.paged_list import PagedList, Row
from widgets.palette import STRONG

if TYPE_CHECKING:
    from hukou_tui.session.case.view import View

#: So many digits choose; of more answers than that the last one turns to the rest.
_DIGITS = 9
_MORE = "more"


class CategoryStep(ListStep):
    """The open question with its answers; once all that matters is answered, the situation with its clauses."""

    title = N_("situation")
    help = N_(
        "One question at a time, and only those whose answer changes something; nobody is asked whether a birth "
        'was within the plan: it changes nothing. "Not known" is an answer; the smaller demand is made then.\n'
        "When everything is answered, the situation stands here with the sub-categories of the notice and their "
        "clauses; several may hold at once. A digit on an answer given changes that answer.\n"
        "8: special circumstances, too rare to ask everyone: a negative test, parents without registration "
        "themselves, a birth under another's name. What was said is marked and taken back the same way."
    )

    def __init__(self) -> None:
        super().__init__()
        #: The question whose further answers are shown.
        self._turned_for = ""

    def refresh_step(self) -> None:
        # An Enter left over from the field before answers nothing; where nothing is asked Enter goes on.
        if self.is_mounted and self.query(PagedList):
            self.list.deliberate = self.question is not None
        super().refresh_step()

    # The question ------------------------------------------------------------------------

    @property
    def question(self) -> Fact | None:
        """The question that is open, or the one that is being answered again."""
        return self.cases.view.question

    def heading(self) -> str:
        question = self.question
        if question is not None:
            return question.question.get(language())
        return _("The situation is clear. Digit: change that answer.  F4: on to the papers.")

    def rows(self) -> Sequence[Row]:
        question = self.question
        given = self._given_rows()
        if question is None:
            return [*given, *(Row("", "   " + line) for line in circumstances.said_in(self)), *self._groups()]
        if question.kind == "date":
            answers = [Row("date", " 1 " + _("enter the date")), Row(UNKNOWN, " 2 " + _("not known"))]
        else:
            answers = self._page(question)
        head = (
            [Row("", " " + _("Answered so far:"), STRONG), *(Row("", row.text) for row in given)]
            if given
            else []
        )
        return [*answers, Row("", ""), *head]

    def _page(self, question: Fact) -> list[Row]:
        """The answers with their digits; of more than nine the ninth digit turns to the rest, and back."""
        choices = _choices(question)
        if len(choices) <= _DIGITS:
            return _number_options(choices)
        rest = self._turned_for == question.id
        shown = choices[_DIGITS - 1 :] if rest else choices[: _DIGITS - 1]
        words = _("the answers before") if rest else _("more answers")
        return [*_number_options(shown), Row(_MORE, f" {_DIGITS} {words}")]

    def _turn(self, question: Fact) -> None:
        self._turned_for = "" if self._turned_for == question.id else question.id
        self.refresh_step()

    def _given_rows(self) -> list[Row]:
        """What was answered, with the digit that changes it."""
        view = self.cases.view
        rows: list[Row] = []
        for fact_id, value in view.agreed.answers.items():
            fact = view.rules.facts.get(fact_id)
            if fact is not None and not fact.volunteered:
                digit = f" {len(rows) + 1} " if view.question is None else "   "
                rows.append(
                    Row(
                        "answer:" + fact_id,
                        f"{digit}{fact.question.get(language())} {answer_words(fact, value)}",
                    )
                )
        return rows

    def _groups(self) -> list[Row]:
        """The sub-categories that hold, each with its clause, and the class of the national notice."""
        decision = self.cases.view.decision
        if decision is None:
            return [
                Row(
                    "",
                    " " + _("These answers lead nowhere under the present rules; change one of them."),
                    STRONG,
                )
            ]
        lang = language()
        rows = [
            Row("", ""),
            Row("", " " + _("Sub-categories of the notice that hold (several may):"), STRONG),
        ]
        for group in decision.groups:
            where = clause(group.clause, lang)
            rows.append(Row("", f"   {group.parent_name.get(lang)} - {group.name.get(lang)} ({where})"))
        tagged = [group.name.get(lang) for group in self.cases.rules.groups if group.id in self.cases.at_hand.tags]
        if tagged:
            told = _("volunteered, for totals only: {tags}").format(tags=_(", ").join(tagged))
            rows.append(Row("", f"   {told}"))
        rows.append(
            Row("", "   " + _("class ({number}) of the national opinion").format(number=decision.class_96))
        )
        return rows

    def details(self, key: str) -> str:
        view = self.cases.view
        if view.question is not None:
            return self._of_answer(view.question, key)
        if view.decision is None:
            return ""
        return self._situation(view.decision) + _unread_answers(self) + _open_points(self)

    def about(self, key: str) -> str:
        """With the choices that the sources leave open, and how the clause was read where that is not certain."""
        decision = self.cases.view.decision
        if decision is None or self.question is not None:
            return self.details(key)
        return self.details(key) + self._choices(decision) + "\n" + self.reading(decision.route.cite)

    def _of_answer(self, question: Fact, key: str) -> str:
        """The help of the question; on an answer that has a source of its own, that first."""
        option = next((option for option in question.options if option.id == key), None)
        own = [self.clause(option.cite)] if option is not None and option.cite is not None else []
        return "\n".join([*own, question.help.get(language())])

    def _choices(self, decision: Decision) -> str:
        """The choices, left open by the sources, on which this rests: what is chosen, why, and what speaks against."""
        view, lang = self.cases.view, language()
        lines = []
        for setting in left_open(view.rules, view.facts, decision):
            chosen = next(option for option in setting.options if option.id == setting.value)
            against = _("; ").join(self.clause(cite) for cite in setting.against)
            lines.append(
                _("Left open by the sources: {question} {chosen}. {why}").format(
                    question=setting.question.get(lang),
                    chosen=chosen.label.get(lang),
                    why=setting.why.get(lang),
                )
                + (_(" Against it: {against}").format(against=against) if against else "")
            )
        return "".join("\n" + line for line in lines)

    def _situation(self, decision: Decision) -> str:
        """Route, outcome, who decides, and the clause."""
        return (
            f"{decision.route.title.get(language())}: {name_of(OUTCOMES, decision.outcome)}; "
            f"{name_of(DECIDERS, decision.decided_by)}\n{self.clause(decision.route.cite)}\n"
        )

    def hint_for(self, key: str) -> str:
        if self.question is not None:
            return _(
                "Digit: answer   F3: back   (the notice, part 1 (1): nobody is refused for a family-planning paper)"
            )
        return _("Digit: change an answer  8: special circumstances  9: volunteered  F4: next")

    # Answering ---------------------------------------------------------------------------

    def press(self, key: str, digit: str) -> None:
        question = self.question
        if question is None:
            self._again(digit)
            return
        keys = [row.key for row in self.list.rows if row.key]
        if digit == "enter":
            chosen = key
        elif digit == str(_DIGITS) and _MORE in keys:
            chosen = _MORE
        elif digit.isdecimal() and 1 <= int(digit) <= len(keys):
            chosen = keys[int(digit) - 1]
        else:
            self.app.bell()
            return
        if chosen == _MORE:
            self._turn(question)
        elif chosen == "date":
            self._ask_date(question)
        else:
            self._answer(question, chosen)

    def _answer(self, fact: Fact, value: str) -> None:
        """Answer, and withdraw what no longer matters, saying so."""
        view = self.cases.view
        try:
            gone = obsolete_facts(view.rules, view.facts, fact.id, value)
        except FlowError:
            gone = ()
        answered = [name for name in gone if name in view.case.answers]
        actions = [a.AnswerFact(fact.id, value), *(a.AnswerFact(name, "") for name in answered)]
        said = ""
        if answered:
            names = _(", ").join(view.rules.facts[name].question.get(language()) for name in answered)
            said = _("No longer asked: {names}").format(names=names)
        self.intake.act(*actions, say=said)
        untold = self._marks_taken_back(view)
        if untold:
            self.intake.say(_("; ").join(filter(None, [untold, said])))
        self.refresh_step()
        self.take_focus()

    def _marks_taken_back(self, before: View) -> str:
        """The papers whose mark in step 3 the answer contradicts, in a sentence; empty if there is none."""
        papers = before.agreed.papers.keys() - self.cases.view.agreed.papers.keys()
        names = [
            paper.name.get(language()) for paper in before.rules.documents.values() if paper.id in papers
        ]
        return _("No longer marked in step 3: {papers}").format(papers=_(", ").join(names)) if names else ""

    def _ask_date(self, fact: Fact) -> None:
        hint = _("20160305 / 农历1988年腊月初八 / 1998 / 属龙")
        field = day_field("date", _("Date"), hint=hint)
        self.intake.ask(
            fact.question.get(language()), [field], lambda values: self._read_date(fact, values["date"])
        )

    def _read_date(self, fact: Fact, typed: str) -> None:
        try:
            found = birth_text.parse_birth_date(typed, self.session.context.today())
        except BirthDateError as fault:
            raise NotTaken(sentence(fault)) from fault
        case, rules = self.cases.at_hand, self.cases.rules
        # Held against what the case says already: an answer that cannot be is not kept.
        asked = replace(case, answers={**case.answers, fact.id: found[0].text})
        for wrong in date_contradictions.contradictions(asked, rules, self.session.context.today()):
            if wrong.concerns(fact.id):
                raise NotTaken(dates.sentence_of(wrong, rules))
        self._answer(fact, found[0].text)

    def _again(self, digit: str) -> None:
        """Withdraw one answer: its question is asked again."""
        if digit == "9":
            self._volunteer()
            return
        if digit == "8":
            circumstances.offer_circumstances(self)
            return
        if digit == "enter":
            # Enter goes on, here as everywhere; only a digit takes an answer back.
            self.intake.action_forward()
            return
        given = [row.key for row in self.list.rows if row.key.startswith("answer:")]
        if not (digit.isdecimal() and 1 <= int(digit) <= len(given)):
            self.app.bell()
            return
        self.intake.act(a.AnswerFact(given[int(digit) - 1].removeprefix("answer:"), ""))
        self.refresh_step()
        self.take_focus()

    def _volunteer(self) -> None:
        """Tag a sub-category that is never asked for; it changes nothing and goes into no slip and no packet."""
        case = self.cases.at_hand
        never_asked = [group for group in self.cases.rules.groups if not group.asked]
        if never_asked:
            group = never_asked[0].id
            on = group not in case.tags
            said = _("Noted for totals only; it changes nothing, and stands on no slip and in no packet.")
            self.intake.act(a.TagGroup(group, on), say=said if on else _("Note for totals removed."))
            self.refresh_step()


def _number_options(choices: Sequence[Option]) -> list[Row]:
    return [Row(option.id, f" {n} {option.label.get(language())}") for n, option in enumerate(choices, 1)]


def _choices(fact: Fact) -> list[Option]:
    """The answers, "not known" last where it is allowed."""
    options = list(fact.options)
    if fact.unknown_allowed and all(option.id != UNKNOWN for option in options):
        options.append(Option(Text("不清楚", "not known"), UNKNOWN))
    return options


def answer_words(fact: Fact, value: str) -> str:
    """An answer as it stands on the screen."""
    for option in _choices(fact):
        if option.id == value:
            return option.label.get(language())
    return value


def _unread_answers(step: CategoryStep) -> str:
    """Answers that cannot be true: they are read as not known."""
    view = step.cases.view
    facts = tuple(view.rules.facts)
    wrong = [found for found in view.contradictions if found.concerns(*facts)]
    lines = [
        dates.sentence_of(found, view.rules) + " " + _("Read as not known.") for found in wrong
    ]
    return "".join(line + "\n" for line in lines)


def _open_points(step: CategoryStep) -> str:
    """What is to be determined later; the smaller demand is made until then."""
    view = step.cases.view
    names = []
    for fact_id in view.decision.to_be_determined if view.decision else ():
        fact = view.rules.facts.get(fact_id)
        derived = view.rules.derived.get(fact_id)
        if fact is not None:
            names.append(fact.question.get(language()))
        elif derived is not None:
            names.append(derived.name.get(language()))
    if not names:
        return ""
    return _("To be determined (the smaller demand is made until then): {names}").format(
        names=_(", ").join(names)
    )
