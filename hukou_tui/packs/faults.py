"""What is wrong with a pack: file, line, what, and what is allowed. One error carries all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches

from hukou_tui.words.catalogue import _
from hukou_tui.words.safe_text import safe_text

#: So many allowed words are all told; of more, only those that are nearest.
_ALL_SHOWN, _SHOWN = 20, 8


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `what` is an English msgid filled with `params`; `line` is None where a file is missing.

    `check` names the question that found it; what is found while a pack is read is a matter of its "schema".
    """

    file: str
    line: int | None
    what: str
    params: dict[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    check: str = "schema"

    @property
    def place(self) -> str:
        """`zhaotong-2016/pack.toml:17`."""
        return f"{self.file}:{self.line}" if self.line else self.file

    @property
    def text(self) -> str:
        """One sentence in the language spoken now."""
        shown = {name: safe_text(value) for name, value in self.params.items()}
        said = f"{self.place}: {_(self.what).format(**shown)}"
        if not self.allowed:
            return said
        near = self._nearest()
        if len(near) < len(self.allowed):
            return said + _(". Of {n} that are allowed the nearest: {allowed}.").format(
                n=len(self.allowed), allowed=", ".join(near)
            )
        return said + _(". Allowed: {allowed}.").format(allowed=", ".join(near))

    def _nearest(self) -> tuple[str, ...]:
        """All that is allowed, or of many what is most like the word that was found."""
        if len(self.allowed) <= _ALL_SHOWN:
            return self.allowed
        found = self.params.get("value") or self.params.get("key", "").rpartition(".")[2]
        return tuple(get_close_matches(found, self.allowed, n=_SHOWN, cutoff=0.0))


class PackError(Exception):
    """A pack that cannot be used. `findings` has every fault found; the text is the first one's."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        first = self.findings[0].text
        more = len(self.findings) - 1
        if not more:
            return first
        return first + " " + _("({n} more faults; `policy check` lists them.)").format(n=more)
