"""A mail as the mail server gets it, in its reader's language. Hostile names and texts stay text."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from core import fields
from core.notice.queries import Letter
from core.notice.rules import IN_A_DIGEST, told
from core.words import N_, Language, pick, translate

SUBJECT_LIMIT, NAME_LIMIT = 150, 60


def one_line(text: str, limit: int) -> str:
    """`text` without line breaks, controls and marks that turn the direction of writing; cut with an ellipsis."""
    clean = fields.line(re.sub(r"\s", " ", text), "", 10**9, needed=False)
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def message_id(key: str, sender: str) -> str:
    """The same for every attempt of a mail."""
    return f"<{key}@{sender.rpartition('@')[2]}>"


def written(letter: Letter, *, sender: str, address: str, zone: ZoneInfo, at: datetime) -> EmailMessage:
    """The whole mail. `sender` is the address it comes from, `address` where the application is opened."""
    language = Language(letter.language) if letter.language else Language.ENGLISH
    house = translate(language, N_("Service Cockpit"))
    sentences = [(one_line(told(line.message, line.values, language, zone), 600), f"{address}/{line.path}") for line in letter.lines]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(display_name=one_line(letter.sender, NAME_LIMIT) or house, addr_spec=sender)
    mail["To"] = Address(display_name=one_line(pick(letter.name, language), NAME_LIMIT), addr_spec=letter.address)
    if letter.body:
        subject = letter.subject
    elif letter.digest:
        subject = translate(language, N_("{house}: {count} notices"), house=house, count=len(sentences))
    else:
        subject = sentences[0][0] if sentences else house
    mail["Subject"] = one_line(subject, SUBJECT_LIMIT)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(letter.key, sender)
    mail["Auto-Submitted"] = "auto-generated"
    body = [f"{sentence}\n{link}" for sentence, link in sentences[:IN_A_DIGEST]]
    if len(sentences) > IN_A_DIGEST:
        body.append(translate(language, N_("And {count} more in your inbox."), count=len(sentences) - IN_A_DIGEST))
    settled = translate(language, N_("What is mailed to you, and when, you choose in your inbox: {address}"), address=f"{address}/Inbox")
    mail.set_content("\n\n".join([letter.body] if letter.body else [*body, settled]) + "\n", cte="base64")
    mail["Content-Language"] = language.value.replace("_", "-")
    return mail
