"""What a book is made of, whatever it is written as: sections with paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to the section, or the item, of that id."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


Run = str | Link | Strong
Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `warns` where nobody may overlook it."""

    line: Line
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list, with what belongs under it. With an `id`, links lead to it."""

    line: Line
    under: tuple[Block, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `ordered` where the number of an entry means something."""

    items: tuple[Item, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and a name over each column."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter, or a part of one. `wall`: hung up by itself, in large type."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    wall: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A book in one language."""

    lang: str
    title: str
    sections: tuple[Section, ...]

    @property
    def id(self) -> str:
        """The id of the book itself."""
        return f"{self.lang}-book"


def plain(line: Line) -> str:
    """The words of a line."""
    return "".join(run if isinstance(run, str) else run.text for run in line)


def words(section: Section) -> Iterator[str]:
    """Every line of a section and its parts, title first, as words."""
    yield section.title
    for block in section.blocks:
        yield from _of_block(block)
    for part in section.sections:
        yield from words(part)


def _of_block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield plain(block.line)
    elif isinstance(block, Table):
        yield block.caption
        yield from block.head
        yield from (plain(cell) for row in block.rows for cell in row)
    else:
        for item in block.items:
            yield plain(item.line)
            for under in item.under:
                yield from _of_block(under)
