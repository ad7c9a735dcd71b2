"""The rules changed on purpose: broken, mutated, or other ones, and whether the proof of the packs notices."""

from __future__ import annotations
