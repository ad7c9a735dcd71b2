"""An import that is killed goes on where it was, and what comes out is what an undisturbed one makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.register import external_sort
from db.register.importing import import_register
from db.register.staging import Staging
from db.register.store import Store, open_store
from hukou_tui.session.practice_register import write_register

AS_OF = date(2016, 6, 1)
KEY = bytes(range(32))


class Killed(BaseException):
    """Ends a process as a kill does: nothing of ours takes it up."""


def _content(path: Path) -> list[list[tuple[object, ...]]]:
    with open_store(path, KEY) as store:
        query = store._connection.execute
        return [
            query(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in ("persons", "sheets", "places", "about")
        ]


def _after(calls: int, kept: Callable[..., object]) -> Callable[..., object]:
    left = [calls]

    def commit(*given: object, **named: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return kept(*given, **named)

    return commit


@pytest.mark.parametrize("add", [False, True])
def test_a_kill_at_any_commit_changes_nothing_in_what_comes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, add: bool
) -> None:
    for module, name, size in ((external_sort, "_BLOCK", 20_000), (external_sort, "_HELD", 30_000)):
        monkeypatch.setattr(module, name, size)
    monkeypatch.setattr(external_sort, "_BATCH", 150)
    write_register(tmp_path / "first.csv", 300, 1)
    write_register(tmp_path / "extract.csv", 700, 2)
    whole, broken = tmp_path / "whole" / "register.db", tmp_path / "broken" / "register.db"
    for target in (whole, broken):
        target.parent.mkdir()
        if add:
            import_register(tmp_path / "first.csv", target, as_of=AS_OF, key=KEY)
    import_register(tmp_path / "extract.csv", whole, as_of=AS_OF, add=add, key=KEY)
    commits = 0
    for keeper in (Staging, Store):
        calls = 0
        while True:
            with monkeypatch.context() as patched:
                patched.setattr(keeper, "commit", _after(calls, keeper.commit))
                try:
                    import_register(tmp_path / "extract.csv", broken, as_of=AS_OF, add=add, key=KEY)
                except Killed:
                    commits += 1
                else:
                    break
            calls += 1
        assert _content(broken) == _content(whole)
        assert [
            path.name for path in broken.parent.iterdir() if ".new" in path.name or ".staged" in path.name
        ] == []
        if keeper is Staging:
            broken.unlink()
            if add:
                import_register(tmp_path / "first.csv", broken, as_of=AS_OF, key=KEY)
    assert commits > 5


@pytest.mark.parametrize("calls", [1, 2, 3])
@pytest.mark.parametrize("keeper", [Staging, Store])
def test_what_a_killed_import_left_is_nothing_to_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keeper: type, calls: int
) -> None:
    """Whoever takes the right stick after the wrong one gets the register of the right one."""
    write_register(tmp_path / "wrong.csv", 300, 1)
    write_register(tmp_path / "right.csv", 200, 2)
    whole, broken = tmp_path / "whole" / "register.db", tmp_path / "broken" / "register.db"
    whole.parent.mkdir()
    broken.parent.mkdir()
    import_register(tmp_path / "right.csv", whole, as_of=AS_OF, key=KEY)
    with monkeypatch.context() as patched:
        patched.setattr(keeper, "commit", _after(calls, keeper.commit))
        with pytest.raises(Killed):
            import_register(tmp_path / "wrong.csv", broken, as_of=AS_OF, key=KEY)
    import_register(tmp_path / "right.csv", broken, as_of=AS_OF, key=KEY)
    assert _content(broken) == _content(whole)
