"""Imports the county's extract: streaming, rejects listed, idempotent, swapped in whole or added to.

An import that was killed is taken up by the next one of the same file (db/register_staging.py).
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from db.errors import CannotOpen, InUse
from db.lock import Lock
from db.register_errors import RegisterUnusable, register_troubles
from db.register_file import Profile, Reject, Survey, open_register, read_profile, survey
from db.register_making import Counts, Making, Progress, hands
from db.register_staging import Staging, remove, staging
from db.register_store import FORMAT, Origin, Scope, reading, swap_in, writing

Describe = Callable[[str, Mapping[str, object]], str]
"""The sentence for a reject's code and params."""

_MOST_SHOWN = 10_000
"""Rejects kept in memory for the report; the rejects file holds all of them."""


@dataclass(slots=True)
class ImportReport(Counts):
    """What an import did. `persons` are on record; `rejected` holds (line, code, params), no content."""

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
    Raises RegisterFileError, RegisterUnusable, RegisterTrouble; the register on record is then untouched.
    """
    layout = read_profile(profile) if isinstance(profile, Path) else profile or Profile()
    with _alone(target):
        found = survey(source, encoding, _first_quarter(source, progress))
        identity = _identity(found, layout)
        known = _origin(target, key)
        if known and _came_before(known, identity, as_of, add=add):
            return _nothing_new(target, known, found, key)
        job = _Job(source, target, found, layout, as_of, identity, known if add else None, key)
        report = ImportReport(encoding=found.encoding)
        list_at = rejects or target.with_name(f"{source.stem}.rejects.csv")
        with job.taken_away_unless_killed(), register_troubles():
            _make(job, report, progress)
            with staging(job.staged_at, key, job.plan) as staged:
                _list_rejects(staged, list_at, report, describe or (lambda code, _params: code))
            swap_in(job.made, target)
    return report


@dataclass(frozen=True, slots=True)
class _Job:
    """One import: what is read, what it is added to (`base`), and the files that it works on."""

    source: Path
    target: Path
    found: Survey
    layout: Profile
    as_of: date
    identity: str
    base: Origin | None
    key: bytes | None

    @property
    def plan(self) -> str:
        """What must be the same for an import to go on where an earlier one was killed."""
        on = f"{self.base.sources} {self.base.as_of}" if self.base else ""
        return f"{FORMAT} {self.as_of} {self.identity} {on}"

    @property
    def made(self) -> Path:
        """The register that is being made."""
        return self.target.with_name(self.target.name + ".new")

    @property
    def staged_at(self) -> Path:
        """What was read of the extract, until it is sorted."""
        return self.target.with_name(self.target.name + ".staged")

    @contextmanager
    def taken_away_unless_killed(self) -> Iterator[None]:
        """Nothing of a failed import stays; what a kill or Ctrl-C leaves, the next import of the file takes up."""
        try:
            yield
        except Exception:
            self._take_away()
            raise
        self._take_away()

    def _take_away(self) -> None:
        for path in (self.made, self.staged_at):
            with suppress(OSError):
                remove(path)


def _make(job: _Job, report: ImportReport, progress: Progress | None) -> None:
    """The whole new register beside the old one."""
    with staging(job.staged_at, job.key, job.plan) as staged, hands(job.found.size) as work:
        making = Making(job.source, job.found, job.layout, staged, work, report, progress)
        layout = making.layout()
        report.unknown_columns = layout.header.unknown
        making.read(layout)
        _begin(job, staged)
        with writing(job.made, job.key) as store:
            store.create()
            if job.base:
                making.add(store)
                making.file_again(store)
            else:
                making.write(store)
            making.sort(store)
            left_out = staged.count_rejects() + (job.base.rejected if job.base else 0)
            sources = (*(job.base.sources if job.base else ()), job.identity)
            earlier = store.kept("columns") or () if job.base else ()
            origin = Origin(sources, job.as_of, left_out, FORMAT)
            report.scope = store.describe(origin, {*layout.header.places, *earlier})


def _begin(job: _Job, staged: Staging) -> None:
    """The file that is being made: empty, or a copy of the one that is added to; that of a killed import stays."""
    if staged.progress().get("begun"):
        return
    remove(job.made)
    if job.base:
        shutil.copyfile(job.target, job.made)
    staged.commit(begun=True)


def _list_rejects(staged: Staging, list_at: Path, report: ImportReport, describe: Describe) -> None:
    with _RejectList(list_at, report, describe) as out:
        for reject in staged.rejects():
            out.add(reject)


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
    except CannotOpen:
        raise RegisterUnusable("folder_read_only") from None
    try:
        yield
    finally:
        lock.release()


def _first_quarter(source: Path, progress: Progress | None) -> Callable[[int], None] | None:
    if progress is None:
        return None
    with open_register(source) as file:
        size = file.seek(0, 2)
    return lambda done: progress(done, 4 * size, 0, 0)


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
