"""The measure of systems. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

UP = declare(Measure(
    "resources.system_days",
    name=N_("System availability: days without an outage"),
    definition=N_("On how many days the systems that a project uses served throughout. How available each was to the second stands on the page Resources."),
    formula=N_("Days on which a system was not down unplanned for a second of its agreed time, divided by all days on which it had agreed time; each system of the project counts. Planned outages are left out."),
    dated=N_("The day of the system"), statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(40, 398, 421),
))  # fmt: skip
