"""Whole texts that tests keep as `.txt` files beside them, one file each, so that a reviewer reads them in a diff.

`python3 dev.py test FILE --snapshot-update` writes them anew; what it has written is read before it is committed.
"""

from __future__ import annotations

from pathlib import Path

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

ROOT = Path(__file__).resolve().parent.parent


class WholeText(SingleFileSnapshotExtension):
    """A snapshot that is a text file."""

    _file_extension = "txt"
    _write_mode = WriteMode.TEXT


def kept_text(test_file: str, test: str) -> str:
    """What `test` of `test_file` (a path from the root) keeps; the name of the test has its parameters in brackets."""
    file = ROOT / test_file
    kept = file.parent / "__snapshots__" / file.stem / f"{test}.txt"
    return kept.read_text(encoding="utf-8")
