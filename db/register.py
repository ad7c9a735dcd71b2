"""Imports the county's extract: streaming, rejects listed, idempotent, swapped in whole or added to."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from db.connection import named_troubles
from db.errors import CannotOpen, InUse
from db.lock import Lock
from db.register_errors import RegisterFileError, RegisterUnusable
from db.register_file import (
    LONGEST_LINE,
    Header,
    Profile,
    Reject,
    Survey,
    open_register,
    read_header,
    read_profile,
    records,
    survey,
)
from db.register_row import person_of
from db.register_store import FORMAT, Origin, Scope, Store, reading, swap_in, writing
from flows.person import Person

Progress = Callable[[int, int, int, int], None]
"""Bytes done, bytes in all (the file is read twice), persons imported, lines rejected."""
Describe = Callable[[str, Mapping[str, object]], str]
"""The sentence for a reject's code and params."""

_BATCH = 2000
_MOST_SHOWN = 10_000
"""Rejects kept in memory for the report; the rejects file holds all of them."""


@dataclass(slots=True)
class ImportReport:
    """What an import did. `persons` are on record; `rejected` holds (line, code, params), no content."""

    persons: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str, Mapping[str, object]]] = field(default_factory=list)
    rejected_count: int = 0
    unknown_columns: tuple[str, ...] = ()
    encoding: str = ""
    rejects_file: Path | None = None
    already_there: bool = False
    scope: Scope | None = None


def import_register(
    source: Path,
    target: Path,
    *,
    as_of: date,
    add: bool = False,
    profile: Path | Profile | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
    rejects: Path | None = None,
    describe: Describe | None = None,
    key: bytes | None = None,
) -> ImportReport:
    """Import the register file `source` into the register at `target`, whole and at once; encrypted under `key`.

    `as_of` is the day the extract stands for; with `add` the persons join those on record, and a person_id
    that is there already is replaced. Rejects go to `rejects`, or `<source>.rejects.csv` beside the target.
    Raises RegisterFileError, RegisterUnusable, Trouble; the register on record is then untouched.
    """
    layout = read_profile(profile) if isinstance(profile, Path) else profile or Profile()
    with _alone(target):
        found = survey(source, encoding, _first_half(source, progress))
        identity = _identity(found, layout)
        known = _origin(target, key)
        if known and _came_before(known, identity, as_of, add=add):
            return _nothing_new(target, known, found, key)
        made = target.with_name(target.name + ".new")
        report = ImportReport(encoding=found.encoding)
        list_at = rejects or target.with_name(f"{source.stem}.rejects.csv")
        with _thrown_away_unless_done(made), named_troubles():
            if add and known:
                shutil.copyfile(target, made)
            with writing(made, key) as store:
                if not (add and known):
                    store.create()
                with _RejectList(list_at, report, describe or (lambda code, _params: code)) as out:
                    columns = _read_in(source, found, layout, store, report, out, progress)
                sources = (*(known.sources if add and known else ()), identity)
                left_out = report.rejected_count + (known.rejected if add and known else 0)
                earlier = store.scope().columns if add and known else ()
                report.scope = store.describe(Origin(sources, as_of, left_out, FORMAT), {*columns, *earlier})
            swap_in(made, target)
    return report


def _read_in(
    source: Path,
    found: Survey,
    layout: Profile,
    store: Store,
    report: ImportReport,
    out: _RejectList,
    progress: Progress | None,
) -> tuple[str, ...]:
    """Every line of the file into the store or the list of rejects; gives back its columns."""
    with open_register(source) as file:
        header = _header(file.readline(LONGEST_LINE), found.encoding, layout)
        report.unknown_columns = header.unknown
        batches = _Batches(store, report, out)
        lines = records(file, header, layout, found.encoding)
        while batch := list(islice(lines, _BATCH)):
            batches.take([(number, _person(record, number, layout)) for _, number, record in batch])
            if progress is not None:
                progress(found.size + batch[-1][0], 2 * found.size, report.persons, report.rejected_count)
    return tuple(header.places)


def _header(raw: bytes, encoding: str, layout: Profile) -> Header:
    try:
        return read_header(raw.decode(encoding).rstrip("\r\n"), layout)
    except UnicodeDecodeError:
        raise RegisterFileError("encoding_unknown") from None


def _person(record: dict[str, str] | Reject, number: int, layout: Profile) -> Person | Reject:
    return record if isinstance(record, Reject) else person_of(record, number, layout)


class _Batches:
    """Puts persons on record some thousand at a time, and tells new from known and repeated ones."""

    def __init__(self, store: Store, report: ImportReport, out: _RejectList) -> None:
        self._store, self._report, self._out = store, report, out
        self._first_new = self._next = store.last_row() + 1
        self._replaced: set[str] = set()

    def take(self, lines: list[tuple[int, Person | Reject]]) -> None:
        persons: dict[str, tuple[int, Person]] = {}
        for number, found in lines:
            if isinstance(found, Reject):
                self._out.add(found)
            elif found.person_id in persons:
                self._out.add(Reject(number, "repeated_person_id"))
            else:
                persons[found.person_id] = number, found
        on_record = self._store.rows_of(persons)
        removed: list[tuple[int, Person]] = []
        written: list[tuple[int, Person]] = []
        for person_id, (number, person) in persons.items():
            if person_id not in on_record:
                written.append((self._next, person))
                self._next += 1
                self._report.added += 1
                continue
            row, old = on_record[person_id]
            if row >= self._first_new or person_id in self._replaced:
                self._out.add(Reject(number, "repeated_person_id"))
                continue
            self._replaced.add(person_id)
            if old == person:
                self._report.unchanged += 1
                continue
            removed.append((row, old))
            written.append((row, person))
            self._report.replaced += 1
        if removed:
            self._store.take_out(removed)
        self._store.put(written)
        self._store.commit()
        self._report.persons = self._report.added + self._report.replaced + self._report.unchanged


class _RejectList:
    """The rejects file: line number and reason, never a word of the line; only if there are any."""

    def __init__(self, path: Path, report: ImportReport, describe: Describe) -> None:
        self._path, self._report, self._describe = path, report, describe
        self._made = path.with_name(path.name + ".new")

    def __enter__(self) -> _RejectList:
        self._file = self._made.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow(("line", "code", "reason"))
        return self

    def add(self, reject: Reject) -> None:
        self._report.rejected_count += 1
        if len(self._report.rejected) < _MOST_SHOWN:
            self._report.rejected.append((reject.line, reject.code, reject.params))
        self._rows.writerow((reject.line, reject.code, self._describe(reject.code, reject.params)))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._file.close()
        if kind is None and self._report.rejected_count:
            self._made.replace(self._path)
            self._report.rejects_file = self._path
            return
        self._made.unlink(missing_ok=True)
        if kind is None:
            # The list of an earlier try with the same file would speak of lines that are in order now.
            self._path.unlink(missing_ok=True)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """One import at a time in a folder. Raises RegisterUnusable(import_running | folder_read_only)."""
    try:
        lock = Lock(target.with_name(target.name + ".lock"))
    except InUse:
        raise RegisterUnusable("import_running") from None
    except CannotOpen as fault:
        raise RegisterUnusable(fault.code) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _thrown_away_unless_done(made: Path) -> Iterator[None]:
    """Nothing of a broken import stays, and nothing of one that was killed is taken up."""
    _remove(made)
    try:
        yield
    finally:
        with suppress(OSError):
            _remove(made)


def _remove(made: Path) -> None:
    for path in (made, *(made.with_name(made.name + end) for end in ("-wal", "-shm", "-journal"))):
        path.unlink(missing_ok=True)


def _first_half(source: Path, progress: Progress | None) -> Callable[[int], None] | None:
    if progress is None:
        return None
    with open_register(source) as file:
        size = file.seek(0, 2)
    return lambda done: progress(done, 2 * size, 0, 0)


def _origin(target: Path, key: bytes | None) -> Origin | None:
    """Where the register on record came from; None without one, or where it must be made anew anyway."""
    try:
        with reading(target, key) as store:
            origin = store.origin()
    except RegisterUnusable as fault:
        if fault.code == "newer_register":
            raise
        return None
    except CannotOpen:
        return None
    return origin if origin.format == FORMAT else None


def _identity(found: Survey, layout: Profile) -> str:
    """The file and the way it is read: another profile makes another register of the same bytes."""
    columns, codes = (
        sorted(layout.columns.items()),
        sorted((k, sorted(v.items())) for k, v in layout.codes.items()),
    )
    return f"{found.sha256} {found.encoding} {layout.delimiter} {layout.date_format} {columns} {codes}"


def _came_before(known: Origin, identity: str, as_of: date, *, add: bool) -> bool:
    same = identity in known.sources if add else known.sources == (identity,)
    return same and known.as_of == as_of


def _nothing_new(target: Path, known: Origin, found: Survey, key: bytes | None) -> ImportReport:
    with reading(target, key) as store:
        scope = store.scope()
    return ImportReport(
        persons=scope.persons,
        unchanged=scope.persons,
        rejected_count=known.rejected,
        encoding=found.encoding,
        already_there=True,
        scope=scope,
    )
