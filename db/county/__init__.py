"""The county's side of the exchange: its store, packets taken in, acknowledgements given."""

from __future__ import annotations
