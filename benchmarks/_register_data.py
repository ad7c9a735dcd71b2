"""The register and the questions that are measured: made once, and kept where that is asked for."""

from __future__ import annotations

import json
import pickle
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from benchmarks._register_child import run
from benchmarks.people.__main__ import write
from benchmarks.people.names import Names
from benchmarks.people.questions import as_asked

ROOT = Path(__file__).parents[1]
_SMALL = 300
#: Rows written raw at most; the rate no longer changes then.
_RAW = 1_000_000
#: Persons copied to see what their table takes alone.
_ALONE = 200_000


@dataclass(frozen=True, slots=True)
class Size:
    """What is to be made: so many persons and questions of each kind, from a seed, with names of a folder."""

    persons: int
    seed: int
    questions: int
    names: Path | None = None


@dataclass(frozen=True, slots=True)
class Data:
    """Where everything is, and what building the register took."""

    folder: Path
    key: str
    questions: list[dict[str, Any]]
    built: dict[str, Any]

    @property
    def csv(self) -> Path:
        """The register file."""
        return self.folder / "register.csv"

    @property
    def register(self) -> Path:
        """The register, encrypted under `key` (hexadecimal)."""
        return self.folder / "register.db"

    @property
    def queries(self) -> Path:
        """The questions as the lookup takes them, one pickle after the other."""
        return self.folder / "queries.pickle"


def prepared(folder: Path, size: Size, half: str) -> Data:
    """Make what is not there yet; a register made by other code than today's is made anew."""
    made = {"persons": size.persons, "seed": size.seed, "questions": size.questions, "data": _hash("benchmarks/people")}
    if _kept(folder / "made.json") != made:
        say(f"making {size.persons:,} persons")
        write(folder, size.persons, size.seed, size.questions, Names(size.names))
        (folder / "key").write_text(secrets.token_hex(32), encoding="ascii")
        (folder / "built.json").unlink(missing_ok=True)
        _keep(folder / "made.json", made)
    key = (folder / "key").read_text(encoding="ascii")
    code = _hash("db", "flows")
    built = _kept(folder / "built.json")
    if built.get("code") != code:
        built = _built(folder, size, key) | {"code": code}
        _keep(folder / "built.json", built)
    with (folder / "questions.jsonl").open(encoding="utf-8") as lines:
        questions = [question for question in map(json.loads, lines) if half in (question["half"], "both")]
    data = Data(folder, key, questions, built)
    _write_queries(data)
    return data


def _built(folder: Path, size: Size, key: str) -> dict[str, Any]:
    """Import the register, and beside it what it is held against; a small one too, to warm up with."""
    small = folder / "small"
    write(small, _SMALL, size.seed, 1, Names(size.names))
    for path in (folder / "register.db", small / "register.db"):
        path.unlink(missing_ok=True)
    run("build", small / "register.csv", small / "register.db", key)
    say("building the register")
    build = run("build", folder / "register.csv", folder / "register.db", key)
    say("writing the same rows raw")
    beside = folder / "beside.db"
    raw = _once(beside, "raw", folder / "register.csv", beside, key, min(size.persons, _RAW))
    alone = _once(beside, "persons_alone", folder / "register.db", beside, key, min(size.persons, _ALONE))
    return {"build": build, "raw": raw, "alone": alone, "bytes": (folder / "register.db").stat().st_size}


def _once(target: Path, *task: object) -> dict[str, Any]:
    target.unlink(missing_ok=True)
    done = run(*map(str, task))
    target.unlink()
    return done


def _write_queries(data: Data) -> None:
    """Read the questions as the command `register lookup` does."""
    from hukou_tui.commands.lookup_lines import read_question

    with data.queries.open("wb") as file:
        for question in data.questions:
            _id, query, _unused = read_question(json.dumps(as_asked(question)).encode())
            pickle.dump(query, file)


def _hash(*folders: str) -> str:
    digest = sha256()
    for folder in folders:
        for path in sorted((ROOT / folder).glob("*.*")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _kept(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _keep(path: Path, what: dict[str, Any]) -> None:
    path.write_text(json.dumps(what), encoding="utf-8")


def say(text: str) -> None:
    """Where the measuring is, for whoever waits."""
    click.echo(text, err=True)
