"""A board's framework in the browser: every part that the pack has, with the passage it comes from."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from learningloop.frameworks.imports import read_framework
from learningloop.frameworks.models import FrameworkVersion
from learningloop.frameworks.operations import load_framework
from learningloop.frameworks.rules.reading import hierarchy, printed_date, time_limit
from learningloop.frameworks.schema import Framework
from learningloop.people import rules
from learningloop.people.models import Board, Person
from learningloop.people.operations import add_board, add_person, grant_role
from learningloop.trail.operations import SYSTEM
from tests.world import TODAY, World

SOUND = Path(__file__).parent / "files" / "sound.yaml"
PACKS = sorted((Path(__file__).parents[1] / "packs").glob("*.yaml"))
SignIn = Callable[[Person], Client]


def reader_of(board: Board) -> Person:
    person = add_person(email="reader@example.invalid", name="Reader", by=SYSTEM)
    grant_role(person=person, role=rules.LAY_MEMBER, why="Appointed", board=board, on=TODAY, by=SYSTEM)
    return person


def page_of(file: Path, signed_in: SignIn) -> str:
    board = load_framework(framework=read_framework(file), by=SYSTEM).board
    return signed_in(reader_of(board)).get(f"/{board.slug}/framework/").content.decode()


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.django_db
@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.stem)
def test_everything_a_pack_says_stands_on_the_page(pack: Path, signed_in: SignIn) -> None:
    """Every text and every passage, whatever part it stands in; keys and marks for the software aside."""
    page = words_of(page_of(pack, signed_in))
    missing = [
        text for text in texts(read_framework(pack).model_dump(mode="json", exclude={"board"})) if text not in page
    ]
    assert missing == []


SAID_OTHERWISE = {
    "key", "level", "kind", "kinds", "family", "frequency", "unit", "polarity", "join", "direction", "reports_to",
    "part_of", "commissioned_by", "methods", "group", "groups", "revised", "review_due",
}  # fmt: skip


def texts(value: object, name: str = "") -> list[str]:
    """Every text that a reader should find word for word; keys and words of the schema are said otherwise."""
    match value:
        case dict():
            return [text for field, inner in value.items() for text in texts(inner, field)]
        case list():
            return [text for item in value for text in texts(item, name)]
        case str() if name not in SAID_OTHERWISE:
            return [" ".join(value.split())]
    return []


@pytest.mark.django_db
@pytest.mark.parametrize("pack", [SOUND, *PACKS], ids=lambda pack: pack.stem)
def test_each_id_stands_once_and_every_link_inside_leads_to_one(pack: Path, signed_in: SignIn) -> None:
    page = page_of(pack, signed_in)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted({name for name in ids if ids.count(name) > 1}) == []
    assert sorted({target for target in re.findall(r'href="#([^"]+)"', page)} - set(ids)) == []
    assert page.count("<h1") == 1


@pytest.mark.django_db
def test_only_parts_that_the_pack_has_are_shown(signed_in: SignIn) -> None:
    page = page_of(SOUND, signed_in)
    headings = re.findall(r'<h2 class="govuk-heading-l"[^>]*>([^<]+)</h2>', page)
    assert headings == [
        "Purpose", "Principles", "Building blocks", "Groups", "Kinds of source", "Methods", "Matrix", "Domains",
        "Library", "Year plan", "Activity reported",
    ]  # fmt: skip
    contents = page[page.index('class="kit-contents"') : page.index("</nav>", page.index('class="kit-contents"'))]
    assert re.findall(r">([^<]+)</a>", contents) == headings


@pytest.mark.django_db
def test_version_dates_limits_and_criteria_are_in_words(signed_in: SignIn) -> None:
    page = words_of(page_of(SOUND, signed_in))
    assert "Revised September 2017 Review due 30 September 2018" in page
    assert "Version 1 All versions and what they changed In force Since " in page
    assert "Loaded from a file on " in page
    assert "Within 1 month" in page
    assert re.search(
        r"\(a\) Abuse or neglect is known or suspected, and .* Any of these: the child has died .* or the child",
        page,
    )


@pytest.mark.django_db
def test_the_page_costs_a_fixed_number_of_queries(
    world: World, signed_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    client = signed_in(world.people["officer"])
    small = f"/{world.board.slug}/framework/"
    client.get(small)
    big = load_framework(framework=read_framework(PACKS[0]), by=SYSTEM).board
    client_of_big = reader_of(big)
    with django_assert_num_queries(7):
        client.get(small)
    client = signed_in(client_of_big)
    client.get(f"/{big.slug}/framework/")
    with django_assert_num_queries(7):
        client.get(f"/{big.slug}/framework/")


@pytest.mark.django_db
def test_a_board_without_a_framework_is_told_how_to_begin(signed_in: SignIn) -> None:
    board = add_board(slug="newshire", name="Newshire", short_name="NSCB", area="Newshire", by=SYSTEM)
    client = signed_in(reader_of(board))
    page = client.get("/newshire/framework/")
    assert page.status_code == 200
    assert "No framework has been loaded for this board." in page.content.decode()
    assert client.get("/newshire/framework/download/yaml/").status_code == 404


def test_who_may_read_it(world: World, signed_in: SignIn) -> None:
    for name, person in world.people.items():
        expected = 404 if name == "stranger" else 200
        for page in ("", "download/json/"):
            answer = signed_in(person).get(f"/{world.board.slug}/framework/{page}")
            assert answer.status_code == expected, name
    assert Client().get(f"/{world.board.slug}/framework/").status_code == 302


def test_a_download_is_the_whole_framework(world: World, signed_in: SignIn, tmp_path: Path) -> None:
    client = signed_in(world.people["practitioner"])
    told = client.get(f"/{world.board.slug}/framework/download/json/")
    assert told.headers["Content-Disposition"] == 'attachment; filename="eastshire-framework-1.json"'
    framework = FrameworkVersion.objects.get(board=world.board).document
    assert Framework.model_validate(json.loads(told.content)) == framework
    written = tmp_path / "downloaded.yaml"
    written.write_bytes(client.get(f"/{world.board.slug}/framework/download/yaml/").content)
    assert read_framework(written) == framework
    assert client.get(f"/{world.board.slug}/framework/download/md/").content.startswith(b"# Learning")
    assert client.get(f"/{world.board.slug}/framework/download/exe/").status_code == 404


def test_groups_stand_under_those_they_report_to() -> None:
    (top,) = hierarchy(read_framework(SOUND).groups)
    assert top.group.key == "board"
    assert [branch.group.key for branch in top.under] == ["cases", "audit"]


@pytest.mark.parametrize(
    ("written", "printed"),
    [("2017-09-30", "30 September 2017"), ("2017-09", "September 2017"), ("2017", "2017"), ("", "")],
)
def test_a_date_is_printed_as_exactly_as_it_was_given(written: str, printed: str) -> None:
    assert printed_date(written) == printed


@pytest.mark.parametrize(
    ("limit", "printed"),
    [
        ({"direction": "within", "number": 1, "unit": "months"}, "within 1 month"),
        ({"direction": "within", "number": 14, "unit": "working-days"}, "within 14 working days"),
        ({"direction": "for", "number": 12, "unit": "months"}, "for at least 12 months"),
    ],
)
def test_a_time_limit_in_words(limit: dict[str, object], printed: str) -> None:
    clock = read_framework(SOUND).source_kinds[0].clocks[0]
    assert time_limit(clock.model_copy(update=limit)) == printed
