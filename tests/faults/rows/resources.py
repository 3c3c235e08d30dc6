"""Material and systems."""

from datetime import timedelta
from decimal import Decimal

from core.clock import now, today
from core.resources.supplies import actions as supplies
from core.resources.supplies.rules import Kind as Material
from core.resources.supplies.rules import Wanted
from core.resources.systems import actions as systems
from core.resources.systems.rules import Described, Kind, Told
from core.resources.usability import actions as usability
from core.resources.usability.queries import voices
from core.resources.usability.rules import Outcome
from core.work import ask
from tests.faults.stage import Stage, of

WANTED = Wanted(Material.OFFICE, "Headsets", Decimal(3))


def system(s: Stage) -> int:
    return s.do(systems.register, "lin", Described("Booking platform", Kind.SYSTEM, s.person("mo"), "always"), since_on=today() - timedelta(days=3))


@of(supplies.want)
def material_is_written_down(s):
    return s.ready(supplies.want, "mo", s.house.projects["hotline"], WANTED)


@of(supplies.receive)
def material_is_here(s):
    return s.ready(supplies.receive, "mo", s.do(supplies.want, "mo", s.house.projects["hotline"], WANTED), here_on=today(), version=1)


@of(systems.report)
def a_major_outage_is_told_of(s):
    return s.ready(systems.report, "ming", system(s), Told(now() - timedelta(days=1), None, major=True))


@of(systems.revise)
def an_outage_is_over(s):
    made = s.do(systems.report, "ming", system(s), Told(now() - timedelta(days=1)))
    return s.ready(systems.revise, "ming", made, Told(now() - timedelta(days=1), now()), version=1)


@of(usability.say)
def somebody_finds_a_page_unclear(s):
    return s.ready(usability.say, "ming", "Results", clear=False, words="What is a band?")


@of(usability.reply)
def a_remark_on_a_page_is_replied_to(s):
    s.do(usability.say, "ming", "Results", clear=False, words="What is a band?")
    (one,) = ask(voices, s.house.actor("ada")).remarks
    return s.ready(usability.reply, "ada", one.id, outcome=Outcome.EXPLAINED, text="A range of scores.", version=one.version)
