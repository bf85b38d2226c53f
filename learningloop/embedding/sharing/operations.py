"""Changes to shared learning."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django_scopes import scopes_disabled

from learningloop.embedding.sharing import events
from learningloop.embedding.sharing.models import CascadeReturn, Owed, Recipient, SharedItem
from learningloop.embedding.sharing.queries import as_owed, holders, is_restricted, state_of
from learningloop.kit.keeping import Keeping
from learningloop.learning.models import Finding
from learningloop.people.models import Agency, Board, Person
from learningloop.people.operations import next_reference
from learningloop.trail.models import Event
from learningloop.trail.operations import (
    Actor,
    ChangedMeanwhile,
    Refused,
    change,
    log,
    must_be_as_seen,
    operation,
    touched,
)

OWED = Keeping(Owed, SharedItem, "item", as_owed)


class NothingToShare(Refused):
    """An item tells of at least one finding."""


class AlreadySent(Refused):
    """What was sent is not changed."""


class NotSentYet(Refused):
    """Nobody can confirm or return what was not sent."""


class NobodyToSendTo(Refused):
    """No agency, or nobody in the chosen roles of the chosen agencies."""


class NotChecked(Refused):
    """The text tells of a restricted finding, and nobody has said that it names nobody."""


class NotARecipient(Refused):
    """It was not sent to this person, or this agency."""


class ReturnTooEarly(Refused):
    """The cascade would be due before the item is sent."""


@operation
def write_shared_item(
    *,
    board: Board,
    title: str,
    body: str,
    findings: Sequence[Finding],
    agencies: Sequence[Agency],
    roles: Sequence[str],
    return_by: date,
    on: date,
    by: Actor,
) -> SharedItem:
    """Write a draft for chosen agencies and the roles in them. Raises NothingToShare."""
    if not findings:
        raise NothingToShare("Choose at least one finding that the item tells of.")
    item: SharedItem = SharedItem.objects.create(
        board=board,
        reference=next_reference(board=board, letters="S", year=on.year),
        title=title,
        body=body,
        roles=list(roles),
        return_by=return_by,
        recorded_at=timezone.now(),
    )
    item.findings.set(findings)
    item.agencies.set(agencies)
    log(events.SHARED_WRITTEN, item)
    return item


@operation
def edit_shared_item(
    *,
    item: SharedItem,
    findings: Sequence[Finding],
    agencies: Sequence[Agency],
    seen: int | None = None,
    by: Actor,
    **fields: Any,
) -> SharedItem:
    """Change a draft. Raises AlreadySent, NothingToShare.

    `seen` is the state (`state_of`) that the editor began from; raises ChangedMeanwhile when it is another by now.
    """
    _still_a_draft(item, seen, "save this to put your words in place of theirs")
    if not findings:
        raise NothingToShare("Choose at least one finding that the item tells of.")
    held = {finding.pk for finding in item.findings.all()}
    if held != {finding.pk for finding in findings}:
        item.findings.set(findings)
        # By reference alone: who reads the history may not be cleared to read the findings.
        references = ", ".join(finding.reference for finding in findings)
        log(events.SHARED_POINTED, item, findings=references)
    change(events.SHARED_EDITED, item, related={"agencies": agencies}, **fields)
    return item


def _still_a_draft(item: SharedItem, seen: int | None, then: str) -> None:
    now = SharedItem.objects.select_for_update().get(pk=item.pk)
    if now.sent_on:
        raise AlreadySent("This item was sent, so it stays as it is. Write a new one to correct it.")
    if seen is not None and seen != state_of(item):
        raise ChangedMeanwhile(
            "Somebody else changed this draft after you opened it. Nothing of theirs or yours is lost: "
            f"look at the history on its page, then {then}."
        )


@operation
def send_shared_item(
    *, item: SharedItem, on: date, names_nobody: bool = False, seen: int | None = None, by: Actor
) -> SharedItem:
    """Send a draft to everybody who holds a chosen role for a chosen agency.

    `names_nobody`: a person read the text and found no name in it. It is asked for where a finding is restricted,
    because the text goes to people who may not open it.
    `seen` is the state (`state_of`) in which it was checked. Raises AlreadySent, ChangedMeanwhile, NotChecked,
    NobodyToSendTo, ReturnTooEarly.
    """
    _still_a_draft(item, seen, "check it again and send it")
    if item.return_by < on:
        raise ReturnTooEarly("The agencies would have to answer before the item is sent. Choose a later date.")
    restricted = is_restricted(item)
    if restricted and not names_nobody:
        raise NotChecked("A finding that it tells of is restricted. Read the text and say that it names nobody.")
    recipients = holders(item)
    if not recipients:
        raise NobodyToSendTo("Nobody in the chosen agencies holds one of the chosen roles. Choose more of either.")
    Recipient.objects.bulk_create(
        Recipient(item=item, person_id=person, agency_id=agency) for person, agency in recipients.items()
    )
    if restricted:
        log(events.SHARED_CHECKED, item)
    facts = {"people": len(recipients), "agencies": len(set(recipients.values()))}
    change(events.SHARED_SENT, item, facts=facts, sent_on=on)
    return item


@operation
def confirm_shared_item(*, item: SharedItem, on: date, by: Person) -> Recipient:
    """Confirm having read an item that one was sent. Raises NotARecipient."""
    recipient = Recipient.objects.filter(item=item, person=by).select_related("item__board").first()
    if not recipient:
        raise NotARecipient("This item was not sent to you, so there is nothing to confirm.")
    change(events.SHARED_CONFIRMED, recipient, confirmed_on=recipient.confirmed_on or on)
    return recipient


@operation
def return_cascade(
    *,
    item: SharedItem,
    agency: Agency,
    who_discussed: str,
    how_many: int | None,
    what_changed: str,
    on: date,
    seen: int | None = None,
    by: Person,
) -> CascadeReturn:
    """Tell who in an agency discussed an item and what changed; a later return of the agency replaces the former,
    which stays in the history. Raises NotSentYet, NotARecipient, and as must_be_as_seen does."""
    if not item.sent_on:
        raise NotSentYet("This item has not been sent yet.")
    if not item.agencies.filter(pk=agency.pk).exists():
        raise NotARecipient(f"This item was not sent to {agency}.")
    returned, _ = CascadeReturn.objects.get_or_create(
        item=item, agency=agency, defaults={"returned_on": on, "by": by}
    )
    must_be_as_seen(returned, seen)
    change(
        events.SHARED_CASCADED,
        returned,
        facts={"agency": agency.name},
        who_discussed=who_discussed,
        how_many=how_many,
        what_changed=what_changed,
        returned_on=on,
        by=by,
    )
    return returned


@operation
def mend_owed(*, board: Board, by: Actor) -> int:
    """Work out anew what agencies owe on a board; for how many items it was kept otherwise."""
    number = OWED.mend(SharedItem.objects.filter(board=board))
    log(events.OWED_MENDED, board, number=number)
    return number


def differing_owed(board: Board) -> int:
    """For how many items something else is kept than the facts say."""
    return len(OWED.differing(SharedItem.objects.filter(board=board)))


def keep_owed(told: Sequence[Event]) -> None:
    """Follows every operation: what was sent is owed, what was returned no longer."""
    items, returns = touched(told, SharedItem), touched(told, CascadeReturn)
    if not (items or returns):
        return
    with scopes_disabled():
        returned = CascadeReturn.objects.filter(pk__in=returns).values_list("item", flat=True)
        OWED.keep(items | set(returned))
