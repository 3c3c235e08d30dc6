"""A customer's judgement of a project by link: the instrument as the form that surveys use, and what is sent with it."""

from collections.abc import Mapping

from core.audit.actions import NOBODY
from core.errors import Fault
from core.review import actions, queries
from core.review.rules import SCORES, TEXT_LIMIT, Group, NothingScored
from core.satisfaction.rules import Dimension, Kind
from core.satisfaction.surveys.queries import Opened
from core.satisfaction.templates.rules import Draft, Question, Unanswered
from core.words import N_, Language, translate
from pages.parts.desk import attempt_once, look_up

TEXT = "text"
INTRODUCTION = N_("How far do you agree? 1 not at all, 5 completely. Leave out what you cannot judge. Your answers are shown without your name, and only together with those of at least two others.")
ENDS = (N_("not at all"), N_("completely"))
LAST = N_("What should be done differently next time?")


def opened(token: str) -> Opened | None:
    """The form behind a link of a review; None where there is none to be filled in."""
    found = look_up(queries.opened, token)
    if found is None:
        return None
    introduction = {one.value: translate(one, INTRODUCTION) for one in Language}
    asked = tuple(Question(one.code, Kind.CSAT, Dimension.OVERALL, one.text) for one in found.instrument.asked(Group.CUSTOMER))
    last = Question(TEXT, Kind.TEXT, Dimension.OVERALL, {one.value: translate(one, LAST) for one in Language})
    return Opened(found.review_id, Draft(introduction, (*asked, last), ENDS), found.project, found.language, found.expires_at)


def knows(token: str) -> bool:
    """Whether the link is, or was, that of a review."""
    return look_up(queries.knows, token)


def send(key: str, token: str, typed: Mapping[str, str]) -> None:
    """Take in what was sent. Raises Unanswered where nothing is judged, and what the deed refuses."""
    scores = {code: int(value) for code, value in typed.items() if code != TEXT and value in {str(score) for score in SCORES}}
    try:
        attempt_once(key, actions.rate_by_link, NOBODY, token, scores=scores, texts={"": typed.get(TEXT, "")[:TEXT_LIMIT]})
    except NothingScored as nothing:
        raise Unanswered([Fault(0, nothing.message)]) from nothing
