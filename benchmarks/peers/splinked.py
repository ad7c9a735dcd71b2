"""splink 5 on DuckDB: eleven blocking rules, trained with the questions of the half `tune`."""

from __future__ import annotations

import logging
import time
from typing import Any

from benchmarks.peers.records import FIELDS, Question
from benchmarks.peers.searches import People

_RULES = (("name",), ("sound",), ("birth", "surname"), ("birth", "given_sound"), ("number",), ("mother_id",),
          ("father_id",), ("mother", "year"), ("given_sound", "year"), ("month_day", "sound"),
          ("village", "year", "surname"))  # fmt: skip
#: Questions asked one by one, for the time of one.
_SINGLE = 10
_MOST = 20


class Splink:
    """A trained model over the register."""

    def __init__(self, people: People, tuning: list[Question]) -> None:
        import splink.comparison_library as cl
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on

        logging.getLogger("splink").setLevel(logging.ERROR)
        self._database = DuckDBAPI()
        self._register = self._table("register", people, {person: person for person in people})
        asked = {f"q{at}": question.record for at, question in enumerate(tuning)}
        truth = {f"q{at}": (question.told["truth"] or [""])[0] for at, question in enumerate(tuning)}
        names = [cl.JaroWinklerAtThresholds(field, [0.92, 0.8]) for field in ("sound", "mother", "father")]
        settings = SettingsCreator(
            link_type="link_only",
            unique_id_column_name="unique_id",
            comparisons=[
                cl.LevenshteinAtThresholds("name", [1, 2]).configure(term_frequency_adjustments=True), *names,
                cl.DamerauLevenshteinAtThresholds("birth", [1, 2]), cl.ExactMatch("sex"),
                cl.DamerauLevenshteinAtThresholds("number", [1, 2]), cl.ExactMatch("mother_id"),
                cl.ExactMatch("father_id"), cl.ExactMatch("village"),
            ],
            blocking_rules_to_generate_predictions=[block_on(*fields) for fields in _RULES],
        )  # fmt: skip
        self._linker = Linker([self._table("tuning", asked, truth), self._register], settings, log_level=logging.ERROR)
        self._linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=7)
        self._linker.training.estimate_m_from_label_column("label")
        self._linker.table_management.compute_tf_table("name")
        self._tables = 0

    def ask_all(self, questions: list[Question]) -> list[list[str]]:
        """The candidates of all questions at once."""
        asked = {str(at): question.record for at, question in enumerate(questions)}
        left = self._table("asked", asked, dict.fromkeys(asked, ""))
        found = self._linker.inference.predict_between(left, self._register, threshold_match_weight=-20)
        pairs = found.as_record_list()
        pairs.sort(key=lambda pair: -pair["match_weight"])
        answers: list[list[str]] = [[] for _ in questions]
        for pair in pairs:
            one, other = pair["unique_id_l"], pair["unique_id_r"]
            at, person = (one, other) if one in asked else (other, one)
            if len(answers[int(at)]) < _MOST:
                answers[int(at)].append(person)
        return answers

    def milliseconds(self, questions: list[Question]) -> float:
        """What one question takes that is asked alone."""
        some = questions[:: max(len(questions) // _SINGLE, 1)][:_SINGLE]
        started = time.perf_counter()
        for question in some:
            self.ask_all([question])
        return (time.perf_counter() - started) * 1000 / max(len(some), 1)

    def _table(self, name: str, people: People, labels: dict[str, str]) -> Any:  # noqa: ANN401 - of splink
        import pandas

        self._tables = getattr(self, "_tables", 0) + 1
        frame = pandas.DataFrame.from_dict(people, orient="index", columns=list(FIELDS), dtype=object)
        frame = frame.replace("", None)
        frame["unique_id"] = frame.index
        frame["label"] = [labels[person] or None for person in frame.index]
        return self._database.register(frame, table_name=f"{name}{self._tables}", dataset_display_name=name)
