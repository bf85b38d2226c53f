"""How people sign in: nobody signs up by themselves; a business manager adds them."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.shortcuts import resolve_url

from learningloop.kit.kept import carried, is_anything_kept
from learningloop.kit.sealed import seal, unseal
from learningloop.people.models import Person
from learningloop.people.operations import choose_password
from learningloop.people.operations.entry import note_failed_sign_in, note_sign_in
from learningloop.trail.operations import SYSTEM
from learningloop.web.sessions import begin


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
        "enter_current_password": "That is not the password you use now. Enter it again.",
        "incorrect_code": "That is not the code we sent. Look at the newest message and enter its code.",
        "incorrect_password": "That is not your password. Enter it again.",
        "too_many_login_attempts": "There were too many tries. Wait five minutes, then try again.",
        "rate_limited": "There were too many tries. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        begin(request)
        note_sign_in(person=user, by=user)

    def logout(self, request: HttpRequest) -> None:
        with carried(request):
            super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever typed something before they were signed out is shown it first."""
        return (
            resolve_url(settings.KEPT_URL)
            if is_anything_kept(request)
            else super().get_login_redirect_url(request)
        )

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failed_sign_in(email=credentials.get("email", ""), what="the password was wrong", by=SYSTEM)

    def set_password(self, user: Person, password: str) -> None:
        choose_password(person=user, password=password, by=user)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right. Codes change every half minute: enter the one that shows now.",
    }

    def encrypt(self, text: str) -> str:
        return seal(text, "second factor")

    def decrypt(self, encrypted_text: str) -> str:
        """An empty secret would be one that anybody can reckon codes from."""
        text = unseal(encrypted_text, "second factor")
        if not text:
            raise SuspiciousOperation("A second factor that does not open under this site's key")
        return text

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Key {count + 1}"
