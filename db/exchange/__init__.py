"""Exchange with the county: packets out, acknowledgements in."""

from __future__ import annotations
