"""Customers as a workbook, and what is held on a contact as two files. Data only; no cell becomes a formula."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from core.clock import here
from core.customers.contacts.queries import Held
from core.customers.value.queries import Line
from core.exchange.voice import Voice
from core.exchange.workbook import Column, Kind, Sheet, write
from core.words import N_, Language

MOST = 20_000
COLUMNS = (
    (N_("Customer"), 16, Kind.TEXT), (N_("Name"), 30, Kind.TEXT), (N_("Kind"), 14, Kind.TEXT), (N_("Class"), 18, Kind.TEXT), (N_("Reason for the class"), 36, Kind.WRAPPED), (N_("Stage"), 14, Kind.TEXT),
    (N_("Last contact"), 12, Kind.DATE), (N_("Next contact"), 12, Kind.DATE), (N_("Contract until"), 12, Kind.DATE), (N_("Loyalty points"), 10, Kind.INTEGER), (N_("Looked after by"), 18, Kind.TEXT),
)  # fmt: skip
WRITTEN_ON = (2000, 1, 1, 0, 0, 0)


def workbook(lines: Sequence[Line], names: Mapping[str, Mapping[str, str]], language: Language) -> bytes:
    """A row a customer; `names`: of classes and stages, in the reader's language."""
    voice = Voice(language)
    classes, stages = names["customer_type"], names["life_cycle_stage"]
    rows = [
        (one.code, one.name, voice.t(one.kind.label), classes.get(one.class_code, one.class_code), one.class_why, stages.get(one.stage, one.stage), one.last_contact_on, one.next_contact_on,
         one.contract_until, one.points, voice.c(one.owner))
        for one in lines
    ]  # fmt: skip
    return write([Sheet(voice.t(N_("Customers")), [Column(voice.t(label), width, kind) for label, width, kind in COLUMNS], rows)])


def held(found: Held, language: Language) -> bytes:
    """Everything held on a contact as a zip of two: data.json for machines, data.txt to be read."""
    voice = Voice(language)
    person = found.person
    machine = {
        "customer": found.customer, "role": found.role, "name": person.name, "phone": person.phone, "email": person.email, "address": person.address,
        "id_number": person.id_number, "id_kind": person.id_kind.value, "entered_at": here(found.entered_at).isoformat(),
        "consents": [
            {"purpose": one.purpose.value, "way": one.way.value, "wording": one.wording, "given_on": one.given_on.isoformat(), "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None}
            for one in found.consents
        ],
        "seen": [{"by": voice.c(one.who), "reason": one.reason, "at": here(one.at).isoformat()} for one in found.seen],
        "other": {kind: [{name: _plain(value) for name, value in row.items()} for row in rows] for kind, rows in found.other.items()},
    }  # fmt: skip
    told = [
        voice.labelled(voice.t(label), text)
        for label, text in (
            (N_("Customer"), found.customer), (N_("Name"), person.name), (N_("Job title"), found.role), (N_("Telephone"), person.phone), (N_("E-mail address"), person.email),
            (N_("Postal address"), person.address), (N_("Identity number"), person.id_number),
        ) if text
    ]  # fmt: skip
    told += ["", voice.t(N_("Consents"))]
    for agreed in found.consents:
        ended = " · " + voice.t(N_("withdrawn {day}"), day=voice.day(agreed.withdrawn_on)) if agreed.withdrawn_on else ""
        told.append(f"- {voice.t(agreed.purpose.label)} · {voice.t(agreed.way.label)} · {voice.day(agreed.given_on)}{ended}: {agreed.wording}")
    told += ["", voice.t(N_("Who saw these data"))]
    told += [f"- {voice.moment(one.at)} · {voice.c(one.who)}: {one.reason}" for one in found.seen]
    for kind, rows in found.other.items():
        told += ["", kind, *(("- " + " · ".join(str(_plain(value)) for value in row.values())) for row in rows)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("data.json", WRITTEN_ON), json.dumps(machine, ensure_ascii=False, indent=2))
        archive.writestr(zipfile.ZipInfo("data.txt", WRITTEN_ON), "\n".join(told) + "\n")
    return out.getvalue()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
