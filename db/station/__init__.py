"""The station file: opening, queries, the rows folded from the journal, verification, migration."""

from __future__ import annotations
