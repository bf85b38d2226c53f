"""Whether the parts of a question set hold together. What each part may hold alone, the schema says."""

from collections.abc import Iterable, Iterator

from learningloop.frameworks.rules.faults import Fault, Place, suggest
from learningloop.instruments.schema import (
    CHOSEN,
    YES_NO,
    Condition,
    Demand,
    Question,
    QuestionSet,
    Scale,
    Section,
)


def check(question_set: QuestionSet) -> list[Fault]:
    """Every fault between parts, in the order of the document."""
    return [*_filled(question_set), *_scales(question_set), *_keys(question_set), *_questions(question_set)]


def _filled(question_set: QuestionSet) -> Iterator[Fault]:
    if not question_set.sections:
        yield Fault(("sections",), "It has no section.", "Add a section, and questions to it.")
    for number, section in enumerate(question_set.sections):
        if not section.questions:
            yield Fault(
                ("sections", number, "questions"),
                f"“{section.title}” has no question.",
                "Add a question, or take the section out.",
            )


def _scales(question_set: QuestionSet) -> Iterator[Fault]:
    yield from _twice(("scales",), [scale.key for scale in question_set.scales], "scale")
    for number, scale in enumerate(question_set.scales):
        yield from _scale(("scales", number), scale)


def _scale(place: Place, scale: Scale) -> Iterator[Fault]:
    yield from _twice((*place, "points"), [point.key for point in scale.points], "grade")
    scores = [point.score for point in scale.scored if point.score is not None]
    if len(set(scores)) < 2:
        yield Fault(
            (*place, "points"), "Fewer than two grades have a score.", "Give each grade but “not applicable” one."
        )
    elif scores != sorted(set(scores)):
        yield Fault(
            (*place, "points"), "The scores do not rise.", "Write the lowest grade first; no two score the same."
        )
    if scale.pass_mark is not None and scale.pass_mark not in {point.key for point in scale.scored}:
        known = [point.key for point in scale.scored]
        yield Fault(
            (*place, "pass_mark"),
            f"“{scale.pass_mark}” is not a scored grade.",
            suggest(scale.pass_mark, known, ""),
        )


def _keys(question_set: QuestionSet) -> Iterator[Fault]:
    yield from _twice(("sections",), [section.key for section in question_set.sections], "section")
    first: dict[str, Place] = {}
    for place, question in _placed(question_set.sections):
        if (there := first.setdefault(question.key, place)) != place:
            yield Fault(
                (*place, "key"),
                f"The key “{question.key}” is already that of {Fault(there, '', '').path}.",
                "Give this question another key.",
            )


def _questions(question_set: QuestionSet) -> Iterator[Fault]:
    earlier: dict[str, Question] = {}
    for place, question in _placed(question_set.sections):
        yield from _answers(question_set, place, question)
        for name in ("shown_when", "required_when"):
            for number, condition in enumerate(getattr(question, name)):
                yield from _condition(question_set, (*place, name, number), condition, earlier)
        for name in ("explanation", "evidence"):
            yield from _demand(question_set, (*place, name), question, getattr(question, name))
        earlier[question.key] = question


def _answers(question_set: QuestionSet, place: Place, question: Question) -> Iterator[Fault]:
    """What the kind of question needs, and what it has no use for."""
    if question.required and question.required_when:
        yield Fault((*place, "required_when"), "It must be answered in any case.", "Take the condition out.")
    if question.kind == "grade" and question_set.scale_of(question) is None:
        known = [scale.key for scale in question_set.scales]
        told = f"There is no scale “{question.scale}”." if question.scale else "A grade needs a scale."
        yield Fault(
            (*place, "scale"), told, suggest(question.scale, known, "Add a scale, or choose another kind.")
        )
    for name, wanted in (("scale", {"grade"}), ("choices", CHOSEN), ("columns", {"table"})):
        there = bool(getattr(question, name))
        if there and question.kind not in wanted:
            yield Fault((*place, name), f"A question of the kind “{question.kind}” has no {name}.", "Take it out.")
        if not there and question.kind in wanted and name != "scale":
            yield Fault(
                (*place, name), f"A question of the kind “{question.kind}” needs {name}.", "Add at least two."
            )
    yield from _twice((*place, "choices"), [choice.key for choice in question.choices], "choice")
    yield from _twice((*place, "columns"), [column.key for column in question.columns], "column")


def _condition(
    question_set: QuestionSet, place: Place, condition: Condition, earlier: dict[str, Question]
) -> Iterator[Fault]:
    question = earlier.get(condition.question)
    if question is None:
        mend = suggest(condition.question, list(earlier), "Name a question that is asked before this one.")
        yield Fault((*place, "question"), f"No earlier question has the key “{condition.question}”.", mend)
        return
    if condition.comparison == "answered":
        if condition.value:
            yield Fault((*place, "value"), "“answered” is compared with nothing.", "Take the value out.")
        return
    ordered = condition.comparison in ("below", "at-least")
    if ordered and question.kind != "grade":
        yield Fault(
            (*place, "comparison"), f"“{question.key}” has no grade.", "Compare with is, is-not or answered."
        )
        return
    known = known_answers(question_set, question, scored=ordered)
    if known is not None and condition.value not in known:
        problem = f"“{condition.value}” is not an answer to “{question.key}”."
        yield Fault((*place, "value"), problem, suggest(condition.value, list(known), ""))


def known_answers(question_set: QuestionSet, question: Question, *, scored: bool) -> dict[str, str] | None:
    """The answers that there can be, key and words; none when anything can be written."""
    if question.kind == "yes-no":
        return dict(YES_NO)
    if question.kind in CHOSEN:
        return {choice.key: choice.label for choice in question.choices}
    scale = question_set.scale_of(question)
    if question.kind == "grade" and scale:
        return {point.key: point.label for point in (scale.scored if scored else scale.points)}
    return None


def _demand(question_set: QuestionSet, place: Place, question: Question, demand: Demand | None) -> Iterator[Fault]:
    if demand is None:
        return
    by_grade = demand.ask in ("must-below", "must-from")
    if not by_grade and demand.grade:
        yield Fault((*place, "grade"), f"“{demand.ask}” does not depend on a grade.", "Take the grade out.")
    if by_grade:
        scale = question_set.scale_of(question)
        known = [point.key for point in scale.scored] if scale else []
        if demand.grade not in known:
            problem = f"“{demand.grade or ''}” is not a scored grade of this question."
            yield Fault(
                (*place, "grade"), problem, suggest(demand.grade, known, "Ask always, or grade the question.")
            )


def _twice(place: Place, keys: Iterable[str], noun: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, key in enumerate(keys):
        if key in seen:
            yield Fault(
                (*place, number, "key"), f"Another {noun} has the key “{key}” already.", "Give it another key."
            )
        seen.add(key)


def _placed(sections: Iterable[Section]) -> Iterator[tuple[Place, Question]]:
    for number, section in enumerate(sections):
        for place, question in enumerate(section.questions):
            yield ("sections", number, "questions", place), question


def check_succession(question_set: QuestionSet, before: QuestionSet | None) -> list[Fault]:
    """Whether each question that says what it was, was that in the version before, and alone."""
    known = {question.key for question in before.questions()} if before else set()
    claimed: dict[str, str] = {}
    faults = []
    for place, question in _placed(question_set.sections):
        if question.was is None:
            continue
        if question.was not in known:
            mend = suggest(question.was, sorted(known), "Take it out: there is no such question to compare with.")
            faults.append(Fault((*place, "was"), f"The version before has no question “{question.was}”.", mend))
        elif question.was in claimed:
            problem = f"“{question.was}” is already what “{claimed[question.was]}” was."
            faults.append(Fault((*place, "was"), problem, "Keep one of them."))
        claimed.setdefault(question.was, question.key)
    return faults
