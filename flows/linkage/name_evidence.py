"""What the syllables of a name asked for say of a person on record, before the two names are compared.

A syllable counts by how common it is in its place: Luo says little as a surname and much in a given name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.identity.names import letters
from flows.linkage import blocking_keys
from flows.linkage.evidence import NAME, Evidence
from flows.linkage.phonetic_codes import BITS, Codes, letter_codes
from flows.linkage.phonetic_frequency import Sounds

#: Points beside those of the syllables where something is missing, and where no syllable agrees.
_A_PART, _NOTHING = -4, -14
#: Points less where a syllable of the given name is the surname on record, or the other way round.
_OUT_OF_PLACE = 6
_WRITTEN_SO, _WRITTEN_OTHERWISE = 4, -8
_MOST_BESIDE = 8
#: Letters of a name of which it is seen how they are written.
_LONGEST = 24
_THIRD_AT = 2 * blocking_keys.WRITTEN_BITS
_SECOND_AT, _FIRST_AT = _THIRD_AT + BITS, _THIRD_AT + 2 * BITS
#: Where in an entry of the drawer of days the sounds of the name stand, and how wide they are.
_SOUND, _LOOK = (1 << BITS) - 1, (1 << blocking_keys.WRITTEN_BITS) - 1


class NameEvidence:
    """The pieces of evidence that names can give: `ways` are their readings, `named` how they are written."""

    def __init__(
        self, ways: Iterable[Codes], named: Iterable[str], evidence: Evidence, sounds: Sounds
    ) -> None:
        self._evidence, self._sounds = evidence, sounds
        self._first: dict[int, int] = {}
        self._later: dict[int, int] = {}
        self._again: dict[int, int] = {}
        self._part, self.nothing = evidence.piece(NAME, _A_PART), evidence.piece(NAME, _NOTHING)
        # Who is found by a part and by the whole has the whole.
        self._whole = evidence.piece(NAME, -_A_PART)
        self._wholes = {blocking_keys.sounds(codes) for codes in ways}
        for codes in ways:
            self._learn(codes)
        evidence.limit(NAME, max(map(sounds.of, ways), default=0) + _MOST_BESIDE)
        self._written = dict(self._how_written(named))

    def _learn(self, codes: Codes) -> None:
        piece, family, given = self._evidence.piece, self._sounds.family, self._sounds.given
        for at, code in enumerate(codes):
            if code not in self._first:
                self._first[code] = piece(NAME, max(family[code] - _OUT_OF_PLACE * (at > 0), 0))
                self._later[code] = piece(NAME, max(given[code] - _OUT_OF_PLACE * (at == 0), 0))
            elif code in codes[:at] and code not in self._again:
                self._again[code] = piece(NAME, given[code])

    def _how_written(self, named: Iterable[str]) -> Iterator[tuple[int, tuple[set[int], int, int]]]:
        looks: dict[int, set[int]] = {}
        for name in named:
            for letter in letters(name[:_LONGEST]):
                for code in letter_codes(letter):
                    looks.setdefault(code, set()).add(blocking_keys.character_code(letter))
        for code in looks.keys() & self._first.keys():
            so, otherwise = (
                self._evidence.piece(NAME, points) for points in (_WRITTEN_SO, _WRITTEN_OTHERWISE)
            )
            yield code, (looks[code], so, otherwise)

    def __bool__(self) -> bool:
        """Whether any name was given."""
        return bool(self._first)

    def of_part(self, codes: Iterable[int], *, surname: bool) -> int:
        """What it says to share these syllables; `surname`: the first of them is that of the name."""
        says = self._part
        for at, code in enumerate(codes):
            known = self._later if at or not surname else self._first
            says |= self._again.get(code, 0) if says & known[code] else known[code]
        return says

    def of_whole(self, codes: Codes) -> int:
        """What it says to share all syllables."""
        return self.of_part(codes, surname=True) | self._whole

    def of_entry(self, named: int) -> int:
        """What the first three syllables of a name on record say, and how the second and third are written."""
        says = self._first.get(named >> _FIRST_AT, 0)
        later = self._later
        second = named >> _SECOND_AT & _SOUND, named >> blocking_keys.WRITTEN_BITS & _LOOK
        third = named >> _THIRD_AT & _SOUND, named & _LOOK
        for code, look in (second, third):
            if code in later:
                says |= self._again.get(code, 0) if says & later[code] else later[code]
                if code in self._written:
                    looks, so, otherwise = self._written[code]
                    says |= so if look in looks else otherwise
        if not says:
            return self.nothing
        return says | self._part | (self._whole if named >> _THIRD_AT in self._wholes else 0)
