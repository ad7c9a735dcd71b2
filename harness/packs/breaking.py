"""One fault put into the text of a shipped pack: it is refused, with file and line, or it means what it meant before.

Shared by tests/hukou_tui/packs/test_broken_packs.py (some hundred) and campaigns/broken_packs.py (as many as wanted).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from flows.rules.model import Rules
from hukou_tui import packs
from hukou_tui.commands.policy import policy
from hukou_tui.packs.reading import SHIPPED, PackFile

NAMES = ("cn-2015-96", "zhaotong-2016", "baoshan-2017")
FULL_WIDTH = dict(zip('=",[]{}.#:', "＝“，［］｛｝．＃：", strict=True))
#: Entries whose id nothing else may name: another id is another entry, and no fault.
_FREE_IDS = ("golden", "refusals", "reasons", "stages", "grounds", "every", "groups")
_KEY = re.compile(
    r"\b(zh|en|any_of|by|cite|when|id|value|class|channel|decided_by|source|at|kind|track|outcome)(?= =)"
)
_HEADER = re.compile(r"(?m)^\[(\w+)\.(\"?[\w.]+\"?)\]$")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"')


class Broken(NamedTuple):
    """A pack with one fault: what kind, the whole file, and the line that was touched (None: no one line)."""

    kind: str
    content: bytes
    line: int | None


class Outcome(NamedTuple):
    """What became of it: `refused`, `harmless`, `ACCEPTED`, `TRACEBACK`; whether each finding has a line, and near."""

    result: str
    placed: bool
    near: bool | None
    told: str


@cache
def text_of(pack: str) -> str:
    return (SHIPPED / pack / "pack.toml").read_text(encoding="utf-8")


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _put(kind: str, text: str, start: int, end: int, new: str) -> Broken:
    return Broken(kind, (text[:start] + new + text[end:]).encode(), _line(text, start))


def _misspelt(dice: random.Random, word: str) -> str:
    at = dice.randrange(len(word))
    return dice.choice(
        (word[:at] + word[at + 1 :] or "q", word[:at] + "q" + word[at:], word[:at] + "Q" + word[at + 1 :])
    )


def _any(dice: random.Random, pattern: str | re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return dice.choice(found) if found else None


def _outside_strings(text: str, at: int) -> bool:
    start = text.rfind("\n", 0, at) + 1
    line, column = text[start : text.find("\n", at)], at - start
    if line.lstrip().startswith("#"):
        return False
    return not any(match.start() <= column < match.end() for match in _STRING.finditer(line))


def key_typo(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, _KEY, text)
    return found and _put("typo in a key", text, found.start(), found.end(), _misspelt(dice, found[0]))


def section_typo(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, _HEADER, text)
    return found and _put("typo in a section", text, found.start(1), found.end(1), _misspelt(dice, found[1]))


def id_typo(dice: random.Random, text: str) -> Broken | None:
    ids = [found for found in _HEADER.finditer(text) if found[1] not in _FREE_IDS]
    # An id that nothing names is as good as another.
    found = next(found for found in dice.sample(ids, len(ids)) if _is_named(found[2], text))
    return _put("typo in an id", text, found.start(2), found.end(2), "q" + found[2].strip('"'))


def _is_named(name: str, text: str) -> bool:
    bare = re.escape(name.strip('"'))
    return re.search(rf'[^.]"{bare}"|\b{bare} = ', text) is not None


def full_width(dice: random.Random, text: str) -> Broken | None:
    places = [m.start() for m in re.finditer("[" + re.escape("".join(FULL_WIDTH)) + "]", text) if m[0] != '"']
    quotes = [m.start() for m in re.finditer('(?<== )"', text)]
    at = dice.choice(
        [at for at in dice.sample(places, 60) if _outside_strings(text, at)] + dice.sample(quotes, 20)
    )
    return _put("full-width punctuation", text, at, at + 1, FULL_WIDTH[text[at]])


def wrong_option(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r"when = \{ [^}\n]*\"(\w+)\"[^}\n]* \}", text)
    return found and _put("wrong option", text, found.start(1), found.end(1), "q" + found[1])


def unknown_reference(dice: random.Random, text: str) -> Broken | None:
    keys = (
        "cite|track|issuer|source|settled_by|parent|years|from|payer_cite|remedy_cite|document|last_day|base"
    )
    found = _any(dice, rf'(?<![\w"])(?:{keys}) = "([^"]+)"', text)
    return found and _put("unknown reference", text, found.start(1), found.end(1), "q" + found[1])


def unknown_paper(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r'any_of = \["(\w+)"', text)
    return found and _put("unknown paper", text, found.start(1), found.end(1), "q" + found[1])


def forbidden_paper(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r'any_of = \["(\w+)"', text)
    paper = dice.choice(
        ("birth_permit", "vaccination_card", "maintenance_fee_receipt", "contraception_proof")
    )
    return found and _put("forbidden paper demanded", text, found.start(1), found.end(1), paper)


def overlapping_route(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r"(?m)^\[routes\.(\w+)\]\n(?:.+\n)+", text)
    if not found or "when =" not in found[0]:
        return None
    copy = found[0].replace(f"[routes.{found[1]}]", f"[routes.{found[1]}_too]", 1)
    return _put("overlapping rows", text, found.end(), found.end(), "\n" + copy)


def widened_route(dice: random.Random, text: str) -> Broken | None:
    found = _any(
        dice, r"(?m)^\[routes\.\w+\]\n(?:.+\n)*?when = \{ [^}\n]*?(, \w+ = (?:\"\w+\"|\[[^\]\n]+\]))", text
    )
    return found and _put("condition left out", text, found.start(1), found.end(1), "")


def missing_language(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r'zh = "[^"\n]*", (?=en)|, en = "[^"\n]*"(?= \})', text)
    return found and _put("missing language", text, found.start(), found.end(), "")


def empty_text(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r'(?:zh|en) = "([^"\n]+)"', text)
    return found and _put("empty text", text, found.start(1), found.end(1), dice.choice(("", " ", "　")))


def wrong_type(dice: random.Random, text: str) -> Broken | None:
    kinds = (
        (r"(?m)^(?:first|last|on|issued) = (\d{4}-\d\d-\d\d)$", lambda was: f'"{was}"'),
        (r'by = ("\w+")', lambda was: "1"), (r'any_of = (\["\w+"\])', lambda was: was.strip("[]")),
        (r"unknown_allowed = (true)", lambda was: '"yes"'), (r'cite = ("\w+")', lambda was: f"[{was}]"),
        (r'(?m)^outcome = ("\w+")', lambda was: "true"), (r"percent = (50)", lambda was: '"50"'),
        (r"(?m)^title = (\{.+\})$", lambda was: '"x"'), (r'value = ("\w+")', lambda was: "2016-01-01"),
    )  # fmt: skip
    pattern, other = dice.choice(kinds)
    found = _any(dice, pattern, text)
    return found and _put("wrong type", text, found.start(1), found.end(1), other(found[1]))


def twice(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r"(?m)^(?:\w+ = .*[^\[]|\[[\w.]+\])$", text)
    return found and _put("given twice", text, found.end(), found.end(), "\n" + found[0])


def lost_mark(dice: random.Random, text: str) -> Broken | None:
    places = [m.start() for m in re.finditer(r'["\[\]{}=]', text)]
    at = next((at for at in dice.sample(places, 30) if text[at] == '"' or _outside_strings(text, at)), None)
    return None if at is None else _put("mark left out", text, at, at + 1, "")


def truncated(dice: random.Random, text: str) -> Broken | None:
    raw = text.encode()
    return Broken("cut off", raw[: dice.randrange(1, len(raw))], None)


def encoding(dice: random.Random, text: str) -> Broken | None:
    raw = text.encode()
    at = dice.randrange(len(raw))
    return Broken(
        "wrong encoding",
        dice.choice((
            text.encode("gb18030"), text.encode("utf-16"), b"\xef\xbb\xbf" + raw, raw[:at] + b"\x00" + raw[at:],
            raw[:at] + b"\xff" + raw[at:], raw[:at] + b"\x1b" + raw[at:],
        )),
        None,
    )  # fmt: skip


def control_character(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r'zh = "([^"\n]+)"', text)
    escape = dice.choice(("\\u001b[31m", "\\u0000", "\\n", "\\u202e", "\\u009b2J"))
    return found and _put("control character", text, found.start(1), found.start(1), escape)


def bad_date(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r"(?m)^(?:first|last|issued|on) = (\d{4}-\d\d-\d\d)$", text)
    wrong = dice.choice(("2016-13-01", "2016-02-30", "2016-1-1", "16-01-01", "2016/01/01", "2016年1月1日"))
    return found and _put("no such day", text, found.start(1), found.end(1), wrong)


def backwards(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r"(?m)^first = (\d{4}-\d\d-\d\d)\nlast = ", text)
    return found and _put("window backwards", text, found.start(1), found.end(1), "2031-01-01")


def citation_removed(dice: random.Random, text: str) -> Broken | None:
    found = _any(dice, r', cite = "\w+"|(?m:^cite = "\w+"\n)', text)
    if found is None or "sets_price" in text[found.start() - 1 : found.start()]:
        return None
    # An answer may have a source of its own, and a line of a table too; neither needs one.
    line = text[text.rfind("\n", 0, found.start()) + 1 : text.find("\n", found.start())]
    if found[0].startswith("cite") and _has_its_base_behind(text, found.start()):
        return None
    if found[0].startswith(",") and ("any_of" not in line and "kind =" not in line and "channel" not in line):
        return None
    return _put("citation removed", text, found.start(), found.end(), "")


def _has_its_base_behind(text: str, at: int) -> bool:
    """Whether the entry at `at` is cited by the base as well: without its own it has that one, and chooses nothing."""
    start = text.rfind("\n[", 0, at) + 1
    entry = text[start : text.find("\n\n", start)]
    return "\nbase = " in text and entry.partition("\n")[0] in text_of(NAMES[0]) and "\nvalue = " not in entry


def enormous(dice: random.Random, text: str) -> Broken | None:
    tail = dice.choice((
        "\n[x]\ny = " + "[" * 100_000, "\n[x]\ny = " + "9" * 5000, '\n[x]\ny = "' + "z" * 3_000_000 + '"',
        "\n[x]\ny = " + "{a = " * 5000, "\n[" + ".".join(["x"] * 5000) + "]\n", "\n[x]\ny = 1e999999999",
    ))  # fmt: skip
    return Broken("enormous", (text + tail).encode(), text.count("\n") + 2)


def no_base(dice: random.Random, text: str) -> Broken | None:
    found = re.search(r'(?m)^base = "([^"]+)"$', text)
    own = re.search(r'(?m)^id = "([^"]+)"$', text)
    if found is None or own is None:
        return None
    other = dice.choice((own[1], "cn-2099-1", "../cn-2015-96", "baoshan-2017", "/", "", "\\u0000"))
    return _put("base not there", text, found.start(1), found.end(1), other)


FAULTS: tuple[Callable[[random.Random, str], Broken | None], ...] = (
    key_typo, section_typo, id_typo, full_width, wrong_option, unknown_reference, unknown_paper, forbidden_paper,
    overlapping_route, widened_route, missing_language, empty_text, wrong_type, twice, lost_mark, truncated, encoding,
    control_character, bad_date, backwards, citation_removed, enormous, no_base,
)  # fmt: skip


def broken(dice: random.Random) -> tuple[str, Broken]:
    """One pack with one fault."""
    while True:
        pack = dice.choice(NAMES)
        found = dice.choice(FAULTS)(dice, text_of(pack))
        if found is not None and found.content != text_of(pack).encode():
            return pack, found


def judged(pack: str, fault: Broken) -> Outcome:
    """What the program makes of it."""
    try:
        findings = packs.prove_content(PackFile(Path(pack) / "pack.toml", fault.content))
        if not findings:
            same = _meaning(pack, fault.content) == _meaning(pack, text_of(pack).encode())
            return Outcome("harmless" if same else "ACCEPTED", True, None, "")
        placed = all(finding.file and finding.line for finding in findings)
        return Outcome("refused", placed, _near(text_of(pack), fault, findings), findings[0].text)
    except Exception as error:  # noqa: BLE001 - whatever it is, it would have reached a person
        return Outcome("TRACEBACK", True, None, f"{type(error).__name__}: {error}"[:200])


def _meaning(pack: str, content: bytes) -> Rules:
    rules = packs.load_files(packs.with_base(PackFile(Path(pack) / "pack.toml", content)))
    return replace(rules, packs=())


def _near(text: str, fault: Broken, findings: tuple[packs.Finding, ...]) -> bool | None:
    """Whether a finding is on the line that was touched, or on one of the entry that it stands in."""
    if fault.line is None:
        return None
    lines = text.splitlines()
    head = next((at for at in range(min(fault.line, len(lines)), 0, -1) if lines[at - 1].startswith("[")), 1)
    return any(head <= (finding.line or 0) <= fault.line + 1 for finding in findings)


def at_the_command(folder: Path, fault: Broken) -> tuple[int, str]:
    """`policy check FILE`: how it ends, and what it says."""
    (folder / "pack").mkdir(exist_ok=True)
    file = folder / "pack" / "pack.toml"
    file.write_bytes(fault.content)
    result = CliRunner().invoke(policy, ["check", str(file)])
    return result.exit_code, result.output + (
        repr(result.exception) if result.exit_code not in (0, 1, 2) else ""
    )
