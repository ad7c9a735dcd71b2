"""The README's two commands on a Debian that has Python and pip and nothing else, as an ordinary user.

    python3 dev.py campaign bare-debian [--root DIR]

Here `python3` may be anybody's; this makes a Debian of its own with debootstrap (kept in DIR for the next
time), clones the last commit into it and runs the commands, each with its time. It needs root, names no host,
and uses the apt mirror and the pip settings of the machine it runs on.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
SUITE = "bookworm"  # Python 3.11, the oldest that the project supports
INCLUDE = "python3,python3-pip,ca-certificates"
USER = "clerk"
PLACE = f"/home/{USER}/hukou-tui"
NEEDED = ("debootstrap", "unshare", "chroot", "git", "apt-get")

# What must be missing, or the campaign proves nothing.
CONTROLS = {
    "no ensurepip": "! python3 -m ensurepip --version",
    "no make": "! command -v make",
    "no uv": "! command -v uv",
    "pip refuses the system's Python (PEP 668)": "python3 -m pip install x 2>&1 | grep -q externally-managed",
    "an ordinary user": "[ $(id -u) != 0 ]",
}
# What a newcomer types, and the exit code that must come back.
COMMANDS = {
    "python3 dev.py run --version": 0,
    "python3 dev.py run --version < /dev/null": 0,
    "python3 dev.py run < /dev/null": 2,
    "python3 dev.py run tour --out ~/tour < /dev/null": 0,
    "ls -l ~/tour": 0,
    "python3 dev.py test": 0,
}


def main() -> int:
    options = argparse.ArgumentParser(prog="dev.py campaign bare-debian", description=__doc__)
    options.add_argument("--root", type=Path, help="where the Debian is kept; without it, it is thrown away")
    chosen = options.parse_args()
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if os.geteuid() != 0 or missing:
        lack = f"install {', '.join(missing)}" if missing else "debootstrap needs root: become root"
        print(f"No bare Debian can be made here; {lack}, and call again.", file=sys.stderr)
        return 2
    if chosen.root:
        return prove(chosen.root.resolve())
    with tempfile.TemporaryDirectory(prefix="bare-debian-") as folder:
        return prove(Path(folder) / "root")


def prove(root: Path) -> int:
    """Make the Debian, clone into it, type the commands; 0 only if each of them did as it must."""
    make_debian(root)
    clone(root)
    settings = machine_settings(root)
    failed = []
    for name, command in CONTROLS.items():
        code, _ = typed(root, command, settings, quiet=True)
        print(f"control: {name}: {'holds' if code == 0 else 'DOES NOT HOLD'}", flush=True)
        failed += [name] if code else []
    for command, wanted in COMMANDS.items():
        print(f"\n$ {command}", flush=True)
        code, seconds = typed(root, command, settings)
        wish = "" if code == wanted else f", wanted {wanted}"
        print(f"-> exit {code} after {seconds:.1f} s{wish}", flush=True)
        failed += [command] if code != wanted else []
    print("\nbare-debian: " + ("failed: " + "; ".join(failed) if failed else "everything did as it must"))
    return 1 if failed else 0


def make_debian(root: Path) -> None:
    """A minimal Debian in `root`, unless one was finished there before."""
    finished = root / "etc" / "made-for-bare-debian"
    if finished.exists():
        return
    started = time.monotonic()
    root.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={INCLUDE}", SUITE, str(root), mirror()],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if made.returncode:
        raise SystemExit("\n".join([*made.stdout.splitlines()[-5:], "The Debian could not be made."]))
    subprocess.run(["chroot", str(root), "useradd", "--create-home", USER], check=True)
    finished.touch()
    print(f"debootstrap --variant=minbase --include={INCLUDE} {SUITE}: {time.monotonic() - started:.0f} s")


def mirror() -> str:
    """The mirror that apt is set to on this machine; empty lets debootstrap choose."""
    listing = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME) $(COMPONENT)"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    rows = (line.split() for line in listing.stdout.splitlines())
    return next((row[0] for row in rows if row[1:] == [SUITE, "main"]), "")


def clone(root: Path) -> None:
    """The last commit, clean, owned by the ordinary user; what an earlier run left in the home is gone."""
    home = root / "home" / USER
    shutil.rmtree(home)
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", CHECKOUT, f"{root}{PLACE}"], check=True)
    subprocess.run(["chroot", str(root), "chown", "-R", f"{USER}:{USER}", f"/home/{USER}"], check=True)


def machine_settings(root: Path) -> dict[str, str]:
    """This machine's names, certificates and pip settings: the Debian reaches what this machine reaches.

    Folders of packages are not handed in: what is fetched comes over the network as for anybody else.
    """
    for file in ("etc/resolv.conf", "etc/hosts", "etc/ssl/certs/ca-certificates.crt"):
        if Path("/", file).exists():
            shutil.copy(Path("/", file), root / file)
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, encoding="utf-8", check=False
    )
    settings = {"PIP_CERT": "/etc/ssl/certs/ca-certificates.crt"}
    for line in listing.stdout.splitlines():
        key, _, value = line.partition("=")
        name = key.rpartition(".")[2]
        if name in ("index-url", "trusted-host", "default-timeout", "timeout", "retries", "proxy"):
            settings["PIP_" + name.upper().replace("-", "_")] = value.strip("'")
    return settings | {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}


def typed(root: Path, command: str, settings: dict[str, str], quiet: bool = False) -> tuple[int, float]:
    """The user's exit code and seconds; in a mount space of its own, so that nothing stays mounted."""
    environment = {"HOME": f"/home/{USER}", "USER": USER, "PATH": "/usr/bin:/bin", "TERM": "xterm"}
    pairs = [f"{name}={value}" for name, value in (environment | settings).items()]
    inside = ["setpriv", "--reuid", USER, "--regid", USER, "--init-groups"]
    inside += ["sh", "-c", f"cd {PLACE} && {command}"]
    mounts = 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"'
    started = time.monotonic()
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", mounts, str(root), "env", "-i", *pairs, *inside],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if quiet else None,
        stderr=subprocess.DEVNULL if quiet else None,
        check=False,
    )
    return done.returncode, time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
