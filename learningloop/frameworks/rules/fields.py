"""What a form asks for a part of a framework: one field of the schema, one question."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from learningloop.frameworks.rules.drafting import lists_in
from learningloop.frameworks.rules.references import REFERENCES
from learningloop.frameworks.rules.wording import field_words
from learningloop.frameworks.schema import Part, PartDate, Passage, Route
from learningloop.kit.parts import Place

Kind = Literal["line", "text", "lines", "routes", "choice", "number", "yes", "date", "key", "keys"]
LONG = {"text", "purpose", "description", "hint"}
"""Fields that hold sentences rather than a name."""


@dataclass(frozen=True)
class Asked:
    """One question: the field's name, how it is asked, its words, whether it must be answered, what may be chosen.

    `target` is the section whose entries may be named.
    """

    name: str
    kind: Kind
    label: str
    required: bool
    hint: str = ""
    choices: tuple[str, ...] = ()
    target: str = ""


def asked_of(model: type[Part], place: Place) -> list[Asked]:
    """The questions about a part at a place, in the order of the schema; its key and its lists are not asked."""
    return list(_asked(model, "[].".join(place[::2]) + ("[]" if len(place) % 2 == 0 else "")))


def _asked(model: type[Part], path: str) -> Iterator[Asked]:
    nested = lists_in(model)
    for name, field in model.model_fields.items():
        if name in ("key", "slug", "verified") or name in nested or _without_none(field.annotation) is Passage:
            continue
        words = field_words(name)
        kind = _without_none(field.annotation)
        must = field.is_required() or (get_origin(kind) is Literal and kind is field.annotation)
        told = (words[0].upper() + words[1:], must, field.description or "")
        yield _one(name, told, kind, field.metadata, f"{path}.{name}")


def _one(name: str, told: tuple[str, bool, str], kind: Any, metadata: Any, path: str) -> Asked:
    label, required, hint = told
    target = REFERENCES.get(path) or REFERENCES.get(f"{path}[]") or ""
    if get_origin(kind) is Literal:
        return Asked(name, "choice", label, required, hint, choices=get_args(kind))
    if get_origin(kind) is tuple:
        many: Kind = "keys" if target else "routes" if get_args(kind)[0] is Route else "lines"
        return Asked(name, many, label, required, f"{hint}. {HINTS[many]}".lstrip(". "), target=target)
    if target:
        return Asked(name, "key", label, required, hint, target=target)
    if kind is int:
        return Asked(name, "number", label, required, hint)
    if kind is bool:
        return Asked(name, "yes", label, False, hint)
    if _pattern(kind, metadata) == get_args(PartDate)[1].pattern:
        return Asked(name, "date", label, required, "Write 2017-09-30, 2017-09 or 2017.")
    return Asked(name, "text" if name in LONG else "line", label, required, hint)


HINTS = {
    "lines": "One a line.",
    "keys": "",
    "routes": "One a line; the keys of the groups meant, if any, in brackets: Board via case group [cases]",
}


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        return next(one for one in get_args(annotation) if one is not type(None))
    return annotation


def _pattern(kind: Any, metadata: Any) -> str | None:
    """The pattern that a text must have: pydantic keeps it beside the field, or inside an optional one."""
    marks = [*metadata, *get_args(kind)[1:]]
    return next((mark.pattern for mark in marks if getattr(mark, "pattern", None)), None)


def route_line(route: dict[str, Any]) -> str:
    """A route as it is written on a line."""
    groups = ", ".join(route["groups"])
    return one_line(route["text"]) + (f" [{groups}]" if groups else "")


def read_route(line: str) -> dict[str, Any]:
    """A route from its line."""
    text, bracket, groups = line.removesuffix("]").rpartition(" [")
    if not bracket or not line.endswith("]"):
        return {"text": line, "groups": []}
    return {"text": text.strip(), "groups": [key.strip() for key in groups.split(",") if key.strip()]}


def one_line(text: str) -> str:
    return " ".join(text.split())
