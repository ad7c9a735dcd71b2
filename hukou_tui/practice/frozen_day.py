"""The day on which it always is at the practice station."""

from __future__ import annotations

from datetime import date

#: Inside the campaign and the fee window, so that every rule of the notice can be met.
FROZEN_ON = date(2016, 6, 14)
