"""Asks the peers of `bench register`: the same register, the same questions, each at the size that it can bear.

    .venv-peers/bin/python benchmarks/peers/registers.py DIR/register.csv DIR/questions.jsonl [--peer NAME]… [--json]

DIR is what `python -m benchmarks.people` or `bench register --keep` wrote. A row has the metric of ours, and under
`peers` what each of them reached. A peer that bears fewer persons gets those who are asked for and a part of the rest.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.peers.fuzzy import Fuzzy
from benchmarks.peers.linkage import link
from benchmarks.peers.records import Question, Register, read_questions
from benchmarks.peers.searches import Searches
from benchmarks.peers.splinked import Splink

_SETS = ("standard", "hard", "bare")


class Result(NamedTuple):
    """The candidates of each question, best first, and what one question took."""

    answers: list[list[str]]
    ms: float


Peer = Callable[[Register, list[Question], list[Question]], Result]


def _one_by_one(ask: Callable[[Question], list[str]], questions: list[Question]) -> Result:
    started = time.perf_counter()
    answers = [ask(question) for question in questions]
    return Result(answers, (time.perf_counter() - started) * 1000 / max(len(questions), 1))


def _searches(register: Register, questions: list[Question]) -> Searches:
    return Searches(register.people(sounds=False), questions)


def exact(register: Register, questions: list[Question], _tuning: list[Question]) -> Result:
    """The same number, or the same name and birthday."""
    return _one_by_one(_searches(register, questions).exact, questions)


def clerk(register: Register, questions: list[Question], _tuning: list[Question]) -> Result:
    """What a diligent clerk finds with the query form."""
    return _one_by_one(_searches(register, questions).clerk, questions)


def rapidfuzz(register: Register, questions: list[Question], _tuning: list[Question]) -> Result:
    """The likeness of every field with everyone."""
    return _one_by_one(Fuzzy(register.table()).ask, questions)


def recordlinkage(register: Register, questions: list[Question], _tuning: list[Question]) -> Result:
    """All at once: its time for one is a share of the batch's."""
    people = register.table()
    started = time.perf_counter()
    answers = link(people, questions)
    return Result(answers, (time.perf_counter() - started) * 1000 / max(len(questions), 1))


def splink(register: Register, questions: list[Question], tuning: list[Question]) -> Result:
    """All at once; some alone for the time of one."""
    model = Splink(register.table(), [question for question in tuning if question.told["truth"]])
    return Result(model.ask_all(questions), model.milliseconds(questions))


#: Each peer with the persons and the questions that it gets at most.
PEERS: dict[str, tuple[Peer, int, int]] = {
    "exact": (exact, 10_000_000, 1_000_000),
    "clerk": (clerk, 10_000_000, 1_000_000),
    "rapidfuzz": (rapidfuzz, 1_000_000, 600),
    "recordlinkage": (recordlinkage, 100_000, 2_000),
    "splink": (splink, 1_000_000, 2_000),
}


def rows(name: str, questions: list[Question], result: Result) -> Iterator[tuple[str, float]]:
    """What a peer reached, under the metrics of `bench register`."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for question, found in zip(questions, result.answers, strict=True):
        told = question.told
        if not told["truth"] or told["set"] not in _SETS:
            continue
        for among in (1, 5):
            hit = not set(told["truth"]).isdisjoint(found[:among])
            groups[f"recall@{among}, {told['set']}"].append(hit)
            if told["set"] != "bare":
                groups[f"recall@{among}, {told['set']}, {told['kind']}"].append(hit)
    for metric, hits in groups.items():
        yield metric, round(sum(hits) / len(hits), 4)
    yield "lookup, warm, p50", round(result.ms, 2)
    if name == "clerk":
        yield "hits to read, mean", round(sum(map(len, result.answers)) / max(len(result.answers), 1), 1)


def measure(
    register: Path, asked: Path, half: str, chosen: tuple[str, ...], sizes: dict[str, int], most: int | None
) -> Iterator[dict[str, object]]:
    """A row a metric, with all peers that have it."""
    everything = read_questions(asked)
    of_half = [question for question in everything if half in (question.told["half"], "both")]
    tuning = [question for question in everything if question.told["half"] == "tune"]
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for name in chosen:
        peer, persons, few = PEERS[name]
        questions = of_half[:: -(-len(of_half) // (most or few))]
        part = Register(register, questions + tuning, sizes.get(name, persons))
        click.echo(f"{name}: {len(questions):,} questions to {part.persons:,} persons", err=True)
        for metric, value in rows(name, questions, peer(part, questions, tuning)):
            found[metric][name] = value
        found["persons"][name] = part.persons
        found["questions"][name] = len(questions)
    for metric, values in found.items():
        yield {"metric": metric, "peers": values}


def _sizes(_ctx: object, _param: object, given: tuple[str, ...]) -> dict[str, int]:
    pairs = (one.partition("=") for one in given)
    return {name: int(count) for name, _, count in pairs}


@click.command(help=__doc__)
@click.argument("register", type=click.Path(exists=True, path_type=Path))
@click.argument("questions", type=click.Path(exists=True, path_type=Path))
@click.option("--half", default="test", show_default=True, type=click.Choice(["test", "tune", "both"]))
@click.option("--peer", "chosen", multiple=True, type=click.Choice(list(PEERS)), help="Only these.")
@click.option("--size", "sizes", multiple=True, callback=_sizes, help="NAME=PERSONS: as much of the register at most.")
@click.option("--most", type=click.IntRange(1), help="Questions for each peer at most.")
@click.option("--json", "as_json", is_flag=True)
def main(
    register: Path, questions: Path, half: str, chosen: tuple[str, ...], sizes: dict[str, int], most: int | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Ask and print."""
    found = list(measure(register, questions, half, chosen or tuple(PEERS), sizes, most))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        peers = one["peers"]
        assert isinstance(peers, dict)
        click.echo(f"{one['metric']:<62}" + "  ".join(f"{name} {value}" for name, value in peers.items()))


if __name__ == "__main__":
    main()
