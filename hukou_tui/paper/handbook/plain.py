"""Sections as plain text for a terminal: headings, lists by indentation, tables read row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hukou_tui.paper.handbook.book import Block, Items, Paragraph, Section, Table, plain
from hukou_tui.paper.slips.page_layout import columns, wrap_lines


def text(sections: Sequence[Section]) -> str:
    """The sections one after another, in lines that fit a terminal of 80 columns."""
    return "\n".join(line for section in sections for line in _section(section, "=")).rstrip()


def _section(section: Section, rule: str) -> Iterator[str]:
    yield from wrap_lines(section.title)
    yield rule * min(columns(section.title), 78)
    for block in section.blocks:
        yield from _block(block, 0)
    yield ""
    for part in section.sections:
        yield from _section(part, "-")


def _block(block: Block, indent: int) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from wrap_lines(plain(block.line), indent)
    elif isinstance(block, Items):
        for number, item in enumerate(block.items, 1):
            mark = f"{number}. " if block.ordered else "- "
            yield from wrap_lines(mark + plain(item.line), indent, hang=len(mark))
            for under in item.under:
                yield from _block(under, indent + len(mark))
    else:
        yield from _rows(block, indent)


def _rows(table: Table, indent: int) -> Iterator[str]:
    for row in table.rows:
        first, *rest = zip(table.head, row, strict=True)
        yield from wrap_lines(f"- {first[0]}: {plain(first[1])}", indent, hang=2)
        for name, cell in rest:
            yield from wrap_lines(f"{name}: {plain(cell)}", indent + 2, hang=2)
