"""Opening the station and sitting down at it: what the worker does, and what it tells.

Nothing of the session is in hand here: what is opened is handed over by news.
"""

from __future__ import annotations

from collections.abc import Callable

from db.access import unlocking
from db.access.vault import Vault
from db.errors import CannotOpen, SlotsError
from db.keys import keyslots
from db.keys.keyslots import Keyring
from db.station.station import Station
from db.station.writer import StationThread
from hukou_tui.context import AppContext
from hukou_tui.session import practice_station
from hukou_tui.session.case import rules_in_use
from hukou_tui.session.news import News, Post, SignedIn, StationOpened, StationState, TroubleChanged
from hukou_tui.session.station_queue import StationQueue

#: Errors after which the same person may try again; after the others the station cannot be opened at all.
_TRY_AGAIN = ("passphrase_wrong", "locked_out", "slot_unknown", "recovery_key_shape")


def open_without_keys(context: AppContext, post: Post) -> None:
    """Open a station that has no keys: news `StationOpened`. One that has them waits for somebody to sign in."""
    if not context.practice and keyslots.path(context.folder).is_file():
        return
    try:
        post(_open_station(context, "", None, post))
    except Exception as fault:  # noqa: BLE001 - whatever it is, the clerk gets a sentence, not a traceback
        post(StationOpened(fault=fault))


def open_for(context: AppContext, badge: str, passphrase: str, post: Post) -> None:
    """Open the station for whoever proves himself: news `StationOpened`, then `SignedIn`.

    `SignedIn` with the error alone if he may try again; `StationOpened` with it if the station cannot be opened.
    """
    try:
        post(_open_station(context, badge, unlocking.prove_operator(context.folder, badge, passphrase), post))
    except SlotsError as fault:
        post(SignedIn(fault=fault) if fault.code in _TRY_AGAIN else StationOpened(fault=fault))
    except Exception as fault:  # noqa: BLE001 - as above
        post(StationOpened(fault=fault))
    else:
        post(SignedIn(badge=badge))


def change_seat(
    context: AppContext, queue: StationQueue, held: Vault, badge: str, passphrase: str, post: Post
) -> None:
    """Somebody else sits down at the open station: news `SignedIn`, with the error if he has not proven himself."""

    def change(station: Station) -> News:
        unlocking.change_seat(held, proven, context.now())
        return SignedIn(badge=badge, station=read_station(station, held))

    try:
        proven = unlocking.prove_operator(context.folder, badge, passphrase)
    except Exception as fault:  # noqa: BLE001 - as above
        post(SignedIn(fault=fault))
    else:
        queue.ask(change, lambda fault: SignedIn(fault=fault))


def read_station(station: Station, held: Vault | None) -> StationState:
    """Settings, operators and list as they are on disk now."""
    return StationState(
        settings={**station.queries.settings(), "county.office": station.queries.county_office()},
        operators=dict(station.queries.operators()),
        code=station.queries.code,
        rows=tuple(station.queries.rows()),
        seq=station.queries.head().seq,
        restores=tuple(station.queries.restores()),
        last_backup=station.queries.last_backup(),
        last_check=station.queries.last_check(),
        must_change=held is not None and held.held.must_change,
    )


def _open_station(context: AppContext, badge: str, proven: Keyring | None, post: Post) -> StationOpened:
    """The station, opened in a thread of its own with what somebody has proven to hold."""
    if context.practice:
        practice_station.make_practice_station(context)
    held: list[Vault] = []
    opening: Callable[[], Station] | None = None
    if proven is not None:

        def opening() -> Station:
            held.append(unlocking.open_station(context.folder, proven, at=context.now()))
            return held[0].station

    writer = StationThread(
        context.folder, opening=opening, on_trouble=lambda code: post(TroubleChanged(code=code or ""))
    )
    try:
        today = context.today()
        state, force = writer.ask(
            lambda station: (read_station(station, next(iter(held), None)), rules_in_use.in_force(station, today))
        ).result()
        if (state.settings.get("station.practice", "") == "1") != context.practice:
            # A practice file in a real station's place would be open to everybody, without a word that it is practice.
            raise CannotOpen("not_encrypted")
    except BaseException:
        writer.close()
        raise
    return StationOpened(badge=badge, writer=writer, vault=next(iter(held), None), station=state, force=force)
