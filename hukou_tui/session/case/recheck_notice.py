"""What is told of the rules when a case is put on the counter: what has changed for it, or under which it is shown."""

from __future__ import annotations

from typing import NamedTuple

from flows.case.actions import AnswerFact, MarkPaper, RecheckRules
from flows.case.case import Case
from flows.case.paper_agreement import reconciling_acts
from flows.rules.model import Rules
from flows.rules.rule_change import MATERIAL
from flows.rules.stamps import PackStamp
from hukou_tui.session.case.rules_in_use import NOT_KEPT, CaseRules, InForce, names
from hukou_tui.session.case.view import build_view
from hukou_tui.words.catalogue import _, language
from hukou_tui.words.rule_changes import describe_changes
from hukou_tui.words.statuses import PAPER_STATES


class RulesNotice(NamedTuple):
    """One line for the message line, or a text that is laid over the screen; both empty: nothing to be said."""

    line: str = ""
    text: str = ""


def of_recheck(case: Case, action: RecheckRules, old: Rules, new: Rules) -> RulesNotice:
    """What a re-check has found for `case`, which stands under the `new` rules already."""
    found = describe_changes((change for change in action.changes if change.what in MATERIAL), old, new)
    if action.lapsed:
        questions = _("; ").join(_question(fact, old, new) for fact in action.lapsed)
        found.append(
            _("asked again, for these rules do not know the answer: {questions}").format(questions=questions)
        )
    if action.retold:
        found.append(_notification_text(case, new))
    differing = _differing_papers_text(case, new)
    found += [differing] if differing else []
    unkept = (
        ""
        if action.kept
        else _("The rules of before are not kept: checked under those in force, uncompared.")
    )
    if not found:
        return RulesNotice(line=unkept)
    now = _("Since this case was last looked at, other rules are in force: {packs}")
    head = [now.format(packs=names(action.packs))]
    head += [unkept] if unkept else []
    return RulesNotice(text="\n".join([*head, "", *(f"- {line}" for line in found)]))


def _question(fact: str, old: Rules, new: Rules) -> str:
    known = old.facts.get(fact) or new.facts.get(fact)
    return known.question.get(language()) if known is not None else fact


def _notification_text(case: Case, new: Rules) -> str:
    """The notification that was handed out says something else; whether another one takes its place."""
    day = case.notification.at[:10] if case.notification is not None else ""
    if build_view(case, new, None).waits_for_papers:
        said = _(
            "The notification of {day} no longer says what is needed: a supplementary one is due (step 6)."
        )
    else:
        said = _("The notification of {day} demands what is no longer needed; nothing is missing any more.")
    return said.format(day=day)


def of_showing(case: Case, own: CaseRules, force: InForce) -> RulesNotice:
    """Under which rules a case is shown that was not looked at again, where they are not those that were adopted."""
    if case.expired:
        # nothing of it is left that any rules could be about
        return RulesNotice()
    return RulesNotice(
        line=_("; ").join(
            filter(None, [_differing_papers_text(case, own.rules), _shown_rules_text(case, own, force)])
        )
    )


def _shown_rules_text(case: Case, own: CaseRules, force: InForce) -> str:
    if not own.why:
        return force.trouble() if case.packs == force.stamps else _packs_shown_text(case.packs)
    if own.why == NOT_KEPT:
        return _("The rules that this case stands under are not kept; it is shown under those in force.")
    return _("This version does not read the rules that this case stands under; shown under those in force.")


def _differing_papers_text(case: Case, rules: Rules) -> str:
    """What an older version let stand: step 2 and step 3 say different things of a paper, and the later counts."""
    those = _("; ").join(_act_text(act, rules) for act in reconciling_acts(case, rules))
    told = _("Step 2 and step 3 said different things; what was said last counts: {those}")
    return told.format(those=those) if those else ""


def _act_text(act: AnswerFact | MarkPaper, rules: Rules) -> str:
    if isinstance(act, MarkPaper):
        return f"{rules.documents[act.document].name.get(language())} [{_(PAPER_STATES[act.state])}]"
    fact = rules.facts[act.fact]
    answers = (option.label.get(language()) for option in fact.options if option.id == act.value)
    return f"{fact.question.get(language())} {next(answers, _('to be asked again'))}"


def _packs_shown_text(packs: tuple[PackStamp, ...]) -> str:
    return _("Shown under the rules that this case stands under: {packs}").format(packs=names(packs))
