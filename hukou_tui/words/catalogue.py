"""The words of screens and slips: English in the code, Chinese from the catalogue, switched while running.

Chinese is the language of the counter, so its catalogue is part of the program: if it cannot be read the
program refuses to start. Nobody at the glass meets English by accident.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

LANGUAGES = ("zh", "en")
DEFAULT = "zh"
CATALOGUE = Path(__file__).with_name("zh.mo")

_load_files: dict[str, NullTranslations] = {}
_language = DEFAULT

Say = Callable[[str], str]


class WordsMissing(Exception):
    """The Chinese catalogue is missing or damaged; the text says so in both languages and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"中文词库 {CATALOGUE.name} 无法读取（{why}），请重新安装程序。"
            f" The Chinese words in {CATALOGUE.name} cannot be read ({why}): install the program again."
        )


class UnknownLanguage(ValueError):
    """A language was asked for that is neither `zh` nor `en`."""


def _load_catalogue() -> GNUTranslations:
    try:
        with CATALOGUE.open("rb") as file:
            catalogue = GNUTranslations(file)
    except FileNotFoundError:
        raise WordsMissing("not found") from None
    except (OSError, ValueError, struct.error, IndexError, EOFError) as fault:
        raise WordsMissing(type(fault).__name__) from fault
    if not catalogue.info().get("language", "").startswith("zh"):
        # An empty file of the right shape parses without complaint and would speak English.
        raise WordsMissing("not a Chinese catalogue")
    return catalogue


def _catalogue(lang: str) -> NullTranslations:
    if lang not in _load_files:
        if lang not in LANGUAGES:
            raise UnknownLanguage(lang)
        _load_files[lang] = _load_catalogue() if lang == "zh" else NullTranslations()
    return _load_files[lang]


def use_language(lang: str) -> None:
    """Speak `lang` (`zh` or `en`) from now on; raises WordsMissing if the Chinese words cannot be read."""
    global _language  # noqa: PLW0603 - one counter, one language at a time
    _catalogue(lang)
    _language = lang


def language() -> str:
    """The language spoken now: `zh` or `en`."""
    return _language


def _(msgid: str) -> str:
    """`msgid` in the language spoken now; looked up at each call, so that a switch shows at once."""
    return _catalogue(_language).gettext(msgid) if msgid else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form for `n` things in the language spoken now (Chinese has one form)."""
    return _catalogue(_language).ngettext(one, many, n)


def pgettext(context: str, msgid: str) -> str:
    """`msgid` where one English word stands for two Chinese ones; `context` tells them apart."""
    return _catalogue(_language).pgettext(context, msgid)


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark `msgid` for the catalogue and return it as it is; `_()` translates it when it is shown."""
    return msgid


#: What stands where a newer version of the program has written something that this one has no words for.
NO_WORDS = N_("(not known to this version of the program)")


def name_of(table: Mapping[str, str], code: str) -> str:
    """What `table` calls `code`, in the language spoken now; never the code itself, which is no word for a clerk."""
    return _(table.get(code, NO_WORDS if code else ""))


def every_text() -> Iterator[str]:
    """Everything that screens, slips and forms say, in both languages."""
    catalogue: dict[object, str] = getattr(_catalogue("zh"), "_catalog", {})
    for msgid, text in catalogue.items():
        # A plural's key is the pair of msgid and form; the catalogue's own head has no msgid.
        yield from (str(msgid[0] if isinstance(msgid, tuple) else msgid), text) if msgid else ()


def translator(lang: str) -> Say:
    """A `say(msgid)` for one text in `lang`: a slip has a language of its own, whatever the screens speak."""
    catalogue = _catalogue(lang)

    def say(msgid: str) -> str:
        return catalogue.gettext(msgid) if msgid else ""

    return say
