"""Imports the county's extract: streaming, rejects listed, idempotent, swapped in whole or added to.

An import that was killed is taken up by the next one of the same file (db/register/staging.py).
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
from db.files.file_lock import Lock
from db.register.errors import ImportRefused, RegisterFileError, RegisterUnusable, register_troubles
from db.register.external_sort import Counts, ExternalSort, Progress
from db.register.extract import Header, Profile, Reject, Survey, open_register, read_profile, survey_file
from db.register.plausibility import RegisterContent, admit_anybody, admit_day, admit_loss
from db.register.provenance import IMPORTED, ImportRecord
from db.register.staging import Staging, open_staging, remove_database
from db.register.store import FORMAT, Origin, Scope, Store, create_store, open_store, swap_in
from db.register.worker_pool import worker_pool
from flows.case.actions import ImportRegister

#: The sentence for a reject's code and params.
Describe = Callable[[str, Mapping[str, object]], str]

#: Rejects kept in memory for the report; the rejects file holds all of them.
_MOST_SHOWN = 10_000
_REJECTS_HEAD = ("line", "code", "reason")


@dataclass(frozen=True, slots=True)
class ImportConsent:
    """What whoever imports has said is meant: that persons are gone, that the extract is older."""

    loss: bool = False
    older: bool = False


@dataclass(slots=True)
class ImportReport(Counts):
    """What an import did. `persons` are on record; `rejected` holds (line, code, params), no content.

    `before`, `after`: what was on record (None for nobody) and what is; `act`: what the journal is to be told, None
    where nothing was changed.
    """

    rejected: list[tuple[int, str, Mapping[str, object]]] = field(default_factory=list)
    rejected_count: int = 0
    unknown_columns: tuple[str, ...] = ()
    encoding: str = ""
    rejects_file: Path | None = None
    already_there: bool = False
    scope: Scope | None = None
    before: RegisterContent | None = None
    after: RegisterContent | None = None
    act: ImportRegister | None = None


def import_register(
    source: Path,
    target: Path,
    *,
    as_of: date,
    today: date | None = None,
    accepted: ImportConsent | None = None,
    by: str = "",
    remembered: RegisterContent | None = None,
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

    Refused unless `accepted`: what would take away more than a tenth, hold nobody, or be older than what is on record.
    `remembered` is what was known of a register that can be read no more. A day after `today` is always refused.
    `by`: the badge of whoever imports, kept until the journal knows it.
    Raises RegisterFileError, ImportRefused, RegisterUnusable, RegisterTrouble; nothing is changed then.
    """
    layout = read_profile(profile) if isinstance(profile, Path) else profile or Profile()
    list_at = rejects or target.with_name(f"{source.stem}.rejects.csv")
    _check_list(list_at)
    accepted = accepted or ImportConsent()
    with _alone(target):
        before = _current_content(target, key, remembered)
        older = admit_day(before, as_of, today, accepted=accepted.older)
        found = survey_file(source, encoding, _first_quarter(source, progress))
        identity = _identity(found, layout)
        known = _origin(target, key)
        if known and _came_before(known, identity, as_of, add=add):
            return _nothing_new(target, known, found, key)
        base = known if add else None
        job = _Job(source, target, found, layout, as_of, identity, base, key, by, before, accepted, older)
        report = ImportReport(encoding=found.encoding, before=before)
        lists = _Lists(list_at, also_if_refused=rejects is not None, describe=describe or _as_code)
        with job.taken_away_unless_killed(), register_troubles():
            _make_register(job, report, progress, lists)
            swap_in(job.new_path, target)
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
    by: str
    before: RegisterContent | None
    accepted: ImportConsent
    older: bool

    @property
    def plan(self) -> str:
        """What must be the same for an import to go on where an earlier one was killed."""
        on = f"{self.base.sources} {self.base.as_of}" if self.base else ""
        return f"{FORMAT} {self.as_of} {self.identity} {on}"

    @property
    def new_path(self) -> Path:
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
        for path in (self.new_path, self.staged_at):
            with suppress(OSError):
                remove_database(path)


def _make_register(job: _Job, report: ImportReport, progress: Progress | None, lists: _Lists) -> None:
    """The whole new register beside the old one, judged as soon as its lines are read, and as it came out."""
    with open_staging(job.staged_at, job.key, job.plan) as staged, worker_pool(job.found.size) as work:
        making = ExternalSort(job.source, job.found, job.layout, staged, work, report, progress)
        layout = making.layout()
        report.unknown_columns = layout.header.unknown
        making.stage_lines(layout)
        with lists.written_if_refused(staged, report):
            _judge_lines(job, staged, report.persons)
            _begin_file(job, staged)
            with create_store(job.new_path, job.key) as store:
                _write_register(job, making, store)
                _describe_register(job, store, staged, layout.header, report)
        lists.write(staged, report)


def _judge_lines(job: _Job, staged: Staging, persons: int) -> None:
    """What can be known before anything is written. Raises ImportRefused."""
    if not job.base:
        _judge_loss(job, staged, RegisterContent(persons, job.as_of, staged.counties()))
    admit_anybody(persons, staged.left_out(), accepted=job.accepted.loss)


def _judge_loss(job: _Job, staged: Staging, after: RegisterContent) -> bool:
    return admit_loss(job.before, after, staged.left_out(), accepted=job.accepted.loss)


def _write_register(job: _Job, making: ExternalSort, store: Store) -> None:
    store.create()
    if job.base:
        making.add(store)
        making.file_again(store)
    else:
        making.write(store)
    making.sort(store)


def _describe_register(
    job: _Job, store: Store, staged: Staging, header: Header, report: ImportReport
) -> None:
    """Keep in the new register what it holds and whose act it is, if it may take its place. Raises ImportRefused."""
    left_out = staged.count_rejects()
    before = job.base or Origin((), job.as_of, 0, FORMAT)
    earlier = store.read_note("columns") or () if job.base else ()
    origin = Origin((*before.sources, job.identity), job.as_of, left_out + before.rejected, FORMAT)
    report.scope = store.describe(origin, {*header.places, *earlier})
    report.after = store.read_content()
    loss = _judge_loss(job, staged, report.after)
    report.act = _import_act(job, report.after, left_out, loss=loss)
    # The journal is told once it is in place (`db.access.register_record`).
    store.keep(IMPORTED, ImportRecord(job.by, report.act).to_note())


def _import_act(job: _Job, after: RegisterContent, left_out: int, *, loss: bool) -> ImportRegister:
    """What the journal is to be told."""
    before = job.before.persons if job.before else 0
    day = job.as_of.isoformat()
    return ImportRegister(job.found.sha256, before, after.persons, left_out, day, loss, job.older)


def _begin_file(job: _Job, staged: Staging) -> None:
    """The file that is being made: empty, or a copy of the one that is added to; that of a killed import stays."""
    if staged.progress().get("begun"):
        if job.new_path.exists():
            return
        # Somebody has taken it away: what was said to be in it is in it no more.
        staged.write_again()
    remove_database(job.new_path)
    if job.base:
        shutil.copyfile(job.target, job.new_path)
    staged.commit(begun=True)


@dataclass(frozen=True, slots=True)
class _Lists:
    """Where the list of lines left out goes; that of a refused import is written only where somebody named a file."""

    at: Path
    also_if_refused: bool
    describe: Describe

    def write(self, staged: Staging, report: ImportReport) -> None:
        with _RejectList(self.at, report, self.describe) as out:
            for reject in staged.rejects():
                out.add(reject)

    @contextmanager
    def written_if_refused(self, staged: Staging, report: ImportReport) -> Iterator[None]:
        try:
            yield
        except ImportRefused:
            if self.also_if_refused:
                self.write(staged, report)
            raise


def _as_code(code: str, params: Mapping[str, object]) -> str:
    return code


def _check_list(path: Path) -> None:
    """A list takes the place of an earlier list, and of nothing else. Raises RegisterFileError(rejects_unfit)."""
    try:
        with path.open("rb") as file:
            begun = file.readline(100)
    except FileNotFoundError:
        begun = b"" if path.parent.is_dir() else b"?"
    except OSError:
        begun = b"?"
    if begun and begun.decode("utf-8-sig", "replace").strip() != ",".join(_REJECTS_HEAD):
        raise RegisterFileError("rejects_unfit", file=path.name)


class _RejectList:
    """The rejects file: line number and reason, never a word of the line; only if there are any."""

    def __init__(self, path: Path, report: ImportReport, describe: Describe) -> None:
        self._path, self._report, self._describe = path, report, describe
        self._made = path.with_name(path.name + ".new")

    def __enter__(self) -> _RejectList:
        self._file = self._made.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow(_REJECTS_HEAD)
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


def _current_content(
    target: Path, key: bytes | None, remembered: RegisterContent | None
) -> RegisterContent | None:
    """What is on record, None for nobody; of a register that can be read no more, what is `remembered` of it."""
    try:
        with open_store(target, key) as store:
            found = store.read_content()
    except RegisterUnusable as fault:
        return None if fault.code == "no_register" else remembered
    except CannotOpen:
        return remembered
    return found if found.persons else None


def _origin(target: Path, key: bytes | None) -> Origin | None:
    """Where the register on record came from; None without one, or where it must be made anew anyway."""
    try:
        with open_store(target, key) as store:
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
    with open_store(target, key) as store:
        scope = store.scope()
    return ImportReport(
        persons=scope.persons,
        unchanged=scope.persons,
        rejected_count=known.rejected,
        encoding=found.encoding,
        already_there=True,
        scope=scope,
    )
