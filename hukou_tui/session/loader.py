"""Stands where the session will: it is loaded whole, with station file, rules and lookup, after the first picture.

The first screen shows that nothing is open yet; nothing can be done here before the session has come.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from flows.errors import NotAllowed
from hukou_tui.context import AppContext
from hukou_tui.session.news import News, Post, StationLocked, StationOpened, StationState
from hukou_tui.words.errors.error_messages import sentences

if TYPE_CHECKING:
    from hukou_tui.session.session import Session

#: Opens the station for whoever proves himself (`login.open_for`).
OpenFor = Callable[[AppContext, str, str, Post], None]
#: Lies beside a station that has keys (`db.keys.keyslots`).
KEYS = "keyslots.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLoaded(News):
    """The session is there, and takes the place of what stood for it."""

    session: Session


class _EmptyDesk:
    """Nothing is known of the station yet, and nobody sits here."""

    trouble = ""
    saved_seq = 0
    role = ""
    works = False

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.state = StationState()
        self.has_keys = not context.practice


class SessionLoader:
    """Loads the session in its worker; what the first screen asks of a session, it answers itself."""

    ready = False
    pending = 0
    rules_trouble = ""

    def __init__(self, context: AppContext, post: Post) -> None:
        self.context, self._post = context, post
        self.desk = _EmptyDesk(context)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="session")
        self._loading: Future[OpenFor | None] | None = None

    def start(self) -> None:
        """Load the session and let it open the station; a station with keys says so first: somebody types meanwhile."""
        if self.desk.has_keys and (self.context.folder / KEYS).is_file():
            self._post(StationLocked())
        self._loading = self._worker.submit(self._load)

    def take(self, _news: News) -> bool:
        """Nothing is kept here; whatever comes is told."""
        return True

    def sign_in(self, badge: str, passphrase: str) -> None:
        """Somebody has typed his passphrase before the session was there: the station is opened for him behind it."""
        self._worker.submit(self._sign_in, badge, passphrase)

    def close(self) -> int:
        """Nothing can be in the queue while the station is still being opened: a slow disk is not waited for."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        return 0

    def _load(self) -> OpenFor | None:
        try:
            # The one lazy import of the session: see above.
            from hukou_tui.session import login, session

            loaded = session.Session(self.context, self._worker, self._post)
            self._post(SessionLoaded(session=loaded))
            sentences()  # the tables of errors: nobody waits for them now
            login.open_without_keys(self.context, self._post)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the clerk gets a sentence, not a traceback
            self._post(StationOpened(fault=fault))
            return None
        return login.open_for

    def _sign_in(self, badge: str, passphrase: str) -> None:
        open_for = self._loading.result() if self._loading is not None else None
        if open_for is not None:
            open_for(self.context, badge, passphrase, self._post)

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        raise NotAllowed("not_ready")
