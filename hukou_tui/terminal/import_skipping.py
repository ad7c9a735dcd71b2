"""Modules that are loaded with Textual and asyncio and that a counter never uses: the first picture does without."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

#: asyncio asks for TLS and goes on without it; it is what Python builds without OpenSSL do.
_TLS = "ssl"
#: The command palette, which is switched off, and the seven kinds of widget that only it and its types bring along.
_PALETTE = "textual.command"


class _EmptyModule(ModuleType):
    """Gives an empty class for each name, so that others can be derived from it and none can be used."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


@contextmanager
def skip_imports() -> Iterator[None]:
    """While the program is being loaded these are left out; whoever asks for them later gets them whole."""
    absent = [name for name in (_TLS, _PALETTE) if name not in sys.modules]
    if _TLS in absent:
        sys.modules[_TLS] = None  # type: ignore[assignment]
    if _PALETTE in absent:
        sys.modules[_PALETTE] = _EmptyModule(_PALETTE)
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
