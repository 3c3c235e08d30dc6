"""The measures of acceptance and closing. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

FIRST_TIME = declare(Measure(
    "acceptance.first_time",
    name=N_("Accepted at the first attempt"),
    definition=N_("How many of the accepted projects passed without a second attempt."),
    formula=N_("Projects accepted in the period at their first attempt, divided by all projects accepted in the period."),
    dated=N_("The day of the acceptance"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(120, 121, 261),
))  # fmt: skip
DAYS_TO_CLOSE = declare(Measure(
    "closing.days",
    name=N_("Days from acceptance to closing"),
    definition=N_("How long an accepted project takes to be closed."),
    formula=N_("Calendar days from the acceptance to the first closing, of projects closed for the first time in the period; half of them took less. Projects closed without an acceptance are left out."),
    dated=N_("The day of the closing"),
    statistic=Statistic.MEDIAN, unit=Unit.DAYS, higher_is_better=False, sources=(112, 114, 115),
))  # fmt: skip
