"""A week and a year of working time as pictures (see `pages.parts.sketch`)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from core.calendar.rules import DAY, WEEKDAYS, Week, Why, written
from core.words import N_
from pages.parts import theme
from pages.parts.frame import on_phone
from pages.parts.sketch import GROUND, HEIGHT, INK, LINE, Chart, Rows, Sketch, filled, named, say, sketched
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import content, day, language, number, plain, several

ROW, CELL = 26, 22
COLUMNS = 37
"""Of a year: a month begins below its weekday, up to six days in."""

BADGES = {Why.HOLIDAY: "red", Why.MAKE_UP: "orange", Why.DAY_OFF: "violet", Why.HOURS: "blue", Why.LEAVE: "green", Why.PART_LEAVE: "green"}
"""The legend's colours, near those of the fields."""
_FIELDS = {
    Why.HOLIDAY: theme.POOR, Why.MAKE_UP: "#e69f00", Why.DAY_OFF: "#a0508c", Why.HOURS: "#56a3d9", Why.LEAVE: theme.GOOD, Why.PART_LEAVE: "#a9d3bd",
}  # fmt: skip


def prepare() -> Iterator[None]:
    """Describe one chart after another, so that no visitor waits for it."""
    for sketch in _SKETCHES:
        sketched(sketch)
        yield


def _week_sketch() -> alt.LayerChart:
    clock = alt.X("start:Q", title=None, scale=alt.Scale(domain=[0, 24], nice=False), axis=alt.Axis(values=list(range(0, 25, 3)), labelExpr="datum.value + ':00'"))
    tips = [alt.Tooltip("weekday:N", title=say(N_("Weekday"))), alt.Tooltip("said:N", title=say(N_("Hours")))]
    return alt.layer(
        sketch_rows("lanes").mark_bar(height=ROW - 10, opacity=0.08, color=INK).encode(x=clock, x2="end:Q", y=named()),
        sketch_rows("windows").mark_bar(height=ROW - 10, cornerRadius=3, color=LINE).encode(x=clock, x2="end:Q", y=named(), tooltip=tips),
    ).properties(height=HEIGHT)


def week(shown: Week) -> Chart:
    """The hours of Monday to Sunday; what lasts after midnight is drawn in the morning of the next day."""
    windows: Rows = []
    for number_, found in enumerate(shown.days):
        row = {"weekday": plain(WEEKDAYS[number_]), "said": written(found)}
        for one in found:
            for back in (0, 1):
                start, end = max(one.start, back * DAY), min(one.end, (back + 1) * DAY)
                if start < end:
                    windows.append(row | {"place": (number_ + back) % 7, "start": start / 60 - back * 24, "end": end / 60 - back * 24})
    lanes = [{"place": place, "start": 0, "end": 24} for place in range(7)]
    spoken = several(f"{plain(name)} {written(found) or plain('free')}" for name, found in zip(WEEKDAYS, shown.days, strict=True))
    return filled(_week_sketch, {"lanes": lanes, "windows": windows}, spoken, height=7 * ROW, names=[plain(name) for name in WEEKDAYS])


def _year_sketch() -> alt.LayerChart:
    x = alt.X("column:O", title=None, axis=None, scale=alt.Scale(domain=list(range(COLUMNS)), paddingInner=0.08, paddingOuter=0))
    tips = [
        alt.Tooltip("said:N", title=say(N_("Day"))),
        alt.Tooltip("why:N", title=say(N_("What it is"))),
        alt.Tooltip("hours:N", title=say(N_("Hours"))),
        alt.Tooltip("name:N", title=say(N_("Name"))),
    ]
    fields = sketch_rows("days").mark_rect(cornerRadius=2, stroke=GROUND, strokeWidth=0.5)
    numbers = sketch_rows("numbers").mark_text(fontSize=9, baseline="middle")
    return alt.layer(
        fields.encode(x=x, y=named(), color=alt.Color("colour:N", scale=None), tooltip=tips),
        numbers.encode(x=x, y=named(), text="number:N", color=alt.Color("ink:N", scale=None)),
    ).properties(height=HEIGHT)


def _colour(why: Why) -> str:
    dark = theme.is_dark()
    plain_days = {Why.WORK: "#24505c" if dark else "#cfe3e8", Why.REST: "#1c272e" if dark else "#eef1f3"}
    return plain_days.get(why) or _FIELDS[why]


def year(days: pd.DataFrame) -> Chart:
    """A year, a month a line. Columns: `calendar.queries.year_view`."""
    fields: Rows = []
    for one in days.to_dict("records"):
        at: date = one["day"]
        why, colour = Why(one["why"]), _colour(Why(one["why"]))
        name = one["name"] if isinstance(one["name"], str) else content(one["name"])
        fields.append(
            {
                "place": at.month - 1, "column": at.replace(day=1).weekday() + at.day - 1, "number": str(at.day), "said": day(at),
                "why": plain(why.label), "hours": one["hours"], "name": name, "colour": colour, "ink": theme.readable_on(colour),
            }
        )  # fmt: skip
    months = [_month(month) for month in range(1, 13)]
    data = {"days": fields, "numbers": [] if on_phone() else fields}
    return filled(_year_sketch, data, spoken(days), height=12 * (14 if on_phone() else CELL), names=months)


def _month(month: int) -> str:
    from babel.dates import format_date

    return format_date(date(2026, month, 1), "LLL", locale=language().value)


def spoken(days: pd.DataFrame) -> str:
    """The days that differ from the week, for those who do not see the chart."""
    counted = days["why"].map(str).value_counts()
    return several(f"{plain(why.label)} {counted[why.value]}" for why in Why if why.value in counted)


def hours_of_year(days: pd.DataFrame) -> tuple[int, str]:
    """How many working days a year has, and how many hours."""
    minutes: Any = days["minutes"]
    return int((minutes > 0).sum()), number(int(minutes.sum()) / 60, 0)


_SKETCHES: tuple[Sketch, ...] = (_week_sketch, _year_sketch)
