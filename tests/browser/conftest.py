"""What every browser test stands on: built assets, and passwords that are cheap to check."""

from pathlib import Path

import pytest

import learningloop

BUILT = Path(learningloop.__file__).parent / "kit" / "static" / "kit" / "built" / "kit.css"


@pytest.fixture(autouse=True)
def built_assets(settings):
    assert BUILT.exists(), "Build the assets first: npm ci && npm run build"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
