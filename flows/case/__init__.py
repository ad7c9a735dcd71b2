"""The case: its actions, the fold, and what the counter admits."""

from __future__ import annotations
