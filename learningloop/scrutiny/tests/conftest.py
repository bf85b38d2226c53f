"""A return that the police submitted, before a panel that is independent of them."""

import pytest

from learningloop.people.rules import GROUP_CHAIR, GROUP_MEMBER
from learningloop.scrutiny.operations import allocate_return
from learningloop.sources.assessments.tests.conftest import (  # noqa: F401  # the fixtures of rounds
    TODAY,
    browser,
    complete,
    opened,
    police,
    submitted,
    version,
)


@pytest.fixture
def member(world):
    """A member of the group that reads the round, from health."""
    return world.person(GROUP_MEMBER, name="Mira Member", agency="health")


@pytest.fixture
def other(world):
    """Another member, from health too."""
    return world.person(GROUP_CHAIR, name="Otto Other")


@pytest.fixture
def handed_in(police, submitted):  # noqa: F811
    return submitted(police)


@pytest.fixture
def allocated(world, handed_in, member, other):
    """The return of the police, allocated to two."""
    allocate_return(return_=handed_in, panel=[member, other], on=TODAY, by=world.people["officer"])
    return handed_in
