"""Names as small numbers: each letter by its folded sound, so that names that sound alike have the same numbers.

The numbers stand in the index of the register, so they must not change unseen: a test holds the table, and whoever
changes it raises the form of the register (db/register/store.py).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product
from zlib import crc32

from flows.identity import names

#: Bits of a letter's number; 0 stands for no letter.
BITS = 9
#: From here on letters without a known sound share what is left.
_FIRST_FREE = 400
#: Letters of a name that are given numbers; the rest is compared, and not filed.
_LONGEST = 24

Codes = tuple[int, ...]


@lru_cache(maxsize=1)
def syllable_numbers() -> dict[str, int]:
    """Folded syllable -> its number, from 1 on, in the order of the alphabet."""
    return {
        sound: at
        for at, sound in enumerate(sorted({names.fold_syllable(s) for s in names.all_syllables()}), start=1)
    }


@lru_cache(maxsize=16384)
def letter_codes(letter: str, *, surname: bool = False) -> Codes:
    """The numbers of a letter's readings, the likeliest first, none twice."""
    known = syllable_numbers()
    heard = (names.fold_syllable(reading) for reading in names.readings(letter, surname=surname))
    return tuple(dict.fromkeys(known.get(sound) or _unknown_letter_code(sound) for sound in heard))


def _unknown_letter_code(letter: str) -> int:
    return _FIRST_FREE + crc32(letter.encode("utf-8", "surrogatepass")) % ((1 << BITS) - _FIRST_FREE)


class _Likeliest(dict[str, int]):
    """Letter -> the number of its likeliest reading, kept: an import asks for the same few thousand all the time."""

    def __init__(self, *, surname: bool) -> None:
        super().__init__()
        self._surname = surname

    def __missing__(self, letter: str) -> int:
        code = self[letter] = letter_codes(letter, surname=self._surname)[0]
        return code


_LIKELIEST, _LIKELIEST_SURNAME = _Likeliest(surname=False), _Likeliest(surname=True)


def name_codes(name: str) -> Codes:
    """The name by the likeliest reading of each letter: what it is filed under. Empty for an empty name."""
    if len(name) > _LONGEST:
        name = names.letters(name[: 2 * _LONGEST])[:_LONGEST]
    elif not name.isalpha():
        name = names.letters(name)
    if not name:
        return ()
    first = _LIKELIEST if names.is_compound_surname(name[:2]) else _LIKELIEST_SURNAME
    return (first[name[0]], *[_LIKELIEST[letter] for letter in name[1:]])


def name_readings(name: str, most: int = 4) -> tuple[Codes, ...]:
    """The ways in which a name may be read, the likeliest first, at most so many: what is asked for."""
    plain = names.letters(name[: 2 * _LONGEST])[:_LONGEST]
    if not plain:
        return ()
    compound = names.is_compound_surname(plain[:2])
    heard = [letter_codes(letter, surname=at == 0 and not compound) for at, letter in enumerate(plain)]
    return tuple(islice(product(*heard), most))
