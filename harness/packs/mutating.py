"""A mutant of a shipped pack before the door: caught and by what, or not; and if not, whether it changes any answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import NamedTuple
from unittest.mock import patch

from flows.rules.model import Rules
from harness.packs.answers import same
from harness.packs.mutants import Mutant, Raw, mutants
from harness.packs.toml_text import written
from hukou_tui import packs
from hukou_tui.packs import PackError, checks
from hukou_tui.packs.build import build_rules
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.reading import SHIPPED, PackFile, PackText, open_pack_file, parse_pack

BASE = "cn-2015-96"

#: Packs that lie over one another, base first.
Texts = tuple[PackText, ...]


class Verdict(NamedTuple):
    """What came of a mutant: CAUGHT by a check, equal in all answers, or MISSED; `where` is its file and line."""

    result: str
    check: str
    where: str
    mutant: Mutant


class Shipped:
    """The shipped packs, and their mutants in one order."""

    def __init__(self) -> None:
        self.files = {folder.name: open_pack_file(folder) for folder in packs.shipped_folders()}
        self.texts = {name: parse_pack(file) for name, file in self.files.items()}

    @cached_property
    def mutants(self) -> list[tuple[str, Mutant]]:
        """Every mutant with the name of its pack."""
        return [
            (name, mutant) for name, text in self.texts.items() for mutant in self._mutants(name, text.raw)
        ]

    def judge(self, number: int) -> Verdict:
        """Prove one mutant; one that is not caught is asked whether it answers otherwise."""
        name, mutant = self.mutants[number]
        text = self.texts[name]
        where = f"{text.name}:{text.lines.line_of(mutant.path)}"
        # What is on the disk is written and read again only for a share: it takes as long as the proof.
        uses = self._uses(name, replace(text, raw=mutant.of(text.raw)))
        check = next((found for texts in uses if (found := self.caught(texts))), "")
        if check:
            return Verdict("caught", check, where, mutant)
        equal = all(
            same(before, rules_of(after)) for before, after in zip(self._before(name), uses, strict=True)
        )
        return Verdict("equal" if equal else "MISSED", "", where, mutant)

    def caught(self, texts: Texts) -> str:
        """The name of the check that objects first; empty if none does."""
        try:
            merged, pack = packs.merge_parsed(texts)
        except PackError as fault:
            return fault.findings[0].check
        base = rules_of(texts[:-1]) if texts[:-1] else None
        found = next(checks.run_checks(Subject(merged, pack, build_rules(merged, pack, None), base)), None)
        return found.check if found else ""

    def at_the_door(self, number: int) -> str:
        """The name of the check that objects first to the mutant written as a file: the way that a real pack comes."""
        name, mutant = self.mutants[number]
        changed = PackFile(self.files[name].path, written(mutant.of(self.texts[name].raw)).encode())
        base = self.files[BASE]
        uses = (
            [(base, changed)] if name != BASE else [(changed,), *((changed, file) for file in self._over())]
        )
        return next((found.check for files in uses for found in packs.findings(files)), "")

    def _over(self) -> list[PackFile]:
        return [file for name, file in self.files.items() if name != BASE]

    def _uses(self, name: str, changed: PackText) -> list[Texts]:
        """The ways in which a pack is used: a base alone and below each overlay, an overlay over its base."""
        base = self.texts[BASE]
        if name != BASE:
            return [(base, changed)]
        return [(changed,), *((changed, text) for other, text in self.texts.items() if other != BASE)]

    @lru_cache(maxsize=4)  # noqa: B019 - as long-lived as the campaign
    def _before(self, name: str) -> list[Rules]:
        return [rules_of(texts) for texts in self._uses(name, self.texts[name])]

    def _mutants(self, name: str, raw: Raw) -> Iterator[Mutant]:
        cites: Mapping[str, Raw] = {**self.texts[BASE].raw["cites"], **raw["cites"]}
        return mutants(raw, packs.load_rules([SHIPPED / name]), cites)


def rules_of(texts: Texts) -> Rules:
    """The rules of packs whose content is at hand."""
    return build_rules(*packs.merge_parsed(texts), None)


@contextmanager
def without(*names: str) -> Iterator[None]:
    """With some of the checks switched off: the negative control."""
    left = {name: check for name, check in checks.CHECKS.items() if name not in names}
    with patch.object(checks, "CHECKS", left):
        yield
