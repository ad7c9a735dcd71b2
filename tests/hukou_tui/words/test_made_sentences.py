"""What is said of a situation that is written down, in both languages: read by people, and kept."""

from __future__ import annotations

import pytest

from harness.whole_texts import WholeText
from harness.words import made


@pytest.mark.parametrize("table", made.TABLES)
def test_sentences(table, snapshot):
    assert made.text_of(table) == snapshot(extension_class=WholeText)
