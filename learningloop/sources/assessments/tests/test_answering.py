"""Answering a return: by section, question by question, two people at once, and all that may go wrong."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learningloop.instruments.models import Answer, Evidence
from learningloop.instruments.queries.answering import kept_in
from learningloop.people.operations import grant_role
from learningloop.people.rules import AGENCY_LEAD, CONTRIBUTOR
from learningloop.sources.assessments.operations import close_round
from learningloop.sources.assessments.operations.returns import share_out
from learningloop.sources.assessments.tests.conftest import TODAY, a_file, page_of, sent
from learningloop.trail.operations import SYSTEM
from learningloop.trail.queries import history

HTMX = {"HTTP_HX_REQUEST": "true"}


def kept(return_):
    return {key: one.value for key, one in kept_in(return_.answer_set).answers.items()}


def test_an_agency_answers_its_return_section_by_section(world, police, browser):
    lead = browser("agency_lead")
    assert "Answer and submit the return: Self-assessment" in lead.get("/eastshire/").content.decode()
    page = lead.get(page_of(police))
    assert page.context["first_url"] == page_of(police, "sections", "leading")
    section = lead.get(page.context["first_url"])
    saved = lead.post(page.context["first_url"], sent(section, lead__answer="met", next="1"))
    assert saved["Location"] == page_of(police, "sections", "staff")
    section = lead.get(saved["Location"])
    saved = lead.post(saved["Location"], sent(section, trained__answer="yes", next="1"))
    assert saved["Location"] == page_of(police, "check")
    assert "Nothing is missing" in lead.get(saved["Location"]).content.decode()
    police.refresh_from_db()
    assert (police.state, kept(police)) == ("in-progress", {"lead": "met", "trained": "yes"})


def test_who_answers_for_several_agencies_is_told_which_return_is_whose(world, police, browser):
    trust = world.person(AGENCY_LEAD, name="Lead of two", agency="police")
    grant_role(
        person=trust, role=AGENCY_LEAD, why="Leads both", board=world.board, agency=world.agencies["health"],
        on=TODAY, by=SYSTEM,
    )  # fmt: skip
    home = browser(trust).get("/eastshire/").content.decode()
    assert "Answer and submit the return: Eastshire Police, Self-assessment" in home
    assert "Answer and submit the return: Eastshire Health, Self-assessment" in home


def test_an_answer_that_opens_a_question_shows_it_before_going_on(police, browser):
    lead, url = browser("agency_lead"), page_of(police, "sections", "leading")
    page = lead.post(url, sent(lead.get(url), lead__answer="partly", lead__answer_why="Soon", next="1"))
    assert page.status_code == 200
    assert "Question plan" in page.content.decode()
    assert kept(police) == {"lead": "partly"}


def test_one_answer_is_saved_as_soon_as_it_is_given(police, browser):
    lead, url = browser("agency_lead"), page_of(police, "sections", "leading")
    form = sent(lead.get(url), lead__answer="partly")
    page = lead.post(page_of(police, "questions", "lead"), form, **HTMX).content.decode()
    assert "Saved by Agency lead" in page
    assert 'id="q-plan"' in page and 'hx-swap-oob="outerHTML"' in page, "the question that it opens"
    assert "0 of 2" in page, "the explanation is missing"
    page = lead.post(
        page_of(police, "questions", "lead"), sent(lead.get(url), lead__answer="met"), **HTMX
    ).content.decode()
    assert '<div id="q-plan" hidden' in page
    assert "1 of 1" in page
    assert kept(police) == {"lead": "met"}


@pytest.mark.parametrize(
    ("side", "answer_kept", "words_kept"), [("mine", "met", ""), ("theirs", "not", "Nobody wrote it down")]
)
def test_two_who_answer_the_same_question_see_both(police, browser, world, side, answer_kept, words_kept):
    url, answer = page_of(police, "sections", "leading"), page_of(police, "questions", "lead")
    colleague = browser(world.person(AGENCY_LEAD, name="colleague"))
    lead = browser("agency_lead")
    mine = sent(lead.get(url), lead__answer="met")
    colleague.post(
        answer, sent(colleague.get(url), lead__answer="not", lead__answer_why=words_kept or "Nobody"), **HTMX
    )
    page = lead.post(answer, mine, **HTMX)
    html = page.content.decode()
    assert "changed this too" in html and "Not met" in html
    assert kept(police) == {"lead": "not"}, "nobody overwrites"
    block = page.context["block"].form
    again = mine | {"lead-seen": block["seen"].value()}
    assert "changed this too" in lead.post(answer, again, **HTMX).content.decode(), (
        "without a choice nothing is saved"
    )
    again |= {f"take-{name}": side for name in ("lead-answer", "lead-answer.why")}
    page = lead.post(answer, again, **HTMX)
    assert page["HX-Retarget"] == "#q-lead"
    assert kept(police) == {"lead": answer_kept}
    assert kept_in(police.answer_set).given["lead"].explanation == words_kept


def test_a_stale_page_overwrites_nothing_and_loses_nothing(police, browser, world):
    url = page_of(police, "sections", "leading")
    colleague, lead = browser(world.person(AGENCY_LEAD, name="colleague")), browser("agency_lead")
    lead.post(url, sent(lead.get(url), lead__answer="partly"))
    mine = sent(lead.get(url), lead__answer="not", plan__answer="We will train")
    colleague.post(url, sent(colleague.get(url), lead__answer="partly", lead__answer_why="Begun"))
    page = lead.post(url, mine)
    assert page.status_code == 200
    assert kept(police) == {"lead": "partly", "plan": "We will train"}, "what nobody else touched is saved"
    assert "changed this too" in page.content.decode()
    assert "Error: " in page.content.decode()


def test_what_was_not_touched_stays_as_a_colleague_left_it(police, browser, world):
    url = page_of(police, "sections", "leading")
    colleague, lead = browser(world.person(AGENCY_LEAD, name="colleague")), browser("agency_lead")
    lead.post(url, sent(lead.get(url), lead__answer="partly"))
    mine = sent(lead.get(url), plan__answer="We will train")
    colleague.post(url, sent(colleague.get(url), lead__answer="not"))
    assert lead.post(url, mine).status_code == 302
    assert kept(police) == {"lead": "not", "plan": "We will train"}


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"lead__answer": "perfect"}, "is not one of the available choices"),
        ({"lead__answer": "met", "lead__answer_why": "x" * 100_000}, "at most 20000 characters"),
    ],
)
def test_a_wrong_answer_is_told_and_stays(police, browser, answers, words):
    lead, url = browser("agency_lead"), page_of(police, "sections", "leading")
    page = lead.post(url, sent(lead.get(url), **answers))
    assert words in page.content.decode()
    assert answers.get("lead__answer_why", "") in page.content.decode()
    assert not Answer.objects.exists()
    assert words in lead.post(page_of(police, "questions", "lead"), sent(page, **answers), **HTMX).content.decode()


def test_in_a_closed_round_nothing_is_saved_and_what_was_typed_stays(police, browser):
    lead, url = browser("agency_lead"), page_of(police, "sections", "leading")
    mine = sent(lead.get(url), lead__answer="met", lead__answer_why="As the minutes show")
    close_round(round_=police.round, on=TODAY, by=SYSTEM)
    page = lead.post(url, mine).content.decode()
    assert "This round is closed. Nothing was saved" in page and "As the minutes show" in page
    assert not Answer.objects.exists()
    assert "Save and continue" not in lead.get(url).content.decode()


def test_before_the_round_opens_nothing_can_be_answered(world, opened, browser):
    later = {"opens_on": TODAY + timedelta(days=3)}
    coming = opened(**later).returns.get(agency=world.agencies["police"])
    lead, url = browser("agency_lead"), page_of(coming, "sections", "leading")
    assert "Answers can be given from" in lead.get(page_of(coming)).content.decode()
    page = lead.post(url, sent(lead.get(url), lead__answer="met")).content.decode()
    assert "Answers can be given from" in page
    assert "Self-assessment" not in lead.get("/eastshire/").content.decode()


def test_the_boards_office_answers_on_behalf_and_it_shows(police, browser):
    officer, url = browser("officer"), page_of(police, "sections", "leading")
    assert "marked as entered on its behalf" in officer.get(page_of(police)).content.decode()
    officer.post(url, sent(officer.get(url), lead__answer="met"))
    assert Answer.objects.get().on_behalf
    assert "on behalf of the agency" in browser("agency_lead").get(url).content.decode()


def test_who_only_reads_may_not_answer(police, browser):
    url = page_of(police, "sections", "leading")
    mine = sent(browser("agency_lead").get(url), lead__answer="met")
    for reader in ("lay_member", "group_member"):
        page = browser(reader).get(url)
        assert page.status_code == 200 and "Save and continue" not in page.content.decode()
        assert browser(reader).post(url, mine).status_code == 403
        assert browser(reader).post(page_of(police, "questions", "lead"), mine, **HTMX).status_code == 403
    assert not Answer.objects.exists()


def test_another_agencys_return_is_not_found(world, police, browser):
    of_health = browser(world.person(AGENCY_LEAD, name="nurse", agency="health"))
    for more in ([], ["check"], ["sections", "leading"], ["questions", "lead"], ["copy"], ["export"], ["sign"]):
        assert of_health.get(page_of(police, *more)).status_code == 404
    assert police.reference not in of_health.get("/eastshire/returns/").content.decode()


def test_a_section_is_answered_by_who_is_named_to_it_and_by_the_lead(world, police, browser):
    ann, ben = (world.person(CONTRIBUTOR, name=name) for name in ("ann", "ben"))
    share_out(return_=police, section="leading", people=[ann], by=world.people["agency_lead"])
    url = page_of(police, "sections", "leading")
    assert "Save and continue" not in browser(ben).get(url).content.decode()
    mine = sent(browser(ann).get(url), lead__answer="met")
    page = browser(ben).post(url, mine).content.decode()
    assert "Others of your agency are named" in page
    assert not Answer.objects.exists()
    assert browser(ann).post(url, mine).status_code == 302
    assert browser(ben).post(page_of(police, "sections", "staff"), {}).status_code == 302, "nobody is named here"
    assert "Save and continue" in browser("agency_lead").get(url).content.decode()


def test_saving_who_answers_what_as_it_stands_changes_nothing(world, police, browser):
    lead, url = browser("agency_lead"), page_of(police, "share-out")
    assert "is saved" in lead.post(url, {}, follow=True).content.decode()
    assert "return.shared-out" not in {event.kind for event in history(police)}


def test_sections_are_given_to_colleagues_on_a_page(world, police, browser):
    ann = world.person(CONTRIBUTOR, name="Ann")
    lead, url = browser("agency_lead"), page_of(police, "share-out")
    assert lead.post(url, {"staff": [str(ann.pk)]}, follow=True).status_code == 200
    assert [(one.section, one.person) for one in police.delegations.all()] == [("staff", ann)]
    assert "Ann" in lead.get(page_of(police)).content.decode()
    stranger = world.person(CONTRIBUTOR, name="Zoe", agency="health")
    assert lead.post(url, {"staff": [str(stranger.pk)]}).status_code == 200
    assert [one.person for one in police.delegations.all()] == [ann]


def test_an_answer_to_a_question_that_a_colleague_closed_meanwhile_is_kept(police, browser, world):
    url = page_of(police, "sections", "leading")
    colleague, lead = browser(world.person(AGENCY_LEAD, name="colleague")), browser("agency_lead")
    lead.post(url, sent(lead.get(url), lead__answer="partly"))
    mine = sent(lead.get(url), plan__answer="We will train")
    colleague.post(url, sent(colleague.get(url), lead__answer="met"))
    lead.post(url, mine)
    assert kept(police) == {"lead": "met", "plan": "We will train"}


# ---- evidence


def test_evidence_is_added_opened_and_taken_away(police, browser):
    lead, place = browser("agency_lead"), ("questions", "proof")
    lead.post(page_of(police, *place, "evidence"), {"uploads": [a_file(), a_file(b"Plan", "plan.txt")]})
    page = lead.get(page_of(police, *place)).content.decode()
    assert "minutes.txt" in page and "plan.txt" in page
    one = Evidence.objects.select_related("file").first()
    response = lead.get(page_of(police, "files", str(one.file.key)))
    assert b"".join(response.streaming_content) == b"Minutes"
    lead.post(page_of(police, *place, "files", str(one.file.key), "remove"))
    assert Evidence.objects.count() == 1
    assert lead.get(page_of(police, "files", str(one.file.key))).status_code == 404


@pytest.mark.parametrize("file", [a_file(b"MZ\x90\x00", "plan.pdf"), a_file(b"", "plan.txt")])
def test_a_renamed_or_empty_file_is_no_evidence(police, browser, file):
    page = browser("agency_lead").post(page_of(police, "questions", "proof", "evidence"), {"uploads": [file]})
    assert "Nothing was saved yet" in page.content.decode()
    assert not Evidence.objects.exists()


def test_a_file_that_is_too_large_is_told(police, browser, settings):
    settings.UPLOAD_LARGEST = 10
    page = browser("agency_lead").post(
        page_of(police, "questions", "proof", "evidence"), {"uploads": [a_file(b"x" * 11)]}
    )
    assert "Choose a file smaller than" in page.content.decode()


# ---- last time


def test_last_times_answer_is_confirmed_again_and_counts_only_then(world, opened, submitted, browser):
    first = opened()
    former = first.returns.get(agency=world.agencies["police"])
    lead = browser("agency_lead")
    lead.post(page_of(former, "questions", "proof", "evidence"), {"uploads": [a_file()]})
    submitted(former)
    now = opened(title="Again", before=first).returns.get(agency=world.agencies["police"])
    assert now.answer_set.complete == 0
    url = page_of(now, "sections", "leading")
    page = lead.get(url)
    assert "Confirm it again" in page.content.decode() and "Last time" in page.content.decode()
    assert kept(now) == {}
    lead.post(url, sent(page, confirm="lead"))
    assert kept(now) == {"lead": "met"}
    page = lead.get(page_of(now, "questions", "proof")).content.decode()
    assert "Take over last time’s evidence" in page
    lead.post(page_of(now, "questions", "proof", "reuse"))
    assert "taken over from last time" in lead.get(page_of(now, "questions", "proof")).content.decode()
    assert Evidence.objects.get(answer_set=now.answer_set).reused


# ---- cost


def test_saving_one_answer_takes_as_many_queries_however_much_is_answered(world, police, browser):
    lead, url = browser("agency_lead"), page_of(police, "sections", "leading")

    def cost(answer):
        form = sent(lead.get(url), lead__answer=answer, lead__answer_why=answer)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert lead.post(page_of(police, "questions", "lead"), form, **HTMX).status_code == 200
        return len(queries)

    cost("partly")
    first = cost("not")
    lead.post(
        page_of(police, "sections", "staff"),
        sent(lead.get(page_of(police, "sections", "staff")), trained__answer="yes"),
    )
    assert cost("partly") == first <= 20
