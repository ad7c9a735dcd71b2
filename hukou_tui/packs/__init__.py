"""The rules packs: law as TOML, read once, guarded at the door, merged into the rules of `flows`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from flows.rules import Rules
from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.reading import DEFAULT, SHIPPED, PackFile, PackText, file_of, merge, opened, read
from hukou_tui.words import N_

__all__ = ["Finding", "PackError", "Rules", "load", "prove", "shipped"]


def load(pack_dirs: Sequence[Path | str] | None = None, on: date | None = None) -> Rules:
    """The rules of these packs, or of the shipped base and overlay; departments are named as on the day `on`.

    An overlay finds its base among the folders given, beside itself, or among the shipped packs.
    Raises PackError with every fault found. A pack whose content has not changed is not read twice.
    """
    paths = tuple(file_of(Path(path)) for path in pack_dirs or [SHIPPED / name for name in DEFAULT])
    return _loaded(_with_bases(paths), on)


def prove(pack: Path | str) -> tuple[Finding, ...]:
    """Everything that is wrong with one pack (an overlay together with its base); empty if it holds."""
    from hukou_tui.packs.proof import findings

    try:
        files = _with_bases((file_of(Path(pack)),))
        rules = _loaded(files, None)
    except PackError as fault:
        return fault.findings
    return tuple(findings(merge(tuple(_read(file) for file in files)), rules))


def shipped() -> tuple[Path, ...]:
    """The folders of the packs that come with the program."""
    return tuple(sorted(path.parent for path in SHIPPED.glob("*/pack.toml")))


@lru_cache(maxsize=8)
def _loaded(files: tuple[PackFile, ...], on: date | None) -> Rules:
    # pydantic and its schema take longer than all the rest of the start: they come in with the first pack.
    from hukou_tui.packs.build import build
    from hukou_tui.packs.guard import guarded
    from hukou_tui.packs.references import check

    texts = tuple(_read(file) for file in files)
    found: dict[str, Finding] = {}
    # The base is checked by itself as well: an overlay may lie over a fault and hide it.
    for depth in range(1, len(texts) + 1):
        merged = merge(texts[:depth])
        try:
            pack = guarded(merged)
            check(merged, pack)
        except PackError as fault:
            found |= {finding.text: finding for finding in fault.findings}
    if found:
        raise PackError(tuple(found.values()))
    return build(merged, pack, on)


@lru_cache(maxsize=16)
def _read(file: PackFile) -> PackText:
    return read(file)


def _with_bases(paths: tuple[Path, ...]) -> tuple[PackFile, ...]:
    """The files with each overlay behind its base, which is added where it was not given."""
    given = [opened(path) for path in paths]
    bases = [file for file in given if "base" not in _read(file).head]
    overlays = [file for file in given if "base" in _read(file).head]
    for overlay in overlays:
        bases.append(_base(overlay, given))
    return tuple(dict.fromkeys([*bases, *overlays]))


def _base(overlay: PackFile, given: list[PackFile]) -> PackFile:
    text = _read(overlay)
    base = str(text.head["base"])
    for file in given:
        if _read(file).head.get("id") == base:
            return file
    for folder in (overlay.path.parent.parent / base, SHIPPED / base):
        if file_of(folder).is_file():
            return opened(folder)
    line, known = text.lines.line_of(("pack", "base")), tuple(folder.name for folder in shipped())
    raise PackError(
        (Finding(text.name, line, N_("the base pack {value} is not there"), {"value": base}, known),)
    )
