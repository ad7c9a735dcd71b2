"""Measures the register: import, lookup, recall by kind of error, and twins taken for one person.

    python3 dev.py bench register [--n 6150000] [--half test|tune|both] [--exact] [--json]

An invented prefecture (benchmarks/people) is imported, encrypted, and asked about: the standard set has one error a
question, the hard set up to three and little known, `never` asks for people who are not on record. Kinds that are held
out stand in the half `test` only; whoever tunes asks the half `tune`. Each step runs in a process of its own; memory
and reads are those of that process (Linux). `--exact` leaves out what depends on the machine's speed.
docs/register.md tells what each row means, and how the peers are installed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks._register_answers import answer_rows, latency_rows, percentile, read_answers
from benchmarks._register_child import run
from benchmarks._register_data import Data, Size, prepared, say
from benchmarks._register_lunar import lunar_rows
from benchmarks._register_peers import PeersMissing, beside_peers, check_peers
from benchmarks._rows import Row, at_least, row, tell
from benchmarks.people.population import SEED
from benchmarks.people.questions import QUESTIONS

#: Questions asked cold: each is a process of its own.
_COLD = 200


def measure(data: Data, size: Size, *, exact: bool) -> Iterator[Row]:
    """All rows; with `exact` only those that do not depend on the machine's speed."""
    yield row("persons", size.persons, "persons", None, seed=size.seed)
    yield row("questions", len(data.questions), "questions", None)
    yield from size_rows(data)
    if not exact:
        yield from build_rows(data)
    say(f"asking {len(data.questions):,} questions")
    path = data.folder / "answers.jsonl"
    asked = run("ask", data.queries, data.register, data.key, path)
    answers = read_answers(path, data.questions)
    yield from answer_rows(answers)
    if not exact:
        yield from latency_rows(answers)
        yield row("peak memory of a process that looks up", asked["peak"], "MB", 120)
    yield from cold_rows(data, exact=exact)
    yield from lunar_rows()


def size_rows(data: Data) -> Iterator[Row]:
    """What a person takes on disk; the index is what the file holds beside the table of persons."""
    built, alone, raw = data.built, data.built["alone"], data.built["raw"]
    persons = max(built["build"]["persons"], 1)
    whole, bare = built["bytes"] / persons, raw["bytes"] / max(raw["rows"], 1)
    beside = whole - alone["bytes"] / alone["rows"] if alone["rows"] else whole - bare
    yield row("lines rejected", built["build"]["rejected"], "lines", 0)
    yield row("register, whole", whole, "B/person", None, **{"17 columns raw": round(bare)})
    yield row("register, index", beside, "B/person", 70)


def build_rows(data: Data) -> Iterator[Row]:
    """How fast the register is built, and beside it how fast the same rows are only written."""
    build, raw = data.built["build"], data.built["raw"]
    rate, bare = build["persons"] / build["seconds"], raw["rows"] / raw["seconds"]
    yield row("build", round(rate), "persons/s", None, raw=round(bare))
    yield at_least("build over raw", rate / bare, "ratio", 0.15)
    yield row("peak memory of the build", build["peak"], "MB", 300)


def cold_rows(data: Data, *, exact: bool) -> Iterator[Row]:
    """Each question to a register that nobody has opened yet."""
    say(f"asking {min(_COLD, len(data.questions))} of them cold")
    small = data.folder / "small" / "register.db"
    found = run("cold", data.queries, data.register, small, data.key, _COLD)
    yield row("pages read for a question, p50", percentile(found["pages"], 50), "pages", None)
    yield row("pages read for a question, p99", percentile(found["pages"], 99), "pages", 64)
    if exact:
        return
    cold, opened = ([seconds * 1000 for seconds in found[name]] for name in ("cold", "opened"))
    yield row("lookup, cold, p50", percentile(cold, 50), "ms", None)
    yield row("lookup, cold, p99", percentile(cold, 99), "ms", 100)
    yield row("opening to first answer, p50", percentile(opened, 50), "ms", None)
    first = run("first", data.queries, data.register, data.key)
    yield row("opening to first answer, with loading", first["seconds"] * 1000, "ms", 300,
              **{"with Python": round(first["whole"] * 1000)})  # fmt: skip


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Where everything is made: kept, or thrown away at the end."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with TemporaryDirectory(prefix="bench-register-", dir=os.environ.get("BENCH_DIR")) as name:
        yield Path(name)


@click.command(help=__doc__)
@click.option("--n", "persons", default=100_000, show_default=True, type=click.IntRange(1000))
@click.option("--seed", default=SEED, show_default=True, help="Another one makes other people and questions.")
@click.option("--questions", default=QUESTIONS, show_default=True, type=click.IntRange(1),
              help="Questions of each kind in the standard set; the other sets are multiples of it.")  # fmt: skip
@click.option("--half", default="test", show_default=True, type=click.Choice(["test", "tune", "both"]))
@click.option("--names", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="A folder of name frequencies, instead of the one beside the project.")  # fmt: skip
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path),
              help="A folder where the data stay, and are taken up again if they fit.")  # fmt: skip
@click.option("--peers", is_flag=True, help="Ask the peers too; they need a Python of their own.")
@click.option("--peers-python", type=click.Path(path_type=Path), help="That Python (default: in .venv-peers).")
@click.option("--peer-size", "sizes", multiple=True, help="NAME=PERSONS: as much of the register for a peer at most.")
@click.option("--exact", is_flag=True, help="Only what does not depend on the machine's speed.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file for the rows as JSON, too.")
def main(
    persons: int, seed: int, questions: int, half: str, names: Path | None, keep: Path | None, peers: bool,
    peers_python: Path | None, sizes: tuple[str, ...], exact: bool, as_json: bool, out: Path | None,
) -> None:  # fmt: skip
    """Measure and print."""
    size = Size(persons, seed, questions, names)
    try:
        python = check_peers(peers_python) if peers else None
    except PeersMissing as missing:
        raise SystemExit(str(missing)) from None
    with _folder(keep) as folder:
        data = prepared(folder, size, half)
        rows = list(measure(data, size, exact=exact))
        if python is not None:
            rows = list(beside_peers(rows, data, python, half, sizes))
    if out is not None:
        out.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    tell(rows, as_json=as_json, width=62)


if __name__ == "__main__":
    main()
