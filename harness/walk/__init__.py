"""One walk by keys through all screens, and the two who go along: one looks at every state, one counts the bytes.

`walker` knows how to press and to read; `at_the_counter`, `step_one`, `steps`, `outcome` and `intake` know the way, and
`discovery` finds what can be opened anywhere; `way` puts them in order. The visitors are `seeing` and `paying`.
"""

from __future__ import annotations
