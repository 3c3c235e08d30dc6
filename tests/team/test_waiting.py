"""What of the team waits for somebody stands on the first page, and is gone once it is done."""

from datetime import timedelta

import pytest

from core import db
from core.clock import today
from core.team.appraisal import actions as appraisals
from core.team.pulse import actions as pulses
from core.team.training import actions as training
from core.team.waiting import queries
from core.words import Language
from tests.house import team_deeds
from tests.house.team_deeds import POINTS


@pytest.mark.usefixtures("database")
def test_it_waits_for_who_has_to_do_it_and_until_it_is_done(house, do, ask):
    def of(who):
        return ask(queries.waiting, who, today())

    assert of("ming").nothing
    with db.writing() as session:
        asked = team_deeds.asked(session, house)
        lesson = team_deeds.lesson(session, house)
        sheet, version = team_deeds.sheet(session, house)
    assert (of("ming").pulses, of("ming").answer_by) == (1, today() + timedelta(days=7))
    assert [title for _, title, _ in of("ming").lessons] == ["Talking with callers"]
    assert ([one.id for one in of("ming").own], of("ming").others) == ([sheet], ())
    assert ([one.id for one in of("mo").others], of("mo").own, of("mo").lessons) == ([sheet], (), ())
    assert of("pei").own == of("pei").others == (), "somebody else's appraisal is not told"
    do(pulses.answer, "ming", asked, points=POINTS)
    do(training.cancel, "lin", lesson, reason="Rain.", version=1)
    do(appraisals.sign, "mo", sheet, team_deeds.VIEWS, version=version)
    found = of("ming")
    assert (found.pulses, found.lessons, [one.id for one in found.own], of("mo").others) == (0, (), [sheet], ())
    do(appraisals.confirm, "ming", sheet, version=found.own[0].version)
    assert of("ming").nothing


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("language", list(Language))
def test_it_stands_on_the_first_page(house, screen, language):
    with db.writing() as session:
        team_deeds.asked(session, house)
        team_deeds.lesson(session, house)
        team_deeds.sheet(session, house)
    page = screen("pages/My_work.py", "ming", language=language)
    assert not page.exception
    shown = " ".join(one.value for one in page.markdown)
    assert shown.count("/Team.py?") == 3, "the appraisal, the training and the pulse"
