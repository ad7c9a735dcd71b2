"""A share of campaigns/broken_packs.py: one fault each, none accepted, each told with file and line."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.packs.breaking import FAULTS, NAMES, Broken, at_the_command, broken, judged, text_of
from hukou_tui.packs import prove_content
from hukou_tui.packs.reading import PackFile


@pytest.mark.share
@pytest.mark.parametrize("seed", range(6))
def test_no_fault_is_accepted_and_each_is_told_with_file_and_line(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(40):
        pack, fault = broken(dice)
        outcome = judged(pack, fault)
        assert outcome.result in ("refused", "harmless"), (seed, pack, fault.kind, fault.line, outcome)
        assert outcome.placed, outcome


@pytest.mark.share
@pytest.mark.parametrize("make", FAULTS, ids=lambda make: make.__name__)
def test_each_kind_of_fault_ends_in_a_sentence_at_the_command(
    make: Callable[[random.Random, str], Broken | None], tmp_path: Path
) -> None:
    dice = random.Random(make.__name__)
    faults = [(pack, make(dice, text_of(pack))) for pack in NAMES[:2] for _ in range(12)]
    fault = next(fault for pack, fault in faults if fault is not None and proves_wrong(pack, fault))
    code, said = at_the_command(tmp_path, fault)
    assert code in (1, 2)
    assert "Traceback" not in said
    assert "pack.toml:" in said


def proves_wrong(pack: str, fault: Broken) -> bool:
    return bool(prove_content(PackFile(Path(pack) / "pack.toml", fault.content)))


def test_the_packs_as_they_are_are_not_refused() -> None:
    for pack in NAMES:
        assert prove_content(PackFile(Path(pack) / "pack.toml", text_of(pack).encode())) == ()
