"""The catalogue's keeper: collects the words of hukou_tui, merges translations, compiles, and checks.

For developers only (Babel); the program itself reads the compiled catalogue with the standard library.

    .venv/bin/python tools/words.py missing            what has no Chinese yet, as TOML that `fill` takes back
    .venv/bin/python tools/words.py fill FILE.toml     take in translations: "English" = "中文", contexts as tables
    .venv/bin/python tools/words.py update | compile   after the code changed | after zh.po was edited by hand
    .venv/bin/python tools/words.py check              exit 1 if anything is untranslated, out of step or not allowed
"""

from __future__ import annotations

import ast
import gettext
import io
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "hukou_tui"
PO = SOURCE / "words" / "zh.po"
MO = PO.with_suffix(".mo")
#: What marks a message in the code -> how many texts it takes, and whether a context stands before them.
KEYWORDS = {
    "_": (1, False),
    "N_": (1, False),
    "say": (1, False),
    "ngettext": (2, False),
    "pgettext": (1, True),
}
HEADER = "# Words of hukou-tui in Chinese. Kept by tools/words.py; the terms are those of the trade."
#: A fixed day in the header: a date that moves with each run would make every diff noisy.
BEGUN = datetime(2016, 3, 10, tzinfo=UTC)
#: Names for people that no screen and no slip may use.
FORBIDDEN = ("黑户", "超生子女", "私生子", "身份证号", "准生证", "户口本", "同步", "上传")
_FIELD = re.compile(r"\{(\w*)[^{}]*\}")

Key = tuple[str, str]


def key_of(message: Message) -> Key:
    """Context (or an empty text) and English of a message: what makes it one entry."""
    english = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", english


def chinese_of(message: Message) -> str:
    """The one Chinese form of a message (Chinese has no plural)."""
    text = message.string or ""
    return text if isinstance(text, str) else text[0]


def new_catalogue() -> Catalog:
    """An empty catalogue with our header."""
    return Catalog(
        locale="zh_Hans_CN", header_comment=HEADER, project="hukou-tui", version="1", fuzzy=False,
        creation_date=BEGUN, revision_date=BEGUN, last_translator="hukou-tui", language_team="zh",
        msgid_bugs_address="-", copyright_holder="-",
    )  # fmt: skip


def translations() -> dict[Key, str]:
    """What zh.po says now, as far as it says anything; fuzzy entries count as nothing."""
    if not PO.exists():
        return {}
    with PO.open("rb") as file:
        old = read_po(file, locale="zh_Hans_CN", abort_invalid=True)
    return {key_of(m): chinese_of(m) for m in old if m.id and chinese_of(m) and not m.fuzzy}


def marked(source: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Context and texts of each message in `source`.

    Read from the syntax tree: Babel's own extractor does not look inside f-strings on Python 3.11.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            count, in_context = KEYWORDS.get(called, (0, False))
            texts = [text for arg in node.args[: count + in_context] if (text := literal(arg))]
            if count and len(texts) == count + in_context:
                yield texts.pop(0) if in_context else "", tuple(texts)


def literal(node: ast.expr) -> str:
    """The text that stands in the code, or an empty one where it is worked out."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def collected(known: dict[Key, str]) -> Catalog:
    """All messages of the code, each with its Chinese from `known` where there is one; sorted."""
    messages: dict[Key, tuple[str, ...]] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        for context, texts in marked(file.read_text("utf-8")):
            if len(texts) > len(messages.get((context, texts[0]), ())):
                messages[context, texts[0]] = texts
    catalogue = new_catalogue()
    for (context, english), texts in sorted(messages.items()):
        text = known.get((context, english), "")
        if len(texts) > 1:
            catalogue.add(texts, (text,), context=context or None)
        else:
            catalogue.add(english, text, context=context or None)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The .po text of `catalogue`: sorted, without locations, one line a message."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return re.sub(
        rb'(?m)^"(Generated-By|POT-Creation-Date|PO-Revision-Date|Report-Msgid).*\n', b"", out.getvalue()
    )


def compiled(catalogue: Catalog) -> bytes:
    """The .mo bytes of `catalogue`."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def save(known: dict[Key, str]) -> Catalog:
    """Write zh.po and zh.mo from the code and `known`."""
    catalogue = collected(known)
    PO.write_bytes(written(catalogue))
    MO.write_bytes(compiled(catalogue))
    return catalogue


def fault_of(english: str, chinese: str) -> str:
    """Why `chinese` may not stand for `english`, or an empty text."""
    if sorted(_FIELD.findall(english)) != sorted(_FIELD.findall(chinese)):
        return "placeholders differ"
    for word in FORBIDDEN:
        if word in chinese:
            return f"{word} may not be used"
    if english.count("\n") != chinese.count("\n"):
        return "line breaks differ"
    return ""


def untranslated(catalogue: Catalog) -> list[Message]:
    """The messages that have no Chinese."""
    return [m for m in catalogue if m.id and not chinese_of(m)]


def spoken() -> dict[str, str]:
    """What the compiled catalogue says: gettext's own key to Chinese."""
    with MO.open("rb") as file:
        entries = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # noqa: SLF001
    return {k if isinstance(k, str) else k[0]: v for k, v in entries.items() if k}


def faults(catalogue: Catalog) -> list[str]:
    """Everything that `check` objects to, one line each."""
    out = [f"untranslated: {key_of(m)[1]!r}" for m in untranslated(catalogue)]
    for message in catalogue:
        if message.id and (why := fault_of(key_of(message)[1], chinese_of(message))) and chinese_of(message):
            out.append(f"{why}: {key_of(message)[1]!r} = {chinese_of(message)!r}")
    if not PO.exists() or PO.read_bytes() != written(catalogue):
        out.append("zh.po is out of step with the code: run `python tools/words.py update`")
    expected = {
        (f"{context}\x04{english}" if context else english): text
        for (context, english), text in ((key_of(m), chinese_of(m)) for m in catalogue if m.id)
        if text
    }
    if not MO.exists() or spoken() != expected:
        out.append("zh.mo is out of step with zh.po: run `python tools/words.py compile`")
    return out


@click.group(help=__doc__)
def main() -> None:
    """Keep the words."""


@main.command()
def extract() -> None:
    """List the English of every message in the code."""
    for message in collected({}):
        if message.id:
            click.echo(": ".join(part for part in key_of(message) if part))


@main.command()
def update() -> None:
    """Bring zh.po and zh.mo in step with the code; translations no longer used are dropped."""
    before = translations()
    catalogue = save(before)
    dropped = before.keys() - {key_of(m) for m in catalogue}
    click.echo(
        f"{len(catalogue)} messages, {len(untranslated(catalogue))} untranslated, {len(dropped)} dropped"
    )


@main.command(name="compile")
def compile_() -> None:
    """Write zh.mo from zh.po as it stands."""
    with PO.open("rb") as file:
        MO.write_bytes(compiled(read_po(file, locale="zh_Hans_CN", abort_invalid=True)))


@main.command()
def missing() -> None:
    """Print what has no Chinese yet as TOML, ready to be filled in and handed to `fill`."""
    context = ""
    for message in sorted(untranslated(collected(translations())), key=key_of):
        if (here := key_of(message)[0]) != context:
            context = here
            click.echo(f"\n[{json.dumps(context)}]")
        click.echo(f'{json.dumps(key_of(message)[1], ensure_ascii=False)} = ""')


def table(file: Path) -> dict[Key, str]:
    """The translations of a TOML file: texts at the top, contexts as tables below."""
    out: dict[Key, str] = {}
    for name, value in tomllib.loads(file.read_text("utf-8")).items():
        if isinstance(value, dict):
            out.update({(name, english): text for english, text in value.items()})
        else:
            out["", name] = value
    return {key: text for key, text in out.items() if text}


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--over", is_flag=True, help="Replace translations that differ; without it they are kept and named."
)
def fill(file: Path, over: bool) -> None:
    """Take in the translations of FILE and compile; exit 1 if one was not taken."""
    known = translations()
    wanted = {key_of(m) for m in collected({})}
    refused = []
    for key, text in table(file).items():
        why = "not in the code" if key not in wanted else fault_of(key[1], text)
        if not why and known.get(key, text) != text and not over:
            why = f"already {known[key]!r}"
        if why:
            refused.append(f"{why}: {key[1]!r} = {text!r}")
        else:
            known[key] = text
    catalogue = save(known)
    click.echo("\n".join([*refused, f"{len(untranslated(catalogue))} still untranslated"]))
    raise SystemExit(1 if refused else 0)


@main.command()
def check() -> None:
    """Exit 1 if a message has no Chinese, a translation is not allowed, or a file is out of step."""
    found = faults(collected(translations()))
    click.echo("\n".join(found) if found else "words: complete and in step")
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
