"""How alike two written names are: the same letters, the same sound, one mixed up with the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from flows.names import (
    ALL_FOLDED,
    DOT,
    NOTHING_FOLDED,
    Folding,
    alike,
    canonical,
    canonical_name,
    letters,
    normalise,
    sounds,
    split,
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`code` names the kind, `strength` runs from 0 to 100 (equal); `params` say which characters."""

    code: str
    strength: int
    params: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def same_name(self) -> bool:
        """Whether both may well be one name written differently."""
        return self.strength >= 65


DIFFERENT = Likeness("different", 0)


@lru_cache(maxsize=8192)
def likeness(one: str, other: str, folding: Folding = ALL_FOLDED) -> Likeness:
    """Compare two names; the first kind that applies, strongest first. Empty names are different."""
    mine, theirs = letters(one), letters(other)
    if not mine or not theirs:
        return DIFFERENT
    if mine == theirs:
        return Likeness("equal", 100)
    if len(mine) == len(theirs):
        found = _position_by_position(mine, theirs, folding)
        if found:
            return found
    if sorted(canonical_name(mine)) == sorted(canonical_name(theirs)):
        return Likeness("order", 72)
    return _by_parts(one, other, folding)


def _position_by_position(mine: str, theirs: str, folding: Folding) -> Likeness | None:
    """Same length: variants, same sound, same sound in the dialect, or a mix of these and of look-alikes."""
    if canonical_name(mine) == canonical_name(theirs):
        return Likeness("variant", 95, _marked(mine, theirs))
    if _sounds(mine, theirs, NOTHING_FOLDED):
        return Likeness("homophone", 80, _marked(mine, theirs))
    if _sounds(mine, theirs, folding):
        return Likeness("dialect", 70, _marked(mine, theirs))
    heard = zip(sounds(mine, folding), sounds(theirs, folding), strict=True)
    if all(
        canonical(a) == canonical(b) or alike(a, b) or (sound_a & sound_b)
        for (a, b), (sound_a, sound_b) in zip(zip(mine, theirs, strict=True), heard, strict=True)
    ):
        return Likeness("look_alike", 72, _marked(mine, theirs))
    return None


def _by_parts(one: str, other: str, folding: Folding) -> Likeness:
    """Another surname, one character differing, one left out, or only the surname the same."""
    mine, theirs = letters(one), letters(other)
    (family, given), (their_family, their_given) = split(one), split(other)
    same_family = bool(family) and (family == their_family or _like(family, their_family, folding))
    if not same_family and given and _like(given, their_given, folding):
        return Likeness("other_surname", 60 if len(given) > 1 else 40, {"one": family, "other": their_family})
    if _is_part(normalise(one), normalise(other)):
        return Likeness("part", 50)
    if same_family and len(mine) == len(theirs) > 2 and _equal_places(mine, theirs, folding) == len(mine) - 1:
        return Likeness("one_character", 45, _marked(mine, theirs))
    if (
        same_family
        and given
        and their_given
        and (_dropped(given, their_given) or _dropped(their_given, given))
    ):
        return Likeness("dropped", 50, {"one": mine, "other": theirs})
    return Likeness("surname_only", 10) if same_family else DIFFERENT


def _sounds(mine: str, theirs: str, folding: Folding) -> bool:
    pairs = zip(sounds(mine, folding), sounds(theirs, folding), strict=True)
    return all(a & b for a, b in pairs)


def _like(mine: str, theirs: str, folding: Folding) -> bool:
    return len(mine) == len(theirs) and _equal_places(mine, theirs, folding) == len(mine)


def _equal_places(mine: str, theirs: str, folding: Folding) -> int:
    heard = zip(mine, theirs, sounds(mine, folding), sounds(theirs, folding), strict=True)
    return sum(canonical(a) == canonical(b) or alike(a, b) or bool(x & y) for a, b, x, y in heard)


def _dropped(shorter: str, longer: str) -> bool:
    """张伟 for 张大伟: the shorter given name stands in the longer one, which has one character more."""
    return len(longer) - len(shorter) == 1 and shorter in (longer[1:], longer[:-1], longer[0] + longer[2:])


def _is_part(one: str, other: str) -> bool:
    """Of a name with a dot, one of its parts alone."""
    return (DOT in one and other in one.split(DOT)) or (DOT in other and one in other.split(DOT))


def _marked(mine: str, theirs: str) -> dict[str, str]:
    differing = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    return {"one": "".join(a for a, _ in differing), "other": "".join(b for _, b in differing)}
