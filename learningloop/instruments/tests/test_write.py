"""A question set is written in the browser: begun from nothing, part by part, tried out, published, followed."""

from datetime import date
from typing import get_args

import pytest
from django.test import Client

from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import (
    NothingNew,
    QuestionsDoNotHold,
    discard_questions,
    draft_questions,
    publish_questions,
)
from learningloop.instruments.operations.drafting import move_part, start_next_version, take_part_out
from learningloop.instruments.rules.drafting import place_of
from learningloop.instruments.schema import QuestionKind
from learningloop.instruments.tests.sets import a_set, asking
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM, ChangedMeanwhile

BASE = "/eastshire/questions/"
TOOL = f"{BASE}tool-1/write/"
ON = date(2026, 5, 3)
LEAD = {"question": "lead", "comparison": "below", "value": "met"}


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.people["officer"])


@pytest.fixture
def draft(world):
    """A draft with two sections: a graded question, and two that follow it."""
    questions = [asking("grade", "lead"), asking("long-text", "plan", shown_when=[LEAD]), asking("yes-no", "gate")]
    two = [
        {"key": "one", "title": "One", "questions": questions[:2]},
        {"key": "two", "title": "Two", "questions": questions[2:]},
    ]
    return draft_questions(board=world.board, question_set=a_set(sections=two), by=SYSTEM)


def now(draft):
    draft.refresh_from_db()
    return QuestionSetVersion.objects.get(pk=draft.pk).document


def order(draft):
    return [[question.key for question in section.questions] for section in now(draft).sections]


def sent(client, address, **answers):
    """The form of a page as it stands, with other answers, sent."""
    form = client.get(address).context["form"]
    told = {one.html_name: one.value() for one in form if one.value() is not None and one.value() is not False}
    return client.post(address, {**told, **answers})


def page_of(response):
    return response.content.decode()


def test_a_set_is_written_from_nothing(officer):
    begun = officer.post(
        f"{BASE}start/", {"title": "Sports clubs", "purpose": "To see how clubs keep children safe"}
    )
    base = f"{BASE}sports-clubs-1/write/"
    assert begun["Location"] == base
    assert "It has no section. Add a section" in page_of(officer.get(base))
    assert officer.post(f"{base}section/", {"title": "Leadership"})["Location"] == f"{base}#leadership"
    assert "“Leadership” has no question. Add a question" in page_of(officer.get(base))
    officer.post(f"{base}scale/take/", {"scale": "met-partly-not"})
    sent(officer, f"{base}section/leadership/add/", text="Somebody leads", help="A name")
    answer = sent(
        officer, f"{base}section/leadership/add/", text="What will you do?", kind="long-text",
        **{"shown_when.0.question": "somebody-leads"},
        **{"shown_when.0.comparison": "below", "shown_when.0.value": "met"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.context["form"].errors
    version = QuestionSetVersion.objects.get()
    [first, second] = version.document.questions()
    assert (first.kind, first.help) == ("grade", "A name")
    assert second.shown_when[0].question == "somebody-leads"
    assert "What comes of these answers" in page_of(officer.post(f"{BASE}sports-clubs-1/try/", {"kind": "school"}))
    assert "is published" in page_of(officer.post(f"{BASE}sports-clubs-1/publish/", follow=True))
    kinds = Event.objects.filter(kind__startswith="questions.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "questions.started", "questions.added", "questions.added", "questions.added", "questions.added",
        "questions.published",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "page", ["whole/", "section/one/", "question/lead/", "question/plan/", "scale/is/grades/"]
)
def test_saving_a_part_as_it_stands_changes_nothing(officer, draft, page):
    before = now(draft)
    answer = sent(officer, f"{TOOL}{page}")
    assert answer.status_code == 302, answer.context["form"].errors
    assert now(draft) == before


@pytest.mark.parametrize("kind", get_args(QuestionKind))
def test_every_kind_of_question_is_saved_as_it_stands(world, officer, kind):
    whole = asking(
        kind, "q", help="Plain words", legal_basis="s.11", prompts=["Minutes", "A policy"], asked_of=["school"],
        required_when=[{"question": "first", "comparison": "is-not", "value": "not-applicable"}], weight=3,
        shown_when=[{"question": "first", "comparison": "answered", "value": ""}], carried=False,
        explanation={"ask": "must-below", "grade": "met"} if kind == "grade" else {"ask": "may"},
        evidence={"ask": "must"},
    )  # fmt: skip
    draft = draft_questions(
        board=world.board, question_set=a_set(asking("yes-no", "first"), whole), by=SYSTEM
    )  # fmt: skip
    before = now(draft)
    answer = sent(officer, f"{TOOL}question/q/")
    assert answer.status_code == 302, answer.context["form"].errors
    assert now(draft) == before


def test_questions_move_within_their_section_and_over_its_edge(officer, draft):
    def move(way, key):
        officer.post(f"{TOOL}move/{way}/{'/'.join(place_of(now(draft).model_dump(mode='json'), key))}/")
        return order(draft)

    assert move("down", "lead") == [["plan", "lead"], ["gate"]]
    assert "No earlier question has the key “lead”" in page_of(officer.get(TOOL))
    assert move("down", "lead") == [["plan"], ["lead", "gate"]]
    assert move("up", "lead") == [["plan", "lead"], ["gate"]]
    assert move("up", "gate") == [["plan", "lead", "gate"], []]
    assert move("down", "gate") == [["plan", "lead"], ["gate"]]
    assert move("down", "gate") == [["plan", "lead"], ["gate"]]
    officer.post(f"{TOOL}move/up/sections/two/")
    assert [section.key for section in now(draft).sections] == ["two", "one"]


def test_what_rests_on_a_question_is_told_before_it_is_taken_out(officer, draft):
    page = page_of(officer.get(f"{TOOL}take-out/sections/one/questions/lead/"))
    assert "Question plan" in page
    assert "its condition asks for the answer" in page
    officer.post(f"{TOOL}take-out/sections/one/questions/lead/")
    assert order(draft) == [["plan"], ["gate"]]
    assert "No earlier question has the key “lead”" in page_of(officer.get(TOOL))
    assert "To mend before it can be published" in page_of(officer.get(f"{BASE}tool-1/publish/"))
    with pytest.raises(QuestionsDoNotHold, match="No earlier question"):
        publish_questions(version=draft, on=ON, by=SYSTEM)
    gone = page_of(sent(officer, f"{TOOL}question/plan/"))
    assert "That question is not asked before this one" in gone
    answer = sent(officer, f"{TOOL}question/plan/", **{"shown_when.0.question": "", "shown_when.0.value": ""})
    assert answer.status_code == 302
    assert publish_questions(version=draft, on=ON, by=SYSTEM).published_on == ON


def test_a_scale_that_questions_are_graded_on_is_missed(officer, draft):
    assert "it is graded on this scale" in page_of(officer.get(f"{TOOL}take-out/scales/grades/"))
    officer.post(f"{TOOL}take-out/scales/grades/")
    assert "There is no scale “grades”" in page_of(officer.get(TOOL))
    assert officer.get(f"{BASE}tool-1/try/").status_code == 200


@pytest.mark.parametrize(
    ("page", "answers", "words"),
    [
        ("section/one/add/", {"text": ""}, "Enter the question"),
        ("section/one/add/", {"text": "x" * 100_000}, "at most 1000 characters"),
        ("section/one/add/", {"text": "Again", "key": "gate"}, "“gate” is the short name of another already"),
        ("section/one/add/", {"text": "Again", "key": "Two Words"}, "Use small letters, digits"),
        ("section/one/add/", {"text": "A", "kind": "grade", "scale": ""}, "Choose the scale on which"),
        ("section/one/add/", {"text": "A", "kind": "choice", "choices": "One"}, "Write at least 2"),
        ("section/one/add/", {"text": "A", "kind": "choice", "choices": "One\nOne"}, "stands there twice"),
        ("section/one/add/", {"text": "A", "kind": "table", "columns": ""}, "Write the columns, one a line"),
        ("section/one/add/", {"text": "A", "weight": "1000"}, "less than or equal to 100"),
        ("section/one/add/", {"text": "A", "must": "when"}, "Say below when it must be answered"),
        ("section/one/add/", {"text": "A", "shown_when.0.question": "gate"}, "is not asked before this one"),
        ("section/one/add/", {"text": "A", "shown_when.0.question": "none"}, "is not asked before this one"),
        ("section/one/add/", {"text": "A", "shown_when.0.value": "Met"}, "Choose the question, or empty"),
        (
            "section/one/add/",
            {"text": "A", "shown_when.0.question": "lead", "shown_when.0.value": "Good"},
            "“Good” is not an answer to this question. Write Not met, Partly met, Met or Does not apply",
        ),
        (
            "section/one/add/",
            {"text": "A", "shown_when.0.question": "lead"},
            "Enter the answer: Not met, Partly met, Met or Does not apply",
        ),
        (
            "section/two/add/",
            {"text": "A", "shown_when.0.question": "gate", "shown_when.0.comparison": "below"},
            "That question has no grade",
        ),
        (
            "section/one/add/",
            {"text": "A", "kind": "yes-no", "evidence.ask": "must-below", "evidence.grade": "Met"},
            "Only a question with a scale has grades",
        ),
        ("section/one/add/", {"text": "A", "evidence.ask": "must-below"}, "Choose a grade of this question"),
        ("scale/", {"name": "Empty"}, "Enter at least two grades"),
        ("scale/", {"name": "One", "0.label": "Good", "0.score": "1"}, "Enter at least two grades"),
        ("scale/", {"name": "T", "0.label": "A", "1.label": "A"}, "stands there twice"),
        ("scale/", {"name": "T", "0.label": "A", "1.label": "B"}, "Fewer than two grades have a score"),
        ("scale/", {"name": "T", "0.score": "2"}, "Enter the label of grade 1"),
        (
            "scale/",
            {"name": "T", "0.label": "A", "0.score": "2", "1.label": "B", "1.score": "1"},
            "The scores do not rise",
        ),
        (
            "scale/",
            {"name": "T", "0.label": "A", "0.score": "1", "1.label": "B", "1.score": "2", "pass_mark": "C"},
            "“C” is not among the grades. Write A or B",
        ),
        ("section/", {"title": ""}, "Enter the title"),
        ("whole/", {"title": "x" * 100_000}, "at most 200 characters"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_what_was_typed_stays(officer, draft, page, answers, words):
    before = now(draft)
    answer = sent(officer, f"{TOOL}{page}", **answers)
    assert answer.status_code == 200
    told = page_of(answer)
    assert words in told.replace("&#x27;", "'")
    assert "There is a problem" in told
    for typed in answers.values():
        assert not typed or typed in told
    assert now(draft) == before


def test_a_key_that_is_taken_begins_nothing(officer, draft):
    answer = officer.post(f"{BASE}start/", {"title": "Another", "purpose": "To try", "key": "tool"})
    assert "The board has a question set “tool” already" in page_of(answer)
    assert QuestionSetVersion.objects.count() == 1


def test_markup_is_text_everywhere(officer, draft):
    mark = "<b onclick=x>Bold</b>"
    sent(officer, f"{TOOL}section/one/", title=mark, guidance=mark)
    sent(officer, f"{TOOL}question/lead/", text=mark, help=mark)
    for address in (TOOL, f"{BASE}tool-1/", f"{BASE}tool-1/try/", f"{TOOL}question/lead/"):
        assert "<b onclick" not in page_of(officer.get(address))
        assert "&lt;b onclick" in page_of(officer.get(address))


def test_a_reworded_grade_and_choice_keep_their_keys(officer, draft):
    answer = sent(officer, f"{TOOL}scale/is/grades/", **{"1.label": "In part", "pass_mark": "In part"})
    assert answer.status_code == 302, answer.context["form"].errors
    [scale] = now(draft).scales
    assert [(point.key, point.label) for point in scale.points][:2] == [("not", "Not met"), ("partly", "In part")]
    assert scale.pass_mark == "partly"
    sent(officer, f"{TOOL}question/gate/", kind="choice", choices="Daily\nWeekly")
    sent(officer, f"{TOOL}question/gate/", choices="Each day\nWeekly")
    sent(officer, f"{TOOL}question/gate/", choices="Never\nEach day\nWeekly")
    choices = now(draft).question("gate").choices
    assert [(one.key, one.label) for one in choices] == [
        ("never", "Never"), ("daily", "Each day"), ("weekly", "Weekly"),
    ]  # fmt: skip


# ---- two people at once


def other_client(world):
    client = Client()
    client.force_login(
        world.people["business_manager"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def opened(client, address):
    form = client.get(address).context["form"]
    return {one.html_name: one.value() for one in form if one.value() is not None and one.value() is not False}


def test_two_who_change_one_question_see_both_and_lose_nothing(world, officer, draft):
    address = f"{TOOL}question/lead/"
    mine = opened(officer, address)
    sent(other_client(world), address, text="Theirs")
    page = page_of(officer.post(address, {**mine, "text": "Mine"}))
    assert "Theirs" in page
    assert "Mine" in page
    assert "Business manager" in page
    assert now(draft).question("lead").text == "Theirs"


def test_two_who_change_different_parts_both_save(world, officer, draft):
    mine = opened(officer, f"{TOOL}question/lead/")
    sent(other_client(world), f"{TOOL}question/gate/", text="Theirs")
    sent(other_client(world), f"{TOOL}section/one/", title="Theirs")
    assert officer.post(f"{TOOL}question/lead/", {**mine, "text": "Mine"}).status_code == 302
    found = now(draft)
    assert [found.question("lead").text, found.question("gate").text, found.sections[0].title] == [
        "Mine", "Theirs", "Theirs",
    ]  # fmt: skip


def test_what_was_typed_to_a_part_taken_out_or_published_meanwhile_is_shown(world, officer, draft):
    mine = opened(officer, f"{TOOL}question/gate/") | {"text": "Mine, all of it"}
    take_part_out(version=draft, place=("sections", "two", "questions", "gate"), by=SYSTEM)
    late = officer.post(f"{TOOL}question/gate/", mine)
    assert late.status_code == 409
    assert "Mine, all of it" in page_of(late)
    take_part_out(version=draft, place=("sections", "two"), by=SYSTEM)
    publish_questions(version=draft, on=ON, by=SYSTEM)
    late = officer.post(f"{TOOL}question/lead/", mine)
    assert late.status_code == 409
    assert "a published version never changes" in page_of(late)
    assert officer.post(f"{TOOL}move/up/sections/one/").status_code == 409


def test_what_is_published_is_what_the_publisher_was_shown(world, officer, draft):
    seen = officer.get(f"{BASE}tool-1/publish/").context["seen"]
    move_part(version=draft, place=("sections", "two"), step=-1, by=SYSTEM)
    page = officer.post(f"{BASE}tool-1/publish/", {"seen": seen}, follow=True)
    assert "was changed after you opened this page" in page_of(page)
    with pytest.raises(ChangedMeanwhile):
        publish_questions(version=draft, on=ON, seen=seen, by=SYSTEM)


def test_a_draft_thrown_away_meanwhile_is_told(draft):
    discard_questions(version=QuestionSetVersion.objects.get(), by=SYSTEM)
    with pytest.raises(Exception, match="threw this draft away"):
        move_part(version=draft, place=("sections", "two"), step=-1, by=SYSTEM)


# ---- the next version


def test_the_next_version_begins_as_a_copy_and_the_published_one_stays(world, officer, draft):
    take_part_out(version=draft, place=("sections", "one", "questions", "plan"), by=SYSTEM)
    published = publish_questions(version=draft, on=ON, by=SYSTEM)
    assert "Begin the next version" in page_of(officer.get(f"{BASE}tool-1/"))
    begun = officer.post(f"{BASE}next/tool/")
    assert begun["Location"] == f"{BASE}tool-2/write/"
    assert "Begin the next version" not in page_of(officer.get(f"{BASE}tool-1/"))
    assert "is being written already" in page_of(officer.post(f"{BASE}next/tool/", follow=True))
    with pytest.raises(NothingNew):
        publish_questions(version=QuestionSetVersion.objects.get(number=2), on=ON, by=SYSTEM)
    base = f"{BASE}tool-2/write/"
    answer = sent(officer, f"{base}section/two/add/", text="Is the gate locked?", key="locked", was="gate")
    assert answer.status_code == 302, answer.context["form"].errors
    page = page_of(officer.get(f"{base}take-out/sections/two/questions/lead/"))
    assert "cannot be changed" in page
    assert "carry forward to nothing" in page_of(officer.get(f"{base}take-out/sections/one/questions/lead/"))
    twice = sent(officer, f"{base}section/one/add/", text="Once more", was="gate")
    assert "is already what “locked” was" in page_of(twice) or "is already what" in page_of(officer.get(base))
    assert QuestionSetVersion.objects.get(pk=published.pk).document == now(published)
    assert "Question gate" in page_of(officer.get(f"{BASE}tool-1/"))


def test_a_set_without_a_published_version_has_no_next(world, officer, draft):
    assert "No version of this question set is published yet" in page_of(
        officer.post(f"{BASE}next/tool/", follow=True)
    )
    with pytest.raises(Exception, match="published yet"):
        start_next_version(board=world.board, key="tool", by=SYSTEM)
