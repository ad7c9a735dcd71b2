"""Who has a key to the station: changed by the station's thread, told by news."""

from __future__ import annotations

from collections.abc import Callable

from db.access import key_administration as keys
from db.access.vault import Newcomer, Vault
from db.keys.passphrases import check_passphrase, new_passphrase
from db.station.station import Station
from hukou_tui.context import AppContext
from hukou_tui.session.login import read_station
from hukou_tui.session.news import KeysChanged, News, PassphraseChanged
from hukou_tui.session.station_queue import StationQueue
from hukou_tui.words.catalogue import _


class KeyAdministration:
    """What is done to keys at the counter; news `KeysChanged` or `PassphraseChanged` follows each."""

    def __init__(self, context: AppContext, queue: StationQueue, held: Vault | None) -> None:
        self._context, self._queue, self._held = context, queue, held

    def add_operator(self, badge: str, role: str) -> None:
        """Somebody gets a key; the passphrase that he begins with is shown once."""

        def change(held: Vault, at: str) -> str:
            passphrase = new_passphrase()
            keys.add_operator(held, Newcomer(badge, role, passphrase, must_change=True), at)
            return _begins_with(badge, passphrase)

        self._change(change)

    def set_role(self, badge: str, role: str) -> None:
        """Somebody gets another role."""
        self._change(lambda held, at: keys.set_role(held, badge, role, at))

    def reset_passphrase(self, badge: str) -> None:
        """A lost passphrase is replaced by one to begin with, which is shown once."""

        def change(held: Vault, at: str) -> str:
            passphrase = new_passphrase()
            keys.reset_passphrase(held, badge, passphrase, at)
            return _begins_with(badge, passphrase)

        self._change(change)

    def remove_operator(self, badge: str) -> None:
        """Somebody's key is taken away, and the files are put under a new one."""
        self._change(lambda held, at: keys.remove_operator(held, badge, at))

    def make_recovery_key(self) -> None:
        """A new recovery key, shown once; the old one opens nothing from then on."""

        def change(held: Vault, at: str) -> str:
            key = _("Recovery key: {key}").format(key=keys.new_recovery_key(held, at))
            return f"{key}\n\n" + _(
                "Write it down now and lock it away: it is shown this once, and opens the station when nobody can."
            )

        self._change(change)

    def check_passphrase(self, new: str) -> None:
        """Raise SlotsError unless `new` is good enough for whoever sits here."""
        check_passphrase(new, self._context.operator)

    def change_passphrase(self, old: str, new: str) -> None:
        """Whoever sits here changes his own."""
        self._change(lambda held, at: keys.change_passphrase(held, old, new, at), PassphraseChanged)

    def _change(
        self,
        change: Callable[[Vault, str], str | None],
        news: type[KeysChanged] | type[PassphraseChanged] = KeysChanged,
    ) -> None:
        """`change` gets what is held and the moment; what it gives is shown once."""

        badge = self._context.operator

        def do(station: Station) -> News:
            assert self._held is not None
            shown = change(self._held, self._context.now()) or ""
            return news(badge=badge, shown=shown, station=read_station(station, self._held))

        self._queue.ask(do, lambda fault: news(badge=badge, fault=fault))


def _begins_with(badge: str, passphrase: str) -> str:
    told = _("{badge} begins with the passphrase {passphrase} and changes it when first sitting down.")
    return told.format(badge=badge, passphrase=passphrase)
