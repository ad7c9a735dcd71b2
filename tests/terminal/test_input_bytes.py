"""A few thousand hostile strings through the real program: nothing ends it, nothing changes another field.

The million is `python3 dev.py campaign input-bytes --n 1000000`.
"""

from __future__ import annotations

import random

import pytest

from harness.hostile import input_bytes
from harness.hostile.fuzzing import CONTROLS, MODES, not_utf8, session, strict_decoder_dies

SEED = 20160614


@pytest.mark.share
@pytest.mark.parametrize(("mode", "number"), [*((mode, 0) for mode in MODES), ("still", 1)])
def test_hostile_strings_end_nothing_and_change_no_other_field(mode, number):
    """Number 0 is a UTF-8 terminal, number 1 one that speaks GB18030."""
    outcome = session(mode, number, 1000, SEED)
    assert outcome.bad == []
    assert outcome.kinds.total() >= 1000
    assert len(outcome.kinds) >= 5
    assert mode == "wild" or outcome.probes > 1


def test_the_strict_decoder_dies_of_them():
    """The negative control: the same harness sees Textual's own driver end at the first broken byte."""
    dice = random.Random(SEED)
    assert strict_decoder_dies(not_utf8(dice, dice.choice(CONTROLS)))


def test_keys_that_leave_a_field_are_found_wherever_they_stand():
    for data in (b"\r", b"x\x1b[1;5B", b"\x1b[15~", b"\x1b]0;\x1bOP", b"\x1b[[A", b"\x1b\x1b[Z", b"\x1bOM"):
        assert input_bytes.leads_elsewhere(data), data
    for data in ("马".encode(), b"123", b"\x1b[200~1\x1b[201~", b"\x1b[<0;1;1M", b"\x1b[D", b"\x15"):
        assert not input_bytes.leads_elsewhere(data), data
    assert input_bytes.ends_the_program(b"\x1b[24~") and input_bytes.ends_the_program(b"a\x03")


def test_each_kind_makes_strings_and_the_same_seed_the_same_ones():
    for make in input_bytes.KINDS.values():
        first, again = ([make(random.Random(seed)) for seed in range(20)] for _time in range(2))
        assert first == again and all(isinstance(data, bytes) for data in first)
        assert make.__doc__
