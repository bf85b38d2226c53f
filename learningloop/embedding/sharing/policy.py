"""Who may do what with shared learning."""

from django.db.models import Q

from learningloop.embedding.sharing.models import SharedItem
from learningloop.people.models import Board, Person
from learningloop.people.policy import BOARD_ACCESS, Access, Permission
from learningloop.people.rules import (
    AGENCY_LEAD,
    BOARD_READERS,
    CONTRIBUTOR,
    EVERYWHERE,
    GROUP_CHAIR,
    GROUP_MEMBER,
    PRACTITIONER,
    TRAINER,
    Reach,
)  # fmt: skip
from learningloop.sources.register.policy import cleared_through, restricted_through

SENT = Q(sent_on__isnull=False)
WRITERS = {**EVERYWHERE, TRAINER: Reach.BOARD}
KNOWS_FINDINGS = cleared_through(SharedItem, "findings__source")
"""Clearance for who may see every finding that an item tells of."""


def sent_or_own_draft(person: Person) -> Q:
    """What was sent was written to be read; a draft is for its writers, as far as its findings let them in."""
    keys = {role.key for role in WRITERS}
    boards = [appointment.board_id for appointment in person.appointments if appointment.role in keys]
    return SENT | (Q(board__in=boards) & KNOWS_FINDINGS(person))


ITEM = Access(
    SharedItem,
    board="board",
    agency=("agencies",),
    person=("recipients__person",),
    clearance=sent_or_own_draft,
    restricted=~SENT & restricted_through("findings__source"),
)

DRAFT = Access(SharedItem, board="board", clearance=KNOWS_FINDINGS)
"""An item as its writers knew it: what they struck out stays with those who may see the findings."""

SHARED_VIEW = Permission(
    "shared.view",
    "Read learning that was sent out, or a draft of it",
    ITEM,
    {
        **{role: Reach.BOARD for role in (*BOARD_READERS, GROUP_CHAIR, GROUP_MEMBER, TRAINER)},
        AGENCY_LEAD: Reach.AGENCY,
        CONTRIBUTOR: Reach.OWN,
        PRACTITIONER: Reach.OWN,
    },
)
SHARED_WRITE = Permission("shared.write", "Write a shared item", BOARD_ACCESS, WRITERS)
SHARED_EDIT = Permission(
    "shared.edit", "Change a shared item before it is sent", ITEM, WRITERS, when=Q(sent_on=None),
)  # fmt: skip
SHARED_SEND = Permission(
    "shared.send", "Send a shared item to agencies and roles", ITEM, EVERYWHERE, when=Q(sent_on=None)
)
SHARED_CONFIRM = Permission(
    "shared.confirm",
    "Confirm having read what one was sent",
    ITEM,
    {
        role: Reach.OWN
        for role in (
            *BOARD_READERS,
            GROUP_CHAIR,
            GROUP_MEMBER,
            AGENCY_LEAD,
            CONTRIBUTOR,
            TRAINER,
            PRACTITIONER,
        )
    },
    when=SENT,
)
SHARED_CASCADE = Permission(
    "shared.cascade",
    "Return what an agency made of a shared item",
    ITEM,
    {**EVERYWHERE, AGENCY_LEAD: Reach.AGENCY},
    when=SENT,
)
SHARED_FOLLOW = Permission(
    "shared.follow",
    "See how far a sent item came, agency by agency, and what each made of it",
    ITEM,
    {role: Reach.BOARD for role in (*BOARD_READERS, GROUP_CHAIR, GROUP_MEMBER, TRAINER)},
    when=SENT,
)
SHARED_RECIPIENTS = Permission(
    "shared.recipients", "See person by person who opened and confirmed a sent item", ITEM, EVERYWHERE, when=SENT
)
SHARED_HISTORY = Permission(
    "shared.history", "Read the history of a shared item, its drafts included", DRAFT, WRITERS
)


def answers_for(person: Person, board: Board) -> list[int] | None:
    """The agencies whose cascade a person returns on a board; None for all of them."""
    reaches = [
        (SHARED_CASCADE.grants.get(held.role_held), held.agency_id)
        for held in person.appointments
        if held.board_id == board.pk
    ]
    if any(reach is Reach.BOARD for reach, _ in reaches):
        return None
    return [agency for reach, agency in reaches if reach is Reach.AGENCY and agency]
