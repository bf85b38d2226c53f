"""The loop's picture: where each of the four arcs, its number and its mark stand. Sums only."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

CENTRE = 200
OUTER, INNER, MARK = 150, 88, 172
GAP = 3.0
"""Degrees left open on each side of an arc."""
POINT = 9.0
"""Degrees by which an arc's end runs ahead as a point, and its start is hollowed: the way round, drawn."""


def draw(arcs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each arc with its outline and places; the first at the upper left, then clockwise."""
    return [{**arc, **_place(180 + 90 * index)} for index, arc in enumerate(arcs)]


def _place(start: float) -> dict[str, str]:
    """Degrees run clockwise from three o'clock, as SVG counts them."""
    begin, end = start + GAP, start + 90 - GAP
    middle = (OUTER + INNER) / 2
    outline = (
        f"M{_at(OUTER, begin)}A{OUTER} {OUTER} 0 0 1 {_at(OUTER, end - POINT)}L{_at(middle, end)}"
        f"L{_at(INNER, end - POINT)}A{INNER} {INNER} 0 0 0 {_at(INNER, begin)}L{_at(middle, begin + POINT)}Z"
    )
    count_x, count_y = _at(middle, start + 46).split()
    mark_x, mark_y = _at(MARK, start + 45).split()
    return {
        "outline": outline,
        "count_x": count_x,
        "count_y": f"{float(count_y) + 10:.1f}",
        "mark_x": mark_x,
        "mark_y": mark_y,
        "mark_text_y": f"{float(mark_y) + 6:.1f}",
    }


def _at(radius: float, degrees: float) -> str:
    turn = math.radians(degrees)
    return f"{CENTRE + radius * math.cos(turn):.1f} {CENTRE + radius * math.sin(turn):.1f}"
