"""Keeps the documents true: commands, keys, links, pictures, and the two languages beside each other."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from hukou_tui.commands.root import COMMANDS, root
from hukou_tui.practice.stories import load_stories
from hukou_tui.screens.counter.home import Home
from hukou_tui.screens.intake.duplicates import DECISIONS
from hukou_tui.screens.intake.intake import Intake

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
#: The pages that a clerk or a trainer reads keys in.
READ_AT_THE_COUNTER = ("README", "docs/clerk", "docs/trainer")
PAIRS = tuple((f"{name}.md", f"{name}.zh-CN.md") for name in READ_AT_THE_COUNTER)
OURS = ("hukou-tui", "python3 dev.py")
DEV = re.compile(r"^  (\w+) ", re.MULTILINE)


class Meaning(NamedTuple):
    """What a key does: the action behind it, and the words of the two clerk's guides."""

    action: str
    en: str
    zh: str


COUNTER = {
    "f1": Meaning("help", "help", "帮助"),
    "f2": Meaning("new", "new case", "新办件"),
    "f3": Meaning("back", "the stories, in the practice station", "来访者（演练站）"),
    "f4": Meaning("closed", "all cases, or the open ones only", "全部办件，或者只看未办结的"),
    "f6": Meaning("operator", "another operator sits down", "换人在岗"),
    "f7": Meaning("send", "send to the county", "向县级报送"),
    "f8": Meaning("settings", "settings of the station", "本所设置"),
    "f12": Meaning("leave", "leave", "退出"),
}
CASE = {
    "f1": Meaning("help", "help on the field and the step, with the clause", "本栏和本步的帮助，附条款"),
    "f2": Meaning("park", "park the case and go to the counter", "暂挂，回到窗口"),
    "f3": Meaning("back", "a page or a step back", "退一页或者一步"),
    "f4": Meaning("forward", "a page or a step on", "进一页或者一步"),
    "f5": Meaning("family", "next person of the same family", "同户下一人"),
    "f6": Meaning("operator", "another operator sits down", "换人在岗"),
    "f7": Meaning("repeat", "repeats a value of the same family in the field", "在本栏重复同户的内容"),
    "f8": Meaning("slips", "the slips that are due", "现在可以出的文书"),
    "f9": Meaning("story", "the story again, in the practice station", "再看来访者说的话（演练站）"),
    "f12": Meaning("leave", "leave", "退出"),
}


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def command_lines(page: Path) -> list[str]:
    """What a reader would type of ours: the lines of blocks that name no other language than a shell's."""
    blocks = re.findall(r"^```(?:sh|bash)?\n(.*?)^```$", text_of(page), flags=re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith(OURS)]


def inline_commands(page: Path) -> list[str]:
    return re.findall(r"`(hukou-tui(?: [^`]*)?)`", without_blocks(text_of(page)).replace("\n", " "))


def parse(command: click.Command, words: list[str], *, whole: bool) -> None:
    """Walk down the commands as click would, without running any; raises click's own complaint."""
    context = click.Context(command, info_name=command.name)
    given, rest, _order = command.make_parser(context).parse_args(args=list(words))
    if isinstance(command, click.Group):
        if rest:
            name, *further = rest
            inner = command.get_command(context, name)
            assert inner is not None, f"there is no command {name}"
            parse(inner, further, whole=whole)
        else:
            assert command.invoke_without_command or not whole, f"{command.name} alone does nothing"
        return
    assert not rest, f"{command.name} takes no {rest}"
    if whole:
        lacking = [p.name for p in command.params if p.required and not given.get(p.name or "")]
        assert not lacking, f"{command.name} lacks {lacking}"


def check_line(line: str, *, whole: bool) -> None:
    words = shlex.split(line)
    if words[0] == "hukou-tui":
        parse(root, words[1:], whole=whole)
        return
    known = set(DEV.findall((ROOT / "dev.py").read_text(encoding="utf-8").split('"""')[1]))
    assert words[2] in known, f"dev.py has no {words[2]}; it has {sorted(known)}"
    if words[2] == "run":
        parse(root, words[3:], whole=whole)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_each_command_line_is_one_that_the_program_takes(page: Path) -> None:
    for line in command_lines(page):
        check_line(line, whole=True)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_each_command_named_in_a_sentence_exists(page: Path) -> None:
    for line in inline_commands(page):
        check_line(line, whole=False)


@pytest.mark.parametrize(("screen", "meanings"), [(Home, COUNTER), (Intake, CASE)], ids=["counter", "case"])
@pytest.mark.parametrize("guide", ["docs/clerk.md", "docs/clerk.zh-CN.md"])
def test_each_key_does_what_the_clerks_guide_says(
    guide: str, screen: type[Home] | type[Intake], meanings: dict[str, Meaning]
) -> None:
    assert {key: action for key, _words, action in screen.KEYS} == {k: m.action for k, m in meanings.items()}
    tables = re.findall(r"(?:^\|.*\n)+", text_of(ROOT / guide), flags=re.MULTILINE)
    table = [one for one in tables if "`F1`" in one][0 if screen is Home else 1]
    told = dict(re.findall(r"^\| `(F\d+)` \| (.*?) \|$", table, flags=re.MULTILINE))
    words = {k.upper(): m.zh if "zh-CN" in guide else m.en for k, m in meanings.items()}
    assert told == words


@pytest.mark.parametrize("name", [name for pair in PAIRS for name in pair])
def test_no_page_names_a_key_that_is_none(name: str) -> None:
    known = {key.upper() for key in (*COUNTER, *CASE)}
    assert set(re.findall(r"`(F\d+)`", text_of(ROOT / name))) <= known


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_each_link_and_picture_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", without_blocks(text_of(page)))
    near = [link.split("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)]
    assert [link for link in near if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(("en", "zh"), PAIRS)
def test_the_two_languages_say_the_same_things_in_the_same_order(en: str, zh: str) -> None:
    """As many sections at the same levels, the same keys and codes, the same commands, the same pictures."""

    def shape(name: str) -> list[str]:
        return re.findall(r"^(#+) ", without_blocks(text_of(ROOT / name)), flags=re.MULTILINE)

    def commands(name: str) -> list[str]:
        return [line.replace("--lang en ", "") for line in command_lines(ROOT / name)]

    def pictures(name: str) -> list[str]:
        return [Path(link).name for link in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text_of(ROOT / name))]

    def keys(name: str) -> list[str]:
        return re.findall(r"`(F\d+|[0-9])`", text_of(ROOT / name))

    assert shape(en) == shape(zh)
    assert commands(en) == commands(zh)
    assert pictures(en) == pictures(zh)
    assert sorted(set(keys(en))) == sorted(set(keys(zh)))


@pytest.mark.parametrize("name", PAIRS[0])
def test_every_command_stands_in_the_readme(name: str) -> None:
    named = {words.split()[1] for words in inline_commands(ROOT / name) if " " in words}
    assert named >= set(COMMANDS)


@pytest.mark.parametrize(("guide", "lang"), [("docs/trainer.md", "en"), ("docs/trainer.zh-CN.md", "zh")])
def test_every_story_stands_in_the_trainers_guide(guide: str, lang: str) -> None:
    told = re.findall(r"^\| ([^|]+?) \|", text_of(ROOT / guide), flags=re.MULTILINE)
    assert [story.title.get(lang) for story in load_stories()] == [
        title for title in told[1:] if set(title) != {"-"}
    ]


#: Digit of the lookup's decisions -> the words of the two clerk's guides.
DECISIONS_TOLD = {
    "1": ("different_parents", "other parents", "父母不同"),
    "2": ("different_birth", "other birth", "出生不同"),
    "3": ("twin", "twin", "双（多）胞胎"),
    "4": ("checked_in_system", "checked in the system", "系统核实不同"),
    "5": ("other", "other, in words", "其他（写明）"),
    "6": ("same_person", "the same person", "确为同一人"),
    "7": ("to_verify", "to be verified", "疑似同一人，待核"),
}


def test_each_digit_of_a_decision_means_what_the_clerks_guide_says() -> None:
    assert {d: reason for d, (_v, reason, _w) in DECISIONS.items()} == {
        d: t[0] for d, t in DECISIONS_TOLD.items()
    }
    en, zh = (" ".join(text_of(ROOT / name).split()) for name in PAIRS[1])
    for digit, (_reason, in_english, in_chinese) in DECISIONS_TOLD.items():
        assert f"`{digit}` {in_english}" in en, digit
        assert f"`{digit}` {in_chinese}" in zh, digit


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_no_page_uses_a_word_that_the_counter_does_not(page: Path) -> None:
    text = text_of(page)
    assert [word for word in ("黑户", "超生子女", "私生子", "身份证号", "准生证") if word in text] == []
