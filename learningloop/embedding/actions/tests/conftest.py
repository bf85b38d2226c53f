"""Actions to look at, made by operations."""

import pytest
from django.urls import reverse

from tests.loop import accepted, agreed


@pytest.fixture
def recommendation(world):
    return accepted(world)


@pytest.fixture
def action(world, recommendation):
    return agreed(world, recommendation)


@pytest.fixture
def url():
    """The address of one of an action's pages."""

    def make(action, page="detail", *more):
        return reverse(f"actions:{page}", args=["eastshire", action.reference, *more])

    return make
