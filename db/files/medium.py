"""On what medium a folder lies: SQLite's log needs a disk of this machine that nobody pulls out.

In WAL mode readers and the writer share memory beside the file. Over a network share that memory is not shared, and
locks are promises; a stick is pulled out while it is written. Either way a station is damaged that looked well. Only
what is known to be unfit is refused: a medium that cannot be told apart is let in.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Literal, NamedTuple

from db.errors import CannotOpen

Kind = Literal["fixed", "network", "removable", "unknown"]

MOUNTS, SYS_BLOCK = Path("/proc/self/mountinfo"), Path("/sys/dev/block")


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: File systems whose bytes lie on another machine, clusters included; and folders that a host shares with a virtual
#: machine, which are the same to SQLite: no shared memory, locks that the other side need not know of.
_NETWORK = _names(
    "nfs nfs4 cifs smb smb2 smb3 smbfs ncp ncpfs afs coda ceph glusterfs lustre beegfs gpfs gfs2 ocfs2 orangefs pvfs2 "
    "davfs davfs2 webdav sshfs 9p virtiofs vboxsf vmhgfs prl_fs drvfs"
)
#: What stands behind `fuse.`, or is the name by itself.
_NETWORK_FUSE = _names(
    "sshfs rclone s3fs s3ql goofys gcsfuse blobfuse blobfuse2 davfs davfs2 curlftpfs glusterfs ceph ceph-fuse cephfs "
    "gvfsd-fuse gvfs-fuse-daemon kio-fuse smbnetfs fusesmb afuse google-drive-ocamlfuse onedriver juicefs seaweedfs "
    "moosefs mfs lizardfs ipfs vmhgfs-fuse simple-mtpfs jmtpfs go-mtpfs mtpfs gphotofs ifuse"
)
#: Local ones on a disk, or above another folder; the disk beneath is asked where there is one.
_LOCAL_FUSE = _names(
    "ntfs ntfs-3g lowntfs-3g exfat exfat-fuse bindfs mergerfs unionfs unionfs-fuse fuse-overlayfs encfs gocryptfs "
    "cryfs securefs zfs-fuse apfs apfs-fuse dislocker lxcfs"
)
#: Stands for what is mounted as soon as it is looked at.
_NOT_YET = _names("autofs")

_OCTAL = re.compile(r"\\([0-7]{3})")
_USB = re.compile(r"/usb\d*/")
_MMC = re.compile(r"/mmc\d+:")


class Medium(NamedTuple):
    """What a folder lies on; `fs` is the file system as the system names it, empty where that is not known."""

    kind: Kind
    fs: str


class _Mount(NamedTuple):
    """A line of mountinfo: `device` is MAJ:MIN, `source` what was mounted."""

    point: Path
    device: str
    fs: str
    source: str


def medium(folder: Path, *, mounts: Path = MOUNTS, sys_block: Path = SYS_BLOCK) -> Medium:
    """The medium of `folder`, or of its nearest parent that exists: a station is refused before it is made."""
    if sys.platform == "win32":
        return _of_drive(folder)
    mount = _mount_of(_existing_parent(folder), mounts)
    return _of_mount(mount, sys_block) if mount else Medium("unknown", "")


def same_medium(a: Path, b: Path, *, mounts: Path = MOUNTS, sys_block: Path = SYS_BLOCK) -> bool:
    """Whether both lie on one device, or on two parts of one disk: what takes one away takes the other."""
    a, b = _existing_parent(a), _existing_parent(b)
    try:
        if a.stat().st_dev == b.stat().st_dev:
            return True
    except OSError:
        return False
    mine, other = (_disks(_mount_of(place, mounts), sys_block) for place in (a, b))
    return bool(mine & other)


def refuse_unfit(folder: Path, *, mounts: Path = MOUNTS, sys_block: Path = SYS_BLOCK) -> None:
    """Raises CannotOpen(`on_network`, `on_removable`) where a station must not be."""
    kind = medium(folder, mounts=mounts, sys_block=sys_block).kind
    if kind == "network":
        raise CannotOpen("on_network")
    if kind == "removable":
        raise CannotOpen("on_removable")


def _existing_parent(folder: Path) -> Path:
    """The folder without links, or its nearest parent that exists; looking mounts what waits to be looked at."""
    try:
        place = folder.resolve()
    except (OSError, RuntimeError):  # links in a circle
        place = folder.absolute()
    return next((each for each in (place, *place.parents) if _exists(each)), place)


def _exists(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:  # not to be looked into: it is there
        return True


# Linux: what is mounted ------------------------------------------------------------------


def _mount_of(place: Path, mounts: Path) -> _Mount | None:
    """The mount with the longest point above `place`; of two at one point the later one hides the earlier."""
    found: _Mount | None = None
    for mount in _read_mounts(mounts):
        above = mount.point == place or mount.point in place.parents
        if above and (found is None or len(mount.point.parts) >= len(found.point.parts)):
            found = mount
    return found


def _read_mounts(mounts: Path) -> list[_Mount]:
    """The lines of mountinfo in order, without those that cannot be read; none if there is no such file."""
    try:
        lines = os.fsdecode(mounts.read_bytes()).split("\n")
    except OSError:
        return []
    return [mount for line in lines if (mount := _parse_mount_line(line))]


def _parse_mount_line(line: str) -> _Mount | None:
    """`36 35 98:0 /root /point options optional-fields... - fs source options`, as proc(5) has it."""
    before, dash, after = line.partition(" - ")
    left, right = before.split(" "), after.split(" ")
    if not dash or len(left) < 6 or len(right) < 2:
        return None
    return _Mount(Path(_plain(left[4])), left[2], right[0], _plain(right[1]))


def _plain(escaped: str) -> str:
    r"""Spaces, tabs, line ends and backslashes stand as `\040`; what is above ASCII stands as it is."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), escaped)


def _of_mount(mount: _Mount, sys_block: Path) -> Medium:
    fs = mount.fs.lower()
    kind, _dot, name = fs.partition(".")
    if fs in _NETWORK or name in _NETWORK or fs in _NETWORK_FUSE or name in _NETWORK_FUSE:
        return Medium("network", mount.fs)
    if fs in _NOT_YET or (kind == "fuse" and name not in _LOCAL_FUSE):
        return Medium("unknown", mount.fs)
    if not _on_a_device(mount):
        # In memory, or put together from other folders; which those are, a program of FUSE does not say.
        return Medium("unknown" if kind == "fuse" else "fixed", mount.fs)
    disks = _disks(mount, sys_block)
    if not disks:
        return Medium("unknown", mount.fs)
    return Medium("removable" if any(map(_can_be_pulled_out, disks)) else "fixed", mount.fs)


def _on_a_device(mount: _Mount) -> bool:
    """Major 0 is no device; btrfs has it all the same, and names its device as the source."""
    return not mount.device.startswith("0:") or mount.source.startswith("/dev/")


# Linux: the disk beneath -----------------------------------------------------------------


def _disks(mount: _Mount | None, sys_block: Path) -> frozenset[Path]:
    """The folders in /sys of the whole disks that a mount lies on; none if that cannot be found out."""
    if mount is None or not _on_a_device(mount):
        return frozenset()
    try:
        return frozenset(_whole_disks(_block(mount, sys_block)))
    except (OSError, RuntimeError):
        return frozenset()


def _block(mount: _Mount, sys_block: Path) -> Path:
    """The folder in /sys of the device; raises OSError where there is none."""
    if not mount.device.startswith("0:"):
        return (sys_block / mount.device).resolve(strict=True)
    name = Path(mount.source).resolve().name  # /dev/mapper/home is a link to /dev/dm-0
    for link in sys_block.iterdir():
        if (block := link.resolve()).name == name:
            return block
    raise FileNotFoundError(mount.source)


def _whole_disks(block: Path) -> list[Path]:
    """A partition's disk; what is encrypted or put together (dm, md) leads to the disks that it is made of."""
    if (block / "partition").exists():
        block = block.parent
    slaves = block / "slaves"
    beneath = sorted(slaves.iterdir()) if slaves.is_dir() else []
    return [disk for part in beneath for disk in _whole_disks(part.resolve(strict=True))] or [block]


def _can_be_pulled_out(disk: Path) -> bool:
    """Says so itself, hangs on USB (whose disks often say no), or is a card; a chip soldered in is of type MMC."""
    where = disk.as_posix()
    if _read_stripped(disk / "removable") == "1" or _USB.search(where):
        return True
    return bool(_MMC.search(where)) and _read_stripped(disk / "device" / "type") != "MMC"


def _read_stripped(file: Path) -> str:
    try:
        return file.read_text().strip()
    except (OSError, UnicodeDecodeError):
        return ""


# Windows ---------------------------------------------------------------------------------

#: What GetDriveTypeW answers: stick or card, disk, share, CD, memory. A disk on USB passes for built in.
_DRIVES: dict[int, Kind] = {2: "removable", 3: "fixed", 4: "network", 5: "removable", 6: "fixed"}


def _of_drive_type(answer: int) -> Medium:
    return Medium(_DRIVES.get(answer, "unknown"), "")


if sys.platform == "win32":
    import ctypes

    def _of_drive(folder: Path) -> Medium:
        root = _existing_parent(folder).anchor  # C:\ or \\server\share\
        return _of_drive_type(int(ctypes.windll.kernel32.GetDriveTypeW(root)))
