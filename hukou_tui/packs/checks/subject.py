"""What is to be proven: one pack with its base, as it stands in the files and as the counter would use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flows.rules.model import Need, Route, Rules
from hukou_tui.packs.lines import Path as Where
from hukou_tui.packs.reading import MergedPacks
from hukou_tui.packs.schema import Every, Pack


@dataclass(frozen=True, slots=True)
class Subject:
    """A pack under proof.

    `merged` and `pack` say where a row stands, `rules` what it does; `base` are the rules of the pack below, None for
    a base itself. `sources`: a folder with the texts of the sources, None where they are not at hand.
    """

    merged: MergedPacks
    pack: Pack
    rules: Rules
    base: Rules | None = None
    sources: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def own(self) -> int:
        """The number of the file under proof among the merged ones: the last."""
        return len(self.merged.texts) - 1

    def is_own(self, path: Where) -> bool:
        """Whether an entry of a section stands in the file under proof itself."""
        entries = self.merged.texts[self.own].raw.get(str(path[0]))
        return isinstance(entries, dict) and path[1] in entries

    def needs(self) -> Iterator[tuple[Where, Route | None, Need]]:
        """Every need with its path and the route it belongs to; None for those of every route."""
        for name, every in self.pack.every.items():
            yield ("every", name), None, every
        for name, route in self.pack.routes.items():
            for at, need in enumerate(route.needs):
                yield ("routes", name, "needs", at), route, need

    def routes_of(self, every: Every) -> tuple[str, ...]:
        """The routes in which a need of every route stands."""
        return tuple(name for name, route in self.pack.routes.items() if every.meant_for(route))
