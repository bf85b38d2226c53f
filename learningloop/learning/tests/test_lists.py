"""The lists of findings and recommendations: what they say, who sees what, filters, export, cost."""

from datetime import date

import pytest
from django.urls import reverse

from learningloop.trail.models import Reading

STATEMENTS = {"Chronologies are missing", "Children are seen alone", "Thresholds are unclear"}


@pytest.fixture
def three(world, draw, recommend, make_source, neglect):
    need = draw(themes=[neglect], priority="neglect", domain="audits", good_statement="risk")
    draw("Children are seen alone", kind="strength", multi_agency=False, agencies=[world.agencies["police"]])
    review = make_source(
        "Case review", kind="case-review", started_on=date(2015, 9, 1), group=world.groups["cases"]
    )
    draw("Thresholds are unclear", source=review, drawn_on=date(2016, 3, 31))
    recommend(need, agencies=[world.agencies["health"]])


def url(name, query=""):
    return reverse(f"learning:{name}_list", args=["eastshire"]) + query


def statements(response):
    return {finding.statement for finding in response.context["listing"].page}


def test_findings_open_with_a_sentence_of_fact(world, three, signed_in):
    page = signed_in(world.people["officer"]).get(url("finding")).content.decode()
    assert "3 findings: 1 strength and 2 needs, 2 without a recommendation, the oldest since 31 March 2016" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=strength", {"Children are seen alone"}),
        ("?recommendation=with", {"Chronologies are missing"}),
        ("?recommendation=without", {"Children are seen alone", "Thresholds are unclear"}),
        ("?theme=neglect", {"Chronologies are missing"}),
        ("?agency=eastshire-police", {"Children are seen alone"}),
        ("?group=cases", {"Thresholds are unclear"}),
        ("?priority=neglect", {"Chronologies are missing"}),
        ("?domain=audits", {"Chronologies are missing"}),
        ("?source_kind=any-review", {"Thresholds are unclear"}),
        ("?source=r-2015-001", {"Thresholds are unclear"}),
        ("?year=2015-16", {"Thresholds are unclear"}),
        ("?words=seen", {"Children are seen alone"}),
        ("?words=f-2016-001", {"Thresholds are unclear"}),
        ("?kind=need&theme=neglect", {"Chronologies are missing"}),
        ("?kind=none-such&year=1066-68&sort=wrong&page=99", STATEMENTS),
    ],
)
def test_findings_filter(world, three, signed_in, query, found):
    assert statements(signed_in(world.people["officer"]).get(url("finding", query))) == found
    rows = signed_in(world.people["officer"]).get(url("finding", f"{query}&format=csv")).content.decode()
    assert {statement for statement in STATEMENTS if statement in rows} == found


def test_recommendations_open_with_a_sentence_of_fact(world, finding, recommend, answer, signed_in):
    answer(recommend(finding))
    page = signed_in(world.people["officer"]).get(url("recommendation")).content.decode()
    assert "1 recommendation, each with the board’s response" in page
    recommend(finding, text="Train", made_on=date(2026, 6, 1))
    page = signed_in(world.people["officer"]).get(url("recommendation")).content.decode()
    assert "2 recommendations, 1 waiting for the board’s response, the oldest since 1 June 2026" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?answer=waiting", {"Open"}),
        ("?answer=answered", {"Yes", "No"}),
        ("?answer=accepted", {"Yes"}),
        ("?answer=not-accepted", {"No"}),
        ("?theme=neglect", {"Yes"}),
        ("?agency=eastshire-health", {"No"}),
        ("?group=cases", {"Open"}),
        ("?source=R-2026-002", {"Open"}),
        ("?words=ope", {"Open"}),
        ("?year=2026-27", {"Open", "Yes", "No"}),
    ],
)
def test_recommendations_filter(world, draw, make_source, recommend, answer, neglect, signed_in, query, found):
    answer(recommend(draw(themes=[neglect]), text="Yes"))
    answer(recommend(draw("Two"), text="No", agencies=[world.agencies["health"]]), "not-accepted", reason="Cost")
    other = make_source("Review", kind="case-review", group=world.groups["cases"])
    recommend(draw("Three", source=other), text="Open")
    page = signed_in(world.people["officer"]).get(url("recommendation", query))
    assert {one.text for one in page.context["listing"].page} == found


@pytest.mark.parametrize("name", ["finding", "recommendation"])
def test_an_empty_list_says_how_to_begin(world, source, signed_in, name):
    page = signed_in(world.people["officer"]).get(url(name)).content.decode()
    assert f"No {name}s yet" in page and "Choose a" in page
    assert "Choose a" not in signed_in(world.people["lay_member"]).get(url(name)).content.decode()


def test_the_export_holds_no_formula_and_notes_what_is_restricted(world, draw, closed, recommend, signed_in):
    recommend(draw("=HYPERLINK(1)", source=closed), text="+1")
    officer = signed_in(world.people["officer"])
    findings = officer.get(url("finding", "?format=csv"))
    assert findings["Content-Disposition"] == 'attachment; filename="findings-eastshire.csv"'
    assert ",'=HYPERLINK(1)," in findings.content.decode()
    assert ",'+1," in officer.get(url("recommendation", "?format=csv")).content.decode()
    assert list(Reading.objects.values_list("reference", flat=True)) == [closed.reference] * 2


@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_what_grew_from_a_closed_source_is_not_listed(world, draw, closed, recommend, signed_in, query):
    recommend(draw("Nobody asked her", source=closed), draw(), text="Ask her")
    officer, manager = world.people["officer"], world.people["business_manager"]
    assert "Nobody asked" in signed_in(officer).get(url("finding", query)).content.decode()
    assert "Ask her" in signed_in(officer).get(url("recommendation", query)).content.decode()
    findings = signed_in(manager).get(url("finding", query)).content.decode()
    assert "Chronologies" in findings and "Nobody asked" not in findings and "RC-2026" not in findings
    assert "Ask her" not in signed_in(manager).get(url("recommendation", query)).content.decode()


@pytest.mark.parametrize("name", ["finding", "recommendation"])
def test_who_may_open_a_list(world, finding, signed_in, name):
    assert signed_in(world.people["practitioner"]).get(url(name)).status_code == 403
    assert signed_in(world.people["stranger"]).get(url(name)).status_code == 404
    assert signed_in(world.people["officer"]).post(url(name)).status_code == 405


@pytest.mark.parametrize("name", ["finding", "recommendation"])
def test_its_cost_does_not_grow(
    world, draw, recommend, answer, make_source, neglect, signed_in, django_assert_max_num_queries, name
):
    client = signed_in(world.people["officer"])

    def look():
        with django_assert_max_num_queries(40) as counted:
            client.get(url(name))
        return len(counted)

    def add(number):
        source = make_source(f"Audit {number}")
        finding = draw(f"Finding {number}", source=source, themes=[neglect], agencies=world.agencies.values())
        answer(recommend(finding, text=f"Recommendation {number}", agencies=world.agencies.values()))

    add(0)
    one = look()
    for number in range(1, 20):
        add(number)
    assert look() == one
