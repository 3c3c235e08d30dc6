"""What a room says of the follow-ups of its records: whether their effect is judged there, and what it means that one ended.

Whose records need several measures judges them together, on one metric: there is one effect, not one for each of them.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from core.access import Actor

Ended = Callable[[Session, Actor, int], None]
_TOGETHER: dict[str, Ended] = {}


def judged_at(kind: str, ended: Ended) -> None:
    """Records of `kind` judge their follow-ups together; `ended(session, actor, id)` hears that one was verified or cancelled, as a part of that deed."""
    _TOGETHER[kind] = ended


def together() -> tuple[str, ...]:
    """The kinds whose records judge the effect of their follow-ups themselves."""
    return tuple(sorted(_TOGETHER))


def ended(session: Session, actor: Actor, kind: str, source_id: int) -> None:
    """Tell the room of a follow-up's source."""
    if kind in _TOGETHER:
        _TOGETHER[kind](session, actor, source_id)
