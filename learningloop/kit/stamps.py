"""Whom a form was written for: a signed stamp in each form, without a name, so that it can be kept for them."""

from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

FIELD = "written_for"
LONGEST = 7 * 24 * 60 * 60
"""In seconds: for how long after it was opened a form is taken for its reader's."""


def stamp(person: Any) -> str:
    """The stamp of a form that is written for this person."""
    return _signer().sign(str(person.pk))


def reader_of(request: HttpRequest) -> str:
    """The row number of whom a sent form was written for; empty when it bears no stamp of ours."""
    try:
        return _signer().unsign(request.POST.get(FIELD, ""), max_age=LONGEST)
    except BadSignature:
        return ""


def is_anothers(request: HttpRequest) -> bool:
    """Whether a form was written for somebody else than who sends it."""
    reader = reader_of(request)
    return bool(reader) and reader != str(request.user.pk)


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="learningloop.kit.stamps")
