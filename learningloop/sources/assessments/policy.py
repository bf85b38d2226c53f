"""Who may do what with rounds and returns. An agency always opens its own return, whoever may open the round."""

from dataclasses import replace

from django.db.models import Exists, OuterRef, Q

from learningloop.instruments.models import Answer
from learningloop.people.models import Board, Person
from learningloop.people.policy import BOARD_ACCESS, ROLE_GRANT, Access, Permission, allow
from learningloop.people.rules import (
    AGENCY_LEAD,
    BOARD_READERS,
    BUSINESS_MANAGER,
    CONTRIBUTOR,
    EVERYWHERE,
    GROUP_CHAIR,
    GROUP_MEMBER,
    Reach,
)
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.register.policy import cleared_through, restricted_through

ANSWERING = {AGENCY_LEAD.key, CONTRIBUTOR.key}
"""The roles that answer for their agency."""
_through_the_round = cleared_through(Return, "round__source")


def cleared_returns(person: Person) -> Q:
    """The returns that sensitivity opens: those of rounds that are open to a person, and their own agency's."""
    open_to = _through_the_round(person)
    own = _own_returns(person)
    return open_to | own if open_to else open_to  # an empty filter, which lets all in, or'd is lost


def discussed_returns(person: Person) -> Q:
    """The returns whose comments a person may read: those of their own agency.

    The board's office reads them only while it answers itself, on the agency's behalf: from its first answer until
    the return is signed. Whoever scrutinises a return, which comes later, reads none.
    """
    on_behalf = Exists(Answer.objects.filter(answer_set=OuterRef("answer_set"), on_behalf=True))
    return cleared_returns(person) & (_own_returns(person) | ANSWERABLE & Q(on_behalf))


def _own_returns(person: Person) -> Q:
    return Q(
        agency__in=[held.agency_id for held in person.appointments if held.role in ANSWERING and held.agency_id]
    )


ROUND = Access(
    Round,
    board="board",
    group="source__group",
    clearance=cleared_through(Round, "source"),
    restricted=restricted_through("source"),
)
RETURN = Access(
    Return,
    board="board",
    group="round__source__group",
    agency=("agency",),
    clearance=cleared_returns,
    restricted=restricted_through("round__source"),
)
DISCUSSION = replace(RETURN, clearance=discussed_returns)
"""The same returns, to whoever may read what is said among those who answer them."""
ON_THE_BOARD = {role: Reach.BOARD for role in BOARD_READERS}
OF_THE_AGENCY = {AGENCY_LEAD: Reach.AGENCY, CONTRIBUTOR: Reach.AGENCY}
LEADING = {**EVERYWHERE, AGENCY_LEAD: Reach.AGENCY}
OPEN = Q(round__closed_on=None)
HERE = OPEN & Q(led_by=None)
"""What is answered on this board, and not in a return of another board in a joint round."""
ANSWERABLE = HERE & Q(state__in=rules.ANSWERABLE)

ROUND_VIEW = Permission(
    "round.view",
    "Read how a round of returns stands",
    ROUND,
    {**ON_THE_BOARD, GROUP_CHAIR: Reach.BOARD, GROUP_MEMBER: Reach.BOARD},
)
ROUND_OPEN = Permission("round.open", "Open a round of returns", BOARD_ACCESS, EVERYWHERE)
ROUND_RUN = Permission(
    "round.run",
    "Ask more agencies in a round, chase those that are late, and close it",
    ROUND,
    EVERYWHERE,
    when=Q(closed_on=None),
)
ROUND_OFFER = Permission(
    "round.offer",
    "Offer a round to the boards that share a group, to hold it together",
    ROUND,
    EVERYWHERE,
    when=Q(closed_on=None, joins=None),
)
RETURN_VIEW = Permission(
    "return.view",
    "Read an agency’s return",
    RETURN,
    {**ON_THE_BOARD, GROUP_CHAIR: Reach.GROUP, GROUP_MEMBER: Reach.GROUP, **OF_THE_AGENCY},
)
RETURN_COMPARE = Permission(
    "return.compare",
    "See a submitted return beside the range of others, once its round is closed",
    RETURN,
    {**EVERYWHERE, **OF_THE_AGENCY},
    when=Q(round__closed_on__isnull=False, state=rules.SUBMITTED),
)
RETURN_ANSWER = Permission(
    "return.answer",
    "Answer an agency’s return, and add evidence",
    RETURN,
    {**EVERYWHERE, **OF_THE_AGENCY},
    when=ANSWERABLE,
)
RETURN_DISCUSS = Permission(
    "return.discuss",
    "Read the comments that those who answer a return leave for each other",
    DISCUSSION,
    {**EVERYWHERE, **OF_THE_AGENCY},
)
RETURN_COMMENT = Permission(
    "return.comment",
    "Leave a comment for those who answer a return",
    DISCUSSION,
    {**EVERYWHERE, **OF_THE_AGENCY},
    when=ANSWERABLE,
)
RETURN_SHARE_OUT = Permission(
    "return.share-out", "Name who answers which section of a return", RETURN, LEADING, when=ANSWERABLE
)
RETURN_INVITE = Permission(
    "return.invite",
    "Invite a colleague to answer an agency’s return",
    RETURN,
    {BUSINESS_MANAGER: Reach.BOARD, AGENCY_LEAD: Reach.AGENCY},
    when=ANSWERABLE,
)
RETURN_SIGN = Permission("return.sign", "Note that the senior signed a return", RETURN, LEADING, when=ANSWERABLE)
RETURN_SUBMIT = Permission(
    "return.submit",
    "Submit a signed return, or take back the signature",
    RETURN,
    LEADING,
    when=HERE & Q(state=rules.SIGNED),
)
RETURN_WITHDRAW = Permission(
    "return.withdraw",
    "Withdraw a submitted return in order to answer again",
    RETURN,
    LEADING,
    when=HERE & Q(state=rules.SUBMITTED),
)
RETURN_CHASE = Permission(
    "return.chase",
    "Ask once more for a return",
    RETURN,
    EVERYWHERE,
    when=HERE & Q(state__in=rules.OUTSTANDING),
)
RETURN_MOVE = Permission(
    "return.move", "Give an agency more time", RETURN, EVERYWHERE, when=OPEN & Q(state__in=rules.OUTSTANDING)
)


def may_appoint_leads(person: Person, board: Board) -> bool:
    """Whether a list that a person brings may name somebody who does not lead for the agency yet."""
    return allow(person, ROLE_GRANT, board)
