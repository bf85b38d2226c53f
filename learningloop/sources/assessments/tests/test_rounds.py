"""A coordinator opens a round, sees how it stands, chases, gives time, closes; an agency signs and submits."""

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.core import mail
from openpyxl import load_workbook
from pypdf import PdfReader

from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.queries.answering import kept_in
from learningloop.instruments.rules.conditions import Given
from learningloop.people.operations import add_agency
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations import (
    NobodyAsked,
    NotPublished,
    NotTheSameQuestions,
    RoundDatesDisagree,
    ask_more,
    close_round,
)
from learningloop.sources.assessments.operations.chasing import NobodyToChase, chase_returns, send_chase
from learningloop.sources.assessments.operations.returns import (
    NotComplete,
    NotNow,
    answer_return,
    sign_return,
    submit_return,
    take_back,
    withdraw_return,
)
from learningloop.sources.assessments.queries import standing_of
from learningloop.sources.assessments.tests.conftest import TODAY, page_of, questions
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.operations import edit_source
from learningloop.trail.operations import SYSTEM
from learningloop.trail.queries import history

ROUNDS = "/eastshire/rounds/"


def days(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@pytest.fixture
def asked(version):
    """What a browser sends to open a round."""
    return {
        "version": version.pk, "title": "Section 11 self-assessment", "kind": "audit", "who": "kinds",
        "kinds": ["statutory-partner", "school"], "signed_by": "Chief officer", "instructions": "Be honest",
        **days("opens_on", TODAY), **days("closes_on", TODAY + timedelta(days=60)),
    }  # fmt: skip


def test_a_round_is_opened_after_a_look_at_who_is_asked(world, asked, browser):
    officer = browser("officer")
    page = officer.post(f"{ROUNDS}open/", asked).content.decode()
    assert "Eastshire Police" in page and "Eastshire Academy" in page and "Eastshire Health" not in page
    assert "Nobody could answer for these yet" in page
    assert not Round.objects.exists()
    page = officer.post(f"{ROUNDS}open/", asked | {"confirmed": "1"}, follow=True).content.decode()
    made = Round.objects.get()
    assert made.source.kind == "audit" and made.source.agencies.count() == 2
    assert "0 of 2 submitted (0 %)" in page
    assert "Nobody yet" in page, "the school has nobody who answers"
    assert officer.get(f"/eastshire/sources/{made.reference}/").context["page"] == f"{ROUNDS}{made.reference}/"
    assert [event.kind for event in history(made)] == ["round.opened"]


def test_who_the_questions_were_not_written_for_is_told(world, asked, browser):
    draft = draft_questions(
        board=world.board, question_set=questions(key="other", asked_of=["statutory-partner"]), by=SYSTEM
    )
    other = publish_questions(version=draft, on=TODAY, by=SYSTEM)
    page = browser("officer").post(f"{ROUNDS}open/", asked | {"version": other.pk})
    assert [agency.name for agency in page.context["unmeant"]] == ["Eastshire Academy"]
    assert "The questions were not written for these" in page.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kinds": []}, "Choose at least one kind of agency"),
        ({"kinds": ["college"]}, "The board has no such agency"),
        ({"who": "list"}, "Choose at least one agency"),
        ({"closes_on_year": 2020}, "within three years"),
        (days("closes_on", TODAY), "would close before anybody can answer"),
        ({"opens_on_day": 31, "opens_on_month": 2}, "must be a real date"),
        ({"title": ""}, "Enter the title"),
        ({"version": "0"}, "Select a valid choice"),
        ({"signed_by": ""}, "Enter who signs each return"),
    ],
)
def test_what_is_wrong_with_a_round_is_told_and_nothing_typed_is_lost(asked, browser, changed, words):
    page = browser("officer").post(f"{ROUNDS}open/", asked | changed | {"confirmed": "1"}).content.decode()
    assert words in page
    assert "Be honest" in page
    assert not Round.objects.exists()


def test_a_round_is_opened_with_nobody_asked_yet(world, asked, browser):
    officer, sent = browser("officer"), asked | {"who": "nobody"}
    assert "Nobody yet" in officer.post(f"{ROUNDS}open/", sent).content.decode()
    page = officer.post(f"{ROUNDS}open/", sent | {"confirmed": "1"}, follow=True).content.decode()
    assert "Nobody is asked yet: ask by list, or choose agencies." in page
    assert "0 of 0 submitted" in page
    made = Round.objects.get()
    officer.post(f"{ROUNDS}{made.reference}/ask/", {"who": "list", "agencies": [world.agencies["police"].pk]})
    assert made.returns.get().agency == world.agencies["police"]


def test_without_a_published_set_the_page_says_what_to_do_first(world, browser):
    assert "the board has none yet" in browser("officer").get(f"{ROUNDS}open/").content.decode()


def test_what_an_operation_refuses(world, opened, version):
    with pytest.raises(RoundDatesDisagree):
        opened(closes_on=TODAY - timedelta(days=20))
    draft = draft_questions(board=world.board, question_set=questions(key="other"), by=SYSTEM)
    with pytest.raises(NotPublished):
        opened(version=draft)
    other = publish_questions(version=draft, on=TODAY, by=SYSTEM)
    with pytest.raises(NotTheSameQuestions):
        opened(before=opened(), version=other)


def test_more_agencies_are_asked_and_none_twice(world, opened, browser):
    made = opened()
    school = world.agencies["school"]
    url = f"{ROUNDS}{made.reference}/ask/"
    browser("officer").post(url, {"who": "list", "agencies": [school.pk, world.agencies["police"].pk]})
    assert made.returns.count() == 3
    with pytest.raises(NobodyAsked):
        ask_more(round_=made, agencies=[school], by=SYSTEM)
    assert (
        "not asked yet" in browser("officer").post(url, {"who": "list", "agencies": [school.pk]}).content.decode()
    )


def test_the_coordinator_sees_how_it_stands_and_so_does_the_file(world, police, submitted, browser):
    submitted(police)
    officer = browser("officer")
    page = officer.get(f"{ROUNDS}{police.round.reference}/").content.decode()
    assert "1 of 2 submitted (50 %)" in page and "1 not started" in page
    late = officer.get(f"{ROUNDS}{police.round.reference}/?state=outstanding").context["listing"]
    assert [one.agency.name for one in late.page] == ["Eastshire Health"]
    lines = officer.get(f"{ROUNDS}{police.round.reference}/?format=csv").content.decode().splitlines()
    assert len(lines) == 3 and "Ann Chief" in lines[2]


def test_late_is_what_is_due_before_today_and_not_submitted(world, opened, submitted):
    made = opened(closes_on=TODAY - timedelta(days=1))
    submitted(made.returns.get(agency=world.agencies["police"]))
    assert standing_of(made, TODAY).late == 1
    close_round(round_=made, on=TODAY, by=SYSTEM)
    assert standing_of(made, TODAY).late == 0


def test_the_office_is_told_of_late_returns_on_its_home_page(world, opened, browser):
    opened(closes_on=TODAY - timedelta(days=1))
    assert "Returns are late: Self-assessment" in browser("officer").get("/eastshire/").content.decode()


def test_an_overview_takes_as_many_queries_however_many_answer(
    world, opened, browser, django_assert_max_num_queries
):
    more = [
        add_agency(slug=f"eastshire-{n}", name=f"School {n}", kind="school", boards=[world.board], by=SYSTEM)
        for n in range(20)
    ]
    made = opened(agencies=more)
    officer = browser("officer")
    with django_assert_max_num_queries(24):
        assert officer.get(f"{ROUNDS}{made.reference}/").context["listing"].total == 20
    with django_assert_max_num_queries(22):
        assert officer.get("/eastshire/returns/").context["listing"].total == 20


# ---- chasing


def test_all_that_are_not_in_are_asked_once_more_by_mail_once_a_day(
    world, police, browser, django_capture_on_commit_callbacks
):
    officer, url = browser("officer"), f"{ROUNDS}{police.round.reference}/chase/"
    page = officer.get(url).content.decode()
    assert "2 returns not submitted yet." in page and "1 person would be written to." in page
    assert "Nobody to write to" in page and "Eastshire Health" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert "Asked once more for 1 return." in officer.post(url, follow=True).content.decode()
    assert {one.to[0] for one in mail.outbox} == {world.people["agency_lead"].email}
    [message] = mail.outbox
    assert page_of(police) in message.body and "due on" in message.body
    told = message.subject + message.body
    assert "Self-assessment" not in told and "Agency lead" not in told and "Police" not in told
    assert {"return.chased"} <= {event.kind for event in history(police)}
    assert "written to" in officer.get(page_of(police)).content.decode()
    page = officer.get(url).content.decode()
    assert "1 was asked for today already" in page and "Nobody is left to write to today." in page
    assert "It was asked for today already" in officer.get(page_of(police, "chase")).content.decode()
    page = officer.post(url, follow=True).content.decode()
    assert "was not asked for today already" in page
    assert len(mail.outbox) == 1
    send_chase.func(police.chases.get().pk, "https://example.invalid/")
    assert len(mail.outbox) == 1, "a task that runs twice sends once"


def test_one_agency_is_asked_once_more(world, police, browser, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        browser("officer").post(page_of(police, "chase"))
    assert len(mail.outbox) == 1


def test_what_is_submitted_is_not_asked_for(world, police, submitted):
    with pytest.raises(NobodyToChase):
        chase_returns(returns=[submitted(police)], url="REFERENCE", on=TODAY, by=SYSTEM)


def test_one_agency_gets_more_time(police, browser):
    later = TODAY + timedelta(days=90)
    browser("officer").post(page_of(police, "move"), days("due_on", later) | {"why": "Merger"})
    police.refresh_from_db()
    assert police.due_on == later
    assert "Merger" in browser("officer").get(page_of(police)).content.decode()
    assert police.round.returns.exclude(pk=police.pk).get().due_on == police.round.closes_on


# ---- signed, submitted, withdrawn


def test_a_return_is_signed_by_the_senior_and_submitted(world, police, complete, browser):
    lead = browser("agency_lead")
    signature = {"name": "Ann Chief", "post": "Chief officer", "agrees": "on", **days("on", TODAY)}
    page = lead.post(page_of(police, "sign"), signature).content.decode()
    assert "2 questions are not complete yet" in page and "Ann Chief" in page
    complete(police)
    page = lead.post(page_of(police, "sign"), {**signature, "agrees": ""}).content.decode()
    assert "has read the answers" in page
    tomorrow = days("on", TODAY + timedelta(days=1))
    assert "today or in the past" in lead.post(page_of(police, "sign"), signature | tomorrow).content.decode()
    lead.post(page_of(police, "sign"), signature)
    assert "Save and continue" not in lead.get(page_of(police, "sections", "staff")).content.decode()
    lead.post(page_of(police, "submit"))
    police.refresh_from_db()
    assert (police.state, police.signed_name, police.submitted_by) == (
        "submitted", "Ann Chief", world.people["agency_lead"],
    )  # fmt: skip
    assert "Submitted" in lead.get(page_of(police)).content.decode()
    assert "“submitted” by now" in lead.post(page_of(police, "submit"), follow=True).content.decode()
    assert [event.kind for event in history(police)][:3] == ["return.submitted", "return.signed", "return.begun"]


def test_a_contributor_may_not_sign(world, police, complete, browser):
    complete(police)
    assert browser("contributor").get(page_of(police, "sign")).status_code == 403


def test_a_signature_is_taken_back_to_change_answers(world, police, complete, browser):
    lead = world.people["agency_lead"]
    sign_return(return_=complete(police), name="Ann", post="Chief", on=TODAY, by=lead)
    with pytest.raises(NotNow, match="signed, not submitted"):
        answer_return(return_=police, given={"lead": Given("not", "x")}, by=lead)
    browser("agency_lead").post(page_of(police, "take-back"))
    police.refresh_from_db()
    assert (police.state, police.signed_on, police.signed_name) == ("in-progress", None, "")
    with pytest.raises(NotNow):
        submit_return(return_=police, on=TODAY, by=lead)
    with pytest.raises(NotNow):
        take_back(return_=police, by=lead)


def test_what_was_submitted_is_withdrawn_and_answered_again_and_both_stay(world, police, submitted, browser):
    submitted(police)
    page = browser("agency_lead").post(page_of(police, "withdraw"), {"why": "A mistake"}, follow=True)
    again = Return.objects.get(state="in-progress")
    assert page.redirect_chain[-1][0] == page_of(again)
    assert police.reference in page.content.decode()
    police.refresh_from_db()
    assert (police.state, police.again) == ("withdrawn", again)
    lead = world.people["agency_lead"]
    answer_return(return_=again, given={"lead": Given("partly", "Not all")}, by=lead)
    assert kept_in(police.answer_set).answers["lead"].value == "met", "what was submitted stays as it was"
    assert standing_of(police.round, TODAY).asked == 2
    sign_return(return_=again, name="Ann", post="Chief", on=TODAY, by=lead)
    submit_return(return_=again, on=TODAY, by=lead)
    with pytest.raises(NotNow):
        withdraw_return(return_=police, why="Again", by=lead)


def test_nothing_can_be_signed_that_was_emptied_meanwhile(world, police, complete):
    complete(police)
    answer_return(return_=police, given={"trained": Given("")}, by=world.people["agency_lead"])
    with pytest.raises(NotComplete, match="1 question is not complete"):
        sign_return(return_=police, name="Ann", post="Chief", on=TODAY, by=SYSTEM)


def test_a_round_is_closed_and_then_nothing_moves(world, police, submitted, browser):
    submitted(police)
    officer, url = browser("officer"), f"{ROUNDS}{police.round.reference}/close/"
    assert "1 of 2 submitted" in officer.get(url).content.decode()
    officer.post(url)
    police.round.refresh_from_db()
    assert police.round.closed_on == TODAY
    assert officer.post(url).status_code == 403
    assert officer.get(f"{ROUNDS}{police.round.reference}/ask/").status_code == 403
    told = browser("agency_lead").post(page_of(police, "withdraw"), {"why": "x"}, follow=True).content.decode()
    assert "The round is closed by now, so nothing was changed" in told
    police.refresh_from_db()
    assert police.state == "submitted"


# ---- copies, and who opens what


def test_the_agency_takes_its_answers_away_as_word_and_excel(world, police, submitted, browser):
    answer_return(return_=police, given={"lead": Given("met", "=1+1")}, by=world.people["agency_lead"])
    submitted(police)
    lead = browser("agency_lead")
    file = docx.Document(BytesIO(lead.get(page_of(police, "copy")).content))
    text = "\n".join(paragraph.text for paragraph in file.paragraphs)
    assert "Eastshire Police: Self-assessment" in text and "Question lead" in text and "Met" in text
    assert "Ann Chief, Chief officer" in file.tables[0].cell(3, 1).text
    sheet = load_workbook(BytesIO(lead.get(page_of(police, "export")).content)).active
    rows = list(sheet.values)
    assert rows[1][:3] == ("Leadership", "Question lead", "Met")


def test_the_agency_takes_its_answers_away_as_pdf(world, police, submitted, browser):
    answer_return(return_=police, given={"lead": Given("met", "#panic() $x")}, by=world.people["agency_lead"])
    submitted(police)
    response = browser("agency_lead").get(page_of(police, "copy"), {"format": "pdf"})
    assert response["Content-Type"] == "application/pdf" and response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == f'attachment; filename="{police.reference}.pdf"'
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert "Eastshire Police: Self-assessment" in text and "Question lead" in text
    assert "Ann Chief, Chief officer" in text


def test_an_agency_opens_its_return_though_the_round_is_closed_to_it(world, police, browser):
    source = police.round.source
    fields = {"title": source.title, "sensitivity": Sensitivity.NAMED, "agencies": source.agencies.all()}
    edit_source(
        source=source, themes=[], named_people=[world.people["officer"]], by=world.people["officer"], **fields
    )
    assert browser("agency_lead").get(page_of(police)).status_code == 200
    assert browser("officer").get(page_of(police)).status_code == 200
    for name in ("business_manager", "group_member", "lay_member"):
        assert browser(name).get(page_of(police)).status_code == 404
        assert browser(name).get(f"{ROUNDS}{police.round.reference}/").status_code == 404


def test_rounds_are_listed_with_their_response(world, police, submitted, browser):
    submitted(police)
    assert "1 of 2 submitted" in browser("lay_member").get(ROUNDS).content.decode()
    assert browser("agency_lead").get(ROUNDS).status_code == 403
    assert browser("practitioner").get("/eastshire/returns/").status_code == 403
