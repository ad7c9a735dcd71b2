"""Writes the tables and pictures of docs/register.md from what `bench register` said.

    .venv-peers/bin/python tools/register_page.py RUN.json…

Each RUN is the file of one run (`--json`, or `--out`). The largest with peers gives the tables, all of the first
one's seed the latency; a run with another seed stands last in the table of rows. The text around the tables stays as
it is. Drawn with matplotlib (benchmarks/peers/requirements-peers.txt).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "register.md"
PICTURES = ROOT / "docs" / "pictures"
PEERS = ("exact", "clerk", "rapidfuzz", "recordlinkage", "splink")
_KIND = re.compile(r"recall@(\d), (standard|hard), (.*)")
_ERRORS = ("0 errors", "1 error", "2 errors", "3 errors")
_METHODS = ("method", "persons", "questions", "recall@1", "recall@5", "hard @1", "hard @5", "a question")
_WARM, _COLD = "lookup, warm, p", "lookup, cold, p"


class Run(NamedTuple):
    """One run: its rows by metric."""

    rows: dict[str, dict[str, Any]]

    @property
    def persons(self) -> int:
        """The size of the register."""
        return int(self.rows["persons"]["value"])

    @property
    def seed(self) -> int:
        """What the people and the questions were made from."""
        return int(self.rows["persons"]["peers"]["seed"])

    def value(self, metric: str) -> float | None:
        """What we reached, None where the run has no such row."""
        found = self.rows.get(metric)
        return None if found is None else found["value"]

    def peer(self, metric: str, name: str) -> float | None:
        """What a peer reached."""
        found: float | None = self.rows.get(metric, {}).get("peers", {}).get(name)
        return found

    @property
    def peers(self) -> list[str]:
        """The peers that were asked."""
        return [name for name in PEERS if self.peer("recall@1, standard", name) is not None]


def read(paths: list[Path]) -> list[Run]:
    """The runs, those of the first seed first, and the smallest register first."""
    runs = [Run({row["metric"]: row for row in json.loads(path.read_text(encoding="utf-8"))}) for path in paths]
    return sorted(runs, key=lambda run: (run.seed != runs[0].seed, run.persons))


def _compared(runs: list[Run]) -> Run:
    return next((run for run in reversed(runs) if run.peers), runs[-1])


# ---- tables


def tables(runs: list[Run]) -> dict[str, str]:
    """Each table of the page by the name of its mark."""
    compared = _compared(runs)
    return {
        "methods": _table(_METHODS, _methods(compared)),
        "rows": _table(("what", "goal", *_columns(runs)), _rows(runs)),
        "kinds": _table(("kind of error", "@1", "@5", *(f"{name} @5" for name in compared.peers)), _kinds(compared)),
    }


def _table(head: tuple[str, ...], lines: Iterator[tuple[str, ...]]) -> str:
    rule = "|".join(["---", *["--:"] * (len(head) - 1)])
    return "\n".join([f"| {' | '.join(head)} |", f"|{rule}|", *(f"| {' | '.join(line)} |" for line in lines)])


def _methods(run: Run) -> Iterator[tuple[str, ...]]:
    metrics = [f"recall@{among}, {of_set}" for of_set in ("standard", "hard") for among in (1, 5)]
    for name in run.peers:
        persons, asked, took = (run.peer(metric, name) for metric in ("persons", "questions", _WARM + "50"))
        reached = (_said(run.peer(metric, name)) for metric in metrics)
        yield (name, _said(persons), _said(asked), *reached, f"{_said(took)} ms")
    warm = " and ".join(f"{_said(run.value(_WARM + part))} ms (p{part})" for part in ("50", "99"))
    yield ("**hukou-tui**", f"{run.persons:,}", _said(run.value("questions")),
           *(_said(run.value(metric)) for metric in metrics), warm)  # fmt: skip


def _columns(runs: list[Run]) -> Iterator[str]:
    for run in runs:
        yield f"{run.persons:,}" if run.seed == runs[0].seed else f"{run.persons:,}, seed {run.seed}"


def _rows(runs: list[Run]) -> Iterator[tuple[str, ...]]:
    for metric, row in _compared(runs).rows.items():
        if metric == "persons" or _KIND.match(metric) or row["unit"] == "":
            continue
        unit = "" if row["unit"] in ("share", metric) else f" ({row['unit']})"
        yield (f"{metric}{unit}", row["goal"].replace("<=", "≤").replace(">=", "≥"),
               *(_said(run.value(metric)) for run in runs))  # fmt: skip


def _kinds(run: Run) -> Iterator[tuple[str, ...]]:
    kinds = [(found[2], found[3]) for metric in run.rows if (found := _KIND.match(metric)) and found[1] == "1"]
    for of_set, kind in kinds:
        first, five = (f"recall@{among}, {of_set}, {kind}" for among in (1, 5))
        label = f"*hard set:* {kind}" if of_set == "hard" else kind
        theirs = (_said(run.peer(five, name)) for name in run.peers)
        yield (label, _said(run.value(first)), _said(run.value(five)), *theirs)


def _said(value: float | None) -> str:
    if value is None:
        return "–"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:.3f}" if abs(value) < 2 else f"{value:,.1f}"


def written(page: str, made: dict[str, str]) -> str:
    """The page with its tables between their marks renewed."""
    for name, table in made.items():
        before, begin, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        if not begin or not end:
            raise SystemExit(f"the page has no place for the table {name}")
        page = f"{before}{begin}\n{table}\n\n{end}{after}"
    return page


# ---- pictures


def draw(runs: list[Run]) -> None:
    """Recall against the number of errors, and latency against the size of the register."""
    import matplotlib

    matplotlib.use("svg")
    # Text stays text, and the same run draws the same file.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "register", "font.size": 11,
                                "axes.spines.top": False, "axes.spines.right": False})  # fmt: skip
    from matplotlib import pyplot

    for name, plot in (("recall", _plot_recall), ("latency", _plot_latency)):
        figure, axes = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
        plot(axes, runs)
        axes.grid(visible=True, alpha=0.3)
        axes.legend(frameon=False, fontsize=9)
        figure.savefig(PICTURES / f"register-{name}.svg", metadata={"Date": None})
        pyplot.close(figure)
        path = PICTURES / f"register-{name}.svg"
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")


def _plot_recall(axes: Any, runs: list[Run]) -> None:  # noqa: ANN401 - of matplotlib
    run = _compared(runs)
    metrics = [f"recall@1, hard, {number}" for number in _ERRORS]
    axes.plot(range(4), [run.value(metric) for metric in metrics], "o-", linewidth=2.5, label="hukou-tui")
    for name in run.peers:
        size = run.peer("persons", name)
        axes.plot(range(4), [run.peer(metric, name) for metric in metrics], ".--", label=f"{name} ({size:,})")
    axes.set(xlabel="errors in the question (hard set, most parents unknown)", ylabel="right person first",
             xticks=range(4), ylim=(0, 1.02), title=f"{run.persons:,} persons on record")  # fmt: skip


def _plot_latency(axes: Any, runs: list[Run]) -> None:  # noqa: ANN401 - of matplotlib
    timed = [run for run in runs if run.seed == runs[0].seed and run.value(_WARM + "50") is not None]
    sizes = [run.persons for run in timed]
    for label, metric, style in (("warm, p50", _WARM + "50", "o-"), ("warm, p99", _WARM + "99", "o-"),
                                 ("cold, p50", _COLD + "50", "s--"), ("cold, p99", _COLD + "99", "s--")):  # fmt: skip
        axes.plot(sizes, [run.value(metric) for run in timed], style, label=label)
    for name in ("rapidfuzz", "splink"):
        points = [(run.peer("persons", name), run.peer(_WARM + "50", name)) for run in timed if name in run.peers]
        if points:
            axes.plot(*zip(*points, strict=True), "x", label=f"{name}, mean")
    axes.set(xlabel="persons on record", ylabel="milliseconds a question", xscale="log", yscale="log")


def main(paths: list[str]) -> None:
    """Renew the page."""
    if not paths:
        raise SystemExit(__doc__)
    runs = read([Path(path) for path in paths])
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), tables(runs)), encoding="utf-8")
    draw(runs)


if __name__ == "__main__":
    main(sys.argv[1:])
