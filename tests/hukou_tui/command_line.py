"""Running a command of the program in a test, in English."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

from hukou_tui.workplace import Workplace


def run(
    command: click.Command, folder: Path, *arguments: str, operator: str = "001", practice: bool = False
) -> Result:
    """What `command` does at the station in `folder`."""
    frozen = date(2016, 6, 14) if practice else None
    workplace = Workplace(folder, practice=practice, operator=operator, frozen_on=frozen)
    return CliRunner().invoke(command, list(arguments), obj=workplace, catch_exceptions=False)


def said(result: Result) -> Any:
    """The JSON that a command has said."""
    return json.loads(result.stdout)
