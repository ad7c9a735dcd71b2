"""A disk that forgets: it is told each call of a recording and rebuilds what a power cut at that moment may leave.

A change is pending until it is synced: bytes of a file until the file is, an entry of a folder until the folder is.
A new file's own sync makes its entry last as well, as the usual file systems do; a rename is one change, made or not,
and lasts only once its folder is synced. What is pending may survive in part and in any order: see `WAYS`.

Taken from the hardware: a write changes no byte beside its own (SQLite calls that powersafe overwrite), a sector of
512 bytes is written or not, and what a sync has returned for stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from harness.faults.log import NotFollowed, Op, Record

SECTOR = 512


@dataclass(eq=False, slots=True)
class File:
    """A file, by what of it would survive for certain."""

    durable: bytearray = field(default_factory=bytearray)


@dataclass(eq=False, slots=True)
class Folder:
    """A folder, by those of its entries that would survive, and by those that a program sees now."""

    durable: dict[str, Node] = field(default_factory=dict)
    seen: dict[str, Node] = field(default_factory=dict)


Node = File | Folder
Place = tuple[Folder, str]


@dataclass(eq=False, slots=True)
class Written:
    """Pending: bytes at a place in a file."""

    file: File
    offset: int
    data: bytes


@dataclass(eq=False, slots=True)
class Sized:
    """Pending: the file's length; `least` only makes it longer."""

    file: File
    size: int
    least: bool = False


@dataclass(eq=False, slots=True)
class Entered:
    """Pending: entries set (or taken away: None), all of them or none; `made` is what came into being by it."""

    changes: tuple[tuple[Place, Node | None], ...]
    made: Node | None = None

    def lasts(self, synced: Node) -> bool:
        """Whether it lasts once `synced` was: one of its folders, for a move between two is made or not; or the new."""
        return self.made is synced or any(folder is synced for (folder, _), _ in self.changes)


Pending = Written | Sized | Entered


class Image:
    """What lies on a disk after a power cut: bytes by path, None for a folder."""

    def __init__(self, files: dict[str, bytes | bytearray | None]) -> None:
        self.files = files

    @cached_property
    def digest(self) -> bytes:
        """The same for the same content, whichever way it came about."""
        total = hashlib.sha256()
        for path in sorted(self.files):
            data = self.files[path]
            total.update(f"{path}\0{-1 if data is None else len(data)}\0".encode())
            total.update(data or b"")
        return total.digest()


class Disk:
    """The disk below the watched folder, which is empty at first."""

    def __init__(self) -> None:
        self.root = Folder()
        self.pending: list[Pending] = []
        self._nodes: dict[int, Node] = {}
        self._synced: Image | None = None
        self._told: dict[Op, Callable[[Record], None]] = {
            Op.CREATE: self._create,
            Op.MKDIR: self._mkdir,
            Op.WRITE: self._write,
            Op.TRUNCATE: self._truncate,
            Op.ALLOCATE: self._allocate,
            Op.RENAME: self._rename,
            Op.UNLINK: self._remove,
            Op.RMDIR: self._remove,
            Op.SYNC: self._sync,
        }

    # ---- being told

    def apply(self, record: Record) -> bool:
        """Take the next record; False if it changes nothing (a mark, a start). Raises NotFollowed."""
        told = self._told.get(record.op)
        if told is None:
            if record.op == Op.START:
                self._nodes[record.inode] = self.root
            return False
        told(record)
        return True

    def _create(self, record: Record) -> None:
        self._enter_new(record, File())

    def _mkdir(self, record: Record) -> None:
        self._enter_new(record, Folder())

    def _enter_new(self, record: Record, node: Node) -> None:
        place = self._place(record.name)
        # The number of a file that is gone is given out again.
        self._nodes[record.inode] = node
        self._enter(Entered(((place, node),), node))

    def _write(self, record: Record) -> None:
        self.pending.append(Written(self._file(record), record.offset, record.data))

    def _truncate(self, record: Record) -> None:
        self.pending.append(Sized(self._file(record), record.offset))

    def _allocate(self, record: Record) -> None:
        self.pending.append(Sized(self._file(record), record.offset, least=True))

    def _rename(self, record: Record) -> None:
        source, goal = self._place(record.name), self._place(record.other)
        node = source[0].seen.get(source[1])
        if node is None:
            raise NotFollowed(f"{record.name} was renamed and never made")
        if source != goal:
            self._enter(Entered(((source, None), (goal, node))))

    def _remove(self, record: Record) -> None:
        self._enter(Entered(((self._place(record.name), None),)))

    def _enter(self, entered: Entered) -> None:
        for (folder, name), node in entered.changes:
            _set(folder.seen, name, node)
        self.pending.append(entered)

    def _sync(self, record: Record) -> None:
        node = self._nodes.get(record.inode)
        if node is None:
            raise NotFollowed(f"{record.name} was synced and never made")
        chosen = self._lasting(node)
        if chosen:
            for change in chosen:
                self._commit(change)
            self.pending = [change for change in self.pending if change not in chosen]
            self._synced = None

    def _lasting(self, node: Node) -> dict[Pending, None]:
        """What a sync of `node` makes last, in order.

        What was entered earlier under the same name goes first, or it would undo the newer entry afterwards.
        """
        chosen: list[Pending] = []
        names: set[tuple[int, str]] = set()
        for change in reversed(self.pending):
            if not isinstance(change, Entered):
                if change.file is node:
                    chosen.append(change)
                continue
            own = {(id(folder), name) for (folder, name), _ in change.changes}
            if change.lasts(node) or own & names:
                chosen.append(change)
                names |= own
        return dict.fromkeys(reversed(chosen))

    @staticmethod
    def _commit(change: Pending) -> None:
        if isinstance(change, Entered):
            for (folder, name), node in change.changes:
                _set(folder.durable, name, node)
        else:
            _put(change, change.file.durable)

    def _place(self, path: str) -> Place:
        folder: Node | None = self.root
        *above, name = path.split("/")
        for part in above:
            folder = folder.seen.get(part) if isinstance(folder, Folder) else None
        if not isinstance(folder, Folder):
            raise NotFollowed(f"the folder of {path} was never made")
        return folder, name

    def _file(self, record: Record) -> File:
        node = self._nodes.get(record.inode)
        if not isinstance(node, File):
            raise NotFollowed(f"{record.name} was written to and never made")
        return node

    # ---- being rebuilt

    def rebuilt(self, way: str, dice: Random) -> Image:
        """What a power cut now leaves, in one of the `WAYS`."""
        survivors = WAYS[way](self.pending, dice)
        if survivors:
            return self._image(survivors)
        if self._synced is None:
            self._synced = self._image(())
        return self._synced

    def _image(self, survivors: Iterable[Pending]) -> Image:
        entries: dict[int, dict[str, Node]] = {}
        contents: dict[int, bytearray] = {}
        for change in survivors:
            if isinstance(change, Entered):
                for (folder, name), node in change.changes:
                    _set(entries.setdefault(id(folder), dict(folder.durable)), name, node)
            else:
                file = change.file
                if id(file) not in contents:
                    contents[id(file)] = bytearray(file.durable)
                _put(change, contents[id(file)])
        files: dict[str, bytes | bytearray | None] = {}
        waiting: list[tuple[str, Folder]] = [("", self.root)]
        while waiting:
            above, folder = waiting.pop()
            for name, node in entries.get(id(folder), folder.durable).items():
                path = above + name
                if isinstance(node, Folder):
                    files[path] = None
                    waiting.append((path + "/", node))
                else:
                    # A copy: what lasts is changed in place by the next sync.
                    kept = contents.get(id(node))
                    files[path] = bytes(node.durable) if kept is None else kept
        return Image(files)


def _set(entries: dict[str, Node], name: str, node: Node | None) -> None:
    if node is None:
        entries.pop(name, None)
    else:
        entries[name] = node


def _put(change: Written | Sized, content: bytearray) -> None:
    """Make the change; what lies between the old end and a later place is zeros, as on a file system."""
    if isinstance(change, Sized):
        if change.size > len(content):
            content.extend(bytes(change.size - len(content)))
        elif not change.least:
            del content[change.size :]
        return
    if change.offset > len(content):
        content.extend(bytes(change.offset - len(content)))
    content[change.offset : change.offset + len(change.data)] = change.data


# ---- the ways in which a disk forgets


def _nothing(_pending: Sequence[Pending], _dice: Random) -> Sequence[Pending]:
    return ()


def _everything(pending: Sequence[Pending], _dice: Random) -> Sequence[Pending]:
    return pending


def _prefix(pending: Sequence[Pending], dice: Random) -> Sequence[Pending]:
    return pending[: dice.randint(0, len(pending))]


def _subset(pending: Sequence[Pending], dice: Random) -> Sequence[Pending]:
    share = dice.random()
    return [change for change in pending if dice.random() < share]


def _torn(pending: Sequence[Pending], dice: Random) -> Sequence[Pending]:
    survivors: list[Pending] = []
    for change in _subset(pending, dice):
        survivors += _sectors(change, dice) if isinstance(change, Written) else [change]
    return survivors


def _sectors(change: Written, dice: Random) -> Iterator[Written]:
    """Those of its sectors that survive, each by itself; sectors lie where the disk has them, not the write."""
    share = dice.random()
    end = change.offset + len(change.data)
    for start in range(change.offset - change.offset % SECTOR, end, SECTOR):
        if dice.random() < share:
            first = max(start, change.offset)
            data = change.data[first - change.offset : start + SECTOR - change.offset]
            yield Written(change.file, first, data)


#: How much of what is pending survives: none of it; all; the oldest part; any part; any part, down to the sector.
WAYS: dict[str, Callable[[Sequence[Pending], Random], Sequence[Pending]]] = {
    "nothing": _nothing, "everything": _everything, "prefix": _prefix, "subset": _subset, "torn": _torn,
}  # fmt: skip


def after_each(
    records: Iterable[Record], dice: Random, points: Container[int] | None = None
) -> Iterator[tuple[Record, str, Image]]:
    """After each record that changed something the rebuilt disks, one for each of the `WAYS`.

    A mark comes by itself, with no way and an empty disk. `points` are the records (counted from 0) after which
    disks are wanted, if not after all.
    """
    disk = Disk()
    for at, record in enumerate(records):
        if not disk.apply(record):
            yield record, "", Image({})
        elif points is None or at in points:
            for way in WAYS:
                yield record, way, disk.rebuilt(way, dice)
