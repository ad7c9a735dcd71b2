"""Why a file or folder cannot be used, in words of ours: the system's own are English and speak of devices.

By the name of the number, because the numbers differ between systems.
"""

from __future__ import annotations

import errno

from hukou_tui.words.catalogue import N_, _

_NO_RIGHT = N_("there is no right to use it")
_FULL = N_("the disk is full")
_NO_FILE = N_("it is no ordinary file")
_SILENT = N_("the network share does not answer")

#: Name of the system's number -> reason.
REASONS: dict[str, str] = {
    "ENOENT": N_("it does not exist"),
    "EACCES": _NO_RIGHT,
    "EPERM": _NO_RIGHT,
    "EISDIR": N_("it is a folder"),
    "ENOTDIR": N_("a part of the path is no folder"),
    "EEXIST": N_("something of that name is there already"),
    "ENOTEMPTY": N_("the folder is not empty"),
    "ENAMETOOLONG": N_("the name is too long"),
    "EINVAL": N_("the name cannot be used"),
    "ELOOP": N_("links in the path lead in a circle"),
    "ENOSPC": _FULL,
    "EDQUOT": _FULL,
    "EFBIG": N_("it is too large"),
    "EROFS": N_("nothing can be written there"),
    "EIO": N_("the disk gives errors"),
    "EBUSY": N_("another program is using it"),
    # What a pipe, a device or a socket says when it is opened in place of a file.
    "EOPNOTSUPP": _NO_FILE,
    "ENOTSUP": _NO_FILE,
    "ENXIO": _NO_FILE,
    "ENODEV": _NO_FILE,
    "ESTALE": _SILENT,
    "EHOSTDOWN": _SILENT,
    "ENOTCONN": _SILENT,
    "ETIMEDOUT": _SILENT,
}


def file_reason(fault: OSError) -> str:
    """Why, in the language in use; of a fault that nobody has met, the number that an administrator asks for."""
    reason = REASONS.get(errno.errorcode.get(fault.errno or 0, ""))
    return _(reason) if reason else _("a fault of the system, number {number}").format(number=fault.errno or "?")
