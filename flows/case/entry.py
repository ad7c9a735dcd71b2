"""One line of the journal, and the text in which its action is kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from flows.case.actions import Action


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: an action with its number, moment (ISO, UTC), operator's badge and case."""

    seq: int
    at: str
    operator: str
    case_id: str
    action: Action


def canonical_json(action: Action) -> str:
    """The payload of `action` as canonical JSON: sorted keys, no spaces, characters as they are."""
    return json.dumps(asdict(action), ensure_ascii=False, sort_keys=True, separators=(",", ":"))  # type: ignore[call-overload]
