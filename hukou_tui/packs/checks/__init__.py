"""The proof of a pack, one file a question: is everybody given one way, is nothing demanded that no rule names?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from hukou_tui.packs.checks.citation import findings as citation
from hukou_tui.packs.checks.cover import findings as cover
from hukou_tui.packs.checks.fee import findings as fee
from hukou_tui.packs.checks.forbidden import findings as forbidden
from hukou_tui.packs.checks.golden import findings as golden
from hukou_tui.packs.checks.kept import findings as kept
from hukou_tui.packs.checks.monotone import findings as monotone
from hukou_tui.packs.checks.omitted import findings as omitted
from hukou_tui.packs.checks.outcome import findings as outcome
from hukou_tui.packs.checks.overlay import findings as overlay
from hukou_tui.packs.checks.reach import findings as reach
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.checks.threshold import findings as threshold
from hukou_tui.packs.checks.windows import findings as windows
from hukou_tui.packs.faults import Finding

Check = Callable[[Subject], Iterator[Finding]]

#: In the order in which their findings are told; "schema" and "references" come before, where a pack is read.
CHECKS: Mapping[str, Check] = {
    "citation": citation,
    "threshold": threshold,
    "omitted": omitted,
    "cover": cover,
    "reach": reach,
    "outcome": outcome,
    "forbidden": forbidden,
    "fee": fee,
    "kept": kept,
    "windows": windows,
    "monotone": monotone,
    "overlay": overlay,
    "golden": golden,
}
#: What the others rest on: where somebody has no way or two, their answers mean nothing.
FIRST = "cover"


def run_checks(subject: Subject) -> Iterator[Finding]:
    """Every finding of every check; where situations have no route or two, only what does not rest on routes."""
    covered = [replace(found, check=FIRST) for found in CHECKS[FIRST](subject)]
    skipped = {"reach", "outcome", "monotone", "overlay", "golden"} if covered else set()
    for name, check in CHECKS.items():
        if name == FIRST:
            yield from covered
        elif name not in skipped:
            yield from (replace(found, check=name) for found in check(subject))
