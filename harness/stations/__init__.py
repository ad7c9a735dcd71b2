"""Stations, cases and people made up for a test: taken in as at the counter, left by older programs, ready for use."""

from __future__ import annotations
