"""The parts of a question set while it is written: where they stand, their names, moving them, what is to mend.

Content is plain data as it is stored; places are those of `kit.parts`. A question's key is its own in the whole
set, so it is found by its key alone.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from learningloop.frameworks.rules.faults import Fault
from learningloop.instruments.rules.checking import check, check_succession
from learningloop.instruments.schema import QuestionSet
from learningloop.kit.parts import Content, Place, find, free_key, put, state, without

LONGEST = 70
NOUNS = {"sections": "section", "questions": "question", "scales": "scale"}
NESTED = {"sections", "questions", "scales"}
"""Lists that are changed apart from what holds them."""


def place_of(content: Content, key: str) -> Place | None:
    """Where the question with a key stands."""
    for section in content["sections"]:
        if any(question["key"] == key for question in section["questions"]):
            return ("sections", section["key"], "questions", key)
    return None


def own_part(part: dict[str, Any]) -> dict[str, Any]:
    """A part without the lists that are changed apart: a section without its questions."""
    return {name: value for name, value in part.items() if name not in NESTED}


def state_of_part(part: dict[str, Any] | None) -> int:
    """A number that is another as soon as what is asked about a part is."""
    return state(own_part(part)) if part else 0


def name_of(part: dict[str, Any]) -> str:
    """What a part is called, cut where it is long."""
    words = str(next(part[name] for name in ("title", "text", "name") if part.get(name)))
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def called(place: Place, part: dict[str, Any]) -> str:
    """What a part is called in a sentence: the section “Leadership”."""
    return f"the {NOUNS[place[-2]]} “{name_of(part)}”"


def keys_in(content: Content) -> set[str]:
    """The keys of all questions."""
    return {question["key"] for section in content["sections"] for question in section["questions"]}


def moved(content: Content, place: Place, step: int) -> Content:
    """The content with an entry one place up (-1) or down (1).

    The first question of a section goes up to the end of the section before, the last one down to the beginning of
    the section after. What stands at the very edge stays.
    """
    around = place[:-1]
    keys = [entry["key"] for entry in find(content, around)]
    position = keys.index(place[-1]) + step
    if 0 <= position < len(keys):
        return put(content, around, find(content, place), position + 1)
    return _into_the_next(content, place, step) if len(place) == 4 else content


def _into_the_next(content: Content, place: Place, step: int) -> Content:
    sections = [section["key"] for section in content["sections"]]
    next_to = sections.index(place[1]) + step
    if not 0 <= next_to < len(sections):
        return content
    there = ("sections", sections[next_to], "questions")
    end = len(find(content, there)) + 1 if step < 0 else 1
    return put(without(content, place), there, find(content, place), end)


def faults_of(content: Content, before: QuestionSet | None) -> list[Fault]:
    """What is still to mend before a draft can be published."""
    question_set = QuestionSet.model_validate(content)
    return [*check(question_set), *check_succession(question_set, before)]


def place_of_fault(content: Content, fault: Fault) -> Place:
    """The place of the section, question or scale in which a fault stands; the whole set has the empty place."""
    found: Any = content
    way: list[str] = []
    for name, number in zip(fault.place[::2], fault.place[1::2], strict=False):
        if name not in NESTED or not isinstance(number, int):
            break
        found = found[str(name)][number]
        way += [str(name), found["key"]]
    return tuple(way)


def told_of(content: Content, place: Place, faults: Iterable[Fault]) -> list[Fault]:
    """The faults that stand in a part itself, their places counted from it."""
    return [
        Fault(fault.place[len(place) :], fault.problem, fault.mend)
        for fault in faults
        if place_of_fault(content, fault) == place
    ]


def mentions(content: Content, place: Place) -> Iterator[tuple[str, str]]:
    """Questions elsewhere that rest on what stands at a place, by key, and how."""
    part = find(content, place)
    gone = {part["key"]} if len(place) == 4 else {one["key"] for one in part.get("questions", ())}
    for section in content["sections"]:
        for question in section["questions"]:
            conditions = [*question["shown_when"], *question["required_when"]]
            if question["key"] not in gone and any(one["question"] in gone for one in conditions):
                yield question["key"], "its condition asks for the answer"
            if place[0] == "scales" and question["scale"] == part["key"]:
                yield question["key"], "it is graded on this scale"


def keyed(labels: list[str], former: list[dict[str, Any]]) -> list[str]:
    """A key for each label of a list: that of its former self, by its label or else by its row, or a new one.

    So a choice that is only reworded stays the same choice, and one that changes its row too.
    """
    known = {one["label"]: one["key"] for one in former}
    found = [known.get(label, "") for label in labels]
    for row, one in enumerate(former[: len(labels)]):
        if not found[row] and one["key"] not in found:
            found[row] = one["key"]
    taken = {one["key"] for one in former}
    for row, label in enumerate(labels):
        if not found[row]:
            found[row] = free_key(label, taken)
            taken.add(found[row])
    return found
