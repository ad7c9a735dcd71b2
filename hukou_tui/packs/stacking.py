"""Which files make up a pack: an overlay behind its base, wherever the base lies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.reading import (
    DEFAULT,
    FILE,
    SHIPPED,
    PackFile,
    PackText,
    file_of,
    open_pack_file,
    parse_pack,
)
from hukou_tui.words.catalogue import N_


def stack(pack_dirs: Sequence[Path | str] | None = None) -> tuple[PackFile, ...]:
    """The files of these packs (or the shipped ones) with their content, bases first, found as `load_rules` does."""
    return _with_bases(
        tuple(file_of(Path(path)) for path in pack_dirs or [SHIPPED / name for name in DEFAULT])
    )


def resolve_pack_path(name: str | Path) -> Path:
    """Where a pack lies: the path itself, or the folder of a shipped one if its id was given."""
    path = Path(name)
    return SHIPPED / path if not path.exists() and (SHIPPED / path / FILE).is_file() else path


def to_pack_files(texts: Sequence[tuple[str, bytes]]) -> tuple[PackFile, ...]:
    """Packs that are kept elsewhere than on the disk: id and text of each, base first, as files to be loaded."""
    return tuple(PackFile(Path(name) / FILE, text) for name, text in texts)


def with_base(file: PackFile) -> tuple[PackFile, ...]:
    """A pack whose content is at hand, behind its base. Raises PackError."""
    return (_base(file, []), file) if "base" in pack_text(file).head else (file,)


def shipped_folders() -> tuple[Path, ...]:
    """The folders of the packs that come with the program."""
    return tuple(sorted(path.parent for path in SHIPPED.glob("*/pack.toml")))


@lru_cache(maxsize=16)
def pack_text(file: PackFile) -> PackText:
    """A file parsed, once for the same content. Raises PackError."""
    return parse_pack(file)


def _with_bases(paths: tuple[Path, ...]) -> tuple[PackFile, ...]:
    """The files with each overlay behind its base, which is added where it was not given."""
    given = [open_pack_file(path) for path in paths]
    bases = [file for file in given if "base" not in pack_text(file).head]
    overlays = [file for file in given if "base" in pack_text(file).head]
    for overlay in overlays:
        bases.append(_base(overlay, given))
    return tuple(dict.fromkeys([*bases, *overlays]))


def _base(overlay: PackFile, given: list[PackFile]) -> PackFile:
    text = pack_text(overlay)
    base = str(text.head["base"])
    line = text.lines.line_of(("pack", "base"))
    known = tuple(
        folder.name for folder in shipped_folders() if "base" not in pack_text(open_pack_file(folder)).head
    )
    found = _find_base(base, overlay, given)
    if found is None:
        what = N_("the base pack {value} is not there")
    elif "base" in pack_text(found).head:
        what = N_("the pack {value} is no base: it lies over another one itself")
    else:
        return found
    raise PackError((Finding(text.name, line, what, {"value": base}, known),))


def _find_base(base: str, overlay: PackFile, given: list[PackFile]) -> PackFile | None:
    """The pack of that id: among those given, beside the overlay, or among the shipped."""
    for file in given:
        if pack_text(file).head.get("id") == base:
            return file
    if Path(base).name != base:
        return None
    for folder in (overlay.path.parent.parent / base, SHIPPED / base):
        if file_of(folder).is_file():
            return open_pack_file(folder)
    return None
