"""The county on a line of history: by its office and its officer, never as the journal has it."""

from __future__ import annotations

import pytest

from hukou_tui.words.badges import badge_named
from hukou_tui.words.catalogue import translator


@pytest.mark.parametrize(("operator", "office", "zh"), [
    ("P1001", "昭阳区公安局", "P1001"),
    ("county:C00001", "昭阳区公安局", "昭阳区公安局 C00001"),
    ("county:C00001", "", "县级公安机关 C00001"),
    ("county", "昭阳区公安局", "昭阳区公安局"),
    ("county", "", "县级公安机关"),
])  # fmt: skip
def test_whoever_did_it_has_a_name_that_a_reader_knows(operator, office, zh):
    assert badge_named(operator, office, translator("zh")) == zh
    assert "county:" not in badge_named(operator, office, translator("en"))
