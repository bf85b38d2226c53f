"""Several answers on one page, each with its own form: what is good is saved, the rest stays as typed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from learningloop.scrutiny.forms import AnswerForm
from learningloop.scrutiny.queries.sheet import Line, Sheet, sheet_of
from learningloop.sources.assessments.models import Return
from learningloop.trail.operations import ChangedMeanwhile, Refused
from learningloop.trail.queries import last_change

Save = Callable[[AnswerForm], Any]


@dataclass
class Written:
    """The forms of one page. It stands as the page's `form`, so that the summary of errors tells of them all."""

    return_: Return
    sheet: Sheet
    kind: type[AnswerForm]
    lines: Iterable[Line]
    data: Any = None
    forms: dict[str, AnswerForm] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.forms = {line.question.key: self.kind(self.data, sheet=self.sheet, line=line) for line in self.lines}

    @property
    def errors(self) -> bool:
        return self.data is not None and any(form.errors for form in self.forms.values())

    def non_form_errors(self) -> list[str]:
        return []

    def __iter__(self) -> Iterator[AnswerForm]:
        return iter(self.forms.values())

    def save(self, save: Save) -> bool:
        """Save what was touched and is good, each on its own. Whether all of it could be saved."""
        for key, form in self.forms.items():
            if form.is_sent and form.is_valid() and form.is_touched:
                try:
                    save(form)
                except ChangedMeanwhile:
                    self._collide(key)
                except Refused as refused:
                    form.add_error(None, str(refused))
        return not any(form.errors for form in self.forms.values() if form.is_sent)

    def _collide(self, key: str) -> None:
        """Show both versions of what somebody else wrote meanwhile."""
        fresh = sheet_of(self.return_)
        line = next(one for one in fresh.lines if one.question.key == key)
        form = self.kind(self.data, sheet=fresh, line=line)
        form.is_valid()
        form.tell_collision(*(last_change(line.moderation) if line.moderation else ("Somebody else", None)))
        self.forms[key] = form

    def again(self) -> "dict[str, AnswerForm]":
        """The forms to be shown: what was saved begins anew, what is wrong keeps what was typed."""
        fresh = sheet_of(self.return_)
        by_key = {line.question.key: line for line in fresh.lines}
        return {
            key: form if form.errors else self.kind(None, sheet=fresh, line=by_key[key])
            for key, form in self.forms.items()
        }
