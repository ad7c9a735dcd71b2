"""hukou-tui: one-stop intake for persons without household registration."""

from __future__ import annotations

__version__ = "0.1.0"
