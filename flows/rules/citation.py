"""What the rules rest on: texts in both languages, legal sources, and the places in them that are cited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from flows.rules.written import Confidence, Day, Id, Level, Name, Part, Schema, Words


@dataclass(frozen=True, slots=True)
class Text(Part):
    """A text of law or a label in both languages, neither empty."""

    zh: Words
    en: Words

    def get(self, lang: str) -> str:
        """The text in `lang` ("zh" or "en"); anything that is not English is shown in Chinese."""
        return self.en if lang.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Source(Part):
    """A legal text: number and date as read, what the stored copy shows, and how sure the reading is."""

    id: Name
    title: Text
    number: Words
    level: Level
    confidence: Confidence
    issued: Day | None = None
    ocr_raw: Words | None = None
    reading: Text | None = None
    supersedes: Id | None = None

    def contradiction(self) -> str:
        """A doubt is explained."""
        explained = self.reading is not None or self.confidence == "certain" or self.level == "E"
        return "" if explained else "reading_missing"


@dataclass(frozen=True, slots=True)
class Citation(Part):
    """A citation as it is written: the very words (`phrase`) or the substance (`gist`), never both."""

    source: Id
    at: Words
    phrase: Text | None = None
    gist: Text | None = None
    level: Level | None = None

    def contradiction(self) -> str:
        """One of both."""
        return "phrase_or_gist" if (self.phrase is None) == (self.gist is None) else ""

    def cite(self, name: str, level: str) -> Cite:
        """What the rules hold of it under its `name`; `level` is that of its source, unless it has one of its own."""
        words = self.phrase or self.gist
        assert words is not None  # a contradiction, else
        return Cite(self.source, self.at, words, self.phrase is None, self.level or level, name)


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a rule stands: source id, clause, and its words; `id` is its name in the pack.

    `phrase` is the operative phrase of the source, or, where `is_gist`, what it says in substance.
    `level` is how well it is known (S notice, V two mirrors, v one mirror, R elsewhere, M memory, E counter).
    """

    source: str
    at: str
    phrase: Text
    is_gist: bool
    level: str = "S"
    id: str = ""


class _ByName:
    """A citation is written by its name; the context of reading has them all.

    One that is not there is only its name: whoever checks the references of the pack says so.
    """

    def __get_pydantic_core_schema__(self, _source: object, handler: Any) -> Schema:  # noqa: ANN401
        named = {"type": "with-info", "function": _find_citation}
        return {"type": "function-after", "function": named, "schema": handler.generate_schema(Id)}


def _find_citation(name: str, info: Any) -> Cite:  # noqa: ANN401
    found: Cite | None = info.context.get(name)
    return found or Cite("", "", Text("", ""), is_gist=True, id=name)


CitationRef = Annotated[Cite, _ByName()]
