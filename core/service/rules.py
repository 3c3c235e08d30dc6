"""What all of service shares: priorities, and what the organisation decides about requests. Pure."""

from enum import StrEnum

from core.customers.contacts.rules import Purpose
from core.customers.mails.rules import occasion
from core.notice import rules as notice
from core.settings.rules import DAYS, HOURS, Setting, declare
from core.words import N_

SERVICE = N_("Service requests")
CHANNELS, PROBLEM_CLASSES, PROBLEM_TYPES = "channel", "problem_class", "problem_type"
PAUSE_REASONS, CAUSES, MODES = "pause_reason", "request_cause", "service_mode"
"""Reference tables. A type belongs to the class whose code it begins with: `delivery_late` to `delivery`."""
TOPIC = "requests"
SELF_SERVICE, REMOTE = "self_service", "remote"
"""Ways of service that are asked for by name."""
USUAL_MODES = {"phone": "online", "email": "online", "chat": "online", "app": "online", "social": "online", "visit": "on_site", "counter": "on_site", "meeting": "on_site"}
"""What is offered first as the way of service, by the channel a request came by."""


class Priority(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def label(self) -> str:
        return {Priority.URGENT: N_("Urgent"), Priority.HIGH: N_("High"), Priority.NORMAL: N_("Normal"), Priority.LOW: N_("Low")}[self]

    @property
    def rank(self) -> int:
        """0 for what comes first."""
        return list(Priority).index(self)


class Degree(StrEnum):
    """How urgent something is, or how much it touches."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> str:
        return {Degree.HIGH: N_("High"), Degree.MEDIUM: N_("Medium"), Degree.LOW: N_("Low")}[self]

    @property
    def as_urgency(self) -> str:
        return {Degree.HIGH: N_("Cannot wait: work or service stands still"), Degree.MEDIUM: N_("Soon: it hinders, there is a way round"), Degree.LOW: N_("Can wait")}[self]

    @property
    def as_impact(self) -> str:
        return {Degree.HIGH: N_("Many people, or what matters most"), Degree.MEDIUM: N_("A group or a part"), Degree.LOW: N_("One person, a small thing")}[self]


class Teller(StrEnum):
    """Whom a rung of the ladder tells."""

    HANDLER = "handler"
    RECEIVER = "receiver"
    SUPERIOR = "superior"
    MANAGER = "manager"
    HEAD = "head"

    @property
    def label(self) -> str:
        return {
            Teller.HANDLER: N_("Handler"),
            Teller.RECEIVER: N_("First receiver"),
            Teller.SUPERIOR: N_("Head of the handler's department"),
            Teller.MANAGER: N_("Project manager"),
            Teller.HEAD: N_("Head of the project's department"),
        }[self]


YOURS = notice.declare(notice.Kind("request", N_("Service requests that are yours")))
LATE = notice.declare(notice.Kind("request_late", N_("Service requests whose time is running out"), notice.Mail.NOW))

RECEIVED = occasion(
    "received", N_("Mail to the customer: a request was received"), N_("Sent when the receipt is acknowledged, to a contact who agreed that contact data are used to provide the service."),
    purpose=Purpose.SERVICE, subject=N_("We have received your request {code}: {title}"),
    body=N_("Your request “{title}” has reached us and is known here as {code}. We aim to solve it by {due}.\n\nIf you write or call us about it, please name {code}."),
)  # fmt: skip
SOLVED = occasion(
    "solved", N_("Mail to the customer: a request is solved"), N_("Sent when a request is solved, to a contact who agreed that contact data are used to provide the service."),
    purpose=Purpose.SERVICE, subject=N_("Your request {code} is solved: {title}"),
    body=N_("Your request “{title}” ({code}) is solved from our side. {told}\n\nPlease tell us whether it is as it should be. If it is not, we go on with it: name {code} when you write or call us."),
)  # fmt: skip

ATTEMPT_HOURS = declare(Setting(
    "service.attempt_hours", SERVICE, N_("Attempts to reach a customer: hours between"),
    N_("A request closes without the customer's word after three attempts. They count if they lie on different days, or at least so many hours apart."),
    4, least=1, most=72, unit=HOURS,
))  # fmt: skip
VISIT_AFTER = declare(Setting(
    "service.visit_after", SERVICE, N_("Follow-up call after"), N_("So many days after a request was closed, the customer is asked once more how it is."),
    7, least=0, most=180, unit=DAYS, per_department=True,
))  # fmt: skip
RECURS_WITHIN = declare(Setting(
    "service.recurs_within", SERVICE, N_("A recurrence within"),
    N_("The same customer with a problem of the same class within so many days counts as a recurrence."), 30, least=1, most=730, unit=DAYS, per_department=True,
))  # fmt: skip
AGAIN = declare(Setting(
    "service.again", SERVICE, N_("A problem comes back: times"),
    N_("So many requests of one customer with a problem of the same type are listed, so that somebody goes there before it comes again."), 3, least=2, most=50,
))  # fmt: skip
AGAIN_WITHIN = declare(Setting("service.again_within", SERVICE, N_("A problem comes back: within"), N_("So many days back."), 90, least=7, most=730, unit=DAYS))
LIKE_WITHIN = declare(Setting(
    "service.like_within", SERVICE, N_("Duplicates are looked for within"), N_("So many days back, among the requests of the same customer."), 90, least=1, most=730, unit=DAYS,
))  # fmt: skip

_CHOICES = tuple((one.value, one.label) for one in Teller)
_LADDER = {50: ("handler",), 80: ("handler", "superior"), 100: ("handler", "manager"), 150: ("manager", "head")}
_LABELS = {
    50: N_("Told at half of the target"), 80: N_("Told at 80% of the target"), 100: N_("Told when the target is used up"), 150: N_("Told at one and a half times the target"),
}  # fmt: skip
LADDER = {
    rung: declare(Setting(f"service.rung_{rung}", SERVICE, _LABELS[rung], N_("Who is told, for each of the three clocks, once."), told, choices=_CHOICES, per_department=True))
    for rung, told in _LADDER.items()
}
"""Who is told at which percentage of a clock's target."""
