"""Special circumstances: what nobody is asked, said with two keys when it comes up, and taken back the same way."""

from __future__ import annotations

from flows import actions as a
from flows.category import Decision, withdrawn
from flows.circumstances import concerning, said, turned
from flows.errors import FlowError
from flows.rule_change import between
from flows.rules import Fact
from hukou_tui.rule_words import told
from hukou_tui.screens.menu import Menu
from hukou_tui.screens.steps.step import Step
from hukou_tui.words import N_, _, language

NONE_HERE = N_("No special circumstance would change anything in this situation.")


def offer(step: Step) -> None:
    """A menu of the circumstances that matter for the case at hand; those that were said are marked."""
    view = step.desk.view
    known = concerning(view.rules, view.facts)
    if not known:
        step.intake.say(_(NONE_HERE))
        return
    marked = {fact.id for fact in said(view.rules, view.facts)}
    entries = [
        (fact.id, f"[{'x' if fact.id in marked else ' '}] {fact.question.get(language())}") for fact in known
    ]
    step.intake.lay_over(
        Menu(_("Special circumstances: say it, or take it back"), entries, lambda name: _turn(step, name))
    )


def said_in(step: Step) -> list[str]:
    """The circumstances that were said, as lines for the list of answers."""
    view = step.desk.view
    return [f"{fact.question.get(language())} {_('yes')}" for fact in said(view.rules, view.facts)]


def _turn(step: Step, name: str) -> None:
    """Say it or take it back, withdraw what no longer matters, and tell what changes."""
    view, case = step.desk.view, step.desk.at_hand
    fact = view.rules.facts[name]
    answer = turned(fact, view.facts.get(name, ""))
    try:
        gone = withdrawn(view.rules, view.facts, name, answer) if answer else ()
    except FlowError:
        gone = ()
    before = view.decision
    actions = [
        a.AnswerFact(name, answer),
        *(a.AnswerFact(other, "") for other in gone if other in case.answers),
    ]
    if step.intake.act(*actions, say=None):
        step.intake.say(_changed(step, fact, before))
    step.refresh_step()
    step.take_focus()


def _changed(step: Step, fact: Fact, before: Decision | None) -> str:
    """What it changes, in one message; where a question is open now, that."""
    view = step.desk.view
    if view.question is not None:
        return _("Noted. Now asked: {question}").format(question=view.question.question.get(language()))
    if before is None or view.decision is None:
        return _("Noted: {what}").format(what=fact.question.get(language()))
    changes = told(between(before, view.decision), view.rules, view.rules)
    return _("; ").join(changes) if changes else _("Nothing changes by it.")
