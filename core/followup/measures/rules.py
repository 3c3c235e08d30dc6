"""The measures of follow-ups. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

IN_TIME = declare(Measure(
    "followup.in_time",
    name=N_("Follow-ups done in time"),
    definition=N_("How reliably a group puts right what was found, by the day that was set. A day that was moved by a granted extension counts as moved."),
    formula=N_("Follow-ups reported as done on or before their due day, divided by all follow-ups that fell due in the period. Cancelled ones are left out; one that was returned or opened again counts by its last report."),
    dated=N_("The due day"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(229, 238, 254), person=N_("The owner"),
))  # fmt: skip
DAYS_TO_CLOSE = declare(Measure(
    "followup.days_to_close",
    name=N_("Days to close a follow-up"),
    definition=N_("How long it takes from opening a follow-up until it is verified and closed."),
    formula=N_("Calendar days from the day it was opened to the day it was last closed; of the follow-ups closed in the period the middle one."),
    dated=N_("The day it was closed"),
    statistic=Statistic.MEDIAN, unit=Unit.DAYS, higher_is_better=False, sources=(213, 219, 238), person=N_("The owner"),
))  # fmt: skip
CAME_BACK = declare(Measure(
    "followup.came_back",
    name=N_("Weaknesses that came back"),
    definition=N_("How often a weakness that was put right and closed shows again: the measure was found not effective, or the same item was found wanting in a later inspection."),
    formula=N_("Closings after which the follow-up was opened again or the weakness was found again, divided by all closings in the period."),
    dated=N_("The day of the closing"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=False, sources=(195, 219, 238), person=N_("The owner"),
))  # fmt: skip
RETURNED = declare(Measure(
    "followup.returned",
    name=N_("Returns before a follow-up is closed"),
    definition=N_("How often work that was reported as done had to go back, because the verifier found it wanting or the measure did not hold."),
    formula=N_("Returns and reopenings of the follow-ups closed in the period, divided by the number of these follow-ups."),
    dated=N_("The day it was closed"),
    statistic=Statistic.MEAN, unit=Unit.TIMES, higher_is_better=False, sources=(193, 238, 254), person=N_("The owner"),
))  # fmt: skip
SHOWN = declare(Measure(
    "followup.shown",
    name=N_("Closed follow-ups with evidence on file"),
    definition=N_("Whether a group's files show what was done: each closed follow-up with its measure written down and a photo or file of it."),
    formula=N_("Closed follow-ups with a written measure and at least one photo or file of the present pass, divided by all follow-ups closed in the period."),
    dated=N_("The day it was closed"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(103, 212, 361), person=N_("The owner"),
))  # fmt: skip
