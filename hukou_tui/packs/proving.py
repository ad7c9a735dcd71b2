"""Everything that is wrong with a pack: what the door finds, then every check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hukou_tui.packs import checks
from hukou_tui.packs.build import build_rules
from hukou_tui.packs.checks.citation import at_hand as texts_at_hand
from hukou_tui.packs.checks.citation import texts
from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding, PackError
from hukou_tui.packs.loading import guarded_pack, rules_of
from hukou_tui.packs.reading import PackFile
from hukou_tui.packs.stacking import stack, with_base


def prove_pack(pack: Path | str, sources: Path | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with one pack (an overlay together with its base); empty if it holds.

    With `sources`, a folder with the texts of the sources, the quoted phrases are looked up in them.
    """
    try:
        files = stack([pack])
    except PackError as fault:
        return fault.findings
    return prove_files(files, sources)


def prove_content(file: PackFile) -> tuple[Finding, ...]:
    """As `prove_pack`, for a pack whose content is at hand; its base is one of the shipped ones."""
    try:
        files = with_base(file)
    except PackError as fault:
        return fault.findings
    return prove_files(files)


def prove_files(files: tuple[PackFile, ...], sources: Path | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with packs whose content is at hand, base first; see `prove_pack`."""
    return tuple(findings(files, sources))


def findings(files: tuple[PackFile, ...], sources: Path | None = None) -> Iterator[Finding]:
    """The same one by one, for whoever only asks whether there is any."""
    try:
        merged, pack = guarded_pack(files)
    except PackError as fault:
        yield from fault.findings
        return
    base = rules_of(files[:-1], None) if len(files) > 1 else None
    yield from checks.run_checks(Subject(merged, pack, build_rules(merged, pack, None), base, sources))


def at_hand(pack: Path | str, sources: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers of the sources that a pack quotes: of those whose text is in the folder, and of the others."""
    _merged, shape = guarded_pack(stack([pack]))
    found = texts_at_hand(shape, texts(sources))
    quoted = dict.fromkeys(cite.source for cite in shape.cites.values() if not cite.is_gist)
    number = {name: source.number for name, source in shape.sources.items()}
    return (
        tuple(number[name] for name in quoted if name in found),
        tuple(number[name] for name in quoted if name not in found),
    )
