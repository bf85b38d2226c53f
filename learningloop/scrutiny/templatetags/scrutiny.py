"""The scrutiny of returns in words, for pages."""

from django import template

from learningloop.scrutiny.queries.rounds import Drift

register = template.Library()


@register.filter
def drift_in_words(drift: Drift) -> str:
    """How far the agreed grades are from the agencies' own: 12 lower."""
    difference = drift.difference
    if difference is None:
        return "–"
    if not difference:
        return "The same"
    return f"{abs(difference)} {'higher' if difference > 0 else 'lower'}"
