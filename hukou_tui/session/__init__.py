"""The session: one person at work over one station; what the screens ask, and the news they are told."""

from __future__ import annotations
