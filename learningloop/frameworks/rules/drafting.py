"""Which parts a framework's content has, and what each is called. Places are those of `kit.parts`."""

from dataclasses import dataclass
from typing import Any, get_args

from learningloop.frameworks.rules.shape import model_at, part_in
from learningloop.frameworks.rules.wording import LONGEST
from learningloop.frameworks.schema import Entry, Framework, Key, Part
from learningloop.kit.parts import Content, Place, find, state

EDITABLE = tuple(name for name in Framework.model_fields if name != "board")
"""The sections that a draft may change: whose framework it is, it may not."""


def model_of(place: Place) -> type[Part] | None:
    """The part of the schema that stands at a place, or of which a list stands there."""
    known = place and place[0] in EDITABLE and (len(place) == 1 or place[0] != "document")
    return model_at(tuple(place[::2])) if known else None


def lists_in(model: type[Part]) -> dict[str, type[Entry]]:
    """The lists of entries that a part holds, by name."""
    found = {name: part_in(field.annotation) for name, field in model.model_fields.items()}
    return {
        name: part
        for name, part in found.items()
        if part and issubclass(part, Entry) and "tuple" in str(model.model_fields[name].annotation)
    }


def can_be_added(model: type[Part]) -> bool:
    """Whether an entry can be begun from a form: its key is free, and no list in it must be filled."""
    free_key = model.model_fields["key"].annotation == get_args(Key)[0] if "key" in model.model_fields else False
    return free_key and not any(model.model_fields[name].is_required() for name in lists_in(model))


def places(part: Any, place: Place = ()) -> set[Place]:
    """The places of all entries in a part, at every depth."""
    found: set[Place] = set()
    for name, value in part.items():
        for entry in value if isinstance(value, list) else ():
            if isinstance(entry, dict) and "key" in entry:
                found |= {(*place, name, entry["key"])} | places(entry, (*place, name, entry["key"]))
    return found


def name_of(entry: dict[str, Any]) -> str:
    """What an entry in plain data is called."""
    named = ("name", "label", "heading", "how", "what", "text", "kind", "group", "key")
    words = next(str(entry[field]) for field in named if entry.get(field))
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def state_at(content: Content, place: Place) -> int:
    """A number that is another as soon as what is asked about a place is; an entry's own lists are asked apart."""
    found, model = find(content, place), model_of(place)
    if isinstance(found, dict) and model:
        found = {name: value for name, value in found.items() if name not in lists_in(model)}
    return state(found)


def with_lists_of(former: Any, place: Place, part: Any) -> Any:
    """A part with the lists that its former self holds: they are changed apart."""
    model = model_of(place)
    if not isinstance(part, dict) or not isinstance(former, dict) or not model:
        return part
    return {**part, **{name: former[name] for name in lists_in(model)}}


@dataclass(frozen=True)
class Crumb:
    """One step of the way to a place: what it is called, and its place as it is written in an address."""

    text: str
    place: str
    is_section: bool


def way_to(content: Content, place: Place) -> list[Crumb]:
    """The sections and entries on the way to a place, and the place itself; lists inside entries have no step."""
    title = Framework.model_fields[place[0]].title or place[0]
    steps = [Crumb(title, place[0], True)]
    for end in range(2, len(place) + 1, 2):
        steps.append(Crumb(name_of(find(content, place[:end])), "/".join(place[:end]), False))
    return steps
