"""A scoring sheet with its checklist as one JSON document, scored exactly. Pure.

    {"template": {"weighting": "by_section", "min_applicable": "0.60", "veto_cap": "59",
                  "bands": [{"code": "good", "from": 80}, {"code": "poor", "from": 0}],
                  "sections": [{"code": "files", "weight": 40, "items": [
                      {"code": "f1", "weight": 50, "method": "levels", "levels": [0, 3, 5], "veto": "section"},
                      {"code": "f2", "weight": 50, "method": "numeric", "minimum": 0, "maximum": 10}]},
                   {"code": "speed", "weight": 60, "items": [
                      {"code": "s1", "weight": 70, "method": "yes_no"},
                      {"code": "s2", "weight": 30, "method": "deduction", "maximum": 10, "per_finding": 2, "cap": 6}]}]},
     "answers": {"f1": 3, "f2": 7.5, "s1": true, "s2": {"not_applicable": "no such case"}}}

A measured item has points, values with what they are worth in percent: {"method": "measured", "points": "70=0, 90=80, 98=100"};
its answer is the measured value. `template` has the form of data/checklists (TOML) with the same names; texts may be left out. An answer is a number (or
{"raw": number}; of a sample {"raw": conforming, "checked": n}), true or false for yes_no, {"conforming": 8, "checked": 10} for sampled, {"not_applicable": reason} or
"n/a", or null for not answered yet; items of the method bonus may be left out. A section with
"repeat": {"least": 3, "most": 10, "combining": "mean" or "worst"} is answered for several instances: each of its items takes a
list with one answer for each of them, in the same order and of the same length, such as [5, "n/a", 3]. Numbers
are taken as they are written, as decimals, never through floating point.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core import fields
from core.errors import NotANumber, Refusal
from core.exchange.checklist.rules import from_table
from core.inspection.rules import (
    Band,
    Combining,
    Given,
    Item,
    Mark,
    Method,
    Scale,
    Scheme,
    Score,
    Section,
    check_raw,
    earned,
    effective_weights,
    kept,
    parts,
    score,
    shown,
    together,
)
from core.inspection.templates.rules import Draft, Fault, FaultyChecklist, Repeat
from core.metrics.rules import MEASURES
from core.words import N_

BYTES_AT_MOST = 4 * 2**20
_NOT_APPLICABLE = frozenset({"n/a", "na", "not_applicable"})


class FaultySheet(Refusal):
    """Carries every fault with its path, so that the file is mended in one go."""

    message = N_("The sheet cannot be scored: {count} faults, the first at {path}.")

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(count=len(faults), path=faults[0].where)
        self.faults = faults


def _faulty(path: str, message: str, **facts: object) -> FaultySheet:
    return FaultySheet([Fault(path, message, facts)])


def read(data: bytes) -> tuple[Draft, dict[str, Given]]:
    """The checklist and the answers by the items' codes. Refuses FaultySheet with the path to every wrong field."""
    if len(data) > BYTES_AT_MOST:
        raise _faulty("$", N_("The file is larger than {megabytes} MB."), megabytes=BYTES_AT_MOST // 2**20)
    try:
        told = json.loads(data.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_once)
    except FaultySheet:
        raise
    except (ValueError, RecursionError) as unreadable:
        raise _faulty("$", N_("This is not a readable JSON document: {reason}"), reason=str(unreadable)[:200]) from unreadable
    if not isinstance(told, Mapping) or set(told) - {"template", "answers"} or not isinstance(told.get("template"), Mapping):
        raise _faulty("$", N_("The document needs “template” and “answers”, and nothing else."))
    draft = _template(told["template"])
    answers = told.get("answers", {})
    if not isinstance(answers, Mapping):
        raise _faulty("answers", N_("The answers must be an object: an item's code with its answer."))
    items = {item.code: item for section in draft.sections for item in section.items}
    repeats = {item.code: section.repeat for section in draft.sections if section.repeat for item in section.items}
    faults: list[Fault] = []
    given: dict[str, Given] = {}
    for code, value in answers.items():
        path = f"answers.{code[:40]}"
        if code not in items:
            faults.append(Fault(path, N_("The checklist has no item of this code.")))
            continue
        if code not in repeats:
            answer = _judged(items[code].scale, value, path, faults)
        elif (wrong := _wrong_list(repeats[code], value)) is not None:
            faults.append(Fault(path, *wrong))
            continue
        else:
            answer = together([_judged(items[code].scale, one, f"{path}[{place}]", faults) for place, one in enumerate(value)])
        if answer is not None:
            given[code] = answer
    for section in draft.sections:
        if section.repeat and len({len(answers[item.code]) for item in section.items if isinstance(answers.get(item.code), list)}) > 1:
            faults.append(Fault(f"answers.{section.items[0].code[:40]}", N_("The items of “{code}” are answered for different numbers of instances."), {"code": section.code}))
    if faults:
        raise FaultySheet(faults)
    return draft, given


def _judged(scale: Scale, value: object, path: str, faults: list[Fault]) -> Given | None:
    """One answer on its scale, or None for none; what is wrong with it joins `faults`."""
    try:
        answer = _answer(value)
        if answer is not None and answer.raw is not None:
            check_raw(scale, answer.raw, answer.checked)
    except Refusal as refused:
        faults.append(Fault(f"{path}.raw" if isinstance(value, Mapping) and "raw" in value else path, refused.message, refused.facts))
        return None
    return answer


def _wrong_list(repeat: Repeat, value: object) -> tuple[str, dict[str, object]] | None:
    """What is wrong with the answers of an item of a repeated section as a list, if anything."""
    if not isinstance(value, list):
        return N_("The item is answered for several instances: write a list with one answer for each."), {}
    if not repeat.least <= len(value) <= repeat.most:
        return N_("{count} instances are answered; {least} to {most} belong here."), {"count": len(value), "least": repeat.least, "most": repeat.most}
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _faulty("$", N_("“{key}” stands twice in one object."), key=key[:40])
        found[key] = value
    return found


class NotAnAnswer(Refusal):
    message = N_("“{value}” is not an answer: a number, true or false, an object with “raw”, “conforming” and “checked” or “not_applicable”, or null.")


def _answer(value: object) -> Given | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return Given(Mark.RATED, Decimal(value))
    if isinstance(value, str):
        if value.strip().lower() in _NOT_APPLICABLE:
            return Given(Mark.NOT_APPLICABLE)
        try:
            return Given(Mark.RATED, fields.decimal(value))
        except NotANumber as none:
            raise NotAnAnswer(value=value[:40]) from none
    if isinstance(value, Mapping):
        if set(value) == {"raw"} and not isinstance(value["raw"], Mapping):
            return _answer(value["raw"])
        if set(value) == {"conforming", "checked"} and all(isinstance(one, str) for one in value.values()):
            checked = fields.decimal(value["checked"])
            return Given(Mark.RATED, fields.decimal(value["conforming"]), int(checked) if checked == int(checked) else 0)
        if set(value) == {"raw", "checked"} and str(value["checked"]).isdecimal() and isinstance(value["raw"], str):
            sampled = _answer(value["raw"])
            return sampled if sampled is None else replace(sampled, checked=int(value["checked"][:9]))
        if set(value) == {"not_applicable"} and (value["not_applicable"] is True or isinstance(value["not_applicable"], str)):
            return Given(Mark.NOT_APPLICABLE)
    raise NotAnAnswer(value=json.dumps(value, ensure_ascii=False)[:40])


def _template(table: Mapping[str, Any]) -> Draft:
    paths: dict[str, str] = {}

    def whole(one: object, path: str, text: str, **more: Any) -> object:
        if not isinstance(one, Mapping):
            return one
        code = str(one.get("code", ""))
        paths.setdefault(code, path)
        return {text: code} | dict(one) | more

    def each(one: object, key: str, path: str, made: Any) -> dict[str, Any]:
        found = one.get(key) if isinstance(one, Mapping) else None
        return {key: [made(part, f"{path}.{key}[{place}]") for place, part in enumerate(found)]} if isinstance(found, list) else {}

    def level(one: object, path: str) -> object:
        return {"points": one, "name": one} if isinstance(one, str) else {"name": str(one.get("points"))} | dict(one) if isinstance(one, Mapping) else one

    def item(one: object, path: str) -> object:
        more = each(one, "levels", path, level)
        if isinstance(one, Mapping) and one.get("method") == Method.MEASURED and not one.get("metric"):
            more["metric"] = next(iter(MEASURES))  # the score needs the points only; a checklist would have to name its measure
        return whole(one, path, "text", **more)

    def section(one: object, path: str) -> object:
        more = each(one, "items", path, item)
        if isinstance(one, Mapping) and isinstance(one.get("repeat"), Mapping):
            more["repeat"] = {"name": str(one.get("code", ""))} | dict(one["repeat"])
        return whole(one, path, "name", **more)

    def named(one: object, path: str) -> object:
        return whole(one, path, "name")

    parts = each(table, "sections", "template", section)
    for key in ("bands", "na_reasons"):
        parts |= each(table, key, "template", named)
    code = str(table.get("code") or "sheet")
    try:
        return from_table({"code": code, "name": code} | dict(table) | parts)
    except FaultyChecklist as faulty:
        faults = [Fault(paths.get(one.where, "template"), one.message, one.facts) for one in faulty.faults]
        raise FaultySheet(faults) from faulty


def scheme(draft: Draft) -> Scheme:
    """What of a checklist decides a score; sections and items numbered in their order."""
    sections = tuple(Section(place, one.weight) for place, one in enumerate(draft.sections))
    listed = [(place, item) for place, one in enumerate(draft.sections) for item in one.items]
    repeats = [one.repeat.combining if one.repeat else Combining.MEAN for one in draft.sections]
    items = tuple(Item(number, place, item.weight, item.scale, item.veto, repeats[place]) for number, (place, item) in enumerate(listed))
    bands = tuple(Band(band.code, band.floor) for band in draft.bands)
    return Scheme(sections, items, draft.weighting, draft.min_applicable, draft.veto_cap, bands, draft.bonus_cap)


def scored(data: bytes) -> dict[str, Any]:
    """The result of a sheet, as facts for JSON. `exact` is the total as a fraction; numbers have six places, `shown` one.

    `total` is None with `reason` "missing" (items without an answer) or "too_little_applies".
    """
    draft, given = read(data)
    rules = scheme(draft)
    codes = [item.code for section in draft.sections for item in section.items]
    answers = {number: given[code] for number, code in enumerate(codes) if code in given}
    result = score(rules, answers)
    worth = {number: part for number, answer in answers.items() if (part := earned(rules.items[number], answer)) is not None}
    weights = effective_weights(rules, {item.id: worth[item.id] for item in rules.weighed if item.id in worth})
    return {
        "total": _number(result.total), "exact": None if result.total is None else str(result.total),
        "shown": None if result.total is None else float(shown(result.total)),
        "before_veto": _number(result.before_veto), "share": _number(result.share), "band": result.band,
        "reason": "missing" if result.missing else "too_little_applies" if result.unratable else None,
        "sections": [
            {
                "code": draft.sections[one.section].code, "score": _number(one.score), "before_veto": _number(one.before_veto), "share": _number(one.share),
                "vetoed": one.vetoed,
            }
            for one in result.sections
        ],
        "items": list(_items(rules, codes, result, worth, weights, answers)),
        "vetoes": [codes[number] for number in result.vetoes], "missing": [codes[number] for number in result.missing],
        "rated": result.rated, "not_applicable": result.not_applicable,
    }  # fmt: skip


def _items(
    rules: Scheme, codes: list[str], result: Score, worth: Mapping[int, Fraction], weights: Mapping[int, Fraction], answers: Mapping[int, Given]
) -> Iterable[dict[str, Any]]:
    for number, code in enumerate(codes):
        answer = answers.get(number)
        yield {
            "code": code, "mark": None if answer is None else answer.mark.value, "fraction": _number(worth.get(number)),
            "weight": _number(weights.get(number)), "lost": _number(result.losses.get(number)),
            "gained": _number(result.gains.get(number)),
            **_instances(rules.items[number], answer),
        }  # fmt: skip


def _instances(item: Item, answer: Given | None) -> dict[str, Any]:
    """Of an item of a repeated section: what each instance earned (None: not applicable), how many were rated, what counts."""
    if answer is None or not answer.instances:
        return {}
    each = [parts(item.scale, one) for one in answer.instances]
    return {"instances": [_number(one[0]) if one else None for one in each], "n": sum(map(len, each)), "combining": item.combining.value}


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(kept(value))
