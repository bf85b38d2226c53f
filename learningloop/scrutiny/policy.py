"""Who may do what in the scrutiny of returns. Whoever opens a return reads what was challenged and agreed on it.

That nobody scrutinises the return of their own agency, and only who it was allocated to, the operations ask: the
refusal says why.
"""

from django.db.models import Q

from learningloop.people.policy import Permission
from learningloop.people.rules import EVERYWHERE, GROUP_CHAIR, GROUP_MEMBER, INDEPENDENT_CHAIR, Reach
from learningloop.scrutiny.models import Scrutiny
from learningloop.sources.assessments import rules
from learningloop.sources.assessments.policy import OF_THE_AGENCY, RETURN, ROUND

AGREED = Q(pk__in=Scrutiny._base_manager.exclude(agreed_on=None).values("return_to"))
ALLOCATED = Q(pk__in=Scrutiny._base_manager.order_by().values("return_to"))
SUBMITTED = Q(state=rules.SUBMITTED)
UNDER_WAY = SUBMITTED & ALLOCATED & ~AGREED
PANEL = {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP, GROUP_MEMBER: Reach.GROUP}

ROUND_SCRUTINISE = Permission(
    "round.scrutinise",
    "Read which returns of a round are at risk, and why",
    ROUND,
    {**PANEL, INDEPENDENT_CHAIR: Reach.BOARD},
)
RETURN_ALLOCATE = Permission(
    "return.allocate",
    "Allocate a submitted return to who scrutinises it",
    RETURN,
    {**EVERYWHERE, GROUP_CHAIR: Reach.GROUP},
    when=SUBMITTED & ~AGREED,
)
RETURN_MODERATE = Permission(
    "return.moderate",
    "Challenge the answers of a return, note challenge meetings, and agree grades, if it is allocated to them",
    RETURN,
    PANEL,
    when=UNDER_WAY,
)
RETURN_REPLY = Permission(
    "return.reply",
    "Reply to the challenges on a return",
    RETURN,
    OF_THE_AGENCY,
    when=UNDER_WAY,
)
RETURN_ACKNOWLEDGE = Permission(
    "return.acknowledge",
    "Note that the agency read what was agreed on its return",
    RETURN,
    OF_THE_AGENCY,
    when=SUBMITTED & AGREED,
)
RETURN_REPORT_BACK = Permission(
    "return.report-back",
    "Report back on the development areas of a return",
    RETURN,
    OF_THE_AGENCY,
    when=SUBMITTED & AGREED,
)
