"""The day at the counter of a moment: China's, and in practice the moment's own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flows.identity.timestamps import day_at, day_of, moment_of


def test_a_moment_of_the_journal_is_read_as_utc() -> None:
    assert moment_of("2016-06-14T01:02:03Z") == datetime(2016, 6, 14, 1, 2, 3, tzinfo=UTC)
    assert moment_of("2016-06-14T09:02:03+08:00") == datetime(2016, 6, 14, 1, 2, 3, tzinfo=UTC)
    for text in ("", "yesterday", "2016-06-31T00:00:00Z"):
        with pytest.raises(ValueError, match=r"isoformat|day"):
            moment_of(text)


@pytest.mark.parametrize(("moment", "at_the_counter", "in_practice"), [
    ("2016-06-14T15:59:59Z", date(2016, 6, 14), date(2016, 6, 14)),
    ("2016-06-14T16:00:00Z", date(2016, 6, 15), date(2016, 6, 14)),
    ("2016-12-31T16:00:00Z", date(2017, 1, 1), date(2016, 12, 31)),
])  # fmt: skip
def test_a_day_begins_at_midnight_of_the_counter(moment: str, at_the_counter: date, in_practice: date) -> None:
    assert day_at(moment, practice=False) == at_the_counter
    assert day_at(moment, practice=True) == in_practice


@pytest.mark.parametrize(("written", "day"), [
    ("2016-06-14 09:00", date(2016, 6, 14)), ("2016-06-14 23:59", date(2016, 6, 14)),
    ("2016-06-14", date(2016, 6, 14)),
    ("2016-06-14T16:00:00Z", date(2016, 6, 15)), ("2016-06-14T15:59:00Z", date(2016, 6, 14)),
    ("2016-06-14 in the morning", date(2016, 6, 14)), ("2016-06-31 in the morning", None),
    ("20160614 in the morning", None),
    ("2016-6-14", None), ("in the morning", None), ("", None),
])  # fmt: skip
def test_the_day_of_a_moment_as_somebody_wrote_it(written: str, day: date | None) -> None:
    assert day_of(written) == day
