"""The root of the command line: folder, language and operator for all, and the counter when nothing is asked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from hukou_tui import __version__
from hukou_tui.start import open_counter, read_context
from hukou_tui.terminal.kind import ENCODINGS
from hukou_tui.words.catalogue import WordsMissing, use_language
from hukou_tui.words.errors.error_messages import sentence

#: Command -> module and name; a module is loaded only when its command is called.
COMMANDS: dict[str, tuple[str, str]] = {
    "station": ("station", "station"),
    "register": ("register", "register"),
    "policy": ("policy", "policy"),
    "case": ("case", "case"),
    "export": ("exchange", "export"),
    "ack": ("exchange", "ack"),
    "county": ("county", "county"),
    "practice": ("practice", "practice"),
    "tour": ("tour", "tour"),
}


class Commands(click.Group):
    """A group whose commands are imported when they are called, so that the counter opens at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"hukou_tui.commands.{module}"), name)
        return command


@click.group(
    cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="hukou-tui")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the station.")
@click.option("--practice", is_flag=True, help="Work in the practice station (invented people).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of screens and slips.")
@click.option("--operator", default="", metavar="BADGE", help="Badge number of whoever works.")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="For scripts: a file whose first line is the passphrase.",
)
@click.option(
    "--terminal-encoding",
    "encoding",
    type=click.Choice(ENCODINGS),
    help="What the terminal speaks, if not as LANG says.",
)
@click.pass_context
def root(
    ctx: click.Context,
    data: Path | None,
    practice: bool,
    lang: str | None,
    operator: str,
    passphrase_file: Path | None,
    encoding: str | None,
) -> None:
    """The household-registration window: without a command, the counter opens."""
    ctx.obj = read_context(data, practice=practice, lang=lang or "", operator=operator)
    ctx.obj.passphrase_file = passphrase_file
    use_language(lang or "zh")
    if ctx.invoked_subcommand is None:
        ctx.exit(open_counter(ctx.obj, encoding or ""))


def run_command_line(arguments: Sequence[str]) -> int:
    """Run one command line and give back its exit code; no traceback reaches a clerk."""
    try:
        result = root.main(args=list(arguments), prog_name="hukou-tui", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as fault:
        fault.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 2
    except WordsMissing as fault:
        click.echo(str(fault), err=True)
        return 2
    except Exception as fault:
        if os.environ.get("HUKOU_TRACE"):
            raise
        click.echo(sentence(fault), err=True)
        return 2
    return result if isinstance(result, int) else 0
