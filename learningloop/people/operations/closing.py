"""Closing the account of somebody who left, and opening it again. What they did stays under their name."""

from learningloop.people import events
from learningloop.people.models import Appointment, Person
from learningloop.people.operations import OnlyManager
from learningloop.people.operations.entry import end_sessions
from learningloop.people.policy import ROLE_GRANT, allowed
from learningloop.people.queries import managers_of, unended
from learningloop.people.rules import BUSINESS_MANAGER
from learningloop.trail.operations import Actor, Refused, change, operation


class OwnAccount(Refused):
    """Nobody locks themselves out."""


class HoldsRolesElsewhere(Refused):
    """The person works with a board on which the closer may not grant roles."""


class StandsSoAlready(Refused):
    """The account is closed, or open, already."""


@operation
def close_account(*, person: Person, why: str, by: Actor) -> None:
    """Let somebody in no more, from this moment on. Their roles stand, and rest until the account is open again.

    Raises OwnAccount, HoldsRolesElsewhere, OnlyManager for a board's last business manager, StandsSoAlready.
    """
    if person == by:
        raise OwnAccount("This is your own account. Ask another business manager to close it.")
    if not person.is_active:
        raise StandsSoAlready("This account is closed already. Nothing was changed.")
    _may(person, by)
    for held in Appointment.objects.current().filter(person=person, role=BUSINESS_MANAGER.key):
        if not managers_of(held.home).exclude(person=person).exists():
            raise OnlyManager(
                f"They are the only business manager of {held.home}. Grant the role to somebody else first."
            )
    change(events.ACCOUNT_CLOSED, person, facts={"why": why}, is_active=False)
    end_sessions(person=person, by=by)


@operation
def reopen_account(*, person: Person, why: str, by: Actor) -> None:
    """Let somebody in again, with the roles that they hold. Raises HoldsRolesElsewhere, StandsSoAlready."""
    if person.is_active:
        raise StandsSoAlready("This account is open. Nothing was changed.")
    _may(person, by)
    change(events.ACCOUNT_REOPENED, person, facts={"why": why}, is_active=True)


def _may(person: Person, by: Actor) -> None:
    """An account serves every board on which its holder works: who closes it grants roles on each of them."""
    if not isinstance(by, Person):
        return
    granted = set(allowed(by, ROLE_GRANT).values_list("pk", flat=True))
    if any(held.home.pk not in granted for held in unended(person)):
        raise HoldsRolesElsewhere(
            "They work with another board too, where you do not grant roles. Remove their roles on yours instead."
        )
