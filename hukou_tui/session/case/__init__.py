"""The case at hand: read, acted on, looked up, and shown in the light of its rules."""

from __future__ import annotations
