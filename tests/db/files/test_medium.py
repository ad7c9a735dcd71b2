"""On what medium a folder lies, told from a /proc and a /sys that are made here, and once from the real ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from db.errors import CannotOpen
from db.files import medium as of_files
from db.files.medium import Medium, _of_drive_type, medium, refuse_unfit, same_medium
from harness.refusals import refused

#: A laptop: a partition for /, another for /home, a stick, a share; and all that is mounted beside them.
PSEUDO = """\
21 26 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
22 26 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw
23 26 0:5 / /dev rw,nosuid shared:2 - devtmpfs udev rw,size=8021240k,mode=755
"""
DISK = "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda"
NVME = "pci0000:00/0000:00:1d.0/0000:03:00.0/nvme/nvme0/nvme0n1"
STICK = "pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0/host6/target6:0:0/6:0:0:0/block/sdb"
CASE = "pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host7/target7:0:0/7:0:0:0/block/sdc"
CARD = "pci0000:00/0000:00:1c.4/0000:02:00.0/rtsx_pci_sdmmc.0/mmc_host/mmc1/mmc1:aaaa/block/mmcblk1"
CHIP = "platform/fe330000.mmc/mmc_host/mmc0/mmc0:0001/block/mmcblk0"


class Machine:
    """A made /proc/self/mountinfo and /sys; mount points are below `root`."""

    def __init__(self, place: Path) -> None:
        self.root = place / "root"
        self.root.mkdir()
        self._devices = place / "sys" / "devices"
        self.sys_block = place / "sys" / "dev" / "block"
        self.sys_block.mkdir(parents=True)
        self.mounts = place / "mountinfo"
        self.mounts.write_text(PSEUDO)
        self._count = 30
        self.mount("/", "ext4", "/dev/sda1", "8:1")
        self.disk(DISK, "8:0", parts=("8:1", "8:2"))

    def folder(self, path: str) -> Path:
        """A folder that is there."""
        folder = self.root / path.lstrip("/")
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def mount(
        self, point: str, fs: str, source: str, device: str, *, root: str = "/", tags: str = "shared:1"
    ) -> None:
        """One line more, as the kernel writes it."""
        self.folder(point)
        self._count += 1
        where = self.root.as_posix() + point.rstrip("/")
        options = f"rw,relatime {tags}".rstrip()
        before = f"{self._count} 26 {device} {_kernel(root)} {_kernel(where)} {options}"
        with self.mounts.open("a") as file:
            file.write(f"{before} - {fs} {_kernel(source)} rw\n")

    def disk(self, where: str, device: str, *, parts: tuple[str, ...] = (), removable: str = "0") -> Path:
        """A disk of /sys and its partitions, with the links that name them by number."""
        disk = self._devices / where
        disk.mkdir(parents=True)
        (disk / "removable").write_text(removable + "\n")
        self._link(device, disk)
        between = "p" if disk.name[-1].isdigit() else ""
        for number, part in enumerate(parts, 1):
            folder = disk / f"{disk.name}{between}{number}"
            folder.mkdir()
            (folder / "partition").write_text(f"{number}\n")
            self._link(part, folder)
        return disk

    def mapped(self, name: str, device: str, *beneath: str) -> None:
        """What the device mapper makes of others: encrypted, or joined."""
        block = self.disk(f"virtual/block/{name}", device)
        slaves = block / "slaves"
        slaves.mkdir()
        for each in beneath:
            under = (self.sys_block / each).resolve()
            (slaves / under.name).symlink_to(under)

    def _link(self, device: str, to: Path) -> None:
        (self.sys_block / device).symlink_to(os.path.relpath(to, self.sys_block))

    def medium(self, path: str) -> Medium:
        return medium(self.root / path.lstrip("/"), mounts=self.mounts, sys_block=self.sys_block)

    def refuse(self, path: str) -> None:
        refuse_unfit(self.root / path.lstrip("/"), mounts=self.mounts, sys_block=self.sys_block)


def _kernel(name: str) -> str:
    for plain, escaped in (("\\", "\\134"), (" ", "\\040"), ("\t", "\\011"), ("\n", "\\012")):
        name = name.replace(plain, escaped)
    return name


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


# Fixed -----------------------------------------------------------------------------------


def test_a_partition_of_the_disk_in_the_machine_is_fit(machine):
    assert machine.medium("/srv/hukou") == Medium("fixed", "ext4")
    machine.refuse("/srv/hukou")


@pytest.mark.parametrize(
    ("fs", "source"),
    [("tmpfs", "tmpfs"), ("overlay", "overlay"), ("zfs", "tank/home"), ("ecryptfs", "/house/.x")],
)
def test_what_has_no_device_of_its_own_is_fit(machine, fs, source):
    machine.mount("/var/lib", fs, source, "0:44")
    assert machine.medium("/var/lib/hukou") == Medium("fixed", fs)


def test_disks_of_other_kinds_are_fit(machine):
    machine.disk(NVME, "259:0", parts=("259:1",))
    machine.disk("pci0000:00/0000:00:02.0/virtio1/block/vda", "254:0")
    machine.mount("/nvme", "xfs", "/dev/nvme0n1p1", "259:1")
    machine.mount("/virtual", "ext4", "/dev/vda", "254:0")
    assert machine.medium("/nvme") == Medium("fixed", "xfs")
    assert machine.medium("/virtual") == Medium("fixed", "ext4")


def test_a_chip_soldered_in_is_fit_and_a_card_in_the_slot_is_not(machine):
    for where, device, part, kind in ((CHIP, "179:0", "179:1", "MMC"), (CARD, "179:8", "179:9", "SD")):
        disk = machine.disk(where, device, parts=(part,))
        (disk / "device").mkdir()
        (disk / "device" / "type").write_text(kind + "\n")
        machine.mount("/" + kind, "ext4", "/dev/" + disk.name + "p1", part)
    assert machine.medium("/MMC").kind == "fixed"
    assert machine.medium("/SD").kind == "removable"


# Network ---------------------------------------------------------------------------------

SHARES = [
    ("nfs", "server:/export"), ("nfs4", "10.0.0.2:/"), ("cifs", "//server/share"), ("smb3", "//server/share"),
    ("smbfs", "//server/share"), ("fuse.sshfs", "me@server:"), ("fuse.rclone", "remote:"), ("fuse.s3fs", "s3fs"),
    ("fuse.gvfsd-fuse", "gvfsd-fuse"), ("fuse.glusterfs", "server:/vol"), ("fuse.vmhgfs-fuse", "vmhgfs-fuse"),
    ("afs", "AFS"), ("ceph", "10.0.0.2:6789:/"), ("glusterfs", "server:/vol"), ("davfs", "https://server/dav"),
    ("fuse.davfs2", "https://server/dav"), ("lustre", "10.0.0.2@tcp:/fs"), ("coda", "coda"), ("vboxsf", "shared"),
    ("rclone", "remote:"), ("juicefs", "JuiceFS:x"), ("fuse.webdav", "https://server/dav"), ("fuse.nfs", "server:/"),
    ("vmhgfs", ".host:/"), ("9p", "C:\\"), ("virtiofs", "shared"), ("prl_fs", "none"),
]  # fmt: skip


@pytest.mark.parametrize(("fs", "source"), SHARES, ids=[fs for fs, _source in SHARES])
def test_a_share_is_refused(machine, fs, source):
    machine.mount("/mnt/share", fs, source, "0:51")
    assert machine.medium("/mnt/share/hukou") == Medium("network", fs)
    with refused(CannotOpen, "on_network"):
        machine.refuse("/mnt/share/hukou")


# Removable -------------------------------------------------------------------------------


def test_a_stick_is_refused(machine):
    machine.disk(STICK, "8:16", parts=("8:17",), removable="1")
    machine.mount("/media/stick", "vfat", "/dev/sdb1", "8:17")
    assert machine.medium("/media/stick/hukou") == Medium("removable", "vfat")
    with refused(CannotOpen, "on_removable"):
        machine.refuse("/media/stick/hukou")


def test_a_disk_on_usb_is_refused_though_it_says_that_it_stays(machine):
    machine.disk(CASE, "8:32", parts=("8:33",), removable="0")
    machine.mount("/media/disk", "fuseblk", "/dev/sdc1", "8:33")
    assert machine.medium("/media/disk") == Medium("removable", "fuseblk")


def test_a_disk_that_says_that_it_can_be_pulled_out_is_refused_wherever_it_hangs(machine):
    machine.disk("pci0000:00/0000:00:1f.2/ata5/host4/target4:0:0/4:0:0:0/block/sdd", "8:48", removable="1")
    machine.mount("/media/bay", "ext4", "/dev/sdd", "8:48")
    assert machine.medium("/media/bay") == Medium("removable", "ext4")


def test_a_stick_without_partitions_is_refused(machine):
    machine.disk(STICK, "8:16", removable="1")
    machine.mount("/media/stick", "exfat", "/dev/sdb", "8:16")
    assert machine.medium("/media/stick").kind == "removable"


def test_an_encrypted_stick_is_refused_and_an_encrypted_disk_is_not(machine):
    machine.disk(STICK, "8:16", parts=("8:17",), removable="1")
    machine.mapped("dm-0", "253:0", "8:2")
    machine.mapped("dm-1", "253:1", "8:17")
    machine.mapped("dm-2", "253:2", "253:1")  # a volume in what is encrypted
    machine.mount("/house", "ext4", "/dev/mapper/home", "253:0")
    machine.mount("/media/secret", "ext4", "/dev/mapper/luks-1", "253:2")
    assert machine.medium("/house/me").kind == "fixed"
    assert machine.medium("/media/secret").kind == "removable"


def test_btrfs_has_no_number_of_its_own_and_is_found_by_its_source(machine):
    machine.disk(STICK, "8:16", parts=("8:17",), removable="1")
    machine.mount("/house", "btrfs", "/dev/sda2", "0:33", root="/@home")
    machine.mount("/media/stick", "btrfs", "/dev/sdb1", "0:34")
    machine.mount("/media/gone", "btrfs", "/dev/sdz9", "0:35")
    assert machine.medium("/house/me") == Medium("fixed", "btrfs")
    assert machine.medium("/media/stick") == Medium("removable", "btrfs")
    assert machine.medium("/media/gone") == Medium("unknown", "btrfs")


# Which mount -----------------------------------------------------------------------------


def test_the_longest_mount_point_counts_whatever_the_order(machine):
    machine.mount("/mnt/a/b", "tmpfs", "tmpfs", "0:60")
    machine.mount("/mnt", "nfs4", "server:/", "0:61")
    machine.mount("/mnt/a", "cifs", "//server/a", "0:62")
    assert [machine.medium(path).fs for path in ("/mnt/x", "/mnt/a/x", "/mnt/a/b/x", "/mntx")] == [
        "nfs4", "cifs", "tmpfs", "ext4",
    ]  # fmt: skip


def test_what_was_mounted_later_at_the_same_point_hides_what_was_there(machine):
    machine.mount("/mnt", "autofs", "systemd-1", "0:60", tags="shared:2 master:1")
    assert machine.medium("/mnt") == Medium("unknown", "autofs")
    machine.mount("/mnt", "nfs4", "server:/", "0:61", tags="")
    assert machine.medium("/mnt") == Medium("network", "nfs4")


def test_a_bind_mount_is_where_it_comes_from(machine):
    """The kernel writes the file system and the device of the origin, and the part of it as the root."""
    machine.mount("/srv/share", "nfs4", "server:/", "0:61", root="/exports/one")
    machine.mount("/house/me/local", "ext4", "/dev/sda1", "8:1", root="/srv/own folder")
    machine.mount("/house", "cifs", "//server/homes", "0:62")
    assert machine.medium("/srv/share").kind == "network"
    assert machine.medium("/house/me/local/x").kind == "fixed"


@pytest.mark.parametrize(
    "name", ["my share", "tab\there", "line\nend", "back\\slash", "\\040", "共享 文件", "a - nfs b"]
)
def test_names_are_read_as_the_kernel_writes_them(machine, name):
    machine.mount("/mnt/" + name, "cifs", "//server/my share", "0:61")
    machine.mount("/mnt/" + name + "/in it", "ext4", "/dev/sda2", "8:2")
    assert machine.medium(f"/mnt/{name}/x").kind == "network"
    assert machine.medium(f"/mnt/{name}/in it").kind == "fixed"
    assert machine.medium("/mnt").kind == "fixed"


def test_a_folder_that_is_yet_to_be_made_lies_where_its_parent_does(machine):
    machine.mount("/mnt/share", "nfs4", "server:/", "0:61")
    assert machine.medium("/mnt/share/not/yet/there").kind == "network"
    assert not (machine.root / "mnt/share/not").exists()


def test_a_link_is_followed(machine):
    machine.mount("/mnt/share", "nfs4", "server:/", "0:61")
    machine.folder("/house")
    (machine.root / "house" / "hukou").symlink_to(machine.root / "mnt/share", target_is_directory=True)
    assert machine.medium("/house/hukou").kind == "network"
    assert machine.medium("/house/hukou/../share/new").kind == "network"
    (machine.root / "house" / "round").symlink_to(machine.root / "house" / "round")
    assert machine.medium("/house/round/x").kind == "fixed"


# What cannot be told is let in -----------------------------------------------------------


def test_without_a_list_of_mounts_nothing_is_known(machine, tmp_path):
    for mounts in (tmp_path / "none", tmp_path):
        assert medium(machine.root, mounts=mounts, sys_block=machine.sys_block) == Medium("unknown", "")
        refuse_unfit(machine.root, mounts=mounts, sys_block=machine.sys_block)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "rubbish",
        "36 35 98:0 / /",
        "36 35 98:0 / / rw - ",
        "36 35 98:0 / / rw shared:1 nfs4 server:/ rw",
        "\xff - ",
    ],
)
def test_lines_that_cannot_be_read_are_passed_over(machine, line):
    machine.mounts.write_bytes(line.encode("latin-1") + b"\n")
    assert machine.medium("/") == Medium("unknown", "")
    machine.mount("/mnt", "nfs4", "server:/", "0:61")
    assert machine.medium("/mnt").kind == "network"


def test_the_shortest_line_that_tells_a_mount_is_read(machine):
    where = machine.folder("/mnt").as_posix()
    with machine.mounts.open("a") as file:
        file.write(f"36 35 0:51 / {where} rw - nfs4 server:/\n")
    assert machine.medium("/mnt") == Medium("network", "nfs4")


def test_a_device_that_sys_does_not_have_is_not_known(machine, tmp_path):
    machine.mount("/mnt", "ext4", "/dev/sdq1", "65:1")
    assert machine.medium("/mnt") == Medium("unknown", "ext4")
    assert medium(machine.root, mounts=machine.mounts, sys_block=tmp_path / "none") == Medium(
        "unknown", "ext4"
    )
    machine.refuse("/mnt")


def test_a_disk_that_does_not_say_whether_it_stays_is_taken_by_where_it_hangs(machine):
    for where, device in ((NVME, "259:0"), (STICK, "8:16")):
        (machine.disk(where, device) / "removable").unlink()
        machine.mount("/" + device.partition(":")[0], "ext4", "/dev/x", device)
    assert machine.medium("/259").kind == "fixed"
    assert machine.medium("/8").kind == "removable"


@pytest.mark.parametrize(
    ("fs", "source"),
    [("fuse.nobody-knows-it", "something"), ("fuse.nobody-knows-it", "/dev/sda2"), ("fuse", "something"),
     ("fuse.bindfs", "something")],
)  # fmt: skip
def test_a_program_that_keeps_files_in_its_own_way_is_not_known(machine, fs, source):
    machine.mount("/mnt", fs, source, "0:61")
    assert machine.medium("/mnt") == Medium("unknown", fs)


def test_a_program_known_to_keep_files_on_the_disk_beneath_is_as_fit_as_that(machine):
    machine.mount("/mnt", "fuse.ntfs-3g", "/dev/sda2", "0:61")
    assert machine.medium("/mnt") == Medium("fixed", "fuse.ntfs-3g")


# Windows ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(0, "unknown"), (1, "unknown"), (2, "removable"), (3, "fixed"), (4, "network"), (5, "removable"), (6, "fixed"),
     (7, "unknown")],
)  # fmt: skip
def test_what_windows_says_of_a_drive_is_a_medium(answer, kind):
    """GetDriveTypeW: unknown, no root, removable, fixed, remote, CD, RAM disk; no other answer is known."""
    assert _of_drive_type(answer) == Medium(kind, "")


def test_windows_is_asked_about_the_drive_and_no_list_of_mounts(machine, monkeypatch):
    machine.mount("/mnt", "nfs4", "server:/", "0:61")
    monkeypatch.setattr(of_files, "_of_drive", lambda _folder: _of_drive_type(2), raising=False)
    monkeypatch.setattr(of_files.sys, "platform", "win32")
    assert machine.medium("/mnt") == Medium("removable", "")


# Two folders -----------------------------------------------------------------------------


def test_two_folders_on_one_device_and_two_parts_of_one_disk(machine, monkeypatch):
    one, other = machine.folder("/srv/hukou"), machine.folder("/backup")
    made = {"mounts": machine.mounts, "sys_block": machine.sys_block}
    assert same_medium(one, other / "yet to be made", **made)
    # What is really one device here is told apart by where it is mounted there.
    monkeypatch.setattr(Path, "stat", _numbered(Path.stat))
    machine.mount("/backup", "ext4", "/dev/sda2", "8:2")
    assert same_medium(one, other, **made), "another part of the same disk"
    machine.disk(STICK, "8:16", parts=("8:17",), removable="1")
    machine.mount("/backup", "vfat", "/dev/sdb1", "8:17")
    assert not same_medium(one, other, **made)
    machine.mount("/backup", "nfs4", "server:/", "0:61")
    assert not same_medium(one, other, **made)


def _numbered(real):
    """Another device number for what lies in a folder called backup."""

    def stat(self: Path, **options):
        found = list(real(self, **options))
        found[2] += 1000 if self.name == "backup" else 0
        return os.stat_result(found)

    return stat


# The real machine ------------------------------------------------------------------------


def test_where_the_tests_run_a_station_may_be_made(tmp_path):
    refuse_unfit(tmp_path)
    # in a root of its own (chroot) the list of mounts may name none of it
    assert medium(tmp_path).kind in ("fixed", "unknown")
    assert same_medium(tmp_path, tmp_path / "new")
