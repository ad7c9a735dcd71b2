"""A demonstration: a player at the keyboard, and pictures of what it sees."""

from __future__ import annotations
