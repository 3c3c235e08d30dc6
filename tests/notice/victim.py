"""A sender that works as fast as it can until it is killed."""

import os
import time
from datetime import timedelta


def send(environment: dict[str, str], lease_s: float) -> None:
    """Deliver the outbox again and again, with a short lease so that what a killed one left is soon taken over."""
    os.environ.update(environment)
    from core import db
    from core.errors import TryAgain
    from core.notice import rules
    from core.notice.outbox import actions, sending

    rules.LEASE = timedelta(seconds=lease_s)
    actions.AT_A_TIME = 5
    db.engine()
    while True:
        try:
            sending.deliver()
        except TryAgain:  # the other one's lock
            continue
        time.sleep(0.002)
