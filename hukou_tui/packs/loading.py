"""Packs laid over one another, guarded at the door, and made into the rules of `flows`, once for the same content."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from flows.rules.model import Rules
from hukou_tui.packs import replaced
from hukou_tui.packs.build import build_rules
from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.reading import MergedPacks, PackFile, PackText, merge_packs
from hukou_tui.packs.references import check_references
from hukou_tui.packs.schema import Pack
from hukou_tui.packs.stacking import pack_text, stack
from hukou_tui.packs.validation import read_pack


def load_rules(pack_dirs: Sequence[Path | str] | None = None, on: date | None = None) -> Rules:
    """The rules of these packs, or of the shipped base and overlay; departments are named as on the day `on`.

    An overlay finds its base among the folders given, beside itself, or among the shipped packs.
    Raises PackError with every fault found. A pack whose content has not changed is not read twice.
    """
    return rules_of(stack(pack_dirs), on)


def load_files(files: Sequence[PackFile], on: date | None = None) -> Rules:
    """As `load_rules`, for files that were found already. Raises PackError with every fault found."""
    return rules_of(tuple(files), on)


@lru_cache(maxsize=8)
def rules_of(files: tuple[PackFile, ...], on: date | None) -> Rules:
    """The rules of files with their content, base first. Raises PackError."""
    merged, pack = guarded_pack(files)
    return build_rules(merged, pack, on)


@lru_cache(maxsize=8)
def guarded_pack(files: tuple[PackFile, ...]) -> tuple[MergedPacks, Pack]:
    """The packs laid over one another, in their shape, with every reference leading somewhere. Raises PackError."""
    found: dict[str, Finding] = {}
    try:
        if files[:-1]:
            # The base is checked by itself as well: an overlay may lie over a fault and hide it.
            guarded_pack(files[:-1])
    except PackError as fault:
        found = {finding.text: finding for finding in fault.findings}
    try:
        laid_over = merge_parsed(tuple(pack_text(file) for file in files))
    except PackError as fault:
        found |= {finding.text: finding for finding in fault.findings}
    if found:
        raise PackError(tuple(found.values()))
    return laid_over


def merge_parsed(texts: tuple[PackText, ...]) -> tuple[MergedPacks, Pack]:
    """The same for packs that were parsed, base first, of which the base is not looked at by itself."""
    merged = merge_packs(texts)
    replaced.check_replacements(merged)
    pack = read_pack(merged)
    check_references(merged, pack)
    return merged, pack
