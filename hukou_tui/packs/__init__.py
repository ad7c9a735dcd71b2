"""The rules packs: law as TOML, read once, guarded at the door, merged into the rules of `flows`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from flows.rules.model import Rules
from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.reading import PackFile
from hukou_tui.packs.stacking import kept, named, shipped, stack, with_base

if TYPE_CHECKING:
    from hukou_tui.packs.loading import laid, load, load_files
    from hukou_tui.packs.proving import at_hand, findings, prove, prove_content, proven

__all__ = [
    "Finding", "PackError", "PackFile", "Rules", "at_hand", "findings", "kept", "laid", "load", "load_files", "named",
    "prove", "prove_content", "proven", "shipped", "stack", "with_base",
]  # fmt: skip

#: pydantic and what it builds take longer than all the rest of the start: they come in with the first of these.
_HEAVY = {
    **dict.fromkeys(("laid", "load", "load_files"), "hukou_tui.packs.loading"),
    **dict.fromkeys(("at_hand", "findings", "prove", "prove_content", "proven"), "hukou_tui.packs.proving"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HEAVY:
        raise AttributeError(name)
    return getattr(import_module(_HEAVY[name]), name)
