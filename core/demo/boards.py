"""Boards of the planned projects: a column for what waits for a second pair of eyes, cards moved by who works on them, iterations."""

from datetime import date, timedelta

from core.demo.rules import CastProject
from core.demo.story import Stage, when
from core.planning import queries as planning
from core.planning.rules.sheet import Kind
from core.progress.cards import actions, queries, rules
from core.progress.cards.rules import USUAL, Column, State
from core.progress.iterations import actions as iterations
from core.progress.iterations.rules import Draft
from core.words import Language, pick

REVIEW = {"en": "Review", "zh_Hans": "复核", "zh_Hant": "覆核"}
NAMED = {"en": "Iteration {number}", "zh_Hans": "迭代 {number}", "zh_Hant": "迭代 {number}"}
GOAL = {"en": "What the customer sees first works", "zh_Hans": "客户最先看到的部分可用", "zh_Hant": "客戶最先看到的部分可用"}
LENGTH = 14
TASKS = 5


def plan(stage: Stage, project: CastProject, today: date, *, closed: bool = False) -> None:
    """Put the board of a project on the agenda; `closed`: an iteration before the one that runs."""
    begins, made = today - timedelta(days=8), list[int]()
    stage.agenda.add(when(begins, 9), lambda: _arrange(stage, project))
    if closed:
        stage.agenda.add(when(begins - timedelta(days=LENGTH), 9, 30), lambda: _iterate(stage, project, begins - timedelta(days=LENGTH), made))
        stage.agenda.add(when(begins, 9, 20), lambda: iterations.close(stage.session, stage.acting(project.manager), made[0], version=1))
    stage.agenda.add(when(begins, 9, 30), lambda: _iterate(stage, project, begins, made))
    for days in (6, 3, 1):
        stage.agenda.add(when(today - timedelta(days=days), 11), lambda: _move(stage, project))


def _arrange(stage: Stage, project: CastProject) -> None:
    manager = stage.acting(project.manager)
    review = Column(0, State.HAND, pick(REVIEW, manager.language or Language.SIMPLIFIED), 2)
    actions.arrange(stage.session, manager, stage.projects[project.code], version=0, columns=(USUAL[0], Column(2, State.HAND, most=6), review, USUAL[2]))


def _iterate(stage: Stage, project: CastProject, first: date, made: list[int]) -> None:
    """The manager puts the open tasks that end first into an iteration."""
    manager, id_ = stage.acting(project.manager), stage.projects[project.code]
    language = manager.language or Language.SIMPLIFIED
    said = Draft(pick(NAMED, language).format(number=len(made) + 1), first, first + timedelta(days=LENGTH - 1), pick(GOAL, language))
    made.append(iterations.create(stage.session, manager, id_, said))
    plan = planning.standing_plan(stage.session, id_)
    rows = [one for one in planning.planned(stage.session, plan) if not one.summary and one.row.actual_finish is None] if plan else []
    if chosen := [one.row.uid for one in sorted(rows, key=lambda one: one.ends)[:TASKS]]:
        iterations.assign(stage.session, manager, made[-1], chosen)


def _move(stage: Stage, project: CastProject) -> None:
    """What waited for a second pair of eyes is finished; what is furthest done waits for them next."""
    session, id_ = stage.session, stage.projects[project.code]
    found = planning.standing_plan(session, id_)
    columns, _ = queries.columns_of(session, id_)
    put, begun = queries.standing(session, id_), next(one.number for one in columns if one.means is State.HAND)
    review, done = columns[-2].number, columns[-1].number
    rows = [one for one in planning.planned(session, found) if not one.summary and one.row.kind is Kind.TASK] if found else []
    where = {one.row.uid: rules.column_of(columns, put.get(one.row.uid), rules.state(one.row)).number for one in rows}
    waiting = [one for one in rows if where[one.row.uid] == review]
    going = sorted((one for one in rows if where[one.row.uid] == begun), key=lambda one: -one.row.percent)
    for one, came_from, into in (*((one, review, done) for one in waiting[:1]), *((one, begun, review) for one in going[:1])):
        who = next((name for name, person in stage.people.items() if one.row.people and person == one.row.people[0][0]), project.manager)
        actions.move(session, stage.acting(who), id_, one.row.uid, into, seen=came_from)
