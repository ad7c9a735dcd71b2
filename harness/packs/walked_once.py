"""Situations of rules are walked once: whoever compares the same rules again finds them as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from flows.rules.model import Rules
from flows.rules.situations import Reachable, reachable

#: So many rules are remembered, the oldest forgotten first: a few thousand situations each.
MOST = 6
_kept: dict[tuple[object, date | None, bool], tuple[Rules, tuple[Reachable, ...]]] = {}


def by_text(rules: Rules) -> object:
    """For rules that were read from packs: those of the same texts lead to the same situations."""
    return (*((pack.id, pack.hash) for pack in rules.packs), rules.on)


def by_itself(rules: Rules) -> object:
    """For rules that may have been changed after they were read."""
    return id(rules)


def walked_once(same: Callable[[Rules], object]) -> Callable[..., Iterator[Reachable]]:
    """As `flows.rules.situations.reachable`; `same` says by what rules are known again."""

    def find(rules: Rules, on: date | None, *, why: bool = True) -> Iterator[Reachable]:
        key = (same(rules), on, why)
        if key not in _kept:
            # The rules are kept as well: while they are, no others have their id.
            _kept[key] = (rules, tuple(reachable(rules, on, why=why)))
            if len(_kept) > MOST:
                del _kept[next(iter(_kept))]
        return iter(_kept[key][1])

    return find
