"""Running a command of the program in a test, in English."""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

from harness.stations.intake import PASSPHRASE
from hukou_tui.context import AppContext


def run(
    command: click.Command,
    folder: Path,
    *arguments: str,
    operator: str = "001",
    practice: bool = False,
    passphrase: str = PASSPHRASE,
) -> Result:
    """What `command` does at the station in `folder`, with the passphrase in a file as scripts have it."""
    frozen = date(2016, 6, 14) if practice else None
    with tempfile.NamedTemporaryFile("w", suffix=".passphrase", encoding="utf-8") as file:
        file.write(passphrase + "\n")
        file.flush()
        workplace = AppContext(folder, practice=practice, operator=operator, frozen_on=frozen)
        workplace.passphrase_file = Path(file.name)
        return _run(command, workplace, arguments)


def _run(command: click.Command, workplace: AppContext, arguments: tuple[str, ...]) -> Result:
    return CliRunner().invoke(command, list(arguments), obj=workplace, catch_exceptions=False)


def said(result: Result) -> Any:
    """The JSON that a command has said."""
    return json.loads(result.stdout)
