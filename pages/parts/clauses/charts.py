"""Clauses in a chart: how those of each document stand."""

from collections.abc import Mapping, Sequence

import altair as alt

from core.insight.clauses.rules import Document, Standing, State, counted
from core.words import N_
from pages.parts import theme
from pages.parts.sketch import HEIGHT, Chart, Rows, filled, named, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import content, number, plain, several

BAR, LEGEND = 44, 40
LABELLED = 0.06
"""The smallest part of a bar that its number fits into."""
COLOURS = {State.PROVEN: theme.GOOD, State.PARTLY: theme.SCALE[3], State.NONE: theme.FAIR, State.UNCOVERED: "#b9c2cb"}


def _documents_sketch() -> alt.LayerChart:
    x = alt.X("value:Q", title=None, axis=None, stack="normalize")
    told = [alt.Tooltip("name:N", title=say(N_("Document"))), alt.Tooltip("state:N", title=say(N_("State"))), alt.Tooltip("value:Q", title=say(N_("Clauses")))]
    legend = alt.Legend(orient="top", title=None, symbolType="square", offset=2)
    colour = alt.Color("state:N", sort=alt.EncodingSortField("order", op="min"), scale=alt.Scale(range=[COLOURS[state] for state in State]), legend=legend)
    bars = sketch_rows().encode(y=named(), x=x, order="order:Q")
    return alt.layer(
        bars.mark_bar(height=24).encode(color=colour, tooltip=told),
        bars.mark_text(align="right", dx=-5, fontSize=11, color="#10191F").encode(text="label:N", tooltip=told),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_documents_sketch,)


def by_document(ones: Sequence[Standing], names: Mapping[str, Mapping[str, str]]) -> Chart:
    """A bar a document: how many of its clauses are proven, proven in part, without a record, not covered."""
    rows: Rows = []
    said, titles = [], []
    for document in Document:
        counts = counted([one for one in ones if one.clause.document is document])
        whole = sum(counts.values())
        if not whole:
            continue
        name = content(names[document.value])
        for order, state in enumerate(State):
            rows.append({  # also where there is none: the legend and its colours hold for all four
                "place": len(titles), "name": name, "state": plain(state.label), "order": order, "value": counts[state],
                "label": number(counts[state], 0) if counts[state] / whole >= LABELLED else "",
            })  # fmt: skip
        titles.append(name)
        said.append(plain("{document}: {proven} of {total} proven", document=name, proven=counts[State.PROVEN], total=whole))
    return filled(_documents_sketch, {"rows": rows}, several(said), height=BAR * len(titles) + LEGEND, names=titles)
