"""What the end of a request demands. Pure."""

from collections.abc import Sequence
from datetime import datetime

from core.errors import Refusal
from core.words import N_


class BeforeResolved(Refusal):
    message = N_("“{event}” would lie before the request was resolved. Correct the moment.")


class NeedsAWhy(Refusal):
    message = N_("Answer the first why at least, and leave none out in between.")


class NothingToPrevent(Refusal):
    message = N_("Write down first what keeps it from coming back; the follow-up is made of that.")


class EarlierStays(Refusal):
    message = N_("{later} was reported after {earlier}: the earlier request stays. Open {later} and merge it into {earlier}.")


def check_after(at: datetime, resolved_at: datetime | None, event: str) -> None:
    """Refuses BeforeResolved."""
    if resolved_at is not None and at < resolved_at:
        raise BeforeResolved(event=event)


def chain(whys: Sequence[str]) -> list[str]:
    """The answered whys: from the first on, without a gap. Refuses NeedsAWhy."""
    answered = [one for one in whys if one]
    if not answered or list(whys[: len(answered)]) != answered:
        raise NeedsAWhy()
    return answered
