"""citation: the very words only of texts that were seen, and, with the sources at hand, letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from hukou_tui.packs.checks.subject import Subject
from hukou_tui.packs.faults import Finding
from hukou_tui.packs.lines import key
from hukou_tui.packs.schema import Pack
from hukou_tui.words.catalogue import N_

#: Levels at which a text was seen itself: the notice, and two mirrors that agree.
SEEN = ("S", "V")
_ORDER = "SVvRXME"

_UNSEEN = N_("`{key}`: the text was not seen (level {level}): give its substance as `gist`, not `phrase`")
_RAISED = N_("`{key}`: level {level} is higher than that of its source ({source})")
_NOT_THERE = N_("`{key}`: these words do not stand in {file}: {words}")


def findings(subject: Subject) -> Iterator[Finding]:
    """Citations that claim more than is known."""
    for name, cite in subject.pack.cites.items():
        path = ("cites", name)
        level, above = cite.level, subject.pack.sources[cite.source].level
        if _ORDER.index(level) < _ORDER.index(above):
            params = {"key": key(path), "level": level, "source": above}
            yield subject.merged.finding((*path, "level"), _RAISED, params)
        if not cite.is_gist and level not in SEEN:
            yield subject.merged.finding(
                (*path, "phrase"), _UNSEEN, {"key": key((*path, "phrase")), "level": level}
            )
    if subject.sources is not None:
        yield from _verbatim(subject, subject.sources)


def texts(folder: Path) -> dict[str, str]:
    """The texts in a folder by file name, without the white space that a web page sprinkles."""
    return {
        file.name: bare(file.read_text(encoding="utf-8"))
        for file in sorted(folder.glob("*.txt"))
        if file.is_file()
    }


def bare(text: str) -> str:
    """A text without white space, and with one form of the marks that copies write differently."""
    return re.sub(r"\s+", "", text).translate(str.maketrans("，；：（）？！", ",;:()?!"))


def at_hand(pack: Pack, known: Mapping[str, str]) -> dict[str, str]:
    """Source -> the file that is its text: the title stands there by itself, not only in a reference in 《》."""
    found = {}
    for name, source in pack.sources.items():
        title = re.compile(f"(?<!《){re.escape(bare(source.title.zh))}")
        titled = [file for file, text in known.items() if title.search(text)]
        if titled:
            found[name] = titled[0]
    return found


def _verbatim(subject: Subject, folder: Path) -> Iterator[Finding]:
    """Each phrase of a source whose text is there, and each damaged spot as it is said to stand there."""
    known = texts(folder)
    found = at_hand(subject.pack, known)
    for name, cite in subject.pack.cites.items():
        if not cite.is_gist and cite.source in found:
            yield from _check_quotation(
                subject,
                ("cites", name, "phrase"),
                cite.phrase.zh,
                found[cite.source],
                known[found[cite.source]],
            )
    for name, source in subject.pack.sources.items():
        for spot in re.split(r"[;；]", source.ocr_raw or "") if name in found else ():
            yield from _check_quotation(
                subject, ("sources", name, "ocr_raw"), spot, found[name], known[found[name]]
            )
    for name, fee in subject.pack.fees.items():
        source_id = fee.cite.source
        if fee.ocr_raw and source_id in found:
            file = found[source_id]
            yield from _check_quotation(subject, ("fees", name, "ocr_raw"), fee.ocr_raw, file, known[file])


def _check_quotation(
    subject: Subject, path: tuple[str, ...], words: str, file: str, text: str
) -> Iterator[Finding]:
    if bare(words) not in text:
        params = {"key": key(path), "file": file, "words": words}
        yield subject.merged.finding(path, _NOT_THERE, params)
