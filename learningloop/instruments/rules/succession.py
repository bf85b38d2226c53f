"""What became of each question from one version to the next, so that answers carry forward and years compare."""

from dataclasses import dataclass

from learningloop.instruments.schema import Question, QuestionSet


@dataclass(frozen=True)
class Succession:
    """The questions that stay with other words, those that are new, and those that are asked no longer."""

    reworded: list[tuple[Question, Question]]
    added: list[Question]
    dropped: list[Question]

    @property
    def nothing(self) -> bool:
        return not (self.reworded or self.added or self.dropped)


def predecessors(before: QuestionSet, after: QuestionSet) -> dict[str, str]:
    """Which question of the version before each question was: by `was`, or else by the same key."""
    known = {question.key for question in before.questions()}
    told = {question.key: question.was for question in after.questions() if question.was in known}
    claimed = set(told.values())
    same = {
        question.key: question.key
        for question in after.questions()
        if question.was is None and question.key in known and question.key not in claimed
    }
    return {key: was for key, was in (told | same).items() if was}


def successions(before: QuestionSet, after: QuestionSet) -> Succession:
    """What changed between two versions."""
    was = predecessors(before, after)
    old = {question.key: question for question in before.questions()}
    kept = [(old[was[question.key]], question) for question in after.questions() if question.key in was]
    return Succession(
        reworded=[(one, other) for one, other in kept if _unlike(one, other)],
        added=[question for question in after.questions() if question.key not in was],
        dropped=[question for key, question in old.items() if key not in set(was.values())],
    )


def _unlike(one: Question, other: Question) -> bool:
    apart = {"key", "was"}
    return one.model_dump(exclude=apart) != other.model_dump(exclude=apart)
