"""The counter opened in this terminal: where to work, which way to the terminal, and what is said at the end.

No argument parser is loaded for it: the plain `hukou-tui` that a clerk types comes straight here.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hukou_tui.context import AppContext
from hukou_tui.practice.frozen_day import FROZEN_ON
from hukou_tui.terminal.kind import detect_kind, kernel_console
from hukou_tui.words.catalogue import WordsMissing, _, use_language
from hukou_tui.words.errors.error_messages import sentence

if TYPE_CHECKING:
    from textual.driver import Driver

    from hukou_tui.app import CounterApp

STATION_FILE = "station.db"
#: Seconds for the last sentence.
_LAST_WORD = 2.0
#: Not in the catalogue, because it is said where Chinese cannot be read.
NO_CHINESE_HERE = (
    "This is the kernel's own console: it has no Chinese characters. Use a terminal that has them"
    " (README, section Terminals: kmscon, fbterm, a graphical terminal, or ssh from another machine);"
    " with --lang en the counter opens here, but names cannot be read."
)


def read_context(data: Path | None, *, practice: bool, lang: str, operator: str) -> AppContext:
    """Where to work: the folder given, HUKOU_HOME, or the user's data folder; practice while no station is there."""
    folder = data or _home()
    if practice or not (folder / STATION_FILE).exists():
        return AppContext(folder / "practice", True, lang, operator, FROZEN_ON)
    return AppContext(folder, False, lang, operator)


def _home() -> Path:
    if os.environ.get("HUKOU_HOME"):
        return Path(os.environ["HUKOU_HOME"]).expanduser()
    # Not loaded where the folder is named.
    from platformdirs import user_data_path

    return user_data_path("hukou-tui", appauthor=False)


def counter() -> int:
    """The counter in the usual place, in the language that the station remembers; its exit code."""
    try:
        return open_counter(read_context(None, practice=False, lang="", operator=""))
    except WordsMissing as fault:
        return _fail_start(str(fault))
    except Exception as fault:
        if os.environ.get("HUKOU_TRACE"):
            raise
        return _fail_start(sentence(fault))


def open_counter(place: AppContext, encoding: str = "") -> int:
    """Open the counter; 2 and one sentence where it cannot be opened here. Once it was open, the process ends with it.

    `encoding`: what the terminal speaks, if not what the locale says.
    """
    use_language(place.lang or "zh")
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        return _fail_start(
            _(
                "The counter needs a terminal (keyboard and screen). "
                'Without one, "hukou-tui tour --out FOLDER" shows a whole intake.'
            )
        )
    _speak_as_the_terminal(encoding)
    if sys.platform != "win32" and place.lang != "en" and kernel_console(sys.stdin.fileno()):
        return _fail_start(NO_CHINESE_HERE)
    # What is loaded before the first picture stays loaded: looking through it for refuse only costs time.
    gc.disable()
    from hukou_tui.terminal.import_skipping import skip_imports

    with skip_imports():
        from hukou_tui.app import CounterApp

        driver = _driver(encoding)
    app = CounterApp(place, driver)
    code = app.run(mouse=False)
    return _end_process(_report_end(app, code or 0))


def _report_end(app: CounterApp, code: int) -> int:
    """Write what is in the queue and say what went wrong, if anything did; the exit code."""
    unwritten = app.session.close()
    if app.failure is not None:
        return _fail_start(sentence(app.failure))
    if unwritten:
        return _fail_start(
            _("{count} actions could not be written: the disk refuses.").format(count=unwritten)
        )
    return code


def _end_process(code: int) -> NoReturn:
    """End the process now: all is written and closed, and the terminal is given back.

    Python would still wait for threads that open a station on a slow disk or look somebody up, and take everything
    apart that goes with the process anyway.
    """
    os._exit(code)


def _speak_as_the_terminal(encoding: str) -> None:
    """The last sentence too is read on this terminal, whatever Python made of a locale that is not installed."""
    if sys.platform != "win32":
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding=detect_kind(os.environ, encoding).encoding, errors="replace")  # type: ignore[union-attr]


def _fail_start(why: str) -> int:
    """Say it as the last word; a line that takes nothing is not waited for, for then nobody reads."""
    saying = threading.Thread(target=_say, args=(why,), daemon=True)
    saying.start()
    saying.join(_LAST_WORD)
    return 2


def _say(why: str) -> None:
    sys.stderr.write(why + "\n")
    sys.stderr.flush()


def _driver(encoding: str) -> type[Driver] | None:
    """Our own way to the terminal; Windows keeps Textual's."""
    if sys.platform == "win32":
        return None
    from hukou_tui.terminal.driver import TerminalDriver

    return partial(TerminalDriver, kind=detect_kind(os.environ, encoding))  # type: ignore[return-value]
