"""The questions by which a person finds the situation: each with its answers, and what "unknown" is read as."""

from __future__ import annotations

from collections.abc import Iterator

from flows.rules.model import Fact, Option
from hukou_tui.paper.handbook.book import Block, Item, Items, Paragraph, Section
from hukou_tui.paper.handbook.voice import Voice


def chapter(voice: Voice) -> Section:
    """All questions, in the order in which they are asked."""
    say, facts = voice.say, voice.rules.facts.values()
    lead = Paragraph(
        (
            say(
                "Asked one after another, and only while the answer still matters. "
                "Nobody has to know everything: what is not known is read as the smaller demand."
            ),
        )
    )
    asked = tuple(question(voice, fact) for fact in facts if not fact.volunteered)
    fields = tuple(question(voice, fact) for fact in facts if fact.source_field)
    parts = [*asked]
    if fields:
        title = say("Taken from the first step, not asked again")
        parts.append(Section(voice.anchor("chapter", "fields"), title, (), fields))
    return Section(
        voice.anchor("chapter", "questions"), say("How a person finds the situation"), (lead,), tuple(parts)
    )


def question(voice: Voice, fact: Fact, *more: Block) -> Section:
    """One question with its help, answers and basis, and what else belongs to it."""
    blocks: list[Block] = [Paragraph((voice.text(fact.help),))]
    if fact.options:
        blocks.append(Items(tuple(_answer_item(voice, option) for option in fact.options)))
    blocks.append(Items((*_unknown(voice, fact), voice.basis(fact.cite))))
    return Section(voice.anchor("fact", fact.id), voice.text(fact.question), (*blocks, *more))


def _answer_item(voice: Voice, option: Option) -> Item:
    text = voice.text(option.label)
    if option.help is not None:
        text = voice.entry(text, voice.text(option.help))
    under: tuple[Block, ...] = (Items((voice.basis(option.cite),)),) if option.cite else ()
    return Item((text,), under)


def _unknown(voice: Voice, fact: Fact) -> Iterator[Item]:
    if not fact.unknown_allowed:
        return
    say = voice.say
    if fact.unknown_reads is None:
        yield voice.labelled_item(say("Not known"), (say("allowed; it has a way of its own"),))
        return
    read = say("read as: {answer}").format(answer=voice.answers(fact.id, [fact.unknown_reads]))
    why = voice.text(fact.unknown_why) if fact.unknown_why else ""
    yield voice.labelled_item(say("Not known"), (say("{what} ({when})").format(what=read, when=why.rstrip("。.")),))
