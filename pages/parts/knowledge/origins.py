"""Articles made of other records: what the form begins with."""

from collections.abc import Callable
from dataclasses import dataclass

from core import subjects
from core.access import Actor, Permission
from core.clock import today
from core.knowledge.rules import TEXT_LIMIT, TITLE_LIMIT, Applies, Kind, Text
from core.projects import queries as projects
from core.quality.improvement import queries as cards
from core.quality.suggestions import queries as suggestions
from core.service.requests import queries as requests
from core.subjects import Place
from pages.parts.desk import ask


@dataclass(frozen=True)
class Told:
    """The record an article is made of, and the text that begins it."""

    kind: str
    id: int
    code: str
    project_id: int | None
    text: Text

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.id}"


def asked(actor: Actor, said: str) -> Told | None:
    """What the address asks for, as kind-id; None for nothing of use. A record that may not be seen ends the page."""
    kind, _, number = said.rpartition("-")
    if kind not in MADE or not number.isdecimal() or len(number) > 12 or not actor.may(MADE[kind][0]):
        return None
    place = ask(subjects.place, actor, kind, int(number))
    text = MADE[kind][1](actor, place)
    return None if text is None else Told(kind, place.id, place.code, place.project_id, text)


def _kinds(actor: Actor, code: str) -> tuple[str, ...]:
    return tuple(filter(None, (ask(projects.project, actor, code).kind,))) if code else ()


def _cut(text: str) -> str:
    return text[:TEXT_LIMIT]


def _request(actor: Actor, place: Place) -> Text:
    view = ask(requests.view, actor, place.code)
    situation = "\n\n".join(filter(None, (view.text, "\n".join(view.whys))))
    applies = Applies(classes=(view.problem_class,) if view.problem_class else ())
    return Text(Kind.SOLVED_CASE, view.title[:TITLE_LIMIT], _cut(situation), _cut(view.solution), "", _cut(view.prevention), applies)


def _suggestion(actor: Actor, place: Place) -> Text | None:
    one = next((one for one in ask(suggestions.suggestions, actor) if one.id == place.id), None)
    if one is None:
        return None
    effect = f"{one.effect}\n{one.before} → {one.after}" if one.effect else ""
    return Text(Kind.GOOD_CASE, one.title[:TITLE_LIMIT], "", _cut(one.text), _cut(effect), "", Applies(kinds=_kinds(actor, one.project)))


def _card(actor: Actor, place: Place) -> Text:
    whole = ask(cards.card, actor, place.code, today())
    did = "\n".join(one.what + (f" ({one.result})" if one.result else "") for one in whole.measures if not one.struck)
    situation = "\n\n".join(filter(None, (whole.problem, whole.cause)))
    return Text(Kind.GOOD_CASE, whole.listed.title[:TITLE_LIMIT], _cut(situation), _cut(did), "", _cut(whole.lesson), Applies(kinds=_kinds(actor, whole.listed.project)))


MADE: dict[str, tuple[Permission, Callable[[Actor, Place], Text | None]]] = {
    requests.KIND: (Permission.REQUEST_READ, _request), suggestions.KIND: (Permission.SUGGESTION_WRITE, _suggestion), cards.KIND: (Permission.IMPROVEMENT_READ, _card),
}  # fmt: skip
