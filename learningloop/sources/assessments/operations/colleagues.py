"""A lead invites a colleague of their own agency to answer, without the board's office."""

from collections.abc import Collection
from datetime import date

from learningloop.people.models import Appointment, Person
from learningloop.people.operations.invitations import invite
from learningloop.people.rules import CONTRIBUTOR
from learningloop.sources.assessments import events
from learningloop.sources.assessments.models import Return
from learningloop.sources.assessments.operations.returns import share_out
from learningloop.sources.assessments.policy import ANSWERING
from learningloop.trail.operations import Refused, log, operation

MOST = 40
"""So many people answer for one agency at most; who needs more asks the board's office."""


class OwnAddress(Refused):
    """Whoever invites answers already."""


class AnswersAlready(Refused):
    """The address belongs to somebody who answers for the agency."""


class OfAnotherAgency(Refused):
    """The address belongs to somebody who works for another agency of the board; who, and which, is not told."""


class TooMany(Refused):
    """More people than an agency needs to answer."""


@operation
def invite_colleague(
    *, return_: Return, email: str, name: str, sections: Collection[str], sign_in_url: str, on: date, by: Person
) -> Person:
    """Let a colleague answer for the agency as a contributor, invite them, and name them to sections.

    Raises OwnAddress, AnswersAlready, OfAnotherAgency, TooMany, and as share_out does.
    """
    _may_be_invited(return_, email, by)
    log(events.RETURN_COLLEAGUE, return_)
    appointment = invite(
        to=return_.board, email=email, name=name, role=CONTRIBUTOR, sign_in_url=sign_in_url, board=return_.board,
        agency=return_.agency, why=f"Invited to answer {return_.reference}", on=on, by=by,
    )  # fmt: skip
    for section in sections:
        named = Person.objects.filter(pk__in=return_.delegations.filter(section=section).values("person"))
        share_out(return_=return_, section=section, people=[*named, appointment.person], by=by)
    return appointment.person


def _may_be_invited(return_: Return, email: str, by: Person) -> None:
    if email.lower() == by.email.lower():
        raise OwnAddress("This is your own address. You answer already.")
    rows = Appointment.objects.filter(ended_on=None, agency__isnull=False).on(return_.board)
    theirs = list(rows.filter(person__email__iexact=email).values_list("agency", "role"))
    if any(agency == return_.agency_id and role in ANSWERING for agency, role in theirs):
        raise AnswersAlready("Somebody with this address answers for your agency already. Name them to a section.")
    if any(agency != return_.agency_id for agency, _ in theirs):
        raise OfAnotherAgency(
            "This address belongs to somebody who works for another agency. Ask the board’s office to add them."
        )
    people = rows.filter(agency=return_.agency_id, role__in=ANSWERING)
    if people.values("person").distinct().count() >= MOST:
        raise TooMany(f"{MOST} people answer for your agency already. Ask the board’s office to add more.")
