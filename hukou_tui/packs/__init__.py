"""The rules packs: law as TOML, read once, guarded at the door, merged into the rules of `flows`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from flows.rules.model import Rules
from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.reading import PackFile
from hukou_tui.packs.stacking import resolve_pack_path, shipped_folders, stack, to_pack_files, with_base

if TYPE_CHECKING:
    from hukou_tui.packs.loading import load_files, load_rules, merge_parsed
    from hukou_tui.packs.proving import at_hand, findings, prove_content, prove_files, prove_pack

__all__ = [
    "Finding", "PackError", "PackFile", "Rules", "at_hand", "findings", "to_pack_files", "merge_parsed", "load_rules",
    "load_files", "resolve_pack_path", "prove_pack", "prove_content", "prove_files", "shipped_folders", "stack",
    "with_base",
]  # fmt: skip

#: pydantic and what it builds take longer than all the rest of the start: they come in with the first of these.
_HEAVY = {
    **dict.fromkeys(("load_files", "load_rules", "merge_parsed"), "hukou_tui.packs.loading"),
    **dict.fromkeys(("at_hand", "findings", "prove_content", "prove_files", "prove_pack"), "hukou_tui.packs.proving"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HEAVY:
        raise AttributeError(name)
    return getattr(import_module(_HEAVY[name]), name)
