"""The library's sign-in forms in our words: labels instead of placeholders, missing answers asked for by name."""

from typing import Any

from allauth.account import forms as library
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from learningloop.people.models import Person
from learningloop.people.operations.entry import note_failed_sign_in
from learningloop.trail.operations import SYSTEM

LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "code": "Code",
    "name": "What to call this key",
    "oldpassword": "Your password now",
    "password1": "New password",
    "password2": "New password again",
}
MISSING = {
    "login": "Enter your email address",
    "email": "Enter your email address",
    "password": "Enter your password",
    "code": "Enter the code",
    "oldpassword": "Enter the password you use now",
    "password1": "Enter a new password",
    "password2": "Enter the new password again",
}
HINTS = {
    "name": "So that you can tell it from others, for example: blue key at home.",
    "password1": "At least 12 characters. Three words that do not belong together are easy to remember.",
}


class InOurWords:
    """Dresses a form of the library."""

    fields: dict[str, forms.Field]
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, "")
            field.error_messages["required"] = MISSING.get(name, field.error_messages["required"])
            field.widget.attrs.pop("placeholder", None)


class LoginForm(InOurWords, library.LoginForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(InOurWords, library.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(InOurWords, library.SetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(InOurWords, library.ResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKeyForm(InOurWords, library.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(InOurWords, library.ReauthenticateForm):  # type: ignore[misc]
    pass


class RequestCodeForm(InOurWords, library.RequestLoginCodeForm):  # type: ignore[misc]
    pass


class ConfirmCodeForm(InOurWords, library.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class CodeOnce:
    """A code counts once, for as long as it is valid: the library forgets it sooner than it stops accepting it."""

    user: Person
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # the library's form, with which this is mixed
        own = salted_hmac("second factor", f"{self.user.pk} {''.join(filter(str.isalnum, code))}").hexdigest()
        if not cache.add(own, True, timeout=settings.MFA_TOTP_TOLERANCE * 60 + 30):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        note_failed_sign_in(email=self.user.email, what="the second factor was wrong", by=SYSTEM)


class SecondFactorForm(CodeOnce, InOurWords, second_factor.AuthenticateForm):  # type: ignore[misc]
    pass


class SecondFactorAgainForm(CodeOnce, InOurWords, second_factor.ReauthenticateForm):  # type: ignore[misc]
    pass


class SetUpAppForm(InOurWords, ActivateTOTPForm):  # type: ignore[misc]
    pass


class AddKeyForm(InOurWords, AddWebAuthnForm):  # type: ignore[misc]
    pass
