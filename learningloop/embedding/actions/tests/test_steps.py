"""Moving, reporting, sending back, closing and withdrawing an action."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from learningloop.embedding.actions import operations
from learningloop.embedding.actions.models import Action
from learningloop.trail.models import Event
from tests.loop import ON, closed, reported

TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
ANSWERS = {
    "move": {"due_on": "2026-08-01", "why": "The trainer was ill"},
    "report": {"note": "All trained", "on": "2026-06-20"},
    "return": {"why": "Two teams are missing"},
    "close": {"assurance": "Ten files read", "on": "2026-06-30"},
    "withdraw": {"why": "No money", "on": "2026-06-01"},
}
AFTER = {"return", "close"}
CHECKED = {"close", "withdraw"}


@pytest.fixture
def ready(world, action):
    """The action in the state from which a step is taken."""
    return lambda step: reported(world, action) if step in AFTER else action


def take(client, address, step, **more):
    confirmed = {"confirmed": "1"} if step in CHECKED else {}
    return client.post(address, {**ANSWERS[step], **confirmed, **more}, follow=True)


@pytest.mark.parametrize("name", ["agency_lead", "officer"])
def test_moves_the_due_date_with_its_reason(world, action, url, signed_in, name):
    page = take(signed_in(world.people[name]), url(action, "move"), "move").content.decode()
    assert "The due date is moved." in page and "1 August 2026" in page and "The trainer was ill" in page


def test_the_judging_moves_along(world, action, url, signed_in):
    take(signed_in(world.people["officer"]), url(action, "move"), "move", due_on="2027-03-01")
    action.refresh_from_db()
    assert (action.due_on, action.evaluate_on) == (date(2027, 3, 1), date(2027, 3, 1))


def test_reports_sends_back_and_closes(world, action, url, signed_in):
    lead, chair = world.people["agency_lead"], world.people["group_chair"]
    take(signed_in(lead), url(action, "report"), "report")
    page = take(signed_in(chair), url(action, "return"), "return").content.decode()
    assert "A-2026-001 is sent back to Eastshire Police." in page and "Being done" in page
    assert "sent the action back: Two teams are missing" in page
    take(signed_in(lead), url(action, "report"), "report")
    page = take(signed_in(chair), url(action, "close"), "close").content.decode()
    assert "A-2026-001 is done and assured." in page and "Ten files read" in page
    action.refresh_from_db()
    assert (action.state, action.closed_on) == (Action.State.CLOSED, date(2026, 6, 30))


def test_closing_shows_the_evidence(world, action, url, signed_in):
    by = world.people["officer"]
    operations.add_progress(action=action, text="Files have chronologies", on=ON, is_evidence=True, by=by)
    operations.add_progress(action=action, text="Room was booked", on=ON, by=by)
    reported(world, action)
    page = signed_in(by).get(url(action, "close")).content.decode()
    assert "Files have chronologies" in page and "Room was booked" not in page


@pytest.mark.parametrize("step", sorted(CHECKED))
def test_what_cannot_be_undone_is_shown_once_more(world, ready, url, signed_in, step):
    action, client = ready(step), signed_in(world.people["officer"])
    long = {"why" if step == "withdraw" else "assurance": 'Said "so"\n<b>and</b> why'}
    page = client.post(url(action, step), {**ANSWERS[step], **long}).content.decode()
    assert "Check your answers" in page and "&lt;b&gt;and&lt;/b&gt;" in page and "June 2026" in page
    assert not Event.objects.filter(kind__in=["action.closed", "action.withdrawn"]).exists()
    form = client.post(url(action, step), {**ANSWERS[step], **long, "change": "1"}).context["form"]
    assert form[next(iter(long))].value() == next(iter(long.values()))
    assert not form.errors


@pytest.mark.parametrize("step", sorted(ANSWERS))
def test_a_second_press_does_nothing_twice(world, ready, url, signed_in, step):
    action, client = ready(step), signed_in(world.people["officer"])
    take(client, url(action, step), step)
    events = Event.objects.count()
    again = take(client, url(action, step), step)
    assert again.status_code == (200 if step == "move" else 403)
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("step", "changed", "field"),
    [
        ("move", {"due_on": "2026-07-01"}, "__all__"),
        ("move", {"due_on": "2026-05-02"}, "__all__"),
        ("move", {"due_on": "soon"}, "due_on"),
        ("move", {"why": ""}, "why"),
        ("report", {"note": ""}, "note"),
        ("report", {"on": TOMORROW}, "on"),
        ("report", {"on": "2026-05-02"}, "__all__"),
        ("return", {"why": "  "}, "why"),
        ("close", {"assurance": ""}, "assurance"),
        ("close", {"assurance": "x" * 100_000}, "assurance"),
        ("close", {"on": "2026-06-19"}, "__all__"),
        ("close", {"on": TOMORROW}, "on"),
        ("withdraw", {"why": ""}, "why"),
        ("withdraw", {"on": TOMORROW}, "on"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_happens(world, ready, url, signed_in, step, changed, field):
    action = ready(step)
    events = Event.objects.count()
    page = take(signed_in(world.people["officer"]), url(action, step), step, **changed)
    assert list(page.context["form"].errors) == [field]
    kept = (
        next(value for name, value in ANSWERS[step].items() if name not in changed)
        if len(ANSWERS[step]) > 1
        else ""
    )
    assert kept.startswith("2026") or kept in page.content.decode()
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("step", "name"),
    [
        ("close", "agency_lead"), ("return", "agency_lead"), ("withdraw", "agency_lead"), ("move", "contributor"),
        ("report", "contributor"), ("report", "lay_member"), ("close", "independent_chair"), ("close", "trainer"),
    ],
)  # fmt: skip
def test_who_may_not(world, ready, url, signed_in, step, name):
    assert take(signed_in(world.people[name]), url(ready(step), step), step).status_code == 403


def test_a_chair_closes_the_actions_of_their_own_group_only(world, action, url, signed_in):
    reported(world, action)
    other = world.person(world.people["group_chair"].appointments[0].role_held, name="Other", group="cases")
    assert take(signed_in(other), url(action, "close"), "close").status_code == 403


def test_a_step_is_taken_on_the_action_as_it_is_now(world, action):
    """Two people had the page open: the second is told, and what the first did stands."""
    stale = Action.objects.get(pk=action.pk)
    closed(world, action)
    with pytest.raises(operations.NotInThatState, match="done and assured now"):
        operations.withdraw_action(action=stale, why="No money", on=ON, by=world.people["officer"])
