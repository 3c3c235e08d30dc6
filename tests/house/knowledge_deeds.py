"""How each deed on the library is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from typing import Any

from core.access import Permission
from core.knowledge import actions
from core.knowledge.records import Article
from core.knowledge.rules import Applies, Kind, Outcome, Readers, State, Text

TEXT = Text(
    Kind.LESSON, "Two on each shift", "One of five calls was lost at noon.", "A second person took the noon shift.", "One of fifty is lost.", "Plan two on each shift from the start.",
    Applies(phases=("execution",)),
)  # fmt: skip


def article(session: Any, house: Any, state: State = State.DRAFT, author: str = "kit") -> int:
    """An article of Kit's about Hotline in the given state."""
    made = actions.write(session, house.actor("lin"), TEXT, project_id=house.projects["hotline"])
    row = session.get_one(Article, made)
    row.author_id, row.state = house.people[author], (State.SUBMITTED if state in (State.APPROVED, State.RETIRED) else state).value
    session.flush()
    if state in (State.APPROVED, State.RETIRED):
        actions.approve(session, house.actor("lin"), made, version=row.version)
        session.flush()
    session.info.pop("noted", None)
    return made


def version(session: Any, made: int) -> int:
    return session.get_one(Article, made).version


def _used(session: Any, house: Any) -> int:
    made = article(session, house, State.APPROVED)
    use = actions.adopt(session, house.actor("lin"), made, kind="project", subject_id=house.projects["hotline"])
    session.flush()
    session.info.pop("noted", None)
    return use


def rows(row: Callable[..., Any], whoever: Any, owned: frozenset[Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    write, approve, adopt = Permission.KNOWLEDGE_WRITE, Permission.KNOWLEDGE_APPROVE, Permission.KNOWLEDGE_ADOPT

    def of(deed: Callable[..., Any], state: State, *args: Any, **more: Any) -> Callable[..., Any]:
        def call(s: Any, a: Any, h: Any) -> Any:
            made = article(s, h, state, "mei" if state is State.DRAFT else "kit")
            return deed(s, a, made, *args, version=version(s, made), **more)

        return call

    return {
        actions.write: row(write, whoever, lambda s, a, h: actions.write(s, a, TEXT)),
        actions.edit: row(write, owned, of(actions.edit, State.DRAFT, TEXT, readers=Readers.EVERYBODY)),
        actions.submit: row(write, owned, of(actions.submit, State.DRAFT)),
        actions.approve: row(approve, near, of(actions.approve, State.SUBMITTED)),
        actions.give_back: row(approve, near, of(actions.give_back, State.SUBMITTED, reason="No figure.")),
        actions.retire: row(approve, near, of(actions.retire, State.APPROVED, reason="Out of date.")),
        actions.adopt: row(adopt, near, lambda s, a, h: actions.adopt(s, a, article(s, h, State.APPROVED), kind="project", subject_id=h.projects["hotline"])),
        actions.judge: row(adopt, near, lambda s, a, h: actions.judge(s, a, _used(s, h), outcome=Outcome.WORKED, said="No call was lost.")),
    }
