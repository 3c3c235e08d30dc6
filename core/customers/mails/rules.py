"""Mail to customers: on which occasions, about what, and whether the organisation wants it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.customers.contacts.rules import Purpose
from core.notice.rules import kept
from core.settings.rules import Setting, declare
from core.words import N_

MAILS = N_("Mail to customers")
CUSTOMER = "customer"
"""Names these mails in the outbox."""
SENDER = declare(Setting(
    "mails.sender", MAILS, N_("Name that customers read as the sender"), N_("The organisation as its customers know it. Empty: the name of this application."), "", per_department=True,
))  # fmt: skip


@dataclass(frozen=True)
class Occasion:
    """Something that a customer is told by mail. `subject` and `body` are messages; `purpose` is what the contact must have agreed to."""

    code: str
    label: str
    purpose: Purpose
    wanted: Setting
    """Whether the organisation (or the department) sends these at all."""
    subject: str
    body: str


_OCCASIONS: dict[str, Occasion] = {}


def occasion(code: str, label: str, help_: str, *, purpose: Purpose, subject: str, body: str) -> Occasion:
    """A room says on which occasion customers get a mail, with the setting that switches it on."""
    wanted = declare(Setting(f"mails.{code}", MAILS, label, help_, False, per_department=True))
    _OCCASIONS[code] = made = Occasion(code, label, purpose, wanted, subject, body)
    return made


def known(code: str) -> Occasion | None:
    """The occasion of a code; None for one that no room speaks of any more."""
    return _OCCASIONS.get(code)


def to_keep(values: Mapping[str, object]) -> dict[str, Any]:
    """Values so that they can be said in any language later; texts whole, for a mail is no notice of one line."""
    return {name: value if isinstance(value, str) and type(value) is str else kept(value) for name, value in values.items()}
