"""The daily check's own process: what ends it there is raised here, as the error that it was."""

from __future__ import annotations

from datetime import date

import pytest

from db.errors import CannotOpen
from hukou_tui.session.daily_check import check_station
from hukou_tui.words.errors.error_messages import NO_SENTENCE, msgid, sentence


def test_what_ends_the_check_is_raised_by_class_and_code(tmp_path):
    with pytest.raises(CannotOpen) as refused:
        check_station(tmp_path, None, None, date(2016, 6, 14))
    assert refused.value.code == "not_a_station"
    assert sentence(refused.value) and msgid(type(refused.value), refused.value.code) != NO_SENTENCE
