"""Forms that change what somebody else may be changing too: nobody overwrites, and nothing typed is lost."""

import base64
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model

from learningloop.kit import dates
from learningloop.kit.forms import Form
from learningloop.kit.merging import Piece, compared, merged

MINE, THEIRS, BOTH = "mine", "theirs", "both"
Plain = str | list[str]
MOST_UNPACKED = 5 * 1024 * 1024
"""In bytes: as much as may be sent at all."""


@dataclass(frozen=True)
class Clash:
    """One question whose answer somebody else changed meanwhile: both answers, and which is to be kept."""

    name: str
    theirs: list[Piece]
    mine: list[Piece]
    both: str
    untouched: bool
    """The editor did not change this answer, so that theirs is kept unless the editor says otherwise."""
    taken: str


@dataclass(frozen=True)
class Began:
    """What the hidden field bears: the state from which the editor began, the answers then, and of which later
    state and which questions the editor has been told."""

    state: int
    answers: dict[str, Plain]
    told: int = 0
    asked: tuple[str, ...] = ()

    def written(self) -> str:
        answers = base64.urlsafe_b64encode(zlib.compress(json.dumps(self.answers).encode())).decode()
        return ".".join([str(self.state), answers, str(self.told), ",".join(self.asked)])


def read(written: str) -> Began | None:
    """What a hidden field bears; None when it is empty. What cannot be read counts as the oldest state of all."""
    if not written:
        return None
    state, answers, told, asked = [*written.split(".", 3), "", "", ""][:4]  # a name may hold a dot
    try:
        held = json.loads(_unpacked(base64.urlsafe_b64decode(answers))) if answers else {}
        return Began(int(state), dict(held), int(told or 0), tuple(name for name in asked.split(",") if name))
    except (ValueError, TypeError, zlib.error):
        return Began(0, {})


def _unpacked(packed: bytes) -> bytes:
    """What was packed, as far as a form can have been long: whoever forges the field fills no memory."""
    return zlib.decompressobj().decompress(packed, MOST_UNPACKED)


class SeenForm(Form):
    """Mixed into a form that changes a record: bears the state from which the editor began, and the answers then.

    `initial` says what the record says now, `initial["seen"]` its state now. When the operation refuses because
    somebody else changed the record meanwhile, call `collide`: the next page shows both answers to each question
    that they changed; what is chosen there is saved. `cleaned_data["seen"]` is the state that the editor knows.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = int(self.initial.get("seen") or 0)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """The hidden field is worked out when it is shown: a form may get its fields late."""
        if field_name == "seen":
            return Began(self.state, self._now()).written()
        return super().get_initial_for_field(field, field_name)

    @property
    def began(self) -> Began | None:
        """What the form that was sent bears of its beginning; None when it bears nothing."""
        return read(self.data.get(self.add_prefix("seen"), ""))

    @property
    def is_touched(self) -> bool:
        """Whether a form that was cleaned holds another answer than it began with."""
        began = self.began
        return began is None or any(self.mine[name] != began.answers.get(name) for name in self.mine)

    def _now(self) -> dict[str, Plain]:
        return {
            name: self._plain(name, self.get_initial_for_field(self.fields[name], name)) for name in self._asked()
        }

    def _asked(self) -> list[str]:
        return [name for name, field in self.fields.items() if not field.widget.is_hidden]

    def _plain(self, name: str, value: Any) -> Plain:
        return _plain(self.fields[name].prepare_value(value))

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        began = self.began
        self.mine = {name: self._plain(name, self.cleaned_data.get(name)) for name in self._asked()}
        self.cleaned_data["seen"] = began and self._settled(began)

    def _settled(self, began: Began) -> int:
        """The state that the editor knows: the one they were told of, once every question about it is answered."""
        taken = {
            name: self.data.get(_choice(self.add_prefix(name))) for name in began.asked if name in self.fields
        }
        if not began.told or None in taken.values():
            return began.state
        for name, side in taken.items():
            if side in (THEIRS, BOTH):
                self._take(
                    name,
                    self.initial.get(name) if side == THEIRS else self.data.get(_joined(self.add_prefix(name))),
                )
        return began.told

    def _take(self, name: str, value: Any) -> None:
        """Let another answer stand in place of what is in the box."""
        self.errors.pop(name, None)
        try:
            self.cleaned_data[name] = self.fields[name].clean(self.fields[name].prepare_value(value))
        except forms.ValidationError as wrong:
            self.add_error(name, wrong)

    def collide(self, who: str, at: datetime | None) -> None:
        """Somebody else changed the record: tell by whom, and show both answers where theirs is another by now."""
        began = self.began or Began(0, {})
        now = self._now()
        changed = [name for name in now if now[name] != began.answers.get(name) and now[name] != self.mine[name]]
        for name in changed:
            self[name].clash = self._clash(name, began.answers.get(name), now[name])  # type: ignore[attr-defined]
        answers: Any = self.data
        self.data = answers.copy()
        told = Began(began.state, began.answers, self.state, tuple(changed))
        self.data[self.add_prefix("seen")] = told.written()  # type: ignore[index]
        self.add_error(None, _told(who, at, bool(changed)))

    def begin_again(self, state: int | None = None) -> None:
        """Let the next send count from this state, or as it is now: the sender has been told of the change."""
        answers: Any = self.data
        self.data = answers.copy()
        begun = Began(self.state if state is None else state, {})
        self.data[self.add_prefix("seen")] = begun.written()  # type: ignore[index]

    def _clash(self, name: str, former: Plain | None, theirs: Plain) -> Clash:
        mine = self.mine[name]
        untouched = former == mine
        both = None
        if isinstance(mine, str) and isinstance(theirs, str) and isinstance(former, str) and self._is_text(name):
            both = merged(former, mine, theirs)
        left, right = compared(self._words(name, theirs), self._words(name, mine))
        default = THEIRS if untouched else ""
        both = "" if untouched or not both else both
        return Clash(name, left, right, both, untouched, self.data.get(_choice(self.add_prefix(name))) or default)

    def _is_text(self, name: str) -> bool:
        return isinstance(self.fields[name], forms.CharField)

    def _words(self, name: str, value: Plain) -> str:
        """An answer as people read it."""
        choices = getattr(self.fields[name], "choices", None)
        if choices is not None:
            labels = {str(key): str(label) for key, label in _flat(choices)}
            return "; ".join(labels.get(one, one) for one in ([value] if isinstance(value, str) else value))
        found = dates.read(value) if isinstance(value, str) and not self._is_text(name) else None
        return dates.day(found) if found else str(value)


def _choice(name: str) -> str:
    return f"take-{name}"


def _joined(name: str) -> str:
    return f"both-{name}"


def _told(who: str, at: datetime | None, asks: bool) -> str:
    when = f" on {dates.day(at.date())} at {at:%H:%M}" if at else ""
    then = (
        "Nothing is lost: below stand both answers to each question that they changed. Choose, then save again."
        if asks
        else "It does not touch what you wrote. Save again."
    )
    return f"{who} changed this too{when}, after you opened it, so it is not saved yet. {then}"


def _plain(value: Any) -> Plain:
    """An answer to compare: as it would be posted, without the way in which lines end."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return sorted(str(part.pk if isinstance(part, Model) else part) for part in value)
    return str(value).replace("\r\n", "\n").strip()


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label
