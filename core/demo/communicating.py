"""How the demo's projects stay in touch: plans of communication, what took place, what was missed."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import today
from core.communication.plans import actions, queries
from core.communication.plans.rules import Frequency, Goal, Line, Phase, State, Whom
from core.communication.rules import Means
from core.demo.rules import said
from core.demo.story import Stage, when
from core.projects.queries import project_for_update

RICH, OTHER, THIRD = "dl-booking", "hl-parcel", "os-market"
TAKEN = {
    RICH: ("report_weekly", "customer_talk", "closing_survey"),
    OTHER: ("customer_talk",),
}
BEGAN = 84
"""So many days ago the plans were written."""


@dataclass
class Communicating:
    """Plans and what came of them."""

    stage: Stage

    def plan(self, day: date) -> None:
        """Put it on the agenda."""
        known = {one.code: one for one in self.stage.cast.projects if one.code in self.stage.projects}
        for code, items in TAKEN.items():
            if code in known:
                manager, members = known[code].manager, known[code].members
                self.stage.agenda.add(when(day - timedelta(days=BEGAN), 10), lambda code=code, items=items, manager=manager, members=members: self._begin(code, items, manager, members))  # type: ignore[misc]
                self.stage.agenda.add(when(day - timedelta(days=2), 16), lambda code=code, manager=manager: self._waive(code, manager))  # type: ignore[misc]

    def _begin(self, code: str, items: tuple[str, ...], manager: str, members: tuple[str, ...]) -> None:
        session, actor, id_ = self.stage.session, self.stage.acting(manager), self.stage.projects[code]
        first = today()
        actions.take(session, actor, id_, items, owner_id=self.stage.people[manager], first_on=first)
        register = queries.offered(session, actor, id_)[1]
        if register:
            number, (_, prefers) = next(iter(register.items()))
            text = said("目标与验收标准的理解是否一致 | Whether goals and acceptance are understood alike", actor.language)
            actions.write(session, actor, id_, Line(
                Whom.STAKEHOLDER, Means.TALK, Phase.EXECUTION, Goal.UNDERSTAND, prefers or "phone", Frequency.MONTHLY, self.stage.people[members[0]], text, first, day=20, stakeholder_id=number,
            ))  # fmt: skip

    def _waive(self, code: str, manager: str) -> None:
        """The last overdue day of a report was not needed: the customer was on holiday."""
        session, actor = self.stage.session, self.stage.acting(manager)
        found = queries.plan(session, actor, project_for_update(session, self.stage.projects[code]).code)
        late = [one for one in found.days if one.one.state is State.OVERDUE and one.one.means is Means.REPORT]
        if late:
            reason = said("客户统一休假，双方商定本周不发周报 | The customer is on leave; both sides agreed on no report this week", actor.language)
            actions.waive(session, actor, late[-1].one.row_id, due_on=late[-1].one.due_on, reason=reason)

