"""Where the program starts: `hukou-tui`, `python -m hukou_tui`, `python3 dev.py run`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; the exit code: 0 done, 1 done with findings, 2 cannot."""
    if sys.argv[1:]:
        from hukou_tui.commands.root import run_command_line

        return run_command_line(sys.argv[1:])
    from hukou_tui.start import counter

    return counter()


if __name__ == "__main__":
    sys.exit(main())
