"""A Section 11 round that two boards hold together, for the demonstration.

Windsor and Maidenhead's framework has a Section 11 Panel for all of Berkshire. No other board of the demonstration
shares a group, so a neighbour is invented: the panel serves it too, its people, agencies and records are its own.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.queries import PACKS
from learningloop.frameworks.rules.taking_over import taken_over
from learningloop.frameworks.schema import Board as ToldBoard
from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.operations.answering import show_evidence
from learningloop.instruments.queries import shipped_sets
from learningloop.instruments.rules.conditions import Given
from learningloop.people.models import Agency, Board, Group, Person
from learningloop.people.operations import add_agency, grant_role
from learningloop.people.rules import AGENCY_LEAD, BUSINESS_MANAGER, GROUP_MEMBER, Role
from learningloop.records.operations import store_file
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations import open_round
from learningloop.sources.assessments.operations.joining import join_round, offer_round
from learningloop.sources.assessments.operations.returns import answer_return, sign_return, submit_return
from learningloop.sources.assessments.rules import LIKELY_KINDS
from learningloop.trail.operations import SYSTEM
from learningloop.web.demo.cast import SINCE, WHY, Cast, moment, person_called

HOST, NEIGHBOUR, PACK = "windsor-maidenhead", "slough", "working-together-2023"
SET = "section-11"
DAYS = (date(2026, 10, 12), date(2026, 12, 11))
TITLE = "Section 11 self-assessment of Berkshire agencies 2026 (invented)"
SIGNER = "Chief officer or the executive lead for safeguarding"
WORDS = "It is the same for both boards: one policy, one training record. (invented)"


def found_neighbour() -> None:
    """Found the invented board; before the other's framework is loaded, whose groups then serve it too."""
    pack = read_framework(PACKS / f"{PACK}.yaml")
    told = ToldBoard(
        slug=NEIGHBOUR, name="Slough Local Safeguarding Children Board (invented)", short_name="Slough (invented)",
        area="Slough", source=pack.board.source,
    )  # fmt: skip
    load_framework(framework=taken_over(pack, told), by=SYSTEM)


@dataclass
class Both:
    """The two boards, and the agencies of each and of both with who leads for them."""

    cast: Cast
    neighbour: Board
    panel: Group
    leads: dict[Agency, Person] = field(default_factory=dict)

    def agency(self, key: str, name: str, kind: str, lead: str, *boards: Board) -> Agency:
        made = add_agency(slug=f"{boards[0].slug}-{key}", name=name, kind=kind, boards=boards, by=SYSTEM)
        self.leads[made] = person_called(lead)
        for board in boards:
            _appoint(self.leads[made], AGENCY_LEAD, board=board, agency=made)
        return made


def hold_joint_round(cast: Cast) -> None:
    """An agency of both boards has answered once, another is about to; one of each board's own has not begun."""
    neighbour = Board.objects.get(slug=NEIGHBOUR)
    both = Both(cast, neighbour, Group.objects.get(home=cast.board, key="section-11-panel"))
    ambulance = both.agency(
        "demo-ambulance",
        "Two Rivers ambulance service (invented)",
        "provider",
        "Olive Marlow",
        cast.board,
        neighbour,
    )
    probation = both.agency(
        "demo-probation",
        "Two Rivers probation (invented)",
        "statutory-partner",
        "Noel Adair",
        cast.board,
        neighbour,
    )
    theirs = both.agency(
        "demo-childrens-services",
        "Slough children’s services (invented)",
        "statutory-partner",
        "Petra Achebe",
        neighbour,
    )
    first = _offer(both, [*cast.doers, ambulance, probation])
    _join(both, first, [theirs, ambulance, probation])
    for agency, sections in ((ambulance, 99), (probation, 3)):
        _answer(both, first.returns.select_related("answer_set", "board").get(agency=agency), sections)


def _appoint(person: Person, role: Role, **held: Any) -> Person:
    grant_role(person=person, role=role, why=WHY, on=SINCE, by=SYSTEM, **held)
    return person


def _offer(both: Both, agencies: list[Agency]) -> Round:
    officer, board = both.cast.one("officer"), both.cast.board
    draft = draft_questions(board=board, question_set=shipped_sets()[SET], by=SYSTEM)
    version = publish_questions(version=draft, on=DAYS[0], by=SYSTEM)
    made = open_round(
        board=board, version=version, kind=LIKELY_KINDS[SET], title=TITLE, agencies=agencies, opens_on=DAYS[0],
        closes_on=DAYS[1], signed_by=SIGNER, group=both.panel, invented=True, by=officer,
    )  # fmt: skip
    return offer_round(round_=made, boards=[both.neighbour], by=officer)


def _join(both: Both, offered: Round, agencies: list[Agency]) -> None:
    """The neighbour's manager joins; a member of the panel, of its children's services, reads for both boards."""
    manager = _appoint(person_called("Lorna Whitby"), BUSINESS_MANAGER, board=both.neighbour)
    _appoint(both.leads[agencies[0]], GROUP_MEMBER, group=both.panel)
    with scope(board=both.neighbour):
        join_round(
            board=both.neighbour, offered=offered, kind=LIKELY_KINDS[SET], title=TITLE, agencies=agencies,
            group=both.panel, invented=True, by=manager,
        )  # fmt: skip


def _answer(both: Both, return_: Return, sections: int) -> None:
    """Answer the first sections; what is answered whole is signed and submitted."""
    lead, on = both.leads[return_.agency], date(2026, 11, 9)
    asked = [one for part in return_.answer_set.question_set.sections[:sections] for one in part.questions]
    given = {one.key: Given("met", WORDS) for one in asked if one.kind == "grade"}
    given |= {one.key: Given("94") for one in asked if one.kind == "percentage"}
    answer_return(return_=return_, given=given, at=moment(on), by=lead)
    upload = SimpleUploadedFile("Training record (invented).txt", b"The training record of an invented agency.\n")
    file = store_file(board=return_.board, upload=upload, at=moment(on), by=lead)
    show_evidence(answer_set=return_.answer_set, questions=list(given), file=file, at=moment(on), by=lead)
    return_.answer_set.refresh_from_db()
    if not return_.answer_set.tally["whole"]["lacking"]:
        sign_return(return_=return_, name="Robin Ashdown (invented)", post="Chief officer", on=on, by=lead)
        submit_return(return_=return_, on=on, by=lead)
