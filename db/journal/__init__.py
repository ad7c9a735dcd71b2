"""The journal: actions on disk, append-only, chained and signed."""

from __future__ import annotations
