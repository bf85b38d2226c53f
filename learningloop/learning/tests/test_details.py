"""What a finding's and a recommendation's page lead on to, what later stages add, and what the pages cost."""

import pytest

from learningloop.learning.operations import edit_finding, edit_recommendation
from tests.loop import agreed

PAGES = ["finding_detail", "recommendation_detail", "source_learning"]


@pytest.fixture
def page_of(source, finding, recommendation, url):
    things = {"finding_detail": finding, "recommendation_detail": recommendation, "source_learning": source}
    return lambda page: url(page, things[page])


def test_a_finding_leads_on_to_what_comes_next(world, finding, recommend, answer, signed_in, url):
    here = url("finding_detail", finding)

    def next_for(name):
        return signed_in(world.people[name]).get(here).content.decode()

    assert url("recommendation_make", finding) in next_for("group_member")
    assert "Audit group" in next_for("lay_member")
    assert url("recommendation_make", finding) not in next_for("lay_member")
    recommendation = recommend(finding)
    assert "Give the board’s response to" in next_for("independent_chair")
    waiting = next_for("group_member")
    assert "The board’s chair, or the chair of the group" in waiting
    assert url("recommendation_respond", recommendation) not in waiting
    answer(recommendation)
    assert "kit-next" not in next_for("officer")


def test_a_recommendation_leads_on_to_what_comes_next(world, recommendation, answer, signed_in, url):
    here, respond = url("recommendation_detail", recommendation), url("recommendation_respond", recommendation)
    assert respond in signed_in(world.people["group_chair"]).get(here).content.decode()
    waiting = signed_in(world.people["agency_lead"]).get(here).content.decode()
    assert respond not in waiting and "The board’s chair" in waiting
    answer(recommendation, "not-accepted", reason="It costs too much", group=world.groups["audit"])
    told = signed_in(world.people["agency_lead"]).get(here).content.decode()
    for words in ("Not accepted", "It costs too much", "Audit group", "Chronologies are missing"):
        assert words in told
    assert (
        url("recommendation_edit", recommendation)
        not in signed_in(world.people["officer"]).get(here).content.decode()
    )


def test_later_stages_show_what_they_made_of_it(world, finding, recommendation, answer, signed_in, url):
    answer(recommendation)
    officer = signed_in(world.people["officer"])
    assert "Agree an action" in officer.get(url("recommendation_detail", recommendation)).content.decode()
    agreed(world, recommendation, title="Train every team")
    for page, thing in (("finding_detail", finding), ("recommendation_detail", recommendation)):
        assert "Train every team" in officer.get(url(page, thing)).content.decode()


def test_a_source_that_taught_nothing_yet_says_how_to_begin(world, source, signed_in, url):
    here = url("source_learning", source)
    assert "Draw the first finding" in signed_in(world.people["officer"]).get(here).content.decode()
    told = signed_in(world.people["lay_member"]).get(here).content.decode()
    assert "No findings yet" in told and "Draw the first finding" not in told


def test_the_history_tells_what_was_done(world, finding, signed_in, url):
    edit_finding(finding=finding, themes=[], agencies=[], statement="Changed", by=world.people["officer"])
    page = signed_in(world.people["officer"]).get(url("finding_detail", finding)).content.decode()
    assert "drew the finding" in page and "changed the finding" in page


@pytest.mark.parametrize("page", PAGES)
def test_who_may_open_them(world, page_of, signed_in, page):
    for name, status in [
        ("independent_chair", 200), ("lay_member", 200), ("trainer", 200), ("agency_lead", 200),
        ("contributor", 404), ("independent_reviewer", 404), ("practitioner", 404), ("stranger", 404),
    ]:  # fmt: skip
        assert signed_in(world.people[name]).get(page_of(page)).status_code == status, name


def test_what_people_wrote_is_shown_as_text(world, draw, recommend, signed_in, url):
    finding = draw("<b>Bold</b> & true" * 20, evidence="One\n\nTwo <script>")
    recommendation = recommend(finding, text="<script>alert(1)</script>" * 20)
    officer = signed_in(world.people["officer"])
    page = officer.get(url("finding_detail", finding)).content.decode()
    assert "&lt;b&gt;Bold" in page and "<b>Bold" not in page and "<p>One</p>" in page
    assert "<script>alert" not in officer.get(url("recommendation_detail", recommendation)).content.decode()


@pytest.fixture
def grow(world, finding, recommendation, draw, recommend, answer, neglect):
    """Let so many findings more stand under the recommendation, each with an answered one of its own."""

    def grow(numbers):
        everybody = list(world.agencies.values())
        for number in numbers:
            more = draw(f"Finding {number}", themes=[neglect], agencies=everybody)
            answer(recommend(finding, more, text=f"Recommendation {number}", agencies=everybody))
        edit_recommendation(
            recommendation=recommendation, findings=list(type(finding).objects.all()), agencies=everybody,
            by=world.people["officer"],
        )  # fmt: skip

    return grow


@pytest.mark.parametrize(
    ("page", "about"),
    [
        ("source_learning", "source"),
        ("finding_draw", "source"),
        ("finding_detail", "finding"),
        ("recommendation_make", "finding"),
        ("recommendation_detail", "recommendation"),
        ("recommendation_edit", "recommendation"),
        ("recommendation_respond", "recommendation"),
    ],
)
def test_their_cost_does_not_grow(
    world, request, grow, signed_in, url, django_assert_max_num_queries, page, about
):
    here = url(page, request.getfixturevalue(about))
    client = signed_in(world.people["officer"])

    def look():
        with django_assert_max_num_queries(45) as counted:
            assert client.get(here).status_code == 200
        return len(counted)

    grow([0])
    one = look()
    grow(range(1, 20))
    assert look() == one
