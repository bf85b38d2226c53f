"""Forms that came after their reader's session had ended: kept in the browser's session, sealed, for them alone.

At most three, 500,000 characters in all, for twelve hours. Files are not kept, nor what a page without anything to
type in sends: which pages keep, the gate says (`keeps`).
"""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from learningloop.kit.answers import AGAIN, CHANGE, CONFIRMED, LOOK, sent
from learningloop.kit.sealed import seal, unseal
from learningloop.kit.stamps import reader_of

SESSION = PURPOSE = "kept"
MOST, MOST_CHARACTERS, SECONDS = 3, 500_000, 12 * 60 * 60
ALREADY = "This was sent once already, so it was not sent again. Look at its page to see whether it is saved."


class NoRoom(Exception):
    """Nothing more can be kept; the text says why, to the person who typed."""


@dataclass(frozen=True)
class KeptForm:
    """What was typed: the address it was sent to, what is done there in words, and names and values as sent."""

    path: str
    what: str
    at: int
    fields: list[list[str]]
    files: list[str]
    """The names of the files that were sent with it and are not kept."""
    is_part: bool
    """Sent by a script while somebody was typing, not to be saved."""
    key: str = ""

    @property
    def size(self) -> int:
        return sum(len(name) + len(value) for name, value in self.fields)

    @property
    def sent_at(self) -> datetime:
        return datetime.fromtimestamp(self.at, tz=timezone.get_current_timezone())

    @property
    def can_be_saved(self) -> bool:
        """Whether it is whole, so that it need not be looked at first."""
        return not self.files and not self.is_part

    @property
    def texts(self) -> list[str]:
        """What reads as words, to know it by."""
        return [value for _name, value in self.fields if " " in value.strip()]

    def is_the_same_as(self, other: "KeptForm") -> bool:
        return (self.path, self.fields) == (other.path, other.fields)


def sent_form(request: HttpRequest, what: str) -> KeptForm | None:
    """What was sent and could be kept; nothing when its reader is unknown, or only a button was pressed."""
    fields = [[name, value] for name, value in sent(request)]
    typed = any(value.strip() for name, value in fields if name not in (CONFIRMED, CHANGE))
    if not what or not typed or not reader_of(request):
        return None
    files = [file.name or "" for _name, many in request.FILES.lists() for file in many]
    is_part = "HX-Request" in request.headers
    return KeptForm(request.get_full_path(), what, int(time.time()), fields, files, is_part)


def keep(request: HttpRequest, form: KeptForm) -> None:
    """Keep a form for its reader; the same one sent twice is kept once. Raises NoRoom."""
    held, reader = _held(request), reader_of(request)
    others = [(entry["for"], _opened(key, entry)) for key, entry in held.items()]
    if any(whose == reader and one.is_the_same_as(form) for whose, one in others):
        return
    if len(others) >= MOST:
        raise NoRoom(f"{MOST} forms are kept in this browser already.")
    if form.size + sum(one.size for _whose, one in others) > MOST_CHARACTERS:
        raise NoRoom("it is too long.")
    entry = {"for": reader, "at": form.at, "sealed": seal(json.dumps(asdict(form)), PURPOSE)}
    request.session[SESSION] = held | {secrets.token_urlsafe(12): entry}


def kept_forms(request: HttpRequest) -> list[KeptForm]:
    """What is kept in this browser for who is signed in, oldest first."""
    return [_opened(key, entry) for key, entry in _mine(request).items()]


def is_anything_kept(request: HttpRequest) -> bool:
    """Whether something is kept in this browser for who is signed in; opens none of it."""
    return bool(_mine(request))


def throw_away(request: HttpRequest, key: str) -> bool:
    """Forget one that was kept for who is signed in. Says whether it was there."""
    found = key in _mine(request)
    if found:
        request.session[SESSION] = {name: entry for name, entry in _held(request).items() if name != key}
    return found


def once(request: HttpRequest, send: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer to a kept form that is sent again. It is sent once, and kept on when it could not be taken."""
    key = request.POST[AGAIN]
    if key not in _mine(request) or not cache.add(_spent(key), True, SECONDS):
        messages.info(request, ALREADY)
        return redirect(settings.KEPT_URL)
    is_taken = False
    try:
        response = send()
        is_taken = response.status_code == 200 or (response.status_code < 400 and LOOK not in request.POST)
    finally:
        if not is_taken:
            cache.delete(_spent(key))
    if is_taken:
        throw_away(request, key)
    return response


@contextmanager
def carried(request: HttpRequest) -> Iterator[None]:
    """Carry what is kept in this browser over the end of a session: its reader may be the next to sign in."""
    held = _held(request)
    yield
    if held:
        request.session[SESSION] = held


def _spent(key: str) -> str:
    """Where all processes see that a kept form is being sent."""
    return f"kept-form-sent-{key}"


def _held(request: HttpRequest) -> dict[str, Any]:
    entries = request.session.get(SESSION, {})
    return {key: entry for key, entry in entries.items() if time.time() - entry["at"] < SECONDS}


def _mine(request: HttpRequest) -> dict[str, Any]:
    return {key: entry for key, entry in _held(request).items() if entry["for"] == str(request.user.pk)}


def _opened(key: str, entry: dict[str, Any]) -> KeptForm:
    return KeptForm(**json.loads(unseal(entry["sealed"], PURPOSE)) | {"key": key})
