"""Special circumstances: what nobody is asked, said with two keys when it comes up, and taken back the same way."""

from __future__ import annotations

from flows.case import actions as a
from flows.rules.circumstances import relevant_circumstances, stated_circumstances, toggle_answer
from flows.rules.rule_change import decision_changes
from flows.rules.rule_evaluation import Decision
from hukou_tui.screens.frame.menu import Menu
from hukou_tui.screens.intake.step import Step
from hukou_tui.words.catalogue import N_, _, language
from hukou_tui.words.rule_changes import describe_changes

TOO_EARLY = N_("First the questions of step 2; then the special circumstances that matter here are offered.")
NONE_HERE = N_("No special circumstance would change anything in this situation.")


def offer_circumstances(step: Step) -> None:
    """A menu of the circumstances that matter for the case at hand; those that were said are marked."""
    view = step.cases.view
    if view.question is not None:
        step.intake.say(_(TOO_EARLY))
        return
    known = relevant_circumstances(view.rules, view.facts)
    if not known:
        step.intake.say(_(NONE_HERE))
        return
    marked = {fact.id for fact in stated_circumstances(view.rules, view.facts)}
    entries = [
        (fact.id, f"[{'x' if fact.id in marked else ' '}] {fact.question.get(language())}") for fact in known
    ]
    step.intake.lay_over(
        Menu(
            _("Special circumstances: say it, or take it back"),
            entries,
            lambda name: _toggle_circumstance(step, name),
        )
    )


def said_in(step: Step) -> list[str]:
    """The circumstances that were said, as lines for the list of answers."""
    view = step.cases.view
    return [
        f"{fact.question.get(language())} {_('yes')}" for fact in stated_circumstances(view.rules, view.facts)
    ]


def _toggle_circumstance(step: Step, name: str) -> None:
    """Say it or take it back, and tell what changes."""
    view = step.cases.view
    fact, before = view.rules.facts[name], view.decision
    # What was answered stays, though it may not matter now: a slip of the finger must cost nothing but the same key.
    if step.intake.act(a.AnswerFact(name, toggle_answer(fact, view.facts.get(name, ""))), say=None):
        noted = _("Noted: {what}").format(what=fact.question.get(language()))
        step.intake.say(change_text(step, before, noted))
    step.refresh_step()
    step.take_focus()


def change_text(step: Step, before: Decision | None, noted: str) -> str:
    """What an act changes, in one message; where a question is open now, that; `noted` if nothing can be compared."""
    view = step.cases.view
    if view.question is not None:
        return _("Noted. Now asked: {question}").format(question=view.question.question.get(language()))
    if before is None or view.decision is None:
        return noted
    changes = describe_changes(decision_changes(before, view.decision), view.rules, view.rules)
    return _("; ").join(changes) if changes else _("Nothing changes by it.")
