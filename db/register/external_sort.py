"""The external sort that makes a register of an extract: in pieces that fit in memory, on disk between the steps.

A kill undoes none of the steps:

    read    lines of the extract -> staged lines by township, fingerprints of ids, rejects
    write   staged lines -> persons in the order of their place, and the entries they are filed under
    sort    entries of each part of a drawer -> sheets of the index

No step holds more than a piece of the register in memory. A second processor, where there is one, reads, files and
sorts while this one writes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.index.index_pages import cut_pages
from db.register.batches import file_rows, file_staged, read_block, repeated_lines, rows_in_order
from db.register.errors import RegisterFileError
from db.register.extract import (
    LONGEST_LINE,
    Layout,
    Profile,
    Reject,
    Survey,
    blocks,
    open_register,
    read_header,
)
from db.register.known_rows import KnownRows
from db.register.person_row import Row
from db.register.staging import Staging
from db.register.store import Store
from db.register.worker_pool import WorkerPool
from flows.linkage.blocking_keys import MOST_ROWS

#: Steps done, steps in all, persons read, lines left out.
Progress = Callable[[int, int, int, int], None]

#: Bytes of the extract that are read in one piece.
_BLOCK = 1 << 21
#: Bytes of the extract after which what was read is given to the disk.
_HELD = 12 << 20
#: Persons that are sorted and filed in one piece.
_BATCH = 6_000
#: Pieces whose entries are written together.
_TOGETHER = 8


@dataclass(slots=True)
class Counts:
    """What became of the persons that the lines tell of."""

    persons: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0


class _Entries:
    """Entries of several pieces of work, by their part, until they are written together."""

    def __init__(self) -> None:
        self._found: dict[int, list[bytes]] = {}

    def gather(self, entries: Mapping[int, bytes]) -> None:
        for part, found in entries.items():
            self._found.setdefault(part, []).append(found)

    def take_all(self) -> dict[int, bytes]:
        """All that was gathered, which is forgotten here."""
        found, self._found = self._found, {}
        return {part: b"".join(pieces) for part, pieces in found.items()}


class ExternalSort:
    """One register being made from the extract at `source`; call the steps in their order, each may have been done.

    What became of the persons is counted in `counts`.
    """

    def __init__(
        self,
        source: Path,
        found: Survey,
        profile: Profile,
        staged: Staging,
        work: WorkerPool,
        counts: Counts,
        progress: Progress | None,
    ) -> None:
        self._source, self._found, self._profile = source, found, profile
        self._staged, self._work, self._progress = staged, work, progress
        self._counts = counts

    def layout(self) -> Layout:
        """How the lines are laid out. Raises RegisterFileError."""
        with open_register(self._source) as file:
            raw = file.readline(LONGEST_LINE)
        try:
            header = read_header(raw.decode(self._found.encoding).rstrip("\r\n"), self._profile)
        except UnicodeDecodeError:
            raise RegisterFileError("encoding_unknown") from None
        return Layout(header, self._profile, self._found.encoding)

    def _tell(self, step: int, share: float) -> None:
        if self._progress is not None:
            size = max(self._found.size, 1)
            left_out = self._staged.progress().get("left_out", 0)
            self._progress(int(size * (step + share)), 4 * size, self._counts.persons, left_out)

    # Reading -----------------------------------------------------------------------------

    def stage_lines(self, layout: Layout) -> None:
        """Stage every line of the file, from where an earlier import came to."""
        come = self._staged.progress()
        self._counts.persons = come.get("read", 0)
        if come.get("all_read"):
            return
        with open_register(self._source) as file:
            file.readline(LONGEST_LINE)
            file.seek(come.get("offset", file.tell()))
            self._stage(file, come.get("line", 2), come.get("left_out", 0), layout)
        for part in self._staged.parts("ids"):
            lines = repeated_lines(self._staged.part("ids", part))
            self._staged.reject(Reject(line, "repeated_person_id") for line in lines)
            self._counts.persons -= len(lines)
        self._staged.commit(all_read=True, read=self._counts.persons)

    def _stage(self, file: Any, line: int, left_out: int, layout: Layout) -> None:  # noqa: ANN401
        ends: deque[tuple[int, int]] = deque()

        def jobs() -> Iterator[tuple[bytes, int, Layout]]:
            first = line
            for raw in blocks(file, _BLOCK):
                number, first = first, first + raw.count(b"\n")
                ends.append((file.tell(), first))
                yield raw, number, layout

        held: dict[str, list[str]] = {}
        since = file.tell()
        for found in self._work.map(read_block, jobs()):
            for township, lines in found.staged.items():
                held.setdefault(township, []).extend(lines)
            self._staged.put("ids", found.ids)
            self._staged.reject(found.rejects)
            self._counts.persons += found.persons
            left_out += len(found.rejects)
            offset, number = ends.popleft()
            if offset - since >= _HELD:
                self._keep(held, offset=offset, line=number, read=self._counts.persons, left_out=left_out)
                since = offset
                self._tell(1, offset / max(self._found.size, 1))
        self._keep(held, offset=file.tell(), read=self._counts.persons, left_out=left_out)
        if self._counts.persons > MOST_ROWS:
            raise RegisterFileError("too_many_persons", limit=MOST_ROWS)

    def _keep(self, held: dict[str, list[str]], **progress: object) -> None:
        for township, lines in held.items():
            for at in range(0, len(lines), _BATCH):
                piece = lines[at : at + _BATCH]
                self._staged.put_lines(township, piece)
        held.clear()
        self._staged.commit(**progress)

    # Writing -----------------------------------------------------------------------------

    def write(self, store: Store) -> None:
        """Persons and entries of a register that begins anew, in the order of their place."""
        done = self._staged.progress().get("batches_written", 0)
        batches = self._staged.batches(_BATCH)

        held: deque[tuple[list[str], frozenset[int]]] = deque()

        def jobs() -> Iterator[tuple[list[str], frozenset[int], int]]:
            first = 1
            for at, (chunks, persons) in enumerate(batches):
                if at >= done:
                    held.append(self._staged.lines(chunks))
                    yield *held[-1], first
                first += persons

        first = 1 + sum(persons for _, persons in batches[:done])
        entries = _Entries()
        for at, filed in enumerate(self._work.map(file_staged, jobs()), start=done + 1):
            # Put in order here once more: that costs less than to be handed the rows by another process.
            store.put(enumerate(rows_in_order(*held.popleft()), first))
            store.put_places(filed.places)
            entries.gather(filed.entries)
            first += batches[at - 1][1]
            if at % _TOGETHER == 0 or at == len(batches):
                store.commit()
                self._staged.put("entries", entries.take_all())
                self._staged.commit(batches_written=at)
                self._tell(2, at / len(batches))
        self._counts.added = self._counts.persons

    def add(self, store: Store) -> None:
        """Put the staged persons into a register that is there: new ones behind the others, known ones in place."""
        done = store.read_note("adding") or {"batches": 0, "added": 0, "replaced": 0, "unchanged": 0}
        batches = self._staged.batches(_BATCH)
        known_rows = KnownRows(map(self._ids_of, self._staged.parts("ids")), store.ids())
        for at, (chunks, _) in enumerate(batches):
            if at < done["batches"]:
                continue
            last = store.last_row()
            written: list[tuple[int, Row]] = []
            for row in rows_in_order(*self._staged.lines(chunks)):
                known = known_rows.row_of(row[3])
                there = store.row(known) if known else None
                if there is None:
                    last += 1
                    written.append((last, row))
                elif there != row:
                    written.append((known, row))
                done["added" if there is None else "unchanged" if there == row else "replaced"] += 1
            if last > MOST_ROWS:
                raise RegisterFileError("too_many_persons", limit=MOST_ROWS)
            store.put(written)
            done["batches"] = at + 1
            store.keep("adding", done)
            store.commit()
            self._tell(2, at / len(batches) / 2)
        for name in ("added", "replaced", "unchanged"):
            setattr(self._counts, name, done[name])

    def _ids_of(self, part: int) -> bytes:
        return self._staged.part("ids", part)

    def file_again(self, store: Store) -> None:
        """The entries of everybody on record, for a new index in the place of the old one."""
        come = self._staged.progress()
        if "filed_to" not in come:
            store.create_index()
            store.commit()
        last = store.last_row()

        def jobs() -> Iterator[tuple[list[tuple[int, Row]]]]:
            at = come.get("filed_to", 0)
            while rows := store.rows_after(at, _BATCH):
                at = rows[-1][0]
                ends.append(at)
                yield (rows,)

        ends: deque[int] = deque()
        entries = _Entries()
        for pieces, filed in enumerate(self._work.map(file_rows, jobs()), start=1):
            store.put_places(filed.places)
            entries.gather(filed.entries)
            at = ends.popleft()
            if pieces % _TOGETHER == 0 or at == last:
                store.commit()
                self._staged.put("entries", entries.take_all())
                self._staged.commit(filed_to=at)
                self._tell(2, 0.5 + at / last / 2)

    # Sorting -----------------------------------------------------------------------------

    def sort(self, store: Store) -> None:
        """The sheets of the index from the entries, part by part."""
        done = self._staged.progress().get("sorted_to", -1)
        every = self._staged.parts("entries")
        parts = [part for part in every if part > done]

        def jobs() -> Iterator[tuple[int, int, bytes]]:
            for part in parts:
                yield part >> 16, part & 0xFFFF, self._staged.part("entries", part)

        for at, (part, sheets) in enumerate(zip(parts, self._work.map(cut_pages, jobs()), strict=True)):
            store.put_sheets(sheets)
            if at % 64 == 63 or part == parts[-1]:
                store.commit()
                self._staged.commit(sorted_to=part)
                self._tell(3, (len(every) - len(parts) + at) / len(every))
        self._tell(4, 0)
