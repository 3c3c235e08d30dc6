"""The measures of service requests. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

_REPORTED, _RESOLVED, _CLOSED = N_("The day it was reported"), N_("The day it was resolved"), N_("The day it was closed")
_HANDLER, _RECEIVER = N_("The handler"), N_("The first receiver")

ACKNOWLEDGED = declare(Measure(
    "service.acknowledged",
    name=N_("Requests acknowledged in time"),
    definition=N_("How reliably customers learn within the promised time that their request has arrived."),
    formula=N_("Requests acknowledged within the target that held for them, divided by all that were acknowledged or are overdue for it. Merged requests are left out."),
    dated=_REPORTED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(194, 213, 263, 327), person=_RECEIVER,
))  # fmt: skip
RESPONDED = declare(Measure(
    "service.responded",
    name=N_("Requests responded to in time"),
    definition=N_("How reliably customers are told within the promised time what is done about their request."),
    formula=N_("Requests responded to within the target that held for them, divided by all that were responded to or are overdue for it. Pauses for listed reasons do not count; merged requests are left out."),
    dated=_REPORTED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(22, 151, 213, 267, 327, 372), person=_HANDLER,
))  # fmt: skip
RESOLVED = declare(Measure(
    "service.resolved",
    name=N_("Requests resolved in time"),
    definition=N_("How reliably requests are solved within the promised time."),
    formula=N_("Requests resolved within the target that held for them, divided by all that are resolved or overdue for it. Pauses for listed reasons do not count; merged requests are left out."),
    dated=_REPORTED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(151, 213, 263, 267, 327), person=_HANDLER,
))  # fmt: skip
RESOLUTION = declare(Measure(
    "service.resolution",
    name=N_("Resolution rate"),
    definition=N_("How many of the requests that came in are solved by now, whether in time or not."),
    formula=N_("Requests that are resolved, confirmed or archived, divided by all requests reported in the period. Merged requests are left out."),
    dated=_REPORTED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(93, 151, 198), person=_HANDLER,
))  # fmt: skip
COMPLETED = declare(Measure(
    "service.completed",
    name=N_("Service completion rate"),
    definition=N_("How many of the requests whose time is up were done as promised: solved in time, and not opened again."),
    formula=N_("Requests resolved within their target and never opened again, divided by all whose target has run out or that are resolved. Merged requests are left out."),
    dated=_REPORTED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(23, 349), person=_HANDLER,
))  # fmt: skip
CLOSED = declare(Measure(
    "service.closed",
    name=N_("Loops closed with the customer"),
    definition=N_("How many of the solved requests were closed as the rules ask: with the customer's word, or after three attempts to reach the customer."),
    formula=N_("Requests that are confirmed or archived, divided by all that were resolved in the period. Merged requests are left out."),
    dated=_RESOLVED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(196, 198, 356, 358), person=_HANDLER,
))  # fmt: skip
COMPLAINTS = declare(Measure(
    "service.complaints",
    name=N_("Complaint rate"),
    definition=N_("How many of the requests are complaints."),
    formula=N_("Requests marked as complaints, divided by all requests reported in the period. Merged requests are left out."),
    dated=_REPORTED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=False, sources=(93, 151, 366), person=_HANDLER, least=20,
))  # fmt: skip
COMPLAINTS_SOLVED = declare(Measure(
    "service.complaints_solved",
    name=N_("Complaints solved"),
    definition=N_("How many of the complaints that came in are solved by now."),
    formula=N_("Complaints that are resolved, confirmed or archived, divided by all complaints reported in the period. Merged requests are left out."),
    dated=_REPORTED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(93,), person=_HANDLER,
))  # fmt: skip
RECURRED = declare(Measure(
    "service.recurred",
    name=N_("Requests that came back"),
    definition=N_("How often a problem was not solved for good: the request was opened again, or the same customer reported the same class of problem again soon."),
    formula=N_("Resolved requests that were opened again or are followed by another one of the same customer and class within the days set for it, divided by all requests resolved in the period. Merged requests are left out."),
    dated=_RESOLVED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=False, sources=(195, 197, 270), person=_HANDLER,
))  # fmt: skip
AT_ONCE = declare(Measure(
    "service.first_contact",
    name=N_("First-contact resolution"),
    definition=N_("How many requests whoever received them solved alone, at once and for good."),
    formula=N_("Requests resolved by their first receiver, handed over and opened again never, divided by all requests resolved in the period. Merged requests are left out."),
    dated=_RESOLVED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(151, 357, 382), person=_RECEIVER,
))  # fmt: skip
ON_FILE = declare(Measure(
    "service.on_file",
    name=N_("Closed requests with a complete file"),
    definition=N_("Whether the file of a closed request tells everything: what was asked, its class and cause, how it was solved, what the customer said."),
    formula=N_("Closed requests with a description, a problem class, a cause, a solution and the customer's word (or three attempts), divided by all requests closed in the period. Merged requests are left out."),
    dated=_CLOSED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(191, 212, 361, 362), person=_HANDLER,
))  # fmt: skip
SELF_SERVED = declare(Measure(
    "service.self_service",
    name=N_("Self-service share"),
    definition=N_("How many of the solved requests customers solved by themselves. Known are those that a colleague registered or an import brought; whoever helps themselves without anybody noticing is not counted."),
    formula=N_("Resolved requests whose way of service is self-service, divided by all resolved in the period that say their way of service. Merged requests are left out."),
    dated=_RESOLVED, statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(419, 389), person=_HANDLER,
))  # fmt: skip
PASSED_ON = declare(Measure(
    "service.handovers",
    name=N_("Hand-overs of a request"),
    definition=N_("How often a request is passed from one handler to the next before it is solved."),
    formula=N_("Hand-overs of the requests resolved in the period, divided by the number of these requests. Merged requests are left out."),
    dated=_RESOLVED, statistic=Statistic.MEAN, unit=Unit.TIMES, higher_is_better=False, sources=(192, 357), person=_HANDLER,
))  # fmt: skip
