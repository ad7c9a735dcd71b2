"""Asks the peers the same questions: in a Python of their own, since the program depends on none of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks._register_data import ROOT, Data, say
from benchmarks._rows import Row, row

PEERS = Path("benchmarks") / "peers"
REQUIREMENTS = PEERS / "requirements-peers.txt"
_OWN = ROOT / ".venv-peers" / "bin" / "python"


class PeersMissing(Exception):
    """The packages of the peers are not to be had; the text says in one sentence what to do."""


def check_peers(python: Path | None) -> Path:
    """The Python in which the peers are installed. Raises PeersMissing."""
    chosen = python or _OWN
    command = [str(chosen), "-c", "import duckdb, rapidfuzz, recordlinkage, splink"]
    try:
        missing = subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode != 0
    except OSError:
        missing = True
    if missing:
        raise PeersMissing(
            "The peers are not installed: python3 -m venv .venv-peers && .venv-peers/bin/pip install"
            f" -r {REQUIREMENTS.as_posix()}, and call again."
        )
    return chosen


def beside_peers(
    rows: list[Row], data: Data, python: Path, half: str, sizes: tuple[str, ...] = ()
) -> Iterator[Row]:
    """The rows with what the peers reached beside, and rows for what only they have; `sizes` are NAME=PERSONS."""
    say("asking the peers")
    command = [str(python), str(ROOT / PEERS / "registers.py"), str(data.csv), str(data.folder / "questions.jsonl"),
               "--half", half, "--json", *(f"--size={size}" for size in sizes)]  # fmt: skip
    found: list[Row] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    theirs = {one["metric"]: one["peers"] for one in found}
    for one in rows:
        yield one | {"peers": one["peers"] | theirs.pop(one["metric"], {})}
    for metric, values in theirs.items():
        name, value = next(iter(values.items()))
        yield row(f"{metric} ({name})", float(value), "", None, **values)
