"""The house stays as it was drawn: small rooms, files read at a sitting, no circle, names that one would guess."""

from __future__ import annotations

import ast
import re

import pytest

from harness.house import (
    ROOT,
    circles_of,
    classes_of,
    files_in_folders,
    imports_inside,
    lines_of,
    sources,
    tracked,
)

#: Steps of the intake that wait for the issues that redraw their screens.
WAITING = ("hukou_tui/screens/intake/duplicates.py:DuplicatesStep", "hukou_tui/screens/intake/review.py:ReviewStep")
#: Where somebody looks who knows the field and not the house: the term, and the file that answers it.
TERMS = {
    "login": "hukou_tui/screens/counter/login.py",
    "session": "hukou_tui/session/__init__.py",
    "idle_lock": "hukou_tui/screens/counter/idle_lock.py",
    "user_administration": "hukou_tui/screens/counter/user_administration.py",
    "maintenance": "hukou_tui/screens/counter/maintenance.py",
    "main_menu": "hukou_tui/screens/counter/main_menu.py",
    "blocking_keys": "flows/linkage/blocking_keys.py",
    "candidate_generation": "flows/linkage/candidate_generation.py",
    "index_pages": "db/index/index_pages.py",
    "decision_table": "flows/rules/decision_table.py",
    "rule_evaluation": "flows/rules/rule_evaluation.py",
    "validation": "hukou_tui/packs/validation.py",
    "unlocking": "db/access/unlocking.py",
    "error_messages": "hukou_tui/words/errors/error_messages.py",
    "screen_diff": "hukou_tui/terminal/screen_diff.py",
    "modal_dialog": "hukou_tui/screens/frame/modal_dialog.py",
    "form": "hukou_tui/screens/frame/form.py",
    "page_layout": "hukou_tui/paper/slips/page_layout.py",
    "import": "db/register/importing.py",
    "sort": "db/register/external_sort.py",
    "hash_chain": "db/journal/hash_chain.py",
    "migration": "db/station/migration.py",
    "backup": "db/upkeep/backup.py",
    "retention": "db/upkeep/retention.py",
    "outbox": "db/exchange/outbox.py",
    "projection": "db/station/projections.py",
    "verification": "db/station/verification.py",
    "checklist": "flows/rules/checklist.py",
    "masking": "hukou_tui/words/masking.py",
    "catalogue": "hukou_tui/words/catalogue.py",
    "statistics": "db/county/statistics.py",
}


def test_no_folder_holds_more_than_twenty_files():
    assert [(folder, n) for folder, n in files_in_folders(sources()).items() if n > 20] == []


def test_no_file_is_longer_than_420_lines():
    assert [path for path in sources() if lines_of(path) > 420] == []


def test_no_class_is_longer_than_280_lines_or_has_more_than_30_methods():
    large = {name for name, lines, methods in classes_of(sources()) if lines > 280 or methods > 30}
    assert large == set(WAITING)


def test_no_file_imports_itself_by_way_of_others():
    assert circles_of(sources()) == []


def test_a_circle_is_found_also_where_types_and_functions_make_it():
    texts = {
        "flows/a.py": "def f():\n    from flows import b",
        "flows/b.py": "if TYPE_CHECKING:\n    from flows.c import C",
        "flows/c.py": "import flows.a",
        "flows/__init__.py": "",
    }
    assert circles_of({path: ast.parse(text) for path, text in texts.items()}) == [
        ["flows/a.py", "flows/b.py", "flows/c.py"]
    ]


def test_imports_inside_functions_are_few():
    found = {path: lines for path, tree in sources().items() if (lines := imports_inside(tree))}
    assert sum(map(len, found.values())) <= 30, found


@pytest.mark.parametrize("term", TERMS)
def test_who_looks_for_a_term_of_the_field_finds_the_file_first_or_second(term: str):
    listing = sorted(path.relative_to(ROOT).as_posix() for path in tracked())
    hits = [path for path in listing if re.search(term, path, re.IGNORECASE)]
    assert TERMS[term] in hits[:2]
