"""A disk that refuses while a register is imported: one sentence, and it says that the register on record stands."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.stations.practice_folder import copy_to
from hukou_tui.session.practice_register import write_register
from hukou_tui.words.catalogue import translator

#: Bytes that a file may have: the register on record is smaller, that of the new extract is larger.
ROOM = 300_000


def _no_room() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is one of Linux")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_import_that_the_disk_refuses_says_that_the_register_on_record_is_unchanged(lang, tmp_path: Path):
    folder = copy_to(tmp_path)
    before = (folder / "register.db").read_bytes()
    write_register(tmp_path / "extract.csv", persons=4000)
    done = subprocess.run(
        [sys.executable, "-m", "hukou_tui", "--practice", "--lang", lang, "register", "import",
         str(tmp_path / "extract.csv"), "--as-of", "2016-06-14"],
        env={**os.environ, "HUKOU_HOME": str(tmp_path)}, preexec_fn=_no_room,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    said = [
        translator(lang)("The disk is full. Make room and try again; the register on record is unchanged."),
        translator(lang)(
            "The disk gives errors. Try again, or use another disk; the register on record is unchanged."
        ),
    ]
    assert done.stderr.strip().splitlines()[-1] in said
    assert (folder / "register.db").read_bytes() == before
