"""An agency of both boards, and a round that they hold together."""

import pytest
from django.utils import timezone

from learningloop.people.operations import add_agency, add_person, grant_role
from learningloop.people.rules import AGENCY_LEAD
from learningloop.trail.operations import SYSTEM
from tests.joint import offered
from tests.states import ASKED

TODAY = timezone.localdate()


@pytest.fixture
def both(world):
    """An agency that works with both boards."""
    return add_agency(
        slug="both-ambulance", name="Both Shires Ambulance", kind="provider", boards=[world.board, world.other],
        by=SYSTEM,
    )  # fmt: skip


@pytest.fixture
def lead(world, both):
    """Who leads for it on both boards."""
    person = add_person(email="lead@example.invalid", name="Lead of both", by=SYSTEM)
    for board in (world.other, world.board):
        grant_role(person=person, role=AGENCY_LEAD, why="Lead", board=board, agency=both, on=TODAY, by=SYSTEM)
    return person


@pytest.fixture
def joint(world, both):
    return offered(world, ASKED, [both])


@pytest.fixture
def ours(world, joint, both):
    """Our round, which joined: it asks the agency of both, and our police."""
    return joint.join([both, world.agencies["police"]], group=world.groups["audit"])


@pytest.fixture
def led(ours, both):
    return ours.returns.select_related("answer_set").get(agency=both)
