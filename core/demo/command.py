"""The demo as the command line plants it: the one place of the demo that opens units of work."""

from core import work
from core.clock import now, today
from core.demo import actions, queries, rules
from core.exchange.checklist.queries import library
from core.people import passwords
from core.people.rules import check_password

SCORED_WITH = "five-checkpoints"


def plant(scale: int = 0, seed: int = rules.SEED) -> None:
    """Plant the demo, whole or not at all, then `scale` times about 1,000 sheets for measuring. Refuses NotEmpty."""
    check_password(rules.PASSWORD, "")
    password_hash = passwords.hashed(rules.PASSWORD)  # outside the transaction: it is slow on purpose
    work.batch(
        actions.plant,
        cast=queries.cast(today()),
        checklists=library(),
        scored_with=SCORED_WITH,
        password_hash=password_hash,
        seed=seed,
        until=now(),
    )
