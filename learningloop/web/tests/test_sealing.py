"""What the database keeps sealed, a stolen copy of it does not tell."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import SuspiciousOperation

from learningloop.kit.sealed import seal, unseal


def test_it_opens_under_an_older_key_that_is_still_known_and_under_no_other(settings):
    sealed = seal("secret", "a test")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another " * 10
    assert unseal(sealed, "a test") == ""
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed, "a test") == "secret"


def test_the_database_bears_no_second_factor_in_plain_words(world):
    person = world.people["officer"]
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person).generate_codes()
    kept = str(list(Authenticator.objects.filter(user=person).values_list("data", flat=True)))
    assert secret not in kept
    assert [code for code in codes if code in kept] == []
    assert get_adapter().decrypt(Authenticator.objects.get(user=person, type="totp").data["secret"]) == secret


def test_a_second_factor_of_another_site_is_refused_and_not_taken_for_an_empty_one(world, settings):
    factor = TOTP.activate(world.people["officer"], generate_totp_secret())
    settings.SECRET_KEY = "another " * 10
    with pytest.raises(SuspiciousOperation):
        factor.validate_code("000000")
