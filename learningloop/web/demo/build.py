"""Fills the boards for the demonstration: frameworks, real published learning, and an invented life on top."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, pairwise

from django.db import transaction
from django_scopes import scope

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.queries import PACKS, version_in_force
from learningloop.frameworks.schema import Framework
from learningloop.learning.models import Finding
from learningloop.learning.operations import draw_finding, make_recommendation
from learningloop.people.models import Board
from learningloop.people.operations import let_found_boards
from learningloop.reports.operations import KEEPERS, mend_standings
from learningloop.reports.queries.standings import differing
from learningloop.reports.rules import BY_KEY, Position
from learningloop.sources.register.models import Sensitivity, Source, Theme
from learningloop.sources.register.operations import record_source, tell_principle
from learningloop.sources.register.rules import Declared
from learningloop.trail.operations import SYSTEM
from learningloop.web.demo.activity import record_activity
from learningloop.web.demo.cast import Cast, assemble, is_cast
from learningloop.web.demo.joint import HOST, found_neighbour, hold_joint_round
from learningloop.web.demo.material import Invented, InventedFinding, InventedSource, invented
from learningloop.web.demo.programmes import keep_programmes
from learningloop.web.demo.published import Inspection, add_themes, read_ofsted, record_inspection
from learningloop.web.demo.rounds import hold_rounds
from learningloop.web.demo.school_rounds import hold_school_rounds
from learningloop.web.demo.walk import Walk, share_strengths

BOARDS = ("sandwell", "gateshead", "northamptonshire", "east-riding", "windsor-maidenhead")
BEGINS = date(2026, 2, 2)
"""When the board took up its latest inspection; what hangs on it is still going on."""
LONG_AGO = (Position.CLOSED, Position.CLOSED, Position.DECLINED, Position.CLOSED)
NOW = (
    Position.BEING_DONE, Position.RECOMMENDED, Position.SPREAD, Position.MEANS_AGREED, Position.DONE,
    Position.EVALUATED, Position.ASSURED, Position.CLOSED, Position.BACK_AGAIN, Position.BEING_DONE,
    Position.DECLINED,
)  # fmt: skip
RECENT = {
    Position.BEING_DONE: date(2026, 9, 7),
    Position.MEANS_AGREED: date(2026, 10, 5),
    Position.SPREAD: date(2026, 4, 13),
}
"""When every second one of these was taken up: it is on its way, and not late."""


def fill() -> Iterator[str]:
    """Fill each board that is not filled yet; yields a sentence for each."""
    material = invented()
    for place, slug in enumerate(BOARDS):
        version = _load(slug)
        with transaction.atomic(), scope(board=version.board):
            if is_cast(version.board):
                _mend(version.board)
                yield f"{version.board.name} is filled already."
                continue
            _fill(version, place, material)
        yield f"{version.board.name} is filled."


def _mend(board: Board) -> None:
    """What was filled by an older version may stand elsewhere by the rules of today, or nowhere yet."""
    for kept in KEEPERS:
        if kept.differing(board):
            kept.mend(board=board, by=SYSTEM)
    if differing(board):
        mend_standings(board=board, by=SYSTEM)


def _load(slug: str) -> FrameworkVersion:
    """The board's framework; once there is one, what the board made of it stays."""
    version = version_in_force(slug)
    if version is None and slug == HOST:
        found_neighbour()
    return version or load_framework(framework=read_framework(PACKS / f"{slug}.yaml"), by=SYSTEM)


def _fill(version: FrameworkVersion, place: int, material: Invented) -> None:
    board, framework = version.board, version.document
    themes = add_themes(board)
    record_activity(board, framework)
    cast = assemble(board, framework, place, material)
    if place == 0:
        let_found_boards(person=cast.one("business-manager"), may=True, by=SYSTEM)
    inspected = cast.agencies["demo-childrens-services"]
    inspections = [record_inspection(board, told, themes, inspected) for told in read_ofsted(board)]
    for inspection, later in pairwise(inspections):
        _carry_long_ago(cast, material, inspection, later)
    _carry_now(cast, material, inspections[-1])
    for one in material.sources:
        _invent(cast, material, framework, themes, one)
    _restricted(cast, material, framework, board)
    keep_programmes(cast, framework)
    if place == 0:
        hold_rounds(cast, framework)
        hold_school_rounds(cast, framework, material)
    if board.slug == HOST:
        hold_joint_round(cast)


def _carry_long_ago(cast: Cast, material: Invented, inspection: Inspection, later: Inspection) -> None:
    """What an inspection asked for has long been done; what the later one asks for again did not help."""
    published = inspection.source.started_on
    asked = zip(inspection.recommendations.items(), cycle(LONG_AGO), strict=False)
    again = []
    for number, ((key, recommendation), position) in enumerate(asked):
        begun = published + timedelta(days=90 + number * 3)
        walk = Walk(cast, material, recommendation, begun, number, long_ago=True)
        walk.to(Position.SPREAD if key in later.again else position)
        if key in later.again:
            again.append((walk, later.again[key]))
    for walk, recommended in again:
        walk.back_by(recommended)
    share_strengths(cast, material, inspection.unanswered, published + timedelta(days=120))


def _carry_now(cast: Cast, material: Invented, latest: Inspection) -> None:
    asked = zip(latest.recommendations.values(), cycle(NOW), strict=False)
    for number, (recommendation, position) in enumerate(asked):
        late = RECENT.get(position) if number % 2 else None
        begun = (late or BEGINS) + timedelta(days=number * 3)
        Walk(cast, material, recommendation, begun, number).to(position)


def _invent(
    cast: Cast, material: Invented, framework: Framework, themes: dict[str, Theme], told: InventedSource
) -> None:
    """An invented source whose findings stand where the material says."""
    source = record_source(
        board=cast.board,
        kind=next(
            (k.key for k in framework.source_kinds if k.family == told.family), framework.source_kinds[0].key
        ),
        title=told.title,
        summary=told.summary,
        started_on=told.started_on,
        completed_on=told.completed_on,
        group=cast.groups[0],
        lead=cast.one("independent-reviewer"),
        agencies=cast.doers,
        themes=[themes[slug] for slug in told.themes],
        invented=True,
        declared=_no_tie(told.started_on),
        by=cast.one("officer"),
    )
    for principle in framework.principles[:3]:
        how = f"{principle.name}: read with the practitioners who worked on it. (invented)"
        tell_principle(source=source, principle=principle.key, how=how, by=cast.one("officer"))
    for number, one in enumerate(told.findings):
        finding = _draw(cast, framework, source, told.voice, one, number, themes)
        _stand(cast, material, finding, one, number)


def _draw(
    cast: Cast,
    framework: Framework,
    source: Source,
    voice: str,
    told: InventedFinding,
    number: int,
    themes: dict[str, Theme],
) -> Finding:
    domain, statement = _good_statement(framework) if "child-voice" in told.themes else ("", "")
    return draw_finding(
        source=source,
        kind=told.kind,
        statement=told.statement,
        evidence=told.evidence,
        voice=voice,
        themes=[themes[slug] for slug in told.themes],
        multi_agency=True,
        drawn_on=source.completed_on or source.started_on,
        passage=f"Report, page {number + 2}",
        domain=domain,
        good_statement=statement,
        by=cast.one("independent-reviewer"),
    )


def _stand(cast: Cast, material: Invented, finding: Finding, told: InventedFinding, number: int) -> None:
    position = BY_KEY[told.to]
    if position is Position.KEPT:
        share_strengths(cast, material, [finding], finding.drawn_on + timedelta(days=30))
    if told.recommendation:
        reviewer = cast.one("independent-reviewer")
        recommendation = make_recommendation(
            findings=[finding], text=told.recommendation, made_on=finding.drawn_on, by=reviewer
        )
        Walk(cast, material, recommendation, finding.drawn_on + timedelta(days=14), number).to(position)


def _good_statement(framework: Framework) -> tuple[str, str]:
    """The domain about voice, where the framework has one, with its statement about being listened to."""
    for domain in framework.domains:
        for statement in domain.good:
            if "listened to" in statement.text:
                return domain.key, statement.key
    return "", ""


def _no_tie(on: date) -> Declared:
    """What the lead declared, where the framework asks for an independent one."""
    return Declared(tie_to_case=False, tie_to_agencies=False, words="Signed the declaration (invented)", on=on)


def _restricted(cast: Cast, material: Invented, framework: Framework, board: Board) -> None:
    begun = date(2026, 9, 21)
    record_source(
        board=board,
        kind=framework.source_kinds[0].key,
        title=material.restricted.title,
        summary=material.restricted.summary,
        started_on=begun,
        group=cast.groups[0],
        lead=cast.one("independent-reviewer"),
        sensitivity=Sensitivity.NAMED,
        named_people=[cast.one("business-manager")],
        invented=True,
        declared=_no_tie(begun),
        by=cast.one("business-manager"),
    )
