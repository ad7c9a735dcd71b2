"""What a journal keeps of rules: under which packs something was done, and what other packs say otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PackStamp:
    """One of the packs that a case stands under: pack id, revision and SHA-256 of its file."""

    id: str
    revision: str
    sha256: str


@dataclass(frozen=True)
class RuleChange:
    """One thing that other rules say otherwise of a situation: what (`flows.rules.rule_change`), ids before, after."""

    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]
