"""Changes the code in one place at a time, and counts the changes that no test notices.

    python3 dev.py campaign code-mutants flows/case/roles.py --n 0
    python3 dev.py campaign code-mutants --seed 21 db/upkeep

A condition is turned round, a bound moved, a statement left out, a value changed: one change a mutant, made in a copy
of the tree and shown, in a fork, to the tests that run the line. Which these are is learnt first, under coverage, and
kept for the next time (--tests says from which files and folders). Modules are files or folders; none means a list of
thirty-three. `--n` is a number a module, 0 for all. What nobody can notice is argued in
harness/code_mutants/equivalent.toml.

The control shows the unchanged code to every test that caught a change of it: a module where one fails proves nothing.
Exit 0 only if every survivor is argued and the control holds.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from campaigns._asked import parser as asked
from harness.code_mutants.changes import Change
from harness.code_mutants.covering_tests import ROOT, TESTS, learnt
from harness.code_mutants.judging import Campaign, Verdict, argued, changes_in, copied

#: What the tests stand on, imported once for all forks; nothing of the product, which each fork reads anew, and not
#: sqlite_utils, which the product must be the first to import (db/files/engine.py).
STOOD_ON = ("borax.calendars.lunardate", "cryptography.hazmat.primitives.ciphers.aead", "cryptography.x509",
            "pydantic", "sqlcipher3", "textual.app", "textual.widgets")  # fmt: skip

MODULES = (
    "db/county/answers.py", "db/county/packet_import.py", "db/exchange/acknowledgement.py", "db/exchange/outbox.py",
    "db/exchange/packet.py", "db/files/medium.py", "db/journal/hash_chain.py", "db/journal/journal.py",
    "db/keys/keyslots.py", "db/keys/lockout.py", "db/register/importing.py", "db/register/plausibility.py",
    "db/station/projections.py", "db/station/verification.py", "db/station/writer.py", "db/upkeep/backup.py",
    "db/upkeep/retention.py", "flows/case/admission.py", "flows/case/case.py", "flows/case/date_contradictions.py",
    "flows/case/recheck.py", "flows/case/roles.py", "flows/case/rule_adoption.py", "flows/case/status.py",
    "flows/identity/birth_date.py", "flows/identity/resident_number.py", "flows/linkage/comparison.py",
    "flows/linkage/name_similarity.py", "flows/linkage/relation.py", "flows/rules/checklist.py", "flows/rules/fee.py",
    "flows/rules/rule_evaluation.py", "hukou_tui/session/case/case_work.py",
)  # fmt: skip
#: What was learnt of the tests; git does not look there.
KEPT = ROOT / ".pytest_cache" / "code-mutants"


def main() -> int:
    """0: every survivor is argued and the control holds; 1: not so."""
    parser = asked(__doc__, 28, "changes a module, 0 for all")
    parser.add_argument("modules", nargs="*", default=MODULES, metavar="MODULE")
    parser.add_argument("--tests", nargs="+", default=TESTS, metavar="TEST", help="files and folders to learn from")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--list", action="store_true", help="name the changes that would be made, and make none")
    given = parser.parse_args()
    changes = [pair for module in _modules(given.modules) for pair in _drawn(module, given.n, given.seed)]
    modules = {module for module, _change in changes}
    print(f"seed {given.seed}, {len(changes)} changes in {len(modules)} modules", flush=True)
    if given.list:
        print(*(f"{module}:{change.line} {change.kind}:  {change.name!r}" for module, change in changes), sep="\n")
        return 0
    KEPT.mkdir(parents=True, exist_ok=True)
    for name in STOOD_ON:
        import_module(name)
    with copied(given.jobs + 1) as (tree, *copies):
        coverage = learnt(tree, given.tests, given.jobs, KEPT)
        for file, said in coverage.without.items():
            print(f"  {file}: nothing learnt from it: {said}")
        print(f"{len(coverage.seconds)} tests, {sum(coverage.seconds.values()):.0f} s", flush=True)
        campaign = Campaign(tree, copies, coverage, argued(), changes)
        verdicts = [_told(verdict) for verdict in campaign.verdicts()]
        void = campaign.void()
    _table(verdicts)
    for module, said in void.items():
        print(f"VOID {module}: its tests fail without a change: {said}")
    results = Counter(verdict.result for verdict in verdicts)
    print(f"changes: {len(verdicts)}; caught: {results['caught']}; argued: {results['argued']}; "
          f"survived: {results['survived']}; tests of the control: {sum(map(len, campaign.caught_by.values()))}, "
          f"modules without a control: {len(void)}")  # fmt: skip
    return 1 if results["survived"] or void else 0


def _modules(asked_for: list[str]) -> list[str]:
    """The sources below what was asked for, by their path from the root."""
    found = []
    for one in asked_for:
        place = ROOT / one
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        found += [str(file.relative_to(ROOT)) for file in files if file.name != "__init__.py"]
    return found


def _drawn(module: str, n: int, seed: int) -> list[tuple[str, Change]]:
    """`n` changes of a module, the same whatever other modules there are."""
    changes, dice = changes_in(module), random.Random(f"{seed} {module}")
    chosen = dice.sample(changes, min(n, len(changes))) if n else changes
    return [(module, change) for change in sorted(chosen, key=lambda change: change.start)]


def _told(verdict: Verdict) -> Verdict:
    if verdict.result == "survived":
        change = verdict.change
        print(f"SURVIVED {verdict.module}:{change.line} {change.kind} ({verdict.tests} tests)")
        print(f"    {change.name}", flush=True)
    return verdict


def _table(verdicts: list[Verdict]) -> None:
    print(f"  {'module':<42}{'changes':>8}{'caught':>8}{'argued':>8}{'survived':>10}")
    for module in sorted({verdict.module for verdict in verdicts}):
        of = Counter(verdict.result for verdict in verdicts if verdict.module == module)
        print(f"  {module:<42}{of.total():>8}{of['caught']:>8}{of['argued']:>8}{of['survived']:>10}")


if __name__ == "__main__":
    sys.exit(main())
