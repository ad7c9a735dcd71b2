"""A mutant of a shipped pack before the door: caught and by what, or not; and if not, whether it changes any answer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple
from unittest.mock import patch

from hukou_tui import packs
from hukou_tui.packs import PackError, checks
from hukou_tui.packs.lines import Lines
from hukou_tui.packs.reading import SHIPPED, PackFile, opened, read
from tests.hukou_tui.packs.answers import same
from tests.hukou_tui.packs.mutants import Mutant, Raw, mutants
from tests.hukou_tui.packs.toml_text import written

BASE = "cn-2015-96"


class Verdict(NamedTuple):
    """What came of a mutant: CAUGHT by a check, equal in all answers, or MISSED; `where` is its file and line."""

    result: str
    check: str
    where: str
    mutant: Mutant


class Shipped:
    """The shipped packs, and their mutants in one order."""

    def __init__(self) -> None:
        self.files = {folder.name: opened(folder) for folder in packs.shipped()}
        self.raws: dict[str, Raw] = {
            name: tomllib.loads(file.content.decode()) for name, file in self.files.items()
        }

    @cached_property
    def lines(self) -> dict[str, Lines]:
        """On which line a row stands in the pack as it is shipped."""
        return {name: read(file).lines for name, file in self.files.items()}

    @cached_property
    def mutants(self) -> list[tuple[str, Mutant]]:
        """Every mutant with the name of its pack."""
        return [(name, mutant) for name, raw in self.raws.items() for mutant in self._mutants(name, raw)]

    def judge(self, number: int) -> Verdict:
        """Prove one mutant; one that is not caught is asked whether it answers otherwise."""
        name, mutant = self.mutants[number]
        content = written(mutant.of(self.raws[name])).encode()
        changed = PackFile(self.files[name].path, content)
        line = self.lines[name].line_of(mutant.path)
        where = f"{self.files[name].name}:{line}"
        check = next((found for files in self._uses(name, changed) if (found := caught(files))), "")
        if check:
            return Verdict("caught", check, where, mutant)
        pairs = zip(self._uses(name, self.files[name]), self._uses(name, changed), strict=True)
        equal = all(same(packs.load_files(before), packs.load_files(after)) for before, after in pairs)
        return Verdict("equal" if equal else "MISSED", "", where, mutant)

    def _uses(self, name: str, changed: PackFile) -> list[tuple[PackFile, ...]]:
        """The ways in which a pack is used: a base alone and below each overlay, an overlay over its base."""
        base = self.files[BASE]
        if name != BASE:
            return [(base, changed)]
        return [(changed,), *((changed, file) for other, file in self.files.items() if other != BASE)]

    def _mutants(self, name: str, raw: Raw) -> Iterator[Mutant]:
        cites: Mapping[str, Raw] = {**self.raws[BASE]["cites"], **raw["cites"]}
        return mutants(raw, packs.load([SHIPPED / name]), cites)


def caught(files: tuple[PackFile, ...]) -> str:
    """The name of the check that objects first; empty if none does."""
    try:
        found = next(iter(packs.findings(files)), None)
    except PackError as fault:
        found = fault.findings[0]
    return found.check if found else ""


@contextmanager
def without(*names: str) -> Iterator[None]:
    """With some of the checks switched off: the negative control."""
    left = {name: check for name, check in checks.CHECKS.items() if name not in names}
    with patch.object(checks, "CHECKS", left):
        yield
