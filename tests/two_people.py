"""What the second of two people who changed the same thing sends, once both answers stand before them."""

from typing import Any


def hidden(page: Any) -> dict[str, Any]:
    """What the form's hidden field bears, as a browser sends it."""
    return {"seen": page.context["form"]["seen"].value()}


def asked(page: Any) -> dict[str, Any]:
    """The questions to which two answers are shown, each with what is shown."""
    return {bound.name: bound.clash for bound in page.context["form"] if getattr(bound, "clash", None)}


def choosing(page: Any, side: str) -> dict[str, Any]:
    """The same answer to each: `mine`, `theirs` or `both`."""
    return hidden(page) | {f"take-{name}": side for name in asked(page)}
