"""The loop once round in the browser, as six people; with and without script."""

import pytest
from django.utils import timezone

from learningloop.people.operations import choose_password
from learningloop.trail.operations import SYSTEM
from tests.browser.chromium import chromium
from tests.browser.walk import Cast, once_round
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROLES = ["officer", "group_member", "independent_chair", "agency_lead", "group_chair", "practitioner"]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_the_loop_once_round(world, live_server, script):
    for role in ROLES:
        choose_password(person=world.people[role], password=PASSWORD, by=SYSTEM)
    addresses = {role: world.people[role].email for role in ROLES}
    with chromium() as browser:
        once_round(Cast(browser, live_server.url, addresses, script), timezone.localdate())
