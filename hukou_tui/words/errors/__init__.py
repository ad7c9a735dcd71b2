"""One sentence for each thing that can go wrong."""

from __future__ import annotations
