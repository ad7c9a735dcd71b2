"""`policy`: the rules checked, listed and explained, for a person to read and for a program."""

from __future__ import annotations

import click

from hukou_tui.commands.policy.check import check
from hukou_tui.commands.policy.diff import diff
from hukou_tui.commands.policy.explain import explain
from hukou_tui.commands.policy.handbook import handbook
from hukou_tui.commands.policy.install import install
from hukou_tui.commands.policy.listing import cases, facts
from hukou_tui.commands.policy.on import on


@click.group()
def policy() -> None:
    """The rules: check, list, explain, compare, install, print."""


for command in (check, facts, cases, explain, on, handbook, diff, install):
    policy.add_command(command)
