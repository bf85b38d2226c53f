"""A round across its agencies, an agency across its rounds, and a return beside the range of others."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.rules.conditions import Given
from learningloop.people.operations import add_agency, add_person, change_agency, grant_role
from learningloop.people.rules import AGENCY_LEAD, GROUP_MEMBER
from learningloop.sources.assessments.operations import close_round
from learningloop.sources.assessments.operations.returns import answer_return, sign_return, submit_return
from learningloop.sources.assessments.queries.across import by_kind, by_locality, submitted_of
from learningloop.sources.assessments.rules import ENOUGH, range_of
from learningloop.sources.assessments.tests.conftest import SECTIONS, TODAY, page_of, questions
from learningloop.trail.operations import SYSTEM

PERCENTS = st.lists(st.integers(0, 100), max_size=40)


def url(round_, *more, query=""):
    return "/".join(["", "eastshire", "rounds", round_.reference, *more, ""]) + query


def hand_in(return_, grade, by):
    """Answer all with one grade, have it signed, submit it."""
    words = {"lead": Given(grade, "So it is"), "trained": Given("yes" if grade == "met" else "no")}
    answer_return(return_=return_, given=words, by=by)
    return_.refresh_from_db()
    sign_return(return_=return_, name="Ann Chief", post="Head", on=TODAY, by=by)
    return submit_return(return_=return_, on=TODAY, by=by)


def leading(world, agency):
    """Somebody who leads for an agency alone."""
    person = add_person(email=f"{agency.slug}@example.invalid", name="Head", password=None, by=SYSTEM)
    grant_role(person=person, role=AGENCY_LEAD, board=world.board, agency=agency, why="Head", on=TODAY, by=SYSTEM)
    return person


@pytest.fixture
def schools(world):
    """Seven schools in two places."""
    return [
        add_agency(
            slug=f"eastshire-school-{n}", name=f"School {n}", kind="school", boards=[world.board],
            locality="Tipton" if n % 2 else "Oldbury", by=SYSTEM,
        )
        for n in range(7)
    ]  # fmt: skip


@pytest.fixture
def round_(world, opened, schools):
    """Six of the schools and the police submitted; the last school has only begun."""
    made = opened(agencies=[*schools, world.agencies["police"]])
    officer = world.people["officer"]
    for place, one in enumerate(made.returns.exclude(agency=schools[6]).order_by("agency__name")):
        hand_in(one, ("not", "partly", "met")[place % 3], officer)
    answer_return(return_=made.returns.get(agency=schools[6]), given={"lead": Given("met")}, by=officer)
    return made


# ---- one standard across all


def test_one_standard_shows_every_agency_the_weakest_first_and_leads_to_the_answer(round_, browser):
    page = browser("officer").get(url(round_, "overview", "leading"))
    told = [
        (one.percent, [words for _question, words, _colour in answers]) for one, answers in page.context["rows"]
    ]
    percents = [percent for percent, _answers in told]
    assert percents == sorted(percents) and len(percents) == 8
    assert {tuple(answers) for percent, answers in told if percent == 100} == {("Met",)}
    first = page.context["listing"].page[0]
    assert f"/eastshire/returns/{first.reference}/questions/lead/" in page.content.decode()
    [spread] = page.context["spreads"]
    assert [(part.words, part.number) for part in spread.parts if part.number] == [
        ("Not met", 3), ("Partly met", 2), ("Met", 2),
    ]  # fmt: skip
    assert spread.total == 7, "what is only begun is not counted"


def test_a_standard_is_narrowed_by_kind_and_locality_and_comes_as_a_file(round_, browser):
    officer = browser("officer")
    asked = "?kind=school&locality=Tipton"
    page = officer.get(url(round_, "overview", "leading", query=asked))
    assert {one.agency.locality for one in page.context["listing"].page} == {"Tipton"}
    file = officer.get(url(round_, "overview", "leading", query=f"{asked}&format=xlsx")).content
    head, *rows = load_workbook(BytesIO(file)).active.values
    assert head == ("Agency", "Kind", "Locality", "State", "Reached, %", "Question lead")
    assert len(rows) == 3 and {row[2] for row in rows} == {"Tipton"} and isinstance(rows[0][4], int)


def test_what_is_not_graded_is_no_standard(round_, browser):
    assert browser("officer").get(url(round_, "overview", "nothing")).status_code == 404


def test_the_overview_is_narrowed_by_kind_and_locality(round_, browser):
    officer = browser("officer")
    page = officer.get(url(round_, "overview", query="?locality=Oldbury"))
    assert {one.agency.name for one, _cells in page.context["rows"]} == {f"School {n}" for n in (0, 2, 4, 6)}
    file = officer.get(url(round_, "overview", query="?kind=statutory-partner&format=csv")).content.decode()
    assert "Eastshire Police" in file and "School" not in file


# ---- by kind and locality


def test_kinds_and_localities_show_their_means(world, round_, browser):
    sections = round_.question_set.scored_sections
    rows = submitted_of(round_, world.people["officer"])
    kinds = {one.name: (one.number, one.means) for one in by_kind(rows, sections)}
    assert {name: number for name, (number, _means) in kinds.items()} == {"Statutory partner": 1, "School": 6}
    mean = sum(
        one.answer_set.tally["sections"]["leading"]["percent"] for one in rows.filter(agency__kind="school")
    )
    assert kinds["School"][1][0] == round(mean / 6)
    assert [(one.name, one.number) for one in by_locality(rows, sections)] == [("Oldbury", 3), ("Tipton", 3)]
    page = browser("officer").get(url(round_, "kinds")).content.decode()
    assert "Tipton" in page and "School" in page
    file = browser("officer").get(url(round_, "kinds", query="?format=xlsx")).content
    assert [row[:2] for row in load_workbook(BytesIO(file)).active.values][1:] == [
        ("Statutory partner", 1), ("School", 6), ("Oldbury", 3), ("Tipton", 3),
    ]  # fmt: skip


def test_who_may_not_open_the_returns_learns_nothing_from_across(world, round_, browser):
    outsider = browser(world.person(GROUP_MEMBER, name="outsider", group="cases"))
    for page in (url(round_, "kinds"), url(round_, "overview", "leading")):
        response = outsider.get(page)
        assert response.status_code == 200
        html = response.content.decode()
        assert "Tipton" not in html and "School 1" not in html
    assert browser("agency_lead").get(url(round_, "kinds")).status_code == 404


def test_a_section_may_be_called_by_a_number(world, opened):
    numbered = questions(key="numbered", sections=[{**SECTIONS[0], "key": "1"}, {**SECTIONS[1], "key": "0"}])
    draft = draft_questions(board=world.board, question_set=numbered, by=SYSTEM)
    made = opened(version=publish_questions(version=draft, on=TODAY, by=SYSTEM))
    hand_in(made.returns.get(agency=world.agencies["police"]), "partly", world.people["officer"])
    rows = submitted_of(made, world.people["officer"])
    assert [one.means for one in by_kind(rows, made.version.document.sections)] == [[33, 0]]


def test_it_takes_as_many_queries_however_many_are_asked(opened, schools, browser, django_assert_max_num_queries):
    round_ = opened(agencies=schools)
    officer = browser("officer")
    for more in (("overview", "leading"), ("kinds",), ("overview",)):
        with django_assert_max_num_queries(26):
            assert officer.get(url(round_, *more)).status_code == 200


# ---- one agency across years


def test_an_agency_over_the_years_shows_each_round_and_the_change(world, opened, browser):
    lead = world.people["agency_lead"]
    former = opened(opens_on=TODAY.replace(year=TODAY.year - 1))
    first = hand_in(former.returns.get(agency=world.agencies["police"]), "partly", lead)
    second = hand_in(
        opened(title="Again", before=former).returns.get(agency=world.agencies["police"]), "met", lead
    )
    page = browser("agency_lead").get(page_of(second, "years"))
    years = page.context["years"]
    assert [one.reference for one in years.returns] == [first.reference, second.reference]
    line = years.lines[0]
    assert [cell.percent for cell in line.cells] == [33, 100] and line.change == 67
    assert "67 points more" in page.content.decode()
    file = browser("agency_lead").get(page_of(second, "years"), {"format": "csv"}).content.decode()
    assert "Leadership,33,100,67" in file


def test_over_the_years_shows_no_return_of_another_agency(world, round_, browser):
    other = round_.returns.filter(agency__kind="school").first()
    assert browser("agency_lead").get(page_of(other, "years")).status_code == 404
    assert browser("agency_lead").get(page_of(other, "others")).status_code == 404


# ---- beside others


@given(PERCENTS)
def test_a_range_is_told_of_enough_and_lies_in_order(percents):
    found = range_of(percents)
    assert (found is None) == (len(percents) < ENOUGH)
    if found:
        told = [found.lowest, found.lower_quarter, found.middle, found.upper_quarter, found.highest]
        assert told == sorted(told) and told[0] == min(percents) and told[-1] == max(percents)
        assert sum(one <= found.middle + 1 for one in percents) * 2 >= len(percents)


@given(PERCENTS, st.randoms())
def test_a_range_does_not_tell_in_which_order_they_came(percents, random):
    mixed = percents[:]
    random.shuffle(mixed)
    assert range_of(mixed) == range_of(percents)


@pytest.fixture
def school_lead(world, schools):
    return leading(world, schools[0])


def test_a_school_sees_others_as_ranges_once_the_round_is_closed(world, round_, schools, school_lead, browser):
    own = round_.returns.get(agency=schools[0])
    lead = browser(school_lead)
    assert lead.get(page_of(own, "others")).status_code == 403, "the round is still open"
    close_round(round_=round_, on=TODAY, by=world.people["officer"])
    page = lead.get(page_of(own, "others"))
    html = page.content.decode()
    assert page.status_code == 200 and page.context["number"] == 5
    assert all(line.range for line in page.context["lines"])
    assert "School 1" not in html and "Eastshire Police" not in html
    assert "How others answered" in lead.get(page_of(own)).content.decode()


def test_fewer_than_five_others_are_not_told(world, round_, schools, school_lead, browser):
    change_agency(agency=schools[5], name="School 5", kind="college", boards=[world.board], by=SYSTEM)
    close_round(round_=round_, on=TODAY, by=world.people["officer"])
    page = browser(school_lead).get(page_of(round_.returns.get(agency=schools[0]), "others"))
    assert page.context["number"] == 4 and not any(line.range for line in page.context["lines"])
    html = page.content.decode()
    assert "4 other returns" in html and "Ranges are told of at least 5 others" in html
    assert "<table" not in html, "a table of ten lines that say nothing"


def test_who_did_not_submit_sees_no_ranges(world, round_, schools, browser):
    late = leading(world, schools[6])
    close_round(round_=round_, on=TODAY, by=world.people["officer"])
    assert browser(late).get(page_of(round_.returns.get(agency=schools[6]), "others")).status_code == 403
