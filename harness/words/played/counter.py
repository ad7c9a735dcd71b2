"""The counter over an encrypted station: who opens it, keys and who has them, and what keeps the station."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from db.access import key_administration, unlocking
from db.access.vault import Newcomer
from flows.case import actions as a
from harness.stations.founded import copied_station
from harness.stations.intake import ADMINISTRATOR, AT, CHEAP, CLERK, PASSPHRASE, held, open_case, withdrawn
from harness.words.played.playing import FITS, Journey, Playing

NEW = "my own and only"


def station(folder: Path) -> None:
    """One case."""
    with copied_station(folder) as made:
        open_case(made, father_number="530699198001010018")


# ---- who opens it


async def opening(play: Playing) -> None:
    """The first form of the day, what it refuses, and the counter."""
    await play.see("who opens the station")
    await play.press("enter", "enter")
    await play.see("the badge is needed")
    await play.type(CLERK, "enter")
    await play.type("wrong, wrong", "enter")
    await play.see("wrong passphrase")
    await play.press("f1")
    await play.see("help of the first form")
    await play.press("f3")
    await play.type(PASSPHRASE, "enter")
    await play.until(lambda: not play.app.locked, "the counter")
    await play.see("the counter")
    await play.press("f6")
    await play.see("somebody else sits down")
    await play.type("777", "enter")
    await play.type(PASSPHRASE, "enter")
    await play.see("a badge that nobody has")
    await play.press("f6")
    await play.see("locked")
    await play.type(PASSPHRASE, "enter")
    await play.until(lambda: not play.app.locked, "the counter")
    await play.see("unlocked")
    await play.press("f8")
    await play.type("x", *["enter"] * 6)
    await play.see("settings are not a clerk's")


def with_a_newcomer(folder: Path) -> None:
    """Somebody who has a passphrase that was made up."""
    station(folder)
    opened = unlocking.open_station(folder, held(folder, ADMINISTRATOR), at=AT)
    with opened.station:
        one = Newcomer("009", "clerk", "begin with this", must_change=True)
        key_administration.add_operator(opened, one, AT, CHEAP)


async def first_passphrase(play: Playing) -> None:
    """A passphrase that was made up is changed before anything else."""
    await play.see("change it first")
    await play.press("enter", "enter", "enter")
    await play.see("the present one is needed")
    for name, old, new, again in (
        ("not the same twice", "begin with this", NEW, "my own and other"),
        ("too short", "begin with this", "short", "short"),
        ("the present one is wrong", "begin with that", NEW, NEW),
        ("changed", "begin with this", NEW, NEW),
    ):
        await play.type(old, "enter")
        await play.type(new, "enter")
        await play.type(again)
        await play.told("enter")
        await play.see(name)


# ---- keys


async def keys(play: Playing) -> None:
    """Who has a key: added, another role, a lost passphrase, removed, a new recovery key."""
    await play.press("0", "4")
    await play.see("the station")
    await play.press("2")
    await play.see("people with a key")
    await play.press("1")
    await play.see("who has one")
    await play.press("minus")
    await play.see("menu over a text")
    await play.press("f3", "f3")
    await people(play, "2")
    await play.see("add somebody")
    await play.type("00", "f12")
    await play.see("not saved: the form")
    await play.type("7", "enter", "1")
    await play.laid_over()
    await play.see("added, the passphrase is shown once")
    await play.press("f3")
    await people(play, "3")
    await play.type("007", "enter")
    await play.see("another role")
    await play.told("2")
    await play.see("another role, done")
    await people(play, "4")
    await play.type("007")
    await play.see("a lost passphrase")
    await play.press("enter")
    await play.laid_over()
    await play.see("given anew, the passphrase is shown once")
    await play.press("f3")
    await removed(play)
    await recovery(play)


async def people(play: Playing, digit: str) -> None:
    """An entry of the menu of those who have a key."""
    await play.press("0", "4", "2", digit)


async def removed(play: Playing) -> None:
    """Nobody removes himself; others are."""
    await people(play, "5")
    await play.see("remove somebody")
    await play.type(ADMINISTRATOR)
    await play.told("enter")
    await play.see("nobody removes himself")
    await people(play, "5")
    await play.type("007")
    await play.told("enter")
    await play.see("removed")


async def recovery(play: Playing) -> None:
    """A new recovery key is shown once."""
    await people(play, "6")
    await play.see("a new recovery key")
    await play.press("enter")
    await play.see("a yes is needed")
    await play.press("1")
    await play.laid_over()
    await play.see("the recovery key is shown once")
    await play.press("f3")


# ---- what keeps the station


def with_a_period(folder: Path) -> None:
    """A case that was withdrawn, and a period that is over for it."""
    with copied_station(folder) as made:
        number = open_case(made)
        withdrawn(made, number, at="2016-06-01T08:00:00Z")
        made.append(a.SetSetting("retention.withdrawn_days", "1"), case_id="", operator=ADMINISTRATOR, at=AT)


async def keeping(play: Playing) -> None:
    """Checks and copies, the day slip, cases whose period is over."""
    await asked(play, "7", "checked, no folder is named")
    await play.press("0", "4", "6")
    await play.see("a copy without a folder")
    await play.type("~/stick", *["enter"] * 5)
    await play.see("a folder is named")
    copied = replace(FITS, copy="copy.db")
    play.checks = [
        FITS, copied, replace(copied, same_medium=True), replace(FITS, finding="record_changed", finding_seq=7),
        OSError(28, "full"), OSError(13, "denied"),
    ]  # fmt: skip
    await asked(play, "7", "checked")
    await asked(play, "6", "copied and tried out")
    await asked(play, "6", "copied onto the same disk")
    await asked(play, "7", "a record that does not fit")
    await asked(play, "6", "no copy: the stick is full")
    await asked(play, "7", "no check: no right")
    await play.press("0", "4", "8")
    await play.laid_over()
    await play.see("a period is over")
    await play.told("1")
    await play.see("emptied")
    await play.told("0", "4", "8")
    await play.see("nothing to be emptied")


async def asked(play: Playing, digit: str, name: str) -> None:
    """An entry of the station's menu that another thread answers, after it was said that it goes on."""
    before = len(play.said)
    await play.press("0", "4", digit)
    await play.until(lambda: len(play.said) >= before + 2, name)
    await play.see(name)


JOURNEYS = {
    "opening": Journey(station, opening),
    "first_passphrase": Journey(with_a_newcomer, first_passphrase, "009", passphrase="begin with this"),
    "keys": Journey(station, keys, ADMINISTRATOR),
    "keeping": Journey(with_a_period, keeping, ADMINISTRATOR),
}
