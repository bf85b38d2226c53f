"""A chart as one specification, drawn as SVG or PNG. Loaded only when something is drawn: see `pictures.py`.

The names of rows stand above their bars, so that a narrow picture bears long names.
"""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import altair as alt
import vl_convert

from learningloop.kit.documents.blocks import Chart

INK, QUIET, GREY, ACCENT, GRID = "#1d2433", "#525a6b", "#b9b6ab", "#0b5c63", "#e4e2da"
TYPEFACE = "Atkinson Hyperlegible"
WIDTH, ROW, LINE = 440, 22, 200
"""The plot's width, the height of one bar with its space, the height of a line chart, in pixels."""

vl_convert.register_font_directory(str(files("fontpkg_atkinson_hyperlegible") / "files"))


def svg(chart: Chart) -> str:
    return str(vl_convert.vegalite_to_svg(_specification(chart)))


def png(chart: Chart) -> bytes:
    return bytes(vl_convert.vegalite_to_png(_specification(chart), scale=2))


def _specification(chart: Chart) -> dict[str, Any]:
    made = FORMS[chart.form](chart).configure(aria=False, font=TYPEFACE, background="white")
    dressed = made.configure_view(stroke=None).configure_axis(
        labelFontSize=13, labelColor=INK, labelLimit=WIDTH, gridColor=GRID, domain=False, ticks=False, title=None
    )
    legend = dressed.configure_legend(
        orient="top",
        direction="horizontal",
        title=None,
        labelFontSize=13,
        labelColor=INK,
        labelLimit=WIDTH,
        columns=3,
    )
    return dict(legend.to_dict())


def _bars(chart: Chart) -> Any:
    """The series of a row under one another, its name above, each with its number at its end."""
    series = list(chart.header[1:])
    base = alt.Chart(_values(chart), width=WIDTH, height=len(chart.rows) * ROW * (len(series) + 1.4)).encode(
        y=_rows(chart, paddingInner=0.45, paddingOuter=0.3),
        yOffset=alt.YOffset("series:N", sort=series),
        x=alt.X("number:Q", scale=_from_zero(chart), axis=alt.Axis(tickCount=5, labelColor=QUIET)),
    )
    told = base.mark_text(align="left", dx=4, fontSize=13, color=INK).encode(text="words:N")
    return base.mark_bar(height=ROW - 4).encode(color=_colours(chart)) + told


def _stacks(chart: Chart) -> Any:
    """The series of a row one after another, its name above, each part with its number."""
    base = alt.Chart(_values(chart), width=WIDTH, height=len(chart.rows) * ROW * 2.2).encode(
        y=_rows(chart, paddingInner=0.5, paddingOuter=0.3), order="place:Q"
    )
    total = max((sum(number or 0 for number in numbers) for _name, numbers in chart.rows), default=1)
    x = alt.X("number:Q", stack="zero", scale=alt.Scale(domain=[0, max(total, 1)]), axis=None)
    middle = alt.X("number:Q", stack="zero", bandPosition=0.5)
    bars = base.mark_bar(height=ROW, stroke="white", strokeWidth=1).encode(x=x, color=_colours(chart))
    told = base.transform_filter(f"datum.number >= {total / 25}").mark_text(fontSize=13, color=INK)
    return bars + told.encode(x=middle, text="words:N", detail="series:N")


def _line(chart: Chart) -> Any:
    """One line a series through the rows in their order, its last number at its end."""
    base = alt.Chart(_values(chart), width=WIDTH, height=LINE).encode(
        x=_through_days()
        if chart.days
        else alt.X("name:O", sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y("number:Q", scale=_from_zero(chart), axis=alt.Axis(tickCount=4, tickMinStep=1, labelColor=QUIET)),
    )
    last = base.transform_filter(alt.datum.name == chart.rows[-1][0] if chart.rows else "true")
    told = last.mark_text(align="right", dy=-9, fontSize=13, color=INK).encode(text="words:N")
    lines = base.mark_line(point={"size": 45}, strokeWidth=2.5).encode(color=_colours(chart))
    return lines + told


def _through_days() -> Any:
    axis = alt.Axis(format="%-d %b", labelAngle=0, labelOverlap=True, labelFlush=True, grid=False, tickCount=6)
    return alt.X("day:T", scale=alt.Scale(type="utc"), axis=axis)


def _values(chart: Chart) -> Any:
    days = {name: on.isoformat() for (name, _), on in zip(chart.rows, chart.days, strict=False)}
    return alt.InlineData(
        values=[
            {"name": name, "series": series, "place": place, "number": number, "words": f"{number}{chart.unit}"}
            | ({"day": days[name]} if days else {})
            for name, numbers in chart.rows
            for place, (series, number) in enumerate(zip(chart.header[1:], numbers, strict=True))
            if number is not None
        ]
    )


def _rows(chart: Chart, **padding: Any) -> Any:
    """The rows in their order; the name of each at the left above its bars."""
    above = alt.Axis(
        orient="left", labelAlign="left", labelBaseline="bottom", labelPadding=-4, grid=False,
        labelFontWeight="bold", labelOffset={"expr": "-bandwidth('y') / 2 - 4"},
    )  # fmt: skip
    return alt.Y("name:N", sort=[name for name, _numbers in chart.rows], axis=above, scale=alt.Scale(**padding))


def _from_zero(chart: Chart) -> Any:
    """Per cents always run to 100, so that two charts can be compared."""
    return alt.Scale(domain=[0, 100]) if chart.unit.strip() == "%" else alt.Scale(zero=True, nice=True)


def _colours(chart: Chart) -> Any:
    series = list(chart.header[1:])
    colours = list(chart.colours) or [*([GREY] * (len(series) - 1)), ACCENT]
    legend = alt.Legend() if len(series) > 1 else None
    return alt.Color("series:N", sort=series, scale=alt.Scale(domain=series, range=colours), legend=legend)


FORMS: dict[str, Callable[[Chart], Any]] = {"bars": _bars, "stacks": _stacks, "line": _line}
