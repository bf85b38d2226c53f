"""What is wrong between the parts of a pack: keys used twice, references to nothing, circles, a broken loop.

These rules read the pack as it was written, not as the schema accepts it: an entry with a mistake in it still
exists for those that refer to it, so that faults of every nature are found together.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, get_args

from learningloop.frameworks.rules.faults import Fault, Place, suggest
from learningloop.frameworks.schema import Key, Stage
from learningloop.kit.parts import as_key

REFERENCES = {
    "groups[].reports_to": "groups",
    "groups[].part_of": "groups",
    "source_kinds[].commissioned_by[]": "groups",
    "source_kinds[].reports_to[].groups[]": "groups",
    "source_kinds[].methods[]": "methods",
    "matrix[].group": "groups",
    "matrix[].rows[].kinds[]": "source_kinds",
    "embedding[].reporting[].groups[]": "groups",
    "evaluation[].reporting[].groups[]": "groups",
    "domains[].kinds[]": "source_kinds",
    "library[].kinds[]": "source_kinds",
    "year_plan[].group": "groups",
    "activity[].kind": "source_kinds",
}
"""Where one entry names another by its key, and the list in which the other stands."""
ONE = {"groups": "group", "methods": "method", "source_kinds": "kind of source"}
KEY = re.compile(get_args(Key)[1].pattern)
STAGES: tuple[str, ...] = get_args(Stage)


def reference_faults(data: Any, kinds_from_outside: frozenset[str]) -> Iterator[Fault]:
    """Every fault between parts. `kinds_from_outside` are the kinds of source that every board has."""
    return chain(_keys_twice(data), _to_nothing(data, kinds_from_outside), _circles(data), _broken_loop(data))


def _keys_twice(data: Any, place: Place = ()) -> Iterator[Fault]:
    """Keys are unique in their list, at every depth."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _keys_twice(value, (*place, name))
    elif isinstance(data, list):
        first: dict[str, int] = {}
        for number, item in enumerate(data):
            key = item.get("key") if isinstance(item, dict) else None
            if isinstance(key, str) and first.setdefault(key, number) != number:
                yield Fault(
                    (*place, number, "key"),
                    f'The key "{key}" is already that of {Fault((*place, first[key]), "", "").path}.',
                    "Give this entry another key, or make the two one.",
                )
            yield from _keys_twice(item, (*place, number))


def _to_nothing(data: Any, kinds_from_outside: frozenset[str]) -> Iterator[Fault]:
    known = {name: [key for key in _keys(data, name) if KEY.fullmatch(key)] for name in ONE}
    known["source_kinds"] += sorted(kinds_from_outside)
    meant = {name: set(known[name]) | _keys_meant(data, name) for name in ONE}
    for pattern, target in REFERENCES.items():
        for place, key in _standing_at(data, re.findall(r"\w+|\[\]", pattern)):
            if isinstance(key, str) and KEY.fullmatch(key) and key not in meant[target]:
                yield Fault(
                    place,
                    f'There is no {ONE[target]} with the key "{key}".',
                    suggest(key, known[target], f"Use the key of an entry in {target}, or add one there."),
                )


def _keys_meant(data: Any, name: str) -> set[str]:
    """What the keys will probably be when an entry whose own key is faulty or missing has been mended."""
    entries = (entry for _, entry in _standing_at(data, [name, "[]"]) if isinstance(entry, dict))
    return {as_key(entry.get("key") or entry.get("name")) for entry in entries}


def _circles(data: Any) -> Iterator[Fault]:
    """Groups that lead back to themselves by `reports_to` or `part_of`; each circle once, at its first group."""
    above = {
        place[1]: [key for name in ("reports_to", "part_of") if (key := group.get(name)) in _keys(data, "groups")]
        for place, group in _standing_at(data, ["groups", "[]"])
        if isinstance(group, dict)
    }
    number_of = {key: number for number, key in reversed(list(enumerate(_keys(data, "groups", holes=True))))}
    waiting = {number: [number_of[key] for key in keys] for number, keys in above.items()}
    while waiting := _without_those_at_the_top(waiting):
        circle = _walk(waiting)
        names = [_keys(data, "groups", holes=True)[number] for number in (*circle, circle[0])]
        yield Fault(
            ("groups", circle[0]),
            f"The groups lead in a circle: {' → '.join(names)}.",
            "Take out the reports_to or part_of that is not so.",
        )
        waiting = {number: above for number, above in waiting.items() if number not in circle}


def _without_those_at_the_top(waiting: dict[Any, list[Any]]) -> dict[Any, list[Any]]:
    """What is left when, again and again, those that are under nobody left are taken away."""
    while True:
        left = {
            number: still
            for number, above in waiting.items()
            if (still := [upper for upper in above if upper in waiting])
        }
        if left.keys() == waiting.keys():
            return left
        waiting = left


def _walk(waiting: dict[Any, list[Any]]) -> list[Any]:
    """From the first upwards until a group comes again: the circle, beginning with its first group."""
    way = [min(waiting)]
    while (upper := waiting[way[-1]][0]) not in way:
        way.append(upper)
    circle = way[way.index(upper) :]
    first = circle.index(min(circle))
    return circle[first:] + circle[:first]


def _broken_loop(data: Any) -> Iterator[Fault]:
    """The building blocks are all four, in order, or none. Keys that are faults already are not told again."""
    keys = _keys(data, "building_blocks")
    if keys and set(keys) <= set(STAGES) and len(keys) == len(set(keys)) and keys != list(STAGES):
        yield Fault(
            ("building_blocks",),
            f"The building blocks are {', '.join(keys)}.",
            f"Write all four in the order of the loop: {', '.join(STAGES)}; or leave the list out.",
        )


def _keys(data: Any, name: str, *, holes: bool = False) -> list[str]:
    """The keys in a list of the pack; with `holes`, an empty key where an entry has none."""
    entries = [entry for _, entry in _standing_at(data, [name, "[]"])]
    keys = [entry.get("key") if isinstance(entry, dict) else None for entry in entries]
    return [key if isinstance(key, str) else "" for key in keys if holes or isinstance(key, str)]


def _standing_at(data: Any, steps: list[str], place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every place and value that a pattern such as `groups[].reports_to` finds."""
    if not steps:
        yield place, data
    elif steps[0] == "[]" and isinstance(data, list):
        for number, item in enumerate(data):
            yield from _standing_at(item, steps[1:], (*place, number))
    elif isinstance(data, dict) and steps[0] in data:
        yield from _standing_at(data[steps[0]], steps[1:], (*place, steps[0]))
