"""Personal data: what is accepted, how it is compared, how it is masked. Pure."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core import fields
from core.errors import Refusal
from core.settings.rules import Setting, declare
from core.words import N_

NAME_LIMIT, ROLE_LIMIT, ADDRESS_LIMIT, REASON_LIMIT, TEXT_LIMIT, MOST = 60, 60, 200, 200, 500, 50
CUSTOMERS, SECONDS = N_("Customers"), N_("seconds")
SHOWN = declare(Setting(
    "customers.shown_seconds", CUSTOMERS, N_("Personal data are shown for"),
    N_("Whoever asks for the personal data of a contact gives a reason, and sees them for so long. Each time is logged."), 60, least=15, most=600, unit=SECONDS,
))  # fmt: skip

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_MAINLAND_ID = re.compile(r"[1-9][0-9]{5}(19|20)[0-9]{9}[0-9X]")
_MOBILE, _LANDLINE, _SERVICE = "1[3-9][0-9]{9}", "(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}", "[48]00[0-9]{7}"
"""Mainland numbers without country code and trunk nought."""
_OTHER_ID = re.compile(r"[A-Z0-9]{5,20}")


class NotAPhone(Refusal):
    message = N_("This is no telephone number that can be called. Give a mobile number of 11 digits, a landline with its area code, or a number abroad that begins with + and the country code.")


class NotAnIdNumber(Refusal):
    message = N_("This is no identity number: 18 characters, whose date of birth exists and whose last character fits the others. Compare it with the card, digit by digit.")


class NotADocument(Refusal):
    message = N_("The number of a document has 5 to 20 letters and digits. Compare it with the document.")


class WayNeeded(Refusal):
    message = N_("Give at least a telephone number or an e-mail address by which the contact can be reached.")


class ContactKnown(Refusal):
    message = N_("A contact of {code} has this number already. Open it, or say that this is somebody else.")


class Erased(Refusal):
    message = N_("What was held on this contact is erased. Enter the contact anew if there is a reason to.")


class TooManyContacts(Refusal):
    message = N_("A customer has at most {limit} contacts.")


class NotGivenYet(Refusal):
    message = N_("Consent cannot have been given on a day to come. Choose today or an earlier day.")


class Withdrawn(Refusal):
    message = N_("This consent is withdrawn already.")


class Unreadable(Refusal):
    message = N_("These data were sealed under another secret. An administrator names the earlier one in COCKPIT_OLD_SECRETS.")


class Document(StrEnum):
    MAINLAND = "mainland"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {Document.MAINLAND: N_("Resident identity card"), Document.OTHER: N_("Passport or another document")}[self]


class Purpose(StrEnum):
    """What personal data are used for; each has a consent of its own."""

    SERVICE = "service"
    SURVEY = "survey"
    CARE = "care"
    OTHERS = "others"

    @property
    def label(self) -> str:
        return {
            Purpose.SERVICE: N_("Provide the service"), Purpose.SURVEY: N_("Ask about satisfaction"), Purpose.CARE: N_("Care and offers"),
            Purpose.OTHERS: N_("Hand on to partners who serve"),
        }[self]  # fmt: skip


class Way(StrEnum):
    """How consent was given."""

    WRITTEN = "written"
    ONLINE = "online"
    PHONE = "phone"
    CONTRACT = "contract"

    @property
    def label(self) -> str:
        return {Way.WRITTEN: N_("Signed form"), Way.ONLINE: N_("Online form"), Way.PHONE: N_("Recorded call"), Way.CONTRACT: N_("In the contract")}[self]


@dataclass(frozen=True)
class Personal:
    """What is held on a person, in plain. Never logged, never in an address, never in a draft."""

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    id_number: str = ""
    id_kind: Document = Document.MAINLAND

    def __repr__(self) -> str:
        return "Personal(…)"


def phone(typed: str) -> str:
    """A number in international form (+8613800001234), an extension after a comma; empty for none. Refuses NotAPhone."""
    plain = re.sub(r"[\s()./\u2010-\u2015-]", "", unicodedata.normalize("NFKC", typed))
    if not plain:
        return ""
    number, _, extension = re.sub(r"(转|轉|x|ext|#)", ",", plain.casefold(), count=1).partition(",")
    home = re.sub(rf"^(\+|00)?86(?=({_MOBILE}|0?{_LANDLINE}|{_SERVICE})$)", "", number)
    if re.fullmatch(f"{_MOBILE}|{_SERVICE}", home):
        known = f"+86{home}"
    elif re.fullmatch(f"0{_LANDLINE}", home) or (home != number and re.fullmatch(_LANDLINE, home)):
        known = f"+86{home.removeprefix('0')}"
    elif re.fullmatch(r"(\+|00)(?!86)[1-9][0-9]{6,14}", number):
        known = "+" + re.sub(r"^(\+|00)", "", number)
    else:
        raise NotAPhone()
    if extension and not re.fullmatch(r"[0-9]{1,6}", extension):
        raise NotAPhone()
    return f"{known},{extension}" if extension else known


def id_number(typed: str, kind: Document) -> str:
    """A number of an identity card (GB 11643-1999: weights 2^i mod 11) or of another document; empty for none. Refuses NotAnIdNumber, NotADocument."""
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()
    if not number:
        return ""
    if kind is Document.OTHER:
        if not _OTHER_ID.fullmatch(number):
            raise NotADocument()
        return number
    if not _MAINLAND_ID.fullmatch(number) or check_character(number[:17]) != number[17]:
        raise NotAnIdNumber()
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise NotAnIdNumber() from None
    return number


def check_character(first: str) -> str:
    """The 18th character that belongs to 17 digits."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def cleaned(typed: Personal) -> Personal:
    """What was typed, made clean. Refuses Empty, TooLong, NotAPhone, NotAnAddress, NotAnIdNumber, NotADocument, WayNeeded."""
    made = replace(
        typed, name=fields.line(typed.name, N_("Name"), NAME_LIMIT), phone=phone(typed.phone), email=fields.mail_address(typed.email) or "",
        address=fields.line(typed.address, N_("Postal address"), ADDRESS_LIMIT, needed=False), id_number=id_number(typed.id_number, typed.id_kind),
    )  # fmt: skip
    if not (made.phone or made.email):
        raise WayNeeded()
    return made


def masked(one: Personal) -> Personal:
    """What everybody sees: 张**, 138****1234, m***@example.cn, 1****************4, the beginning of the address."""
    return Personal(masked_name(one.name), masked_phone(one.phone), masked_mail(one.email), masked_address(one.address), masked_number(one.id_number), one.id_kind)


def masked_name(name: str) -> str:
    return name[:1] + "**" if name else ""


def masked_phone(number: str) -> str:
    """Three digits in front and four behind, of shorter numbers only the last two."""
    plain = re.sub(r"^\+86(?=1[3-9]\d{9}$)", "", number.partition(",")[0])
    return f"{plain[:3]}****{plain[-4:]}" if len(plain) >= 11 else f"****{plain[-2:]}" if plain else ""


def masked_mail(address: str) -> str:
    return f"{address[:1]}***@{address.rpartition('@')[2]}" if address else ""


def masked_address(address: str) -> str:
    return address[: min(6, len(address) // 3)] + "****" if address else ""


def masked_number(number: str) -> str:
    return f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}" if number else ""


def shredded(text: str, person: Personal, put: str) -> str:
    """`text` without what tells of the person: each value of two and more letters is overwritten by `put`."""
    bare = re.sub(r"^\+86", "", person.phone.partition(",")[0])
    for value in sorted({person.name, person.phone, bare, person.email, person.address, person.id_number}, key=len, reverse=True):
        if len(value) >= 2:
            text = text.replace(value, put)
    return text
