"""A price is typed in yuan and kept in fen: to the fen what was meant, or it is not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from hukou_tui.screens.counter.settings import _save_settings, _yuan, fen
from hukou_tui.screens.frame.form import NotTaken

if TYPE_CHECKING:
    from hukou_tui.screens.contracts import Counter


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""), (" ", ""), ("1200", "120000"), ("1200.", "120000"), ("1200.5", "120050"), ("1200.50", "120050"),
        ("1200.05", "120005"), ("0.5", "50"), ("0", "0"), ("1200.5元", "120050"), ("１２００．５", "120050"),
        ("1200.505", None), (".5", None), ("-1", None), ("1,200", None), ("1200.-5", None), ("1200.5.0", None),
    ],
)  # fmt: skip
def test_a_sum_in_yuan_is_kept_in_fen(typed: str, kept: str | None):
    assert fen(typed) == kept


@pytest.mark.parametrize(
    ("kept", "shown"), [("120050", "1200.50"), ("120005", "1200.05"), ("50", "0.50"), ("5", "0.05"), ("", "")]
)
def test_what_is_kept_in_fen_is_shown_in_yuan_and_taken_again_as_it_was(kept: str, shown: str):
    assert (_yuan(kept), fen(shown)) == (shown, kept)


@pytest.mark.parametrize("typed", ["abc", "0", "-3", "1.5", "十"])
def test_a_time_limit_that_is_no_number_of_days_is_not_taken(typed: str):
    """It stands on the family's receipt: 办理期限 … 个工作日."""
    with pytest.raises(NotTaken, match="工作日"):
        _save_settings(cast("Counter", None), {"station.limit_days": typed, "fee.price": ""})
