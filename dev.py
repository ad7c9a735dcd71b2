"""Sets the project up on first use and starts it: python3 dev.py COMMAND [ARGUMENTS]

  run [args]            start the program: arguments are handed on, its exit code comes back
  test [args]           run the tests: arguments go to pytest
  check                 ruff, mypy, the contracts between the rooms, the words
  bench NAME [args]     measure something: one of benchmarks/
  campaign NAME [args]  try to break something: one of campaigns/
  lock [--upgrade]      write the three locks anew from pyproject.toml

The environment lies in .venv beside this file; with a folder wheelhouse/ of wheels no network is used.
"""
# Standard library only, and only these two at the top: this file stands before every start of the program.
from __future__ import annotations

import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
WHEELHOUSE = os.path.join(ROOT, "wheelhouse")
WINDOWS = os.name == "nt"
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if WINDOWS else ("bin", "python")))
LIB = ("Lib",) if WINDOWS else ("lib", "python%d.%d" % sys.version_info[:2])
SITE = os.path.join(VENV, *LIB, "site-packages")

# Level of set-up -> its lock. Each lock holds all of the one before, at the same versions.
LOCKS = {"run": "requirements.txt", "test": "requirements-test.txt", "dev": "requirements-dev.txt"}

# A stamp for each level that is set up, and a mark that lies there while packages are being written.
STAMPS = os.path.join(VENV, "setup")
UNFINISHED = os.path.join(STAMPS, "unfinished")

# What the console script does. There is none in .venv: the project is not built, so no build tool is fetched.
START = "import sys; sys.argv[0] = 'hukou-tui'; from hukou_tui.__main__ import main; sys.exit(main())"
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# How pip says that a package is not to be had: from no index, over a broken line, in the middle of one.
NOT_FETCHED = ("No matching distribution", "HTTPSConnectionPool", "HTTPConnectionPool", "urllib3.exceptions")


class CannotGoOnError(Exception):
    """Said to the reader in one sentence: what is wrong, and what to do next."""


def stamp(level: str) -> bytes:
    """What the stamp of a level holds: Python's version, which names the folder of packages, and the lock."""
    with open(os.path.join(ROOT, LOCKS[level]), "rb") as lock:
        return b"python %d.%d\n" % sys.version_info[:2] + lock.read()


def is_ready(level: str) -> bool:
    """Whether exactly this lock is installed. Bytes are compared, which costs less than importing a hash."""
    try:
        with open(os.path.join(STAMPS, level), "rb") as kept:
            same = kept.read() == stamp(level)
    except FileNotFoundError:
        return False
    return same and os.path.exists(PYTHON) and not os.path.exists(UNFINISHED)


def make_ready(level: str) -> None:
    """Set up unless it is done; of two calls at once the second waits, and finds it done."""
    if is_ready(level):
        return
    with open(os.path.join(ROOT, ".venv.lock"), "w") as lock:
        wait_for(lock.fileno())
        if not is_ready(level):
            set_up(level)


def wait_for(lock: int) -> None:
    """Take the lock; the system gives it back when this process ends, however it ends."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(lock, msvcrt.LK_LOCK, 1)
        return
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another set-up is under way here; waiting for it.")
        fcntl.flock(lock, fcntl.LOCK_EX)


def set_up(level: str) -> None:
    """Make .venv where it is missing or half made, install the lock, stamp it."""
    import time

    started = time.monotonic()
    require_pip()
    if not is_usable():
        make_environment()
    mark_unfinished()
    with open(os.path.join(SITE, "hukou-tui.pth"), "w", encoding="utf-8") as path:
        path.write(os.path.relpath(ROOT, SITE) + "\n")  # relative, so that the folder may be moved
    install(level)
    write_stamps(level)
    os.remove(UNFINISHED)
    say(f"Set up in {time.monotonic() - started:.0f} s.")


def is_usable() -> bool:
    """Whether .venv, made here or by hand, was finished, starts, and is of this Python's version."""
    import subprocess

    if os.path.exists(UNFINISHED) or not os.path.exists(PYTHON) or not os.path.isdir(SITE):
        return False
    same_version = "import sys; sys.exit(sys.version_info[:2] != (%d, %d))" % sys.version_info[:2]
    return subprocess.call([PYTHON, "-I", "-c", same_version], stderr=subprocess.DEVNULL) == 0


def make_environment() -> None:
    """Make .venv without pip (a bare Debian has no ensurepip) in place of what stood there."""
    import glob
    import shutil
    import venv

    if os.path.realpath(sys.prefix) == os.path.realpath(VENV):
        raise CannotGoOnError(".venv must be made anew and cannot do that itself: use the system's Python.")
    if os.path.lexists(VENV):  # renamed first: should the removal be cut short, no half of it stands at .venv
        os.rename(VENV, f"{VENV}.old-{os.getpid()}")
    for old in glob.glob(glob.escape(VENV) + ".old-*"):
        shutil.rmtree(old, ignore_errors=True)
    say(f"Setting up in {VENV}; this is done once.")
    mark_unfinished()
    venv.EnvBuilder(with_pip=False, symlinks=not WINDOWS).create(VENV)


def require_pip() -> None:
    import importlib.util

    if importlib.util.find_spec("pip") is None:
        raise CannotGoOnError(
            f"{sys.executable} has no pip, which fetches the packages: install it"
            " (on Debian as root: apt install python3-pip) and call again."
        )


def install(level: str) -> None:
    """Install a lock with this Python's pip, which reaches into .venv from outside (since pip 22.3)."""
    import subprocess

    lock = os.path.join(ROOT, LOCKS[level])
    with open(lock, encoding="utf-8") as lines:
        count = sum("==" in line for line in lines)
    offline = os.path.isdir(WHEELHOUSE)
    source = "wheelhouse/" if offline else "the package index"
    say(f"Installing {count} packages from {source}; this may take some minutes.")
    pip = [sys.executable, "-m", "pip", "--python", PYTHON, "--no-input", "--disable-pip-version-check"]
    options = ["--quiet", "--require-hashes"]
    if offline:
        options += ["--no-index", "--find-links", WHEELHOUSE]
    done = subprocess.run(
        [*pip, "install", *options, "-r", lock],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        explain_failure(done.stdout, offline)


def explain_failure(said: str, offline: bool) -> None:
    """Show what pip complains of and raise the sentence that fits them.

    pip fetches everything before it writes anything: after a failure to fetch, what was there stays in use.
    """
    lines = said.splitlines()
    for line in [line for line in lines if line.startswith("ERROR")] or lines[-6:]:
        say("  pip: " + line)
    if "DO NOT MATCH THE HASHES" in said:
        os.remove(UNFINISHED)
        raise CannotGoOnError(
            "A package is not the one that the lock names, and was not installed: find out where it is from."
        )
    if any(sign in said for sign in NOT_FETCHED):
        os.remove(UNFINISHED)
        if offline:
            raise CannotGoOnError(
                "wheelhouse/ lacks a package of the lock for this Python: fill it,"
                " or take it away to use the network, and call again."
            )
        raise CannotGoOnError(
            "The packages could not be fetched: see to the network, or put a folder wheelhouse/ of wheels"
            " beside dev.py, and call again."
        )
    raise CannotGoOnError("pip could not install the packages, as said above: put it right and call again.")


def write_stamps(level: str) -> None:
    """Stamp the level and those below it; what lies above it may no longer be what its own lock says."""
    order = list(LOCKS)
    for each in order:
        path = os.path.join(STAMPS, each)
        if order.index(each) <= order.index(level):
            with open(path, "wb") as kept:
                kept.write(stamp(each))
        elif os.path.exists(path):
            os.remove(path)


def mark_unfinished() -> None:
    os.makedirs(STAMPS, exist_ok=True)
    with open(UNFINISHED, "w"):
        pass


def run(arguments: list[str]) -> int:
    make_ready("run")
    return become(["-c", START, *arguments])


def test(arguments: list[str]) -> int:
    make_ready("test")
    os.chdir(ROOT)
    # Three more than there are processors: many tests wait for a terminal rather than compute.
    given = any(a.startswith(("-n", "--numprocesses")) for a in arguments)
    workers = [] if given else ["-n", str((os.cpu_count() or 1) + 3), "--dist", "worksteal"]
    return become(["-m", "pytest", *workers, *arguments])


def check(arguments: list[str]) -> int:
    """Every check is made even when one fails, so that one call shows all that there is to do."""
    make_ready("dev")
    checks = {
        "ruff": ["-m", "ruff", "check", "."],
        "mypy, strict": ["-m", "mypy"],
        "contracts between and within the rooms": ["-c", LINT_IMPORTS, "--no-cache"],
        "words in both languages": [os.path.join("tools", "words.py"), "check"],
    }
    failed = [name for name, command in checks.items() if step(name, command)]
    say("check: " + ("failed: " + "; ".join(failed) if failed else f"all {len(checks)} hold."))
    return 1 if failed else 0


def lock(arguments: list[str]) -> int:
    """Write the locks, for every system and without a host name; the others follow the largest."""
    make_ready("dev")
    compile_lock = ["-m", "uv", "pip", "compile", "pyproject.toml", "--extra", "pictures"]
    compile_lock += ["--universal", "--generate-hashes", "--no-header", "--no-annotate"]
    compile_lock += ["--no-emit-index-url", "--quiet", "--output-file"]
    follow = ["--constraint", LOCKS["dev"]]
    return (
        step(LOCKS["dev"], [*compile_lock, LOCKS["dev"], "--group", "dev", *arguments])
        or step(LOCKS["test"], [*compile_lock, LOCKS["test"], "--group", "test", *follow, *arguments])
        or step(LOCKS["run"], [*compile_lock, LOCKS["run"], *follow, *arguments])
    )


def one_of(folder: str, arguments: list[str]) -> int:
    """Start a script of a folder by its name; a dash in the name is an underscore in the file's."""
    place = os.path.join(ROOT, folder)
    files = os.listdir(place) if os.path.isdir(place) else []
    names = sorted(name[:-3].replace("_", "-") for name in files if name.endswith(".py") and name[0] != "_")
    wanted = arguments[0].replace("_", "-") if arguments else ""
    if wanted not in names:
        raise CannotGoOnError(f"Say which of {folder}/ to run; there are: {', '.join(names) or 'none yet'}.")
    make_ready("test")
    return become([os.path.join(place, wanted.replace("-", "_") + ".py"), *arguments[1:]])


def step(name: str, command: list[str]) -> int:
    import subprocess

    say(f"== {name}")
    return subprocess.call([PYTHON, "-I", *command], cwd=ROOT)


def become(command: list[str]) -> int:
    """Go on as .venv's Python: one process, so that keys, signals and the exit code need no passing on.

    -I: a folder db/ where the user happens to stand would take the place of ours.
    """
    command = [PYTHON, "-I", *command]
    if WINDOWS:  # execv there starts a second process and ends this one at once, and both read the keyboard
        import subprocess

        return subprocess.call(command)
    sys.stderr.flush()
    os.execv(PYTHON, command)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


COMMANDS = {
    "run": run,
    "test": test,
    "check": check,
    "bench": lambda arguments: one_of("benchmarks", arguments),
    "campaign": lambda arguments: one_of("campaigns", arguments),
    "lock": lock,
}


def main() -> int:
    if sys.version_info < (3, 11):
        say("Python 3.11 or later is needed and this is %d.%d: use a newer one." % sys.version_info[:2])
        return 2
    name = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if name not in COMMANDS:
        say(__doc__ or "")
        return 0 if name in ("-h", "--help") and len(sys.argv) > 1 else 2
    try:
        return COMMANDS[name](sys.argv[2:])
    except CannotGoOnError as reason:
        say(str(reason))
    except OSError as reason:
        say(f"Set-up could not go on: {reason}. Put that right and call again.")
    except KeyboardInterrupt:
        say("Stopped; the next call mends what was left half done.")
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main())
