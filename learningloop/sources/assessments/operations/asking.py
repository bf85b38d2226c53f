"""Asking many agencies by a list: those that are new are added, their leads invited, their returns asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learningloop.people.models import Agency
from learningloop.people.operations.many import NewLead, appoint_leads, found_agencies
from learningloop.sources.assessments import events
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations import ask_more, hold_open
from learningloop.sources.assessments.operations.telling import tell_asked
from learningloop.sources.assessments.queries.asking import Line, Listed, Plan, plan_of
from learningloop.trail.operations import Actor, Refused, log, operation

ASKED = "Your agency is asked for a return."
WHY = "Named as the lead in the list of {}"


class FaultyList(Refused):
    """The list has faults; nothing of it is done."""


class NothingNew(Refused):
    """All that the list asks for is done already."""


@dataclass(frozen=True)
class Addresses:
    """Where messages lead: the sign-in page, and a return's page, with REFERENCE in place of its reference."""

    sign_in: str
    site: str
    page: str


@operation
def ask_by_list(
    *, round_: Round, lines: Sequence[Line], to: Addresses, on: date, appoints: bool = True, by: Actor
) -> Plan:
    """Do what a list asks for and is not done yet, all of it or nothing; what was done.

    Without `appoints` everybody named must lead for the agency already. Who has never been here gets one message,
    the invitation, which leads to the return; others are told as `tell_asked` does.

    Raises RoundClosed, FaultyList, NothingNew, and as ask_more and appoint_leads do.
    """
    hold_open(round_)
    listed = Listed(lines=list(lines))
    plan = plan_of(round_, listed, on, appoints=appoints)
    if listed.faults:
        raise FaultyList("The board changed since you looked, and the list has faults now. Look at it again.")
    if all(step.does_nothing for step in plan.steps):
        raise NothingNew("All that the list asks for is done already. Nothing was changed.")
    log(events.ROUND_LISTED, round_, number=len(plan.steps), asked=plan.asked, added=plan.new_agencies)
    agencies = _agencies(round_, plan, by)
    fresh = [step.line for step in plan.steps if not step.is_asked]
    if fresh:
        due = {agencies[line.row].pk: line.due for line in fresh if line.due}
        ask_more(round_=round_, agencies=[agencies[line.row] for line in fresh], due=due, by=by)
    returns = {one.agency_id: one for one in round_.returns.filter(again=None).select_related("board", "round")}
    new = [_lead(step.line, agencies[step.line.row], returns, to) for step in plan.steps if not step.leads]
    if new:
        why = WHY.format(round_.reference)
        appoint_leads(to=round_.board, leads=new, why=why, on=on, url=to.sign_in, asked=ASKED, by=by)
    told = [returns[agencies[line.row].pk] for line in fresh]
    tell_asked(returns=told, url=to.site + to.page, on=on)
    return plan


def _agencies(round_: Round, plan: Plan, by: Actor) -> dict[int, Agency]:
    """The agency of each row; those that the board does not have are added."""
    unknown = [step.line for step in plan.steps if step.agency is None]
    new = [(line.agency, line.kind) for line in unknown]
    made = found_agencies(home=round_.board, new=new, by=by) if new else []
    known = {step.line.row: step.agency for step in plan.steps if step.agency}
    return known | {line.row: agency for line, agency in zip(unknown, made, strict=True)}


def _lead(line: Line, agency: Agency, returns: dict[int, Return], to: Addresses) -> NewLead:
    page = to.page.replace("REFERENCE", returns[agency.pk].reference)
    return NewLead(agency, line.email, line.name or line.email, line.post, page)
