"""The background sender: a thread of the server that looks after routines and mail, and dies with it."""

import logging
import threading

from core import pace, work
from core.clock import now
from core.errors import TryAgain
from core.notice import queries
from core.notice.outbox import sending
from core.routines import actions as routines

log = logging.getLogger("cockpit")
EVERY_S, WHEN_AWAY_S, FIRST_AFTER_S = 5.0, 30.0, 3.0


class Sender(threading.Thread):
    """Every few seconds: the mails that are due, then the routines that are due, in pauses between people's clicks. Two cheap questions when nothing is."""

    def __init__(self, *, every: float = EVERY_S, first_after: float = FIRST_AFTER_S) -> None:
        super().__init__(name="sender", daemon=True)
        self._every, self._first_after = every, first_after
        self._ending = threading.Event()

    def run(self) -> None:
        pause = self._first_after
        while not self._ending.wait(pause):
            pause = self.look()

    def look(self) -> float:
        """One look; returns the seconds until the next one. Nothing that goes wrong ends the thread."""
        try:
            if work.ask(queries.any_due, now()):
                sending.deliver(stopping=self._ending.is_set)
            with pace.patient(self._ending.is_set):
                routines.run_due()
        except TryAgain:
            log.warning("the sender cannot reach the database")
            return WHEN_AWAY_S
        except Exception:
            log.exception("the sender stumbled")
            return WHEN_AWAY_S
        return self._every

    def stop(self, patience: float = 5.0) -> None:
        """Ask it to end and wait a moment; what it holds is free again after its lease."""
        self._ending.set()
        if self.is_alive():
            self.join(patience)
