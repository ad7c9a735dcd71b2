"""The program in tmux, an emulator that is none of ours."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from harness.terminal.terminal import HEIGHT, WIDTH, Terminal, environment, program

RELAY = Path(__file__).with_name("relay.py")


class Tmux(Terminal):
    """The program in a tmux server of its own."""

    def __init__(
        self, home: Path, folder: Path, *arguments: str, size: tuple[int, int] = (WIDTH, HEIGHT),
        encoding: str = "utf-8", also: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """`home` is HUKOU_HOME; `folder` (short, because of the socket's name) holds the server's socket.

        A program that speaks another `encoding` is translated for tmux, which knows UTF-8 alone.
        """
        self._socket = folder / "tmux"
        self.size = size
        conf = folder / "tmux.conf"
        conf.write_text(
            "set -g status off\nset -g remain-on-exit on\nset -g escape-time 0\n"
            "set -g default-terminal tmux-256color\n"
        )
        set_to = {**environment(home), **(also or {})}
        # tmux has a locale of its own (see below), which the program is not to take for that of its terminal.
        command = [
            "env",
            "-u",
            "LC_ALL",
            *(f"{name}={value}" for name, value in set_to.items() if name != "TERM"),
        ]
        if encoding != "utf-8":
            command += [sys.executable, str(RELAY), encoding]
        self._code = folder / "exit-code"
        line = shlex.join([*command, *program(*arguments)]) + f"; echo $? > {shlex.quote(str(self._code))}"
        start = [
            "-u",
            "-f",
            str(conf),
            "new-session",
            "-d",
            "-x",
            str(size[0]),
            "-y",
            str(size[1]),
            "-c",
            str(home),
        ]
        self._tmux(*start, line)
        #: The server's process, which is ended by force where it does not hear.
        self._server = int(self._tmux("display-message", "-p", "#{pid}"))

    def _tmux(self, *arguments: str) -> str:
        # C.UTF-8: tmux turns Chinese into underscores in a plain C locale.
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        env.pop("TMUX", None)
        try:
            done = subprocess.run(
                ["tmux", "-S", str(self._socket), *arguments], env=env, capture_output=True, text=True, check=True,
                stdin=subprocess.DEVNULL, timeout=self.deadline,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise AssertionError(f"tmux gives no answer to {arguments[0]} within {self.deadline} s") from None
        return done.stdout

    def rows(self) -> list[str]:
        rows = self._tmux("capture-pane", "-p").split("\n")[: self.size[1]]
        return [row.rstrip() for row in rows] + [""] * (self.size[1] - len(rows))

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)

    def press(self, *names: str) -> None:
        self._tmux("send-keys", *names)

    def ended(self) -> int | None:
        # tmux now and then never learns the status of a pane that died; the shell around the program writes it down.
        said = self._code.read_text() if self._code.exists() else ""
        return int(said) if said.endswith("\n") else None

    def close(self) -> None:
        """End the server, by force where it does not hear: a test must not wait for it for ever."""
        try:
            self._tmux("kill-server")
        except AssertionError:
            os.kill(self._server, signal.SIGKILL)
