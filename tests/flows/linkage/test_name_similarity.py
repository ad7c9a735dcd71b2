"""Two names are compared whatever they are made of: a lookup that raises finds nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.linkage.name_similarity import compare_names

#: What falls together or apart when names are made alike: dots, marks, ligatures, halves of syllables.
STRANGE = "马天翔龘a.·•- \u0308\u0301\u0345\u3099かß\ufb01\u3300\u1100\u1161\ue000Ａ"


@pytest.mark.parametrize(
    ("one", "other"),
    [("龘. 㖊", "马天"), ("A·\u0308龘", "A龘龘"), ("马.·马", "马马"), ("\u0345\u03b9", "马")],
)
def test_names_whose_letters_fall_together_are_compared(one, other):
    assert compare_names(one, other) and compare_names(other, one)


def is_in_bounds(found):
    return found is None or 0 <= found.strength <= 100


@given(st.text(STRANGE, max_size=6), st.text(STRANGE, max_size=6))
def test_whatever_two_names_are_made_of_they_are_compared(one, other):
    assert is_in_bounds(compare_names(one, other))


@given(st.text(max_size=6), st.text(max_size=6))
def test_any_two_texts_are_compared(one, other):
    assert is_in_bounds(compare_names(one, other))
