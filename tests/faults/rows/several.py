"""What several inspect: the way it is combined, the talk, and the total in consensus."""

from decimal import Decimal

from core.clock import today
from core.inspection.finals.rules import Way
from core.inspection.rounds import actions as rounds
from core.inspection.several import actions
from core.inspection.vetoes import actions as vetoes
from tests.cast import rated
from tests.faults.stage import Stage, of


def twice(s: Stage, *, talked: bool = False) -> int:
    """Hotline's round, submitted by Mei and Kit."""
    round_id, given = s.house.open_round("Twice", hotline="mei")
    kits = s.do(rounds.assign, "lin", round_id, project_id=s.house.projects["hotline"], inspector_id=s.person("kit"))
    s.house.finish(given["hotline"], speed="1")
    s.house.finish(kits, who="kit")
    if talked:
        talk(s, round_id)()
    return round_id


def talk(s: Stage, round_id: int):
    return s.ready(actions.record_talk, "lin", round_id, project_id=s.house.projects["hotline"], outcome="So.", held_on=today())


@of(actions.record_talk)
def a_talk_is_recorded(s):
    return talk(s, twice(s))


@of(actions.combine)
def the_way_is_chosen(s):
    return s.ready(actions.combine, "lin", s.house.round, way=Way.MEAN)


@of(actions.agree)
def a_total_is_agreed_on(s):
    return s.ready(actions.agree, "lin", twice(s, talked=True), project_id=s.house.projects["hotline"], total=Decimal(90), reason="So.")


def vetoed(s: Stage) -> int:
    """Mei's sheet for Hotline, with a veto."""
    s.house.fill(s.house.sheet, consent=None)
    s.house.answer(s.house.sheet, "consent", rated(0))
    s.house.attach(s.house.sheet, "consent")
    return s.house.submit(s.house.sheet)


@of(vetoes.settle)
def a_veto_is_refused(s):
    return s.ready(vetoes.settle, "kit", vetoed(s), confirmed=False, reason="So.")
