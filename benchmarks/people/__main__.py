"""Writes an invented register and questions about it.

    python -m benchmarks.people --n N --seed S --out DIR [--questions Q]

DIR/register.csv is a register file, DIR/questions.jsonl one question a line as `register lookup` reads them, with the
answer beside (kind, set, half, truth, related …), which is taken off before anybody is asked.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from benchmarks.people.names import Names
from benchmarks.people.population import SEED, Population, write_register
from benchmarks.people.questions import QUESTIONS, Asking, Sampler


def write(folder: Path, persons: int, seed: int, questions: int, names: Names) -> int:
    """Write both files and give back the number of questions."""
    folder.mkdir(parents=True, exist_ok=True)
    sampler = Sampler(questions, seed)
    population = Population(persons, seed, names, sampler.person, sampler.family)
    write_register(folder / "register.csv", population)
    asked = list(Asking(sampler, names, persons, seed, questions).all())
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(question, ensure_ascii=False) + "\n" for question in asked)
    return len(asked)


@click.command(help=__doc__)
@click.option("--n", "persons", default=100_000, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=SEED, show_default=True)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--questions", default=QUESTIONS, show_default=True, help="Questions of each kind.")
@click.option("--names", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="A folder of name frequencies, instead of the one beside the project.")  # fmt: skip
def main(persons: int, seed: int, out: Path, questions: int, names: Path | None) -> None:
    """Write both files."""
    click.echo(f"{persons} persons, {write(out, persons, seed, questions, Names(names))} questions in {out}")


if __name__ == "__main__":
    main()
