"""A book as Markdown: headings with anchors that links lead to, every text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hukou_tui.paper.handbook.book import (
    Block,
    Book,
    Items,
    Line,
    Link,
    Paragraph,
    Run,
    Section,
    Strong,
    Table,
)
from hukou_tui.words.safe_text import safe_text

#: What Markdown or the HTML in it would take for itself.
_OURS = re.compile(r"([\\`*_{}\[\]<>#|~&])")
#: What would begin a list or a rule at the head of a line.
_HEAD = re.compile(r"^(\d+)([.)])|^([-+=])")


def markdown(books: Sequence[Book]) -> str:
    """The books one after another, as one Markdown text."""
    return "\n".join(line for book in books for line in _book(book)).rstrip() + "\n"


def _book(book: Book) -> Iterator[str]:
    yield from _heading_lines(book.id, book.title, 1)
    for section in book.sections:
        yield from _section(section, 2)


def _section(section: Section, depth: int) -> Iterator[str]:
    yield from _heading_lines(section.id, section.title, depth)
    for block in section.blocks:
        yield from _block(block, "")
        yield ""
    for part in section.sections:
        yield from _section(part, depth + 1)


def _heading_lines(name: str, title: str, depth: int) -> Iterator[str]:
    yield f'{"#" * depth} <a id="{name}"></a>{escape_text(title)}'
    yield ""


def _block(block: Block, indent: str) -> Iterator[str]:
    if isinstance(block, Paragraph):
        text = _line(block.line)
        yield f"{indent}> {text}" if block.warns else f"{indent}{text}"
    elif isinstance(block, Items):
        yield from _items(block, indent)
    else:
        yield from _table(block, indent)


def _items(block: Items, indent: str) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        mark = f"{number}. " if block.ordered else "- "
        anchor = f'<a id="{item.id}"></a>' if item.id else ""
        yield f"{indent}{mark}{anchor}{_line(item.line)}"
        for under in item.under:
            if isinstance(under, Paragraph):
                yield ""  # or it would run on in the entry's own line
            yield from _block(under, indent + " " * len(mark))


def _table(table: Table, indent: str) -> Iterator[str]:
    yield f"{indent}{_line((Strong(table.caption),))}"
    yield ""
    rows = [[escape_text(name) for name in table.head], ["---"] * len(table.head)]
    rows += [[_line(cell) for cell in row] for row in table.rows]
    for row in rows:
        yield f"{indent}| {' | '.join(row)} |"


def _line(line: Line) -> str:
    return _HEAD.sub(_at_head, "".join(_render_run(run) for run in line).rstrip())


def _at_head(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"


def _render_run(run: Run) -> str:
    if isinstance(run, Link):
        return f"[{escape_text(run.text)}](#{run.target})"
    if isinstance(run, Strong):
        return f"**{escape_text(run.text)}**"
    return escape_text(run)


def escape_text(text: str) -> str:
    """A text that Markdown shows as it is."""
    return _OURS.sub(r"\\\1", safe_text(text))
