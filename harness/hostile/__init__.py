"""Bytes and texts that nobody means well with, and how one finds out that they did harm."""

from __future__ import annotations
