"""How alike two written names are: the same letters, the same sound, one mixed up with the other, a part of it.

Each kind carries its evidence in bits: how few people would agree so far by chance, less what the difference
costs because one person's name is seldom written so. Positive speaks for one person, negative for two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from flows.identity.names import (
    ALL_FOLDED,
    DOT,
    NOTHING_FOLDED,
    Folding,
    canonical,
    fold_syllable,
    letters,
    looks_like,
    nearly,
    normalise_name,
    readings,
    split_name,
    written_sound,
)
from flows.identity.nicknames import readings_of
from flows.linkage.name_frequency import given_bits, how_common, name_bits, surname_bits

#: Letters of a name that are compared; nobody's name is longer, and what is typed may be anything.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class NameSimilarity:
    """`code` names the kind, `strength` runs from 0 to 100 (equal), `bits` is the evidence; `params` say which
    characters differ and how common the name is."""

    code: str
    strength: int
    params: dict[str, str] = field(default_factory=dict, hash=False)
    bits: float = 0.0

    @property
    def same_name(self) -> bool:
        """Whether both may well be one name written differently."""
        return self.strength >= 65


DIFFERENT = NameSimilarity("different", 0, bits=-7)
#: What a character costs in bits that is the same, a variant, sounds the same, sounds so here, looks alike, sounds
#: nearly the same.
_SAME, _VARIANT, _HOMOPHONE, _DIALECT, _ALIKE, _NEAR, _OTHER = 0.0, 1.0, 4.0, 5.0, 4.5, 6.0, 99.0
#: Nobody's name is always written the same.
_AGREES = 0.5
_ABSURD_LENGTH = 200


class _Letter(NamedTuple):
    """A character: its canonical form, how it sounds, how it sounds here, roughly, and what it looks like."""

    form: str
    heard: frozenset[str]
    folded: frozenset[str]
    near: frozenset[str]
    looks: str


class _Name(NamedTuple):
    """A name taken apart once: a lookup compares one name with a hundred. Surname and given name are in their
    canonical form; `traces` is everything by which another name could have something in common with it."""

    plain: str
    letters: tuple[_Letter, ...]
    family: str
    given: str
    parts: tuple[str, ...]
    nicknames: tuple[tuple[str, str], ...]
    traces: frozenset[str]
    bits: float


@lru_cache(maxsize=1024)
def _letter(character: str, as_surname: bool, folding: Folding) -> _Letter:
    ways = readings(character, surname=as_surname)
    folded = frozenset(fold_syllable(way, folding) for way in ways)
    heard = frozenset(fold_syllable(way, NOTHING_FOLDED) for way in ways)
    return _Letter(canonical(character), heard, folded, frozenset(map(nearly, folded)), looks_like(character))


@lru_cache(maxsize=1024)
def _taken_apart(name: str, folding: Folding) -> _Name:
    name = name[:_ABSURD_LENGTH]
    plain = letters(name)[:_LONGEST]
    dotted = normalise_name(name)
    parts = tuple(dotted.split(DOT)) if DOT in dotted else ()
    # Of a name with a dot the first part is the clan's, as a surname is the family's.
    width = len(letters(parts[0])) if parts else len(split_name(name)[0])
    found = tuple([_letter(c, place == 0 and width == 1, folding) for place, c in enumerate(plain)])
    form = "".join([letter.form for letter in found])
    family, given = form[:width], form[width:]
    traces = frozenset(form).union(
        plain, *[letter.near for letter in found], *[letter.looks for letter in found]
    )
    return _Name(plain, found, family, given, parts, readings_of(plain), traces, name_bits(family, given))


@lru_cache(maxsize=2048)
def compare_names(one: str, other: str, folding: Folding = ALL_FOLDED) -> NameSimilarity:
    """Compare two names; the first kind that applies, strongest first. Empty names are different."""
    mine, theirs = _taken_apart(one, folding), _taken_apart(other, folding)
    if not mine.plain or not theirs.plain:
        return DIFFERENT
    if mine.plain == theirs.plain:
        return NameSimilarity("equal", 100, {"frequency": how_common(mine.bits)}, mine.bits - _AGREES)
    if mine.traces.isdisjoint(theirs.traces):
        return _nothing_shared(mine, theirs)
    costs = _position_costs(mine, theirs) if len(mine.plain) == len(theirs.plain) else ()
    if costs and max(costs) < _OTHER:
        return _position_by_position(mine, theirs, costs)
    return (
        _another_order(mine, theirs)
        or _nickname(mine, theirs)
        or _other_surname(mine, theirs)
        or _part(mine, theirs)
        or (_one_differs(mine, theirs, costs) if costs else _one_more(mine, theirs))
        or _birth_order(mine, theirs)
        or (_surname_only(mine, theirs) if _same_family(mine, theirs) else DIFFERENT)
    )


def _surname_only(mine: _Name, theirs: _Name) -> NameSimilarity:
    """A rare surname says something even so; and with one character for a given name, one slip leaves no more."""
    both_short = len(mine.given) == len(theirs.given) == 1
    return NameSimilarity("surname_only", 10, bits=surname_bits(mine.family) - (5.5 if both_short else 7.5))


def _nothing_shared(mine: _Name, theirs: _Name) -> NameSimilarity:
    """No character or sound in common: two names, unless one only counts the children or is in Latin letters."""
    return _birth_order(mine, theirs) or _in_letters(mine, theirs) or DIFFERENT


def _position_costs(mine: _Name, theirs: _Name) -> tuple[float, ...]:
    """What each position costs, _OTHER where the two characters have nothing in common."""
    places = range(len(mine.plain))
    return tuple(_cost(mine, place, theirs, place) for place in places)


def _cost(mine: _Name, at: int, theirs: _Name, there: int) -> float:
    return (
        0.0 if mine.plain[at] == theirs.plain[there] else _of_letters(mine.letters[at], theirs.letters[there])
    )


def _of_letters(a: _Letter, b: _Letter) -> float:
    if a.form == b.form:
        return _VARIANT
    if not a.folded.isdisjoint(b.folded):
        return _DIALECT if a.heard.isdisjoint(b.heard) else _HOMOPHONE
    if b.form in a.looks or a.form in b.looks:
        return _ALIKE
    return _OTHER if a.near.isdisjoint(b.near) else _NEAR


def _position_by_position(mine: _Name, theirs: _Name, costs: tuple[float, ...]) -> NameSimilarity:
    """Same length, and at each place a variant, the same sound (here), or characters that look alike."""
    bits = max(mine.bits - _AGREES - sum(costs), 0.0)
    kinds = set(costs)
    if _NEAR in kinds:
        code, strength = "near_sound", 68
    elif _ALIKE in kinds:
        code, strength = "look_alike", 72
    elif _DIALECT in kinds:
        code, strength = "dialect", 70
    elif _HOMOPHONE in kinds:
        code, strength = "homophone", 80
    else:
        code, strength = "variant", 95
    return NameSimilarity(code, strength, _mark_differences(mine.plain, theirs.plain), bits)


def _another_order(mine: _Name, theirs: _Name) -> NameSimilarity | None:
    """The same characters, or the same sounds, in another order."""
    if len(mine.plain) != len(theirs.plain) or len(mine.plain) < 2:
        return None
    if sorted(letter.form for letter in mine.letters) == sorted(letter.form for letter in theirs.letters):
        return NameSimilarity("order", 72, bits=mine.bits - 5)
    if len(mine.plain) > 2 and _sorted_sounds(mine) == _sorted_sounds(theirs):
        return NameSimilarity("order_and_sound", 66, {"one": mine.plain, "other": theirs.plain}, mine.bits - 11)
    return None


def _sorted_sounds(name: _Name) -> list[str]:
    return sorted(min(letter.folded) for letter in name.letters)


def _other_surname(mine: _Name, theirs: _Name) -> NameSimilarity | None:
    """The same given name, or one that sounds the same, under another surname; or with no surname at all."""
    if not mine.given or not theirs.given:
        return None
    for whole, bare in ((mine, theirs), (theirs, mine)):
        if len(whole.given) > 1 and bare.family + bare.given == whole.given:
            return NameSimilarity("given_only", 60, {"one": bare.plain}, given_bits(whole.given) - 2)
    cost = _given_cost(mine, theirs)
    if cost >= _OTHER or _same_family(mine, theirs):
        return None
    # 欧 for 欧阳 is a slip of the pen.
    slip = bool(mine.family and theirs.family) and (
        mine.family in theirs.family or theirs.family in mine.family
    )
    bits = max(given_bits(mine.given) - cost, 0) - (2 if slip else 5)
    marked = {"one": mine.plain[: len(mine.family)], "other": theirs.plain[: len(theirs.family)]}
    return NameSimilarity("other_surname", 60 if len(mine.given) > 1 else 40, marked, bits)


def _given_cost(mine: _Name, theirs: _Name) -> float:
    if len(mine.given) != len(theirs.given):
        return _OTHER
    here, there = len(mine.family), len(theirs.family)
    last = min(len(mine.plain) - here, len(theirs.plain) - there)
    return sum(_cost(mine, here + place, theirs, there + place) for place in range(last))


def _same_family(mine: _Name, theirs: _Name) -> bool:
    if not mine.family or len(mine.family) != len(theirs.family):
        return False
    return all(_cost(mine, place, theirs, place) < _OTHER for place in range(len(mine.family)))


def _part(mine: _Name, theirs: _Name) -> NameSimilarity | None:
    """Of a name with a dot, one of its parts alone, or two names that share a part."""
    if not mine.parts and not theirs.parts:
        return None
    here = mine.parts or (mine.plain,)
    there = theirs.parts or (theirs.plain,)
    if mine.parts and theirs.parts and here[0] == there[0]:
        here = here[1:]
    shared = [part for part in here if len(part) > 1 and part in there]
    return NameSimilarity("part", 50, bits=min(given_bits(max(shared, key=len)), 14) - 6) if shared else None


def _one_differs(mine: _Name, theirs: _Name, costs: tuple[float, ...]) -> NameSimilarity | None:
    """One character of the given name quite another; the last one agreeing is the person's own, the first one
    is commonly that of a whole generation."""
    wrong = [place for place, cost in enumerate(costs) if cost >= _OTHER]
    if len(wrong) != 1 or len(costs) < 3 or wrong[0] < len(mine.family):
        return None
    agreeing = "".join(c for place, c in enumerate(mine.given, len(mine.family)) if place not in wrong)
    cost = sum(cost for cost in costs if cost < _OTHER)
    bits = max(surname_bits(mine.family) + given_bits(agreeing) - cost, 0)
    marked = {"one": mine.plain[wrong[0]], "other": theirs.plain[wrong[0]]}
    if len(costs) == 3 and wrong[0] == 2:
        return NameSimilarity("generation", 30, marked, min(bits, 12) - 6.5)
    return NameSimilarity("one_character", 45, marked, bits - 6)


def _one_more(mine: _Name, theirs: _Name) -> NameSimilarity | None:
    """张伟 for 张大伟, 欧兰 for 欧阳兰: they begin alike, and one has one character more."""
    shorter, longer = sorted((mine, theirs), key=lambda name: len(name.plain))
    if len(longer.plain) - len(shorter.plain) != 1 or len(shorter.plain) < 2:
        return None
    at = 1
    while at < len(shorter.plain) and _cost(shorter, at, longer, at) < _OTHER:
        at += 1
    costs = [_cost(shorter, place, longer, place) for place in range(at)]
    costs += [_cost(shorter, place, longer, place + 1) for place in range(at, len(shorter.plain))]
    if max(costs) >= _OTHER:
        return None
    bits = max(surname_bits(shorter.family) + given_bits(shorter.given) - sum(costs), 0) - 4.5
    return NameSimilarity("dropped", 50, {"one": mine.plain, "other": theirs.plain}, bits)


def _nickname(mine: _Name, theirs: _Name) -> NameSimilarity | None:
    """小兰, 罗兰儿, 兰兰 for 罗贵兰: the one character that a nickname keeps stands in the given name."""
    best: NameSimilarity | None = None
    for nick, formal in ((mine, theirs), (theirs, mine)):
        for family, left in nick.nicknames:
            if left and (not family or _same_family(nick, formal)):
                found = _as_nickname(family, left, nick, formal)
                best = max((one for one in (best, found) if one), key=lambda one: one.bits, default=None)
    return best


def _as_nickname(family: str, left: str, nick: _Name, formal: _Name) -> NameSimilarity | None:
    at = nick.plain.rindex(left)
    given = range(len(formal.family), len(formal.plain)) if len(formal.plain) > 1 else range(1)
    if family and len(given) == 2 and not formal.nicknames:
        # At home the last character is called; the first is that of all brothers.
        given = given[1:]
    cost = min((_cost(nick, at, formal, place) for place in given), default=_OTHER)
    if cost >= _OTHER:
        return None
    bits = max(surname_bits(family) + given_bits(left) - cost, 0) - 4
    return NameSimilarity("nickname", 50, {"one": nick.plain, "other": formal.plain}, bits)


def _birth_order(mine: _Name, theirs: _Name) -> NameSimilarity | None:
    """二妹, 罗老三: it names a child by its place, so it says nothing against any name of the family."""
    for nick, formal in ((mine, theirs), (theirs, mine)):
        for family, left in nick.nicknames:
            if not left and (not family or _same_family(nick, formal)):
                return NameSimilarity("birth_order", 20, {"one": nick.plain}, 1.0 if family else 0.0)
    return None


def _in_letters(mine: _Name, theirs: _Name) -> NameSimilarity | None:
    """One of the two in Latin letters: LUO GUILAN for 罗贵兰."""
    for latin, han in ((mine, theirs), (theirs, mine)):
        if latin.plain.isascii() and latin.plain.isalpha() and not han.plain.isascii():
            heard = written_sound(han.plain)
            if latin.plain in heard:
                return NameSimilarity("in_letters", 70, {"one": latin.plain}, han.bits - 6)
    return None


def match_linked_name(one: str, other: str, fathers: tuple[str, ...]) -> NameSimilarity | None:
    """A Yi name with the father's name before one's own (父子连名): 依火木呷 and 吉克木呷, the father 阿普依火.

    The own part, two letters or more at the end, must agree, and what stands before it in one of the two must
    end the father's name.
    """
    mine, theirs = letters(one[:_ABSURD_LENGTH])[:_LONGEST], letters(other[:_ABSURD_LENGTH])[:_LONGEST]
    own = 0
    while own < min(len(mine), len(theirs)) and mine[-own - 1] == theirs[-own - 1]:
        own += 1
    if own < 2 or max(len(mine), len(theirs)) < 4:
        return None
    before = {mine[:-own], theirs[:-own]} - {""}
    given = {letters(father[:_ABSURD_LENGTH])[-2:] for father in fathers if father}
    if any(end and start.endswith(end) for start in before for end in given):
        return NameSimilarity("chained", 60, {"one": mine[-own:]}, min(given_bits(mine[-own:]), 16) - 3)
    return None


def _mark_differences(mine: str, theirs: str) -> dict[str, str]:
    differing = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    return {"one": "".join(a for a, _ in differing), "other": "".join(b for _, b in differing)}
