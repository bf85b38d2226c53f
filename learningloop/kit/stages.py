"""The four building blocks as pictures: a shape and a colour each, always with a word."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Stage:
    """One arc of the ring: its key (also in the style sheet), its word, and the outline of its shape."""

    key: str
    name: str
    outline: str
    arc: str


STAGES: dict[str, Stage] = {
    stage.key: stage
    for stage in (
        Stage("experience", "Experience", "M8 1.6a6.4 6.4 0 1 0 .01 0Z", "M1.9 6.4A6.3 6.3 0 0 1 6.4 1.9"),
        Stage("learning", "Learning", "M8 .8 15.2 8 8 15.2.8 8Z", "M9.6 1.9A6.3 6.3 0 0 1 14.1 6.4"),
        Stage("embedding", "Embedding", "M2 2h12v12H2Z", "M14.1 9.6A6.3 6.3 0 0 1 9.6 14.1"),
        Stage("evaluation", "Evaluation", "M8 1.4 15.4 14.4H.6Z", "M6.4 14.1A6.3 6.3 0 0 1 1.9 9.6"),
    )
}


def shape(key: str) -> SafeString:
    """The stage's shape, 16 pixels; the word beside it says what it is."""
    return format_html(
        '<svg class="kit-shape kit-shape--{}" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"'
        ' focusable="false"><path d="{}"/></svg>',
        key,
        STAGES[key].outline,
    )


def ring(key: str) -> SafeString:
    """The tiny ring with this stage's arc filled."""
    rest = " ".join(stage.arc for stage in STAGES.values() if stage.key != key)
    return format_html(
        '<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
        '<path class="kit-ring__rest" d="{}" stroke-width="2"/>'
        '<path class="kit-ring__arc--{}" d="{}" stroke-width="4"/></svg>',
        rest,
        key,
        STAGES[key].arc,
    )
