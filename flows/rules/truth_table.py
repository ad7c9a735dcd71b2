"""All situations at once: each is one bit of a number, and a match table is the number of those for which it holds.

What can only be answered by going through everything (no gap, no overlap, nothing unreachable, nothing more
demanded) is a few hundred operations on long integers, where asking situation by situation takes a minute.
Dates and ages are not days here: each fact worked out from a date is free to have any of its values.

Facts that decide something together (those under one worked-out fact) are gathered into a part. Of all combinations
within a part only those are kept apart that the tables at hand tell apart, now or after a paper was handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from flows.rules.model import UNKNOWN, Match, Rules, When

#: Facts that were changed since, by what a route leads on to or a paper answers.
State = frozenset[tuple[str, str]]

_NOW: State = frozenset()


class _Part:
    """Facts that are free together, every combination of them one bit."""

    def __init__(self, rules: Rules, facts: tuple[str, ...]) -> None:
        self.rules = rules
        self.values = {fact: answers(rules, fact) for fact in facts}
        self.strides: dict[str, int] = {}
        self.count = 1
        for fact, options in self.values.items():
            self.strides[fact] = self.count
            self.count *= len(options)
        self.full = (1 << self.count) - 1
        self._masks: dict[tuple[str, str, State], int] = {}

    def holds(self, match: Match, state: State) -> int:
        """The combinations that meet one condition once `state` was changed."""
        found = 0
        for value in match.values:
            found |= self._where(match.fact, value, state)
        return found

    def facts_at(self, at: int) -> dict[str, str]:
        """One combination, fact by fact."""
        return {
            fact: options[at // self.strides[fact] % len(options)] for fact, options in self.values.items()
        }

    def _where(self, fact: str, value: str, state: State) -> int:
        key = (fact, value, state)
        if key not in self._masks:
            self._masks[key] = self._find(fact, value, state)
        return self._masks[key]

    def _find(self, fact: str, value: str, state: State) -> int:
        for changed, now in state:
            if changed == fact:
                return self.full if now == value else 0
        if fact in self.values:
            options = self.values[fact]
            return (
                _blocks(self.strides[fact], options.index(value), len(options), self.count)
                if value in options
                else 0
            )
        found = 0
        for row in self.rules.derived[fact].rows:
            if row.value == value:
                left = self.full
                for match in row.when:
                    left &= self.holds(match, state)
                found |= left
        return found


class Truths:
    """Which of the situations make a match table true; made by `truths`."""

    def __init__(
        self, rules: Rules, parts: Mapping[str, _Part], classes: Mapping[int, list[int]], state: State = _NOW
    ) -> None:
        self.rules = rules
        self.state = state
        self._parts = parts
        self._classes = classes
        self._strides: dict[int, int] = {}
        self.count = 1
        for number, kept in classes.items():
            self._strides[number] = self.count
            self.count *= len(kept)
        self.full = (1 << self.count) - 1
        self._masks: dict[Match, int] = {}

    def after(self, facts: Mapping[str, str]) -> Truths:
        """The same situations once `facts` have been changed in each of them."""
        kept = {(fact, value) for fact, value in self.state if fact not in facts}
        return Truths(self.rules, self._parts, self._classes, frozenset(kept | set(facts.items())))

    def holds(self, when: When) -> int:
        """The situations in which every condition of `when` is met."""
        found = self.full
        for match in when:
            found &= self._meets(match)
            if not found:
                break
        return found

    def facts_of(self, situations: int) -> dict[str, str]:
        """One of `situations`, fact by fact."""
        at = (situations & -situations).bit_length() - 1
        found: dict[str, str] = {}
        for part in dict.fromkeys(self._parts.values()):
            kept = self._classes[id(part)]
            block = kept[at // self._strides[id(part)] % len(kept)]
            found |= part.facts_at((block & -block).bit_length() - 1)
        return found

    def deciding_facts(self, situations: int) -> dict[str, str]:
        """One of `situations` by the facts that matter: whatever the others are, it stays among them."""
        found = self.facts_of(situations)
        for fact in list(found):
            fewer = {name: value for name, value in found.items() if name != fact}
            if not self._cube(fewer) & ~situations:
                found = fewer
        return found

    def _cube(self, facts: Mapping[str, str]) -> int:
        """Every situation with these facts, or that the tables at hand do not tell from one."""
        cube = self.full
        for part in dict.fromkeys(self._parts.values()):
            held = part.full
            for fact, value in facts.items():
                held &= part.holds(Match(fact, (value,)), _NOW) if fact in part.values else held
            cube &= self._blocks_of(part, held)
        return cube

    def _meets(self, match: Match) -> int:
        if match not in self._masks:
            part = self._parts[match.fact]
            self._masks[match] = self._blocks_of(part, part.holds(match, self.state))
        return self._masks[match]

    def _blocks_of(self, part: _Part, held: int) -> int:
        """The situations in whose block of `part` anything of `held` lies."""
        kept, found = self._classes[id(part)], 0
        for at, block in enumerate(kept):
            if block & held:
                found |= _blocks(self._strides[id(part)], at, len(kept), self.count)
        return found


def answers(rules: Rules, fact: str) -> tuple[str, ...]:
    """The values that a fact can have in a match table: an unknown that is read as another answer is none."""
    if fact in rules.settings:
        return tuple(option.id for option in rules.settings[fact].options)
    if fact in rules.derived:
        return tuple(option.id for option in rules.derived[fact].options)
    known = rules.facts[fact]
    ids = tuple(option.id for option in known.options)
    return (*ids, UNKNOWN) if known.unknown_allowed and known.unknown_reads is None else ids


def truths(
    rules: Rules, tables: Iterable[When], given: Mapping[str, tuple[str, ...]] | None = None
) -> Truths:
    """Every combination of the facts that `tables` rest on; `given` keeps those that are answered to some values."""
    matches = tuple(dict.fromkeys(match for table in tables for match in table))
    return _truths(_Key(rules), matches, tuple((given or {}).items()))


def _told_apart(full: int, masks: Iterable[int]) -> list[int]:
    """`full` in as few blocks as are needed for every mask to hold in the whole of a block or nowhere in it."""
    blocks = [full]
    for mask in dict.fromkeys(masks):
        blocks = [piece for block in blocks for piece in (block & mask, block & ~mask) if piece]
    return blocks


def _blocks(stride: int, at: int, of: int, count: int) -> int:
    """Blocks of `stride` ones, the one `at` out of each `of`, over `count` bits."""
    pattern, width = ((1 << stride) - 1) << (stride * at), stride * of
    while width < count:
        pattern |= pattern << width
        width *= 2
    return pattern & ((1 << count) - 1)


class _Key:
    """Rules by identity: what is worked out for them once is kept as long as they are asked about."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.rules is self.rules

    def __hash__(self) -> int:
        return id(self.rules)


@lru_cache(maxsize=4)
def _parts(key: _Key) -> Mapping[str, _Part]:
    """Each fact, given, worked out or chosen, with the part that it belongs to."""
    rules = key.rules
    leaves = {name: tuple(_base_facts(rules, name)) for name in rules.derived if rules.derived[name].rows}
    together: dict[str, set[str]] = {}
    for name in (*rules.facts, *rules.settings, *(name for name in rules.derived if name not in leaves)):
        together[name] = {name}
    for under in leaves.values():
        joined = set().union(*(together[fact] for fact in under))
        for fact in joined:
            together[fact] = joined
    made: dict[frozenset[str], _Part] = {}
    found: dict[str, _Part] = {}
    for fact, group in together.items():
        names = frozenset(group)
        if names not in made:
            made[names] = _Part(rules, tuple(name for name in together if name in group))
        found[fact] = made[names]
    return found | {name: found[under[0]] for name, under in leaves.items()}


@lru_cache(maxsize=12)
def _truths(key: _Key, matches: tuple[Match, ...], given: tuple[tuple[str, tuple[str, ...]], ...]) -> Truths:
    # One question after the other goes through the same tables, those of all routes above all.
    known = _parts(key)
    parts = {match.fact: known[match.fact] for match in matches}
    states = _states(key.rules)
    classes = {}
    for part in dict.fromkeys(parts.values()):
        full = part.full
        for fact, values in given:
            full &= part.holds(Match(fact, values), _NOW) if fact in part.values else full
        told = [
            part.holds(match, state) for match in matches if parts[match.fact] is part for state in states
        ]
        classes[id(part)] = _told_apart(full, told)
    return Truths(key.rules, parts, classes)


def _base_facts(rules: Rules, fact: str) -> Iterator[str]:
    """The facts on which one rests in the end."""
    derived = rules.derived.get(fact)
    if derived is None or not derived.rows:
        yield fact
        return
    for named in dict.fromkeys(match.fact for row in derived.rows for match in row.when):
        yield from _base_facts(rules, named)


def _states(rules: Rules) -> list[State]:
    """What may have been changed: nothing, what a route leads on to or a paper answers, and two of those."""
    singles = [frozenset(route.then_facts.items()) for route in rules.routes if route.then_facts]
    singles += [frozenset([paper.obtains]) for paper in rules.documents.values() if paper.obtains]
    once = list(dict.fromkeys(singles))
    twice = [first | second for first in once for second in once if first != second]
    return list(dict.fromkeys([_NOW, *once, *twice]))
