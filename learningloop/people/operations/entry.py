"""What happens at the door: signing in, failing to, and what protects an account."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from learningloop.people import events
from learningloop.people.models import Invitation, Person
from learningloop.trail.operations import Actor, change, log, operation


@operation
def note_sign_in(*, person: Person, by: Actor) -> None:
    """Note that somebody signed in; with the first time every invitation to them is taken."""
    log(events.SIGNED_IN, person)
    for invitation in Invitation.objects.open().filter(person=person):
        change(events.INVITATION_TAKEN, invitation, came_at=timezone.now())


@operation
def note_failed_sign_in(*, email: str, what: str, by: Actor) -> None:
    """Note that a sign-in failed. The address is not kept: where nobody has it, the event is about nobody."""
    person = Person.objects.filter(email__iexact=email).first() or Person(pk=0, name="Nobody known")
    log(events.SIGN_IN_FAILED, person, what=what)


@operation
def change_second_factor(*, person: Person, what: str, by: Actor) -> None:
    """Note what became of a person's second factor, as a sentence that follows their name."""
    log(events.SECOND_FACTOR_CHANGED, person, what=what)


@operation
def end_sessions(*, person: Person, but: str | None = None, by: Actor) -> None:
    """Sign a person out everywhere, or everywhere but in the session of this key."""
    rows = UserSession.objects.filter(user=person).exclude(session_key=but or "")
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()
    log(events.SESSIONS_ENDED, person)
