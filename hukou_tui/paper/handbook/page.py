"""Books as one HTML page: no script, nothing fetched, every text escaped, right in a browser that shows text only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

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
from hukou_tui.paper.handbook.page_style import STYLE
from hukou_tui.words.safe_text import safe_text

LANG = {"zh": "zh-Hans", "en": "en"}
_NAMES = {"zh": "中文", "en": "English"}
#: Chinese inside English: read aloud and drawn as Chinese.
_CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+")


def page(books: Sequence[Book]) -> str:
    """The books one after another, as one page."""
    first = books[0]
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{LANG[first.lang]}">',
        "<head>",
        '<meta charset="utf-8">',
        # Nothing is fetched from anywhere, whatever a pack may say.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(first.title)}</title>",
        f"<style>\n{STYLE}</style>",
        "</head>",
        "<body>",
        *(_languages(books) if len(books) > 1 else ()),
        *(line for book in books for line in _book(book)),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _languages(books: Sequence[Book]) -> Iterator[str]:
    links = (f'<a href="#{book.id}" lang="{LANG[book.lang]}">{_NAMES[book.lang]}</a>' for book in books)
    yield f"<nav><p>{' | '.join(links)}</p></nav>"


def _book(book: Book) -> Iterator[str]:
    yield f'<article id="{book.id}" lang="{LANG[book.lang]}">'
    yield f"<h1>{_mark_chinese(book.title, book.lang)}</h1>"
    for section in book.sections:
        yield from _section(section, 2, book.lang)
    yield "</article>"


def _section(section: Section, depth: int, lang: str) -> Iterator[str]:
    kind = ' class="wall"' if section.wall else ""
    yield f'<section id="{section.id}"{kind}>'
    yield f"<h{depth}>{_mark_chinese(section.title, lang)}</h{depth}>"
    for block in section.blocks:
        yield from _block(block, lang)
    for part in section.sections:
        yield from _section(part, min(depth + 1, 6), lang)
    yield "</section>"


def _block(block: Block, lang: str) -> Iterator[str]:
    if isinstance(block, Paragraph):
        kind = ' class="warns"' if block.warns else ""
        yield f"<p{kind}>{_line(block.line, lang)}</p>"
    elif isinstance(block, Items):
        yield from _items(block, lang)
    else:
        yield from _table(block, lang)


def _items(block: Items, lang: str) -> Iterator[str]:
    tag = "ol" if block.ordered else "ul"
    yield f"<{tag}>"
    for item in block.items:
        name = f' id="{item.id}"' if item.id else ""
        yield f"<li{name}>{_line(item.line, lang)}"
        for under in item.under:
            yield from _block(under, lang)
        yield "</li>"
    yield f"</{tag}>"


def _table(table: Table, lang: str) -> Iterator[str]:
    yield "<table>"
    yield f"<caption>{_mark_chinese(table.caption, lang)}</caption>"
    head = "".join(f'<th scope="col">{_mark_chinese(name, lang)}</th>' for name in table.head)
    yield f"<thead><tr>{head}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        first, *rest = (_line(cell, lang) for cell in row)
        cells = "".join(f"<td>{cell}</td>" for cell in rest)
        yield f'<tr><th scope="row">{first}</th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"


def _line(line: Line, lang: str) -> str:
    return "".join(_render_run(run, lang) for run in line)


def _render_run(run: Run, lang: str) -> str:
    if isinstance(run, Link):
        return f'<a href="#{run.target}">{_mark_chinese(run.text, lang)}</a>'
    if isinstance(run, Strong):
        return f"<strong>{_mark_chinese(run.text, lang)}</strong>"
    return _mark_chinese(run, lang)


def _mark_chinese(text: str, lang: str) -> str:
    """A text, with Chinese inside English marked as what it is."""
    shown = _text(text)
    if lang == "zh":
        return shown
    return _CHINESE.sub(lambda found: f'<span lang="{LANG["zh"]}">{found[0]}</span>', shown)


def _text(text: str) -> str:
    return escape(safe_text(text))
