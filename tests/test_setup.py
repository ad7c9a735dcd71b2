"""Setting up: once, again after a change, mended after a kill, and a sentence where it cannot be done.

A small house with dev.py as it is, a program of ten lines, a wheelhouse of one wheel: real pip, no network.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": "requirements.txt", "test": "requirements-test.txt", "dev": "requirements-dev.txt"}
PROGRAM = """
import json, os, sys
def main():
    import brush
    sys.stdin.read()
    print(json.dumps([sys.argv, brush.COLOUR, os.getcwd(), os.environ.get("MARK")]))
    return 7
"""


def wheel(folder, version="1.0"):
    """A wheel named `brush`, made by hand; returns its line in a lock."""
    folder.mkdir(exist_ok=True)
    file = folder / f"brush-{version}-py3-none-any.whl"
    info = f"brush-{version}.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("brush.py", f"COLOUR = 'ink {version}'\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: brush\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return f"brush=={version} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


def build(folder):
    """A house: dev.py, a program, a lock, a wheelhouse."""
    folder.mkdir()
    shutil.copy(ROOT / "dev.py", folder)
    (folder / "hukou_tui").mkdir()
    (folder / "hukou_tui" / "__init__.py").touch()
    (folder / "hukou_tui" / "__main__.py").write_text(PROGRAM)
    line = wheel(folder / "wheelhouse")
    for lock in LOCKS.values():
        (folder / lock).write_text(line)
    return folder


def dev(house, *arguments, cwd=None, python=(sys.executable,)):
    return subprocess.run(
        [*python, str(house / "dev.py"), *arguments],
        cwd=cwd or house,
        input="",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def begin(house):
    """A set-up under way, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, str(house / "dev.py"), "run"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house that has been set up; a test that changes it puts it right again."""
    house = build(tmp_path_factory.mktemp("set-up") / "a house")
    first = dev(house, "run")
    assert (first.returncode, "once" in first.stderr) == (7, True), first.stderr
    return house


# --- starting


def test_arguments_folder_environment_and_exit_code_are_handed_on(house, tmp_path, monkeypatch):
    monkeypatch.setenv("MARK", "印")
    done = dev(house, "run", "tour", "--out", "a b", "张", cwd=tmp_path)
    assert done.returncode == 7
    assert eval(done.stdout) == [["hukou-tui", "tour", "--out", "a b", "张"], "ink 1.0", str(tmp_path), "印"]


def test_once_set_up_it_starts_without_a_word(house):
    assert dev(house, "run").stderr == ""


def test_a_folder_of_the_same_name_where_the_user_stands_changes_nothing(house, tmp_path):
    for name in ("hukou_tui", "brush"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('the wrong one')\n")
    assert dev(house, "run", cwd=tmp_path).returncode == 7


def test_the_house_may_be_moved(house):
    moved = house.with_name("another house")
    house.rename(moved)
    try:
        assert dev(moved, "run").returncode == 7
    finally:
        moved.rename(house)


def test_start_loads_nothing_heavy_before_the_program():
    heavy = "subprocess", "pathlib", "venv", "json", "hashlib"
    code = f"import sys; import dev; print([name for name in {heavy} if name in sys.modules])"
    python = [sys.executable, "-S", "-c", code]
    assert subprocess.run(python, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "[]"


# --- again, and mended


def test_a_changed_lock_is_installed_at_the_next_call(house):
    old = (house / "requirements.txt").read_text()
    (house / "requirements.txt").write_text(wheel(house / "wheelhouse", "2.0"))
    try:
        assert "ink 2.0" in dev(house, "run").stdout
    finally:
        (house / "requirements.txt").write_text(old)
        assert "ink 1.0" in dev(house, "run").stdout


def test_another_version_of_python_makes_the_environment_anew(house):
    stamp = house / ".venv" / "setup" / "run"
    stamp.write_bytes(stamp.read_bytes().replace(b"python 3.", b"python 2.", 1))
    config = house / ".venv" / "bin" / "python"
    config.unlink()
    config.write_text("#!/bin/sh\nexit 1\n")
    config.chmod(0o755)
    done = dev(house, "run")
    assert done.returncode == 7 and "ink 1.0" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
@pytest.mark.parametrize("written", [".venv/setup/unfinished", ".venv/lib/*/site-packages/hukou-tui.pth"])
def test_a_set_up_that_was_killed_is_mended_at_the_next_call(tmp_path, written):
    house = build(tmp_path / "house")
    victim = begin(house)
    while not list(house.glob(written)):
        assert victim.poll() is None
    os.killpg(victim.pid, signal.SIGKILL)
    victim.communicate()
    for packages in (house / ".venv").glob("lib/*/site-packages"):  # the half that a kill inside pip leaves
        (packages / "brush-1.0.dist-info").mkdir(exist_ok=True)
        metadata = packages / "brush-1.0.dist-info" / "METADATA"
        metadata.write_text("Metadata-Version: 2.1\nName: brush\nVersion: 1.0\n")
    assert (house / ".venv/setup/unfinished").exists()
    done = dev(house, "run")
    assert done.returncode == 7 and "ink 1.0" in done.stdout
    assert not list(house.glob(".venv.old-*"))


def test_two_at_once_set_up_one_after_the_other(tmp_path):
    house = build(tmp_path / "house")
    both = [begin(house), begin(house)]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [7, 7]
    assert sum("Set up in" in text for text in said) == 1
    assert sum("waiting" in text for text in said) == 1


# --- where it cannot be done


def test_a_wheelhouse_that_lacks_a_package_is_named_and_what_was_there_stays_in_use(house):
    lock = house / "requirements.txt"
    old = lock.read_text()
    lock.write_text(old.replace("1.0", "9.9"))
    try:
        done = dev(house, "run")
        assert done.returncode == 2 and "wheelhouse/ lacks a package" in done.stderr
        assert "Traceback" not in done.stderr
    finally:
        lock.write_text(old)
    assert dev(house, "run").stderr == ""


def test_a_package_that_is_not_the_locked_one_is_refused(house):
    lock = house / "requirements.txt"
    old = lock.read_text()
    lock.write_text(re.sub("sha256:(.)", lambda found: "sha256:" + ("1" if found[1] == "0" else "0"), old))
    shutil.rmtree(house / ".venv")
    try:
        done = dev(house, "run")
        assert done.returncode == 2 and "not the one that the lock names" in done.stderr
        assert not list((house / ".venv").glob("lib/*/site-packages/brush*"))
    finally:
        lock.write_text(old)
    assert dev(house, "run").returncode == 7


def test_without_a_network_a_sentence_says_what_helps(tmp_path, monkeypatch):
    house = build(tmp_path / "house")
    shutil.rmtree(house / "wheelhouse")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")  # nobody listens there
    monkeypatch.setenv("PIP_RETRIES", "0")
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    done = dev(house, "run")
    assert done.returncode == 2 and "could not be fetched: see to the network" in done.stderr
    (house / "requirements.txt").write_text(wheel(house / "wheelhouse"))
    assert dev(house, "run").returncode == 7


def test_a_python_without_pip_gets_a_sentence(tmp_path):
    house = build(tmp_path / "house")
    done = dev(house, "run", python=(sys.executable, "-I", "-S"))
    assert done.returncode == 2 and "no pip" in done.stderr and "apt install python3-pip" in done.stderr
    assert not (house / ".venv").exists()


def test_an_old_python_gets_a_sentence():
    code = "import sys, dev; sys.version_info = (3, 9, 2); sys.argv = ['dev.py', 'run']; sys.exit(dev.main())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stderr.startswith("Python 3.11 or later is needed and this is 3.9")


@pytest.mark.parametrize("folder", ["bench", "campaign"])
def test_an_unknown_bench_or_campaign_lists_those_that_exist(house, folder):
    done = dev(house, folder, "nonesuch")
    assert done.returncode == 2 and "there are: none yet." in done.stderr


# --- the locks


def pins(lock):
    """Name to version of a lock, without markers."""
    line = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; [^\\]+)? \\$", re.MULTILINE)
    return dict(line.findall((ROOT / lock).read_text("utf-8")))


@pytest.mark.parametrize("lock", LOCKS.values())
def test_each_pin_of_a_lock_has_its_hashes(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert len(pins(lock)) == text.count("==") - text.count("== '")
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.splitlines()[0]


def test_each_lock_holds_the_one_before_at_the_same_versions():
    run, test, everything = (pins(lock) for lock in LOCKS.values())
    assert run.items() <= test.items() <= everything.items()


def test_the_locks_follow_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups, program = project["dependency-groups"], project["project"]
    asked = {
        "run": program["dependencies"] + program["optional-dependencies"]["pictures"],
        "test": groups["test"],
        "dev": [entry for entry in groups["dev"] if isinstance(entry, str)],
    }
    for level, lock in LOCKS.items():
        locked = pins(lock)
        for requirement in map(Requirement, asked[level]):
            assert locked[requirement.name] in requirement.specifier, f"{requirement} in {lock}"
