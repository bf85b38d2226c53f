"""Words that the server keeps for somebody and nobody else may read, in the database or a backup: sealed."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str, purpose: str) -> str:
    """A text made unreadable without the site's secret key; `purpose` keeps one use apart from another."""
    return _box(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str, *, seconds: int | None = None) -> str:
    """What was sealed for this purpose; nothing when it was not, was altered, or is older than `seconds`."""
    boxes = MultiFernet([_box(str(key), purpose) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])
    try:
        return boxes.decrypt(sealed.encode(), ttl=seconds).decode()
    except InvalidToken:
        return ""


@lru_cache(maxsize=16)
def _box(secret: str, purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"learningloop {purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(key.derive(secret.encode())))
