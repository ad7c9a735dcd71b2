"""What a journal keeps of a lookup: each candidate as it was shown to the clerk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FoundCandidate:
    """One line of a lookup's result: `source:person_id`, band and score as shown to the clerk."""

    ref: str
    status: str
    band: str
    score: int
    relation: str
