"""What is said for each status, reason, finding and error, in both languages side by side: read by people, and kept.

Renewed by `python3 dev.py test tests/hukou_tui/words --snapshot-update`, and the diff is read.
"""

from __future__ import annotations

import pytest

from harness.whole_texts import WholeText
from harness.words import vocabulary


@pytest.mark.parametrize("name", vocabulary.files())
def test_words(name, snapshot):
    assert vocabulary.text_of(name) == snapshot(extension_class=WholeText)
