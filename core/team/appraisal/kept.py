"""Items, views, figures and key results as documents that are kept, and read again. The shipped template too."""

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from core.config import ROOT
from core.metrics.rules import Measured
from core.team.appraisal.rules import Band, Item, KeyResult, Kind, Part, Said


def item_of(kept: Mapping[str, Any]) -> Item:
    return Item(
        kept["code"], dict(kept["title"]), Part(kept["part"]), Kind(kept["kind"]), int(kept["weight"]), kept.get("group", ""), kept.get("measure", ""),
        tuple(Band(Decimal(str(value)), int(points)) for value, points in kept.get("bands", ())), tuple((int(points), dict(words)) for points, words in kept.get("anchors", ())),
    )  # fmt: skip


def kept_item(item: Item) -> dict[str, Any]:
    return {
        "code": item.code, "title": dict(item.title), "part": item.part.value, "kind": item.kind.value, "weight": item.weight, "group": item.group, "measure": item.measure,
        "bands": [[str(band.value), band.points] for band in item.bands], "anchors": [[points, dict(words)] for points, words in item.anchors],
    }  # fmt: skip


def views_of(kept: Mapping[str, Any]) -> dict[str, Said]:
    return {code: Said(one["points"], one["text"]) for code, one in kept.items()}


def kept_views(views: Mapping[str, Said]) -> dict[str, Any]:
    return {code: {"points": one.points, "text": one.text} for code, one in views.items()}


def figure_of(kept: Mapping[str, Any]) -> Measured:
    value, low, high = (None if kept[name] is None else Decimal(kept[name]) for name in ("value", "low", "high"))
    return Measured(kept["measure"], value, kept["n"], low, high, kept["why"], kept["facts"])


def kept_figure(one: Measured) -> dict[str, Any]:
    told = {name: None if value is None else str(value) for name, value in (("value", one.value), ("low", one.low), ("high", one.high))}
    return {"measure": one.measure, "n": one.n, "why": one.why, "facts": dict(one.facts), **told}


def results_of(kept: Iterable[Mapping[str, str]]) -> list[KeyResult]:
    return [KeyResult(one["objective"], one["result"], Decimal(one["start"]), Decimal(one["target"]), Decimal(one["current"])) for one in kept]


def kept_results(results: Iterable[KeyResult]) -> list[dict[str, str]]:
    return [{"objective": one.objective, "result": one.result, "start": str(one.start), "target": str(one.target), "current": str(one.current)} for one in results]


@cache
def shipped() -> tuple[Item, ...]:
    """The items of the template that ships."""
    read = tomllib.loads((ROOT / "data" / "appraisal" / "standard.toml").read_text("utf-8"))
    anchors = [[one["points"], one["text"]] for one in read["anchors"]]
    return tuple(item_of({**one, "anchors": one.get("anchors", anchors if one["kind"] == Kind.JUDGEMENT else [])}) for one in read["items"])
