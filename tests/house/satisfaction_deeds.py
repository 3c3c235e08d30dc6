"""How each deed on surveys is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from core.access import Permission
from core.satisfaction.answers import actions as answers
from core.satisfaction.answers.records import SurveyText
from core.satisfaction.surveys import actions as surveys
from core.satisfaction.templates import actions as templates
from core.satisfaction.templates.queries import shipped
from core.satisfaction.themes import actions as themes
from tests.cast import named

TOKEN = "t" * 43
TYPED = {"overall": "5", "comment": "Well done"}


def _sent(session: Any, house: Any) -> int:
    made = surveys.send(session, house.actor("lin"), house.projects["hotline"], token="s" * 43)
    session.info.pop("noted", None)
    return made


def _answered(session: Any, house: Any) -> int:
    made = answers.interview(session, house.actor("lin"), house.projects["hotline"], typed=TYPED)
    session.info.pop("noted", None)
    return made


def _text(session: Any, house: Any) -> int:
    _answered(session, house)
    return session.scalars(select(SurveyText.id).order_by(SurveyText.id.desc())).first()



def _template(session: Any, house: Any) -> int:
    made = templates.begin(session, house.actor("lin"), code="visits", name=named("Visits"))
    session.info.pop("noted", None)
    return made


def _confirmed(session: Any, house: Any) -> int:
    made = templates.confirm(session, house.actor("lin"), _template(session, house), version=1)
    session.flush()
    session.info.pop("noted", None)
    return made


def rows(row: Callable[..., Any], everywhere: frozenset[Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    def send(deed: Callable[..., Any], made: Callable[..., int] = _sent, **more: Any) -> Any:
        return row(Permission.SURVEY_SEND, near, lambda s, a, h: deed(s, a, made(s, h), version=1, **more))

    def design(deed: Callable[..., Any], made: Callable[..., int] = _template, **more: Any) -> Any:
        return row(Permission.SURVEY_DESIGN, everywhere, lambda s, a, h: deed(s, a, made(s, h), **more))

    asks = {"introduction": {}, "questions": shipped()[2].questions}
    return {
        surveys.send: row(Permission.SURVEY_SEND, near, lambda s, a, h: surveys.send(s, a, h.projects["hotline"], token=TOKEN)),
        surveys.remind: send(surveys.remind, token=TOKEN),
        surveys.relink: send(surveys.relink, token=TOKEN),
        surveys.revoke: send(surveys.revoke),
        answers.enter: send(answers.enter, typed=TYPED),
        answers.interview: row(Permission.SURVEY_SEND, near, lambda s, a, h: answers.interview(s, a, h.projects["hotline"], typed=TYPED)),
        answers.withdraw: row(Permission.SURVEY_WITHDRAW, near, lambda s, a, h: answers.withdraw(s, a, _answered(s, h), reason="Entered twice.")),
        answers.export: row(Permission.SURVEY_EXPORT, None, lambda s, a, h: answers.export(s, a, rows=1, sha256="0" * 64)),
        themes.assign: send(themes.assign, _text, themes=["praise", "speed"]),
        themes.edit: row(Permission.SURVEY_DESIGN, everywhere, lambda s, a, h: themes.edit(s, a, "speed", words={"en": ["slow"]}, version=0)),
        templates.begin: row(Permission.SURVEY_DESIGN, everywhere, lambda s, a, h: templates.begin(s, a, code="visits", name=named("Visits"))),
        templates.revise: design(templates.revise, _confirmed),
        templates.edit: design(templates.edit, version=1, **asks),
        templates.confirm: design(templates.confirm, version=1),
        templates.retire: design(templates.retire, _confirmed, version=2),
    }  # fmt: skip
