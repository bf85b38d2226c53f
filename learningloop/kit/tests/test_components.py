"""The pages of components are what every page is made of: they must be whole, named and clean."""

import re

import pytest
from lxml import html

pytestmark = pytest.mark.django_db
PLACES = ["", "?wrong", "?notices", "list/", "list/?kind=audit&page=4"]


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def get(client, place):
    response = client.get(f"/components/{place}")
    assert response.status_code == 200
    return html.fromstring(response.content)


@pytest.mark.parametrize("place", PLACES)
def test_the_page_is_whole(client, place):
    tree = get(client, place)
    assert tree.get("lang") == "en"
    assert len(tree.xpath("//h1")) == 1
    assert len(tree.xpath("//main[@id='main-content']")) == 1
    assert tree.xpath("//a[@class='govuk-skip-link']/@href") == ["#main-content"]
    ids = tree.xpath("//@id")
    assert sorted(ids) == sorted(set(ids))
    assert tree.xpath("//@style") == []
    assert tree.xpath("//style") == []
    assert tree.xpath("//script[not(@src)]") == []


@pytest.mark.parametrize("place", PLACES)
def test_what_refers_to_an_element_finds_it(client, place):
    tree = get(client, place)
    ids = set(tree.xpath("//@id"))
    named = " ".join(tree.xpath("//@aria-describedby | //@aria-labelledby | //@for")).split()
    assert set(named) <= ids
    assert {target[1:] for target in tree.xpath("//main//@href") if re.fullmatch("#.+", target)} <= ids


def test_levels_of_headings_are_not_skipped(client):
    levels = [
        int(heading.tag[1])
        for heading in get(client, "").xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
    ]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))


def test_a_wrong_form_says_so_in_title_and_summary(client):
    tree = get(client, "?wrong")
    assert tree.xpath("//title/text()")[0].startswith("Error: Components – Sandwell")
    links = tree.xpath("//div[@data-module='govuk-error-summary']//a")
    assert [link.text for link in links] == [
        "Enter the title",
        "Due date must be a real date, like 27 3 2026",
        "Choose the kind of source",
        "Answer the question “Does it stand alone?”",
    ]


def test_notices_have_their_roles(client):
    tree = get(client, "?notices")
    roles = tree.xpath("//div[@data-module='govuk-notification-banner']/@role")
    assert roles == ["alert", "alert", "region"]


def test_the_loop_is_a_list_of_four_links_to_who_hears_it(client):
    items = get(client, "").xpath("//ol[@class='kit-loop__list']/li")
    words = [" ".join(item.text_content().split()) for item in items]
    assert words == [
        "Experience 14 sources 2 stuck since 3 May 2026",
        "Learning 37 findings 5 stuck since 17 February 2026",
        "Embedding 128 actions 12 stuck since 30 November 2025",
        "Evaluation 9 judged nothing stuck",
    ]
    assert [len(item.xpath(".//a")) for item in items] == [1, 1, 1, 1]
    ring = get(client, "").xpath("//svg[@class='kit-loop__ring']")[0]
    assert ring.get("aria-hidden") == "true"
    assert set(ring.xpath(".//a/@tabindex")) == {"-1"}


def test_the_gap_in_a_thread_is_said_not_only_drawn(client):
    last = get(client, "").xpath("//ol[@class='kit-timeline']/li")[-1]
    words = " ".join(last.text_content().split())
    assert words == (
        "by 1 May 2027 Still to come: Has it lasted? Waiting for Quality of Practice and Performance subgroup"
    )


def test_a_list_sorts_and_pages_by_plain_links(client):
    tree = get(client, "list/?kind=audit&page=4")
    assert tree.xpath("//th[@aria-sort='ascending']/a/@href") == ["?sort=-due"]
    assert tree.xpath("//a[@rel='prev']/@href") == ["?kind=audit&page=3"]
    assert tree.xpath("//a[@rel='next']") == []
    assert tree.xpath("//a[@aria-current='page']/text()") == ["4"]
    assert tree.xpath("//form[@role='search']/@method") == ["get"]


def test_a_cell_says_what_it_is_when_it_stands_alone(client):
    tree = get(client, "list/")
    heads = [" ".join(head.text_content().replace("▲", "").split()) for head in tree.xpath("//thead//th")]
    for row in tree.xpath("//tbody/tr"):
        assert row.xpath("./td/@data-label") == heads[1:]


def test_in_service_nobody_sees_it(client, settings):
    settings.DEMO = settings.DEBUG = False
    assert client.get("/components/").status_code == 404
