"""What a mapping may speak of: the fields of a ticket, and the codes that values become. Pure."""

from enum import StrEnum


class Rows(StrEnum):
    """What a row of the file is: a ticket as it was after each change, or a ticket with its dates."""

    EVENTS = "events"
    SNAPSHOT = "snapshot"


class Field(StrEnum):
    """What a column tells of a ticket."""

    ID = "id"
    AT = "at"
    ORDER = "order"
    TITLE = "title"
    TEXT = "text"
    CUSTOMER = "customer"
    CUSTOMER_NAME = "customer_name"
    PROJECT = "project"
    CHANNEL = "channel"
    CLASS = "class"
    SUBTYPE = "subtype"
    PRIORITY = "priority"
    URGENCY = "urgency"
    IMPACT = "impact"
    STATE = "state"
    GROUP = "group"
    HANDLER = "handler"
    FIRST_RECEIVER = "first_receiver"
    COMPLAINT = "complaint"
    CAUSE = "cause"
    MODE = "mode"
    SOLUTION = "solution"
    OPENED_AT = "opened_at"
    ACKNOWLEDGED_AT = "acknowledged_at"
    RESPONDED_AT = "responded_at"
    RESOLVED_AT = "resolved_at"
    CONFIRMED_AT = "confirmed_at"
    CLOSED_AT = "closed_at"
    HANDOVERS = "handovers"
    REOPENINGS = "reopenings"
    IN_TIME = "in_time"


MOMENTS = (Field.OPENED_AT, Field.ACKNOWLEDGED_AT, Field.RESPONDED_AT, Field.RESOLVED_AT, Field.CONFIRMED_AT, Field.CLOSED_AT)
"""Fields that are moments of the whole ticket, in the order in which they can happen."""
COUNTS = (Field.HANDOVERS, Field.REOPENINGS)
YES_NO = (Field.COMPLAINT, Field.IN_TIME)
NEEDED = {Rows.EVENTS: (Field.ID, Field.AT, Field.STATE, Field.OPENED_AT), Rows.SNAPSHOT: (Field.ID, Field.OPENED_AT, Field.STATE)}
ONLY_EVENTS = (Field.AT, Field.ORDER)
CODED = (Field.STATE, Field.PRIORITY, Field.CHANNEL, Field.CLASS, Field.SUBTYPE, Field.URGENCY, Field.IMPACT, Field.CAUSE, Field.MODE)
"""Fields whose values a mapping turns into codes."""
TITLE_LIMIT = 160
"""A longer title is cut, and stands whole at the head of the text."""
LIMITS = {
    Field.ID: 80, Field.TITLE: 4000, Field.TEXT: 8000, Field.CUSTOMER: 120, Field.CUSTOMER_NAME: 120, Field.PROJECT: 20, Field.GROUP: 120, Field.HANDLER: 120,
    Field.FIRST_RECEIVER: 120, Field.SOLUTION: 8000,
}  # fmt: skip
"""The longest text of a field, in characters; what is longer is a fault of its row."""


class State(StrEnum):
    """Where a ticket stands, by the codes of requests."""

    REPORTED = "reported"
    CLASSIFIED = "classified"
    RECORDED = "recorded"
    IN_HAND = "in_hand"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    ARCHIVED = "archived"


OPEN = (State.REPORTED, State.CLASSIFIED, State.RECORDED, State.IN_HAND)
DONE = (State.RESOLVED, State.CONFIRMED, State.ARCHIVED)
KEEP = "="
"""A value that says nothing: what held before goes on."""
ELSE = "*"
"""In a table of values: what every other value becomes."""
