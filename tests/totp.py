"""A time-based code as an authenticator app works it out (RFC 6238), and a clock that tests can move."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field

import pytest
from allauth.mfa.totp.internal import auth


def code_of(secret: str, at: float) -> str:
    """The six digits that an app shows at a moment."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.new(key, int(at // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


@dataclass
class Phone:
    """Somebody's authenticator app. Its clock and the site's are one, and stand still until moved."""

    secret: str = ""
    now: float = field(default_factory=time.time)

    def code(self) -> str:
        return code_of(self.secret, self.now)

    def later(self, seconds: int = 30) -> "Phone":
        self.now += seconds
        return self

    def time(self) -> float:
        return self.now


def phone_with_our_clock(monkeypatch: pytest.MonkeyPatch) -> Phone:
    phone = Phone()
    monkeypatch.setattr(auth, "time", phone)
    return phone
