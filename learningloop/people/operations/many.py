"""Many agencies and their leads at once, as `found_agency` and `invite` add one: the same rows and events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from learningloop.people import events
from learningloop.people.models import Agency, Appointment, Board, Invitation, Person
from learningloop.people.operations import NameTaken, RoleAlreadyHeld, slug_of
from learningloop.people.operations.invitations import deliver_invitation
from learningloop.people.queries import to_invite
from learningloop.people.rules import AGENCY_LEAD
from learningloop.trail.operations import Actor, Noted, create_many, log_many, operation


@operation
def found_agencies(*, home: Board, new: Sequence[tuple[str, str]], by: Actor) -> list[Agency]:
    """Add agencies by name and kind. Raises NameTaken when the board has one of them; four queries."""
    names = {name.casefold() for name in Agency.objects.filter(boards=home).values_list("name", flat=True)}
    if held := next((name for name, _ in new if name.casefold() in names), ""):
        raise NameTaken(f"The board has {held} already. Nothing was changed.")
    taken = set(Agency.objects.filter(slug__startswith=f"{home.slug}-").values_list("slug", flat=True))
    made = []
    for name, kind in new:
        made.append(Agency(slug=slug_of(f"{home.slug}-", name, taken, 120), name=name, kind=kind))
        taken.add(made[-1].slug)
    create_many(
        events.AGENCY_ADDED, made, related={"boards": [[home]] * len(made)}, facts=lambda one: {"name": one.name}
    )
    return made


@dataclass(frozen=True)
class NewLead:
    """Somebody who is to lead for an agency. `page` is where the message leads when they have signed in."""

    agency: Agency
    email: str
    name: str
    post: str = ""
    page: str = "/"


@operation
def appoint_leads(
    *, to: Board, leads: Sequence[NewLead], why: str, on: date, url: str, asked: str = "", by: Actor
) -> list[Invitation]:
    """Make people agency leads on a board; who has never been here is invited, each by a task of its own.

    Nobody who leads that agency already may be among them. `url` and `asked` are those of `deliver_invitation`.
    Who has an account is not written to: whoever calls this tells them what waits for them. A fixed number of
    queries, and one a message to hand it over. Raises RoleAlreadyHeld.
    """
    known, new = _people([(lead.email.lower(), lead.name) for lead in leads])
    people = known | new
    made = [
        Appointment(
            person=people[lead.email.lower()], role=AGENCY_LEAD.key, board=to, agency=lead.agency, post=lead.post,
            why=why, started_on=on,
        )
        for lead in leads
    ]  # fmt: skip
    _not_held(made)
    told = {"role": AGENCY_LEAD.name, "why": why}
    create_many(events.ROLE_GRANTED, made, facts=lambda one: told)
    pages = {people[lead.email.lower()].pk: lead.page for lead in leads}
    invited = [
        Invitation(person=person, board=to, invited_by=by.display_name, invited_at=timezone.now())
        for person in [*new.values(), *to_invite(known.values(), to)]
    ]
    create_many(events.INVITED, invited)
    log_many(events.INVITATION_SENT, (Noted(one) for one in invited))
    for one in invited:
        transaction.on_commit(partial(deliver_invitation.enqueue, one.pk, url, pages[one.person_id], asked))
    return invited


def _people(told: Sequence[tuple[str, str]]) -> tuple[dict[str, Person], dict[str, Person]]:
    """Whoever has these addresses, by them; and who had no account, added under the name that was given."""
    names = dict(reversed(told))
    found = {person.email.lower(): person for person in Person.objects.filter(email__in=names)}
    new = [Person(email=email, name=name) for email, name in names.items() if email not in found]
    for person in new:
        person.set_unusable_password()
    create_many(events.PERSON_ADDED, new)
    return found, {person.email: person for person in new}


def _not_held(made: Sequence[Any]) -> None:
    held = Appointment.objects.current().filter(
        role=AGENCY_LEAD.key, board=made[0].board_id, agency__in={one.agency_id for one in made}
    ) if made else Appointment.objects.none()  # fmt: skip
    pairs = set(held.values_list("person", "agency"))
    if any((one.person_id, one.agency_id) in pairs for one in made):
        raise RoleAlreadyHeld("Somebody in the list leads that agency already. Look at the list again.")
