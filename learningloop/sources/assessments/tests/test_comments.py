"""Comments between those who answer a return: who reads them, who does not, and what may go wrong."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from learningloop.kit.dates import day
from learningloop.people.rules import AGENCY_LEAD, CONTRIBUTOR
from learningloop.sources.assessments.models import Comment
from learningloop.sources.assessments.operations import close_round
from learningloop.sources.assessments.operations.returns import share_out, withdraw_return
from learningloop.sources.assessments.tests.conftest import TODAY, page_of, sent
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM
from tests.world import ROLE_NAMES

HTMX = {"HTTP_HX_REQUEST": "true"}
WORDS = "Have we the minutes of May?"


@pytest.fixture
def say(police, browser):
    def say(text=WORDS, *, by="agency_lead", question="lead", **more):
        url = page_of(police, "questions", question, "comment")
        return browser(by).post(url, {f"comment-{question}-text": text}, **more)

    return say


@pytest.fixture
def read(police, browser):
    """What a person is shown on the page of the first section, on that of its question, and in the check."""

    def read(by, *, return_=police):
        client = browser(by)
        places = (["sections", "leading"], ["questions", "lead"], ["check"], [])
        return "".join(client.get(page_of(return_, *place)).content.decode() for place in places)

    return read


def test_colleagues_leave_comments_for_each_other(world, police, browser, say, read):
    ann = world.person(CONTRIBUTOR, name="Ann")
    assert "Comment for colleagues" in read(ann)
    page = say(follow=True).content.decode()
    assert "Your comment stands beside the question" in page and WORDS in page
    say("In the second folder.", by=ann)
    section = browser("agency_lead").get(page_of(police, "sections", "leading")).content.decode()
    assert '<details class="govuk-details" >' in section, "folded"
    assert "Comments between colleagues: 2" in section
    assert section.index(WORDS) < section.index("In the second folder.")
    police.refresh_from_db()
    assert police.state == "not-started", "it is no answer"


def test_the_return_tells_in_which_sections_colleagues_commented(world, police, browser, say):
    say()
    say("In the second folder.", by=world.person(CONTRIBUTOR, name="Ann"))
    told = f"2 comments between colleagues, the last by Ann on {day(TODAY)}"
    page = " ".join(html.fromstring(browser("agency_lead").get(page_of(police)).content).text_content().split())
    assert page.count("between colleagues") == 1 and told in page
    assert "between colleagues" not in browser("officer").get(page_of(police)).content.decode()


def test_a_comment_is_left_in_place(say):
    page = say(**HTMX).content.decode()
    assert WORDS in page and "<html" not in page and '<details class="govuk-details" open>' in page
    assert say("x" * 10_000, **HTMX).content.decode().count("x" * 10_000) == 1


def test_without_script_a_section_is_saved_with_what_was_typed_beside_it(police, browser):
    lead, url = browser("agency_lead"), page_of(police, "sections", "leading")
    more = {"comment-lead-text": WORDS, "comment": "lead"}
    lead.post(url, sent(lead.get(url), lead__answer="partly") | more)
    police.answer_set.refresh_from_db()
    assert (Comment.objects.get().text, police.answer_set.answers.get().value) == (WORDS, "partly")


def test_without_script_a_comment_that_is_too_long_stays_and_the_answer_is_saved(police, browser):
    lead, url = browser("agency_lead"), page_of(police, "sections", "leading")
    more = {"comment-lead-text": "y" * 10_000, "next": "1"}
    page = lead.post(url, sent(lead.get(url), lead__answer="met") | more)
    assert page.status_code == 200
    assert "y" * 10_000 in page.content.decode() and "at most 5000 characters" in page.content.decode()
    assert police.answer_set.answers.get().value == "met"
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Write the comment"), ("  \n ", "Write the comment"), ("z" * 10_000, "at most 5000 characters"),
     ("a\x00b", "Null characters are not allowed")],
)  # fmt: skip
def test_what_is_no_comment_is_told_and_stays(say, text, words):
    page = say(text).content.decode()
    assert words in page and "Error: " in page
    assert text.strip() in page or "\x00" in text
    assert not Comment.objects.exists()


def test_a_second_press_of_the_button_says_nothing_twice(say):
    say()
    assert say().status_code == 302
    assert Comment.objects.count() == 1


def test_markup_and_other_scripts_are_words(say, read):
    say("<script>alert(1)</script> \u202eمرحبا 🙂")
    page = read("agency_lead")
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page and "مرحبا 🙂" in page


# ---- who reads it


@pytest.mark.parametrize("name", [*ROLE_NAMES, "stranger"])
def test_nobody_reads_it_but_those_who_answer(police, browser, say, name):
    say()
    reads = name in ("agency_lead", "contributor")
    client = browser(name)
    shown = [
        client.get(page_of(police, *place)).content.decode()
        for place in (["sections", "leading"], ["questions", "lead"], ["check"], [])
    ]
    assert [WORDS in page for page in shown] == [reads, reads, False, False]
    told = client.post(page_of(police, "questions", "lead", "comment"), {"comment-lead-text": "Hm"}).status_code
    assert (told == 302) is reads and (reads or told in (403, 404))


def test_another_agency_and_another_board_find_nothing(world, police, say):
    stranger = world.person(AGENCY_LEAD, name="nurse", agency="health")
    assert say(by=stranger).status_code == 404
    assert say(by="stranger").status_code == 404
    assert not Comment.objects.exists()


def test_the_boards_office_reads_it_only_while_it_answers_on_behalf(police, browser, say, read, submitted):
    say()
    url = page_of(police, "sections", "leading")
    officer = browser("officer")
    assert say(by="officer").status_code == 403
    officer.post(url, sent(officer.get(url), lead__answer="met"))
    assert WORDS in read("officer")
    assert say("Thank you", by="officer").status_code == 302
    submitted(police)
    assert WORDS not in read("officer"), "what is handed in is scrutinised"
    assert WORDS in read("agency_lead")


def test_the_history_of_the_return_tells_nothing_of_it(police, say, read):
    say()
    event = Event.objects.get(kind="comment.left")
    assert (event.thing, event.facts) == ("assessments.comment", {"question": "Question lead"})
    assert "comment for colleagues" not in read("officer")


def test_copies_bear_none(police, browser, say):
    say()
    lead = browser("agency_lead")
    for place in ("copy", "export"):
        assert WORDS.encode() not in lead.get(page_of(police, place)).content


# ---- when it is closed


def test_once_it_is_submitted_comments_are_read_and_none_is_added(police, say, read, submitted):
    say()
    submitted(police)
    assert WORDS in read("agency_lead") and "Leave this comment" not in read("agency_lead")
    page = say("Too late?").content.decode()
    assert "“submitted” by now, so nothing was changed" in page and "Too late?" in page
    assert Comment.objects.count() == 1


def test_in_a_closed_round_what_was_typed_stays(police, browser, say):
    lead, url = browser("agency_lead"), page_of(police, "sections", "leading")
    mine = sent(lead.get(url), lead__answer="met") | {"comment-lead-text": WORDS}
    close_round(round_=police.round, on=TODAY, by=SYSTEM)
    assert WORDS in lead.post(url, mine).content.decode()
    assert WORDS in say().content.decode()
    assert not Comment.objects.exists()


def test_the_next_return_begins_without_and_the_withdrawn_keeps_them(police, say, read, submitted):
    say()
    submitted(police)
    again = withdraw_return(return_=police, why="A mistake", by=SYSTEM)
    assert WORDS in read("agency_lead")
    assert WORDS not in read("agency_lead", return_=again)


def test_who_is_not_named_to_the_section_may_still_ask(world, police, browser, say):
    ann, ben = (world.person(CONTRIBUTOR, name=name) for name in ("ann", "ben"))
    share_out(return_=police, section="leading", people=[ann], by=SYSTEM)
    page = browser(ben).get(page_of(police, "sections", "leading")).content.decode()
    assert "Save and continue" not in page and "Leave this comment" in page
    assert say(by=ben).status_code == 302


def test_comments_cost_no_query_each(police, browser, say):
    lead, url = browser("agency_lead"), page_of(police, "sections", "leading")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            lead.get(url)
        return len(queries)

    say()
    first = cost()
    for number in range(5):
        say(f"Comment {number}")
    assert cost() == first
