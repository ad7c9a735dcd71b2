"""The rules packs: law as TOML, read once, guarded at the door, merged into the rules of `flows`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flows.rules.model import Rules
from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.reading import (
    DEFAULT,
    FILE,
    SHIPPED,
    Merged,
    PackFile,
    PackText,
    file_of,
    merge,
    opened,
    read,
)
from hukou_tui.words.catalogue import N_

if TYPE_CHECKING:
    from hukou_tui.packs import schema

__all__ = [
    "Finding", "PackError", "PackFile", "Rules", "at_hand", "findings", "kept", "laid", "load", "load_files", "named",
    "prove", "proven", "shipped", "stack",
]  # fmt: skip


def load(pack_dirs: Sequence[Path | str] | None = None, on: date | None = None) -> Rules:
    """The rules of these packs, or of the shipped base and overlay; departments are named as on the day `on`.

    An overlay finds its base among the folders given, beside itself, or among the shipped packs.
    Raises PackError with every fault found. A pack whose content has not changed is not read twice.
    """
    return _loaded(stack(pack_dirs), on)


def stack(pack_dirs: Sequence[Path | str] | None = None) -> tuple[PackFile, ...]:
    """The files of these packs (or the shipped ones) with their content, bases first and found as `load` finds them."""
    return _with_bases(
        tuple(file_of(Path(path)) for path in pack_dirs or [SHIPPED / name for name in DEFAULT])
    )


def named(name: str | Path) -> Path:
    """Where a pack lies: the path itself, or the folder of a shipped one if its id was given."""
    path = Path(name)
    return SHIPPED / path if not path.exists() and (SHIPPED / path / FILE).is_file() else path


def kept(texts: Sequence[tuple[str, bytes]]) -> tuple[PackFile, ...]:
    """Packs that are kept elsewhere than on the disk: id and text of each, base first, as files to be loaded."""
    return tuple(PackFile(Path(name) / FILE, text) for name, text in texts)


def load_files(files: Sequence[PackFile], on: date | None = None) -> Rules:
    """As `load`, for files that were found already. Raises PackError with every fault found."""
    return _loaded(tuple(files), on)


def prove(pack: Path | str, sources: Path | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with one pack (an overlay together with its base); empty if it holds.

    With `sources`, a folder with the texts of the sources, the quoted phrases are looked up in them.
    """
    try:
        files = stack([pack])
    except PackError as fault:
        return fault.findings
    return proven(files, sources)


def prove_content(file: PackFile) -> tuple[Finding, ...]:
    """As `prove`, for a pack whose content is at hand; its base is one of the shipped ones."""
    try:
        files = with_base(file)
    except PackError as fault:
        return fault.findings
    return proven(files)


def with_base(file: PackFile) -> tuple[PackFile, ...]:
    """A pack whose content is at hand, behind its base. Raises PackError."""
    return (_base(file, []), file) if "base" in _read(file).head else (file,)


def proven(files: tuple[PackFile, ...], sources: Path | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with packs whose content is at hand, base first; see `prove`."""
    return tuple(findings(files, sources))


def findings(files: tuple[PackFile, ...], sources: Path | None = None) -> Iterator[Finding]:
    """The same one by one, for whoever only asks whether there is any."""
    from hukou_tui.packs import checks
    from hukou_tui.packs.build import build
    from hukou_tui.packs.checks.subject import Subject

    try:
        merged, pack = _guarded(files)
    except PackError as fault:
        yield from fault.findings
        return
    base = _loaded(files[:-1], None) if len(files) > 1 else None
    yield from checks.proven(Subject(merged, pack, build(merged, pack, None), base, sources))


def at_hand(pack: Path | str, sources: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers of the sources that a pack quotes: of those whose text is in the folder, and of the others."""
    from hukou_tui.packs.checks.citation import at_hand as found_in
    from hukou_tui.packs.checks.citation import texts

    _merged, guarded = _guarded(stack([pack]))
    found = found_in(guarded, texts(sources))
    quoted = dict.fromkeys(cite.source for cite in guarded.cites.values() if cite.phrase)
    number = {name: source.number for name, source in guarded.sources.items()}
    return (
        tuple(number[name] for name in quoted if name in found),
        tuple(number[name] for name in quoted if name not in found),
    )


def shipped() -> tuple[Path, ...]:
    """The folders of the packs that come with the program."""
    return tuple(sorted(path.parent for path in SHIPPED.glob("*/pack.toml")))


@lru_cache(maxsize=8)
def _loaded(files: tuple[PackFile, ...], on: date | None) -> Rules:
    from hukou_tui.packs.build import build

    merged, pack = _guarded(files)
    return build(merged, pack, on)


@lru_cache(maxsize=8)
def _guarded(files: tuple[PackFile, ...]) -> tuple[Merged, schema.PackFile]:
    """The packs laid over one another, in their shape, with every reference leading somewhere. Raises PackError."""
    found: dict[str, Finding] = {}
    try:
        if files[:-1]:
            # The base is checked by itself as well: an overlay may lie over a fault and hide it.
            _guarded(files[:-1])
    except PackError as fault:
        found = {finding.text: finding for finding in fault.findings}
    try:
        laid_over = laid(tuple(_read(file) for file in files))
    except PackError as fault:
        found |= {finding.text: finding for finding in fault.findings}
    if found:
        raise PackError(tuple(found.values()))
    return laid_over


def laid(texts: tuple[PackText, ...]) -> tuple[Merged, schema.PackFile]:
    """The same for packs that were parsed, base first, of which the base is not looked at by itself."""
    # pydantic and its schema take longer than all the rest of the start: they come in with the first pack.
    from hukou_tui.packs import replaced
    from hukou_tui.packs.references import check
    from hukou_tui.packs.validation import guarded

    merged = merge(texts)
    replaced.check(merged)
    pack = guarded(merged)
    check(merged, pack)
    return merged, pack


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
    line = text.lines.line_of(("pack", "base"))
    known = tuple(folder.name for folder in shipped() if "base" not in _read(opened(folder)).head)
    found = _called(base, overlay, given)
    if found is None:
        what = N_("the base pack {value} is not there")
    elif "base" in _read(found).head:
        what = N_("the pack {value} is no base: it lies over another one itself")
    else:
        return found
    raise PackError((Finding(text.name, line, what, {"value": base}, known),))


def _called(base: str, overlay: PackFile, given: list[PackFile]) -> PackFile | None:
    """The pack of that id: among those given, beside the overlay, or among the shipped."""
    for file in given:
        if _read(file).head.get("id") == base:
            return file
    if Path(base).name != base:
        return None
    for folder in (overlay.path.parent.parent / base, SHIPPED / base):
        if file_of(folder).is_file():
            return opened(folder)
    return None
