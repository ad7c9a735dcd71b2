"""What tests, campaigns and benchmarks share; it imports the program and nothing of those three, and they import it.

- `terminal`: the program in a terminal, driven by keys
- `walk`: one walk through all screens, with a visitor that looks and one that counts bytes
- `keystrokes`: standard cases as they are keyed
- `stations`: stations, cases and people made up
- `faults`, `hostile`: disks, processes, bytes and texts that mean no good
- `packs`: the rules, changed on purpose
- `workers`: the processes that share a campaign's work
- `error_codes`: every code that the sources can raise; `keyed`: an application that hands on keys as the counter does
- `refusals`: what is refused, named by class, code and parameters; `provocations`: which of them the tests name
"""

from __future__ import annotations
