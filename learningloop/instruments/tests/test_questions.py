"""A board takes up a question set, reads and tries it, publishes it, and later publishes another version."""

from datetime import date

import pytest

from learningloop.instruments.models import QuestionSetVersion
from learningloop.instruments.operations import (
    NothingNew,
    PublishedAlready,
    QuestionsDoNotHold,
    discard_questions,
    draft_questions,
    publish_questions,
)
from learningloop.instruments.queries import newest_published, shipped_sets
from learningloop.instruments.rules.succession import predecessors, successions
from learningloop.instruments.tests.sets import a_set, asking
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM

ON = date(2026, 5, 3)


@pytest.fixture
def drafted(world):
    def draft(*questions, **fields):
        return draft_questions(board=world.board, question_set=a_set(*questions, **fields), by=SYSTEM)

    return draft


@pytest.fixture
def published(drafted):
    def publish(*questions, **fields):
        return publish_questions(version=drafted(*questions, **fields), on=ON, by=SYSTEM)

    return publish


def test_a_shipped_set_is_taken_up_read_tried_and_published(world, signed_in):
    client = signed_in(world.people["business_manager"])
    offered = client.get("/eastshire/questions/").content.decode()
    assert offered.count("Take up: ") == len(shipped_sets())
    page = client.post("/eastshire/questions/take-up/section-11/", follow=True)
    assert page.redirect_chain[-1][0] == "/eastshire/questions/section-11-1/"
    assert "A named senior person on the executive leads" in page.content.decode()
    assert "never changes" in client.get("/eastshire/questions/section-11-1/publish/").content.decode()
    page = client.post("/eastshire/questions/section-11-1/publish/", follow=True)
    assert "Section 11 self-assessment, version 1 is published." in page.content.decode()
    assert newest_published(world.board, "section-11").document == shipped_sets()["section-11"]
    assert list(Event.objects.filter(kind__startswith="questions.").values_list("kind", flat=True)) == [
        "questions.drafted", "questions.published",
    ]  # fmt: skip
    assert "Take up: Section 11" not in client.get("/eastshire/questions/").content.decode()


def test_no_other_set_can_be_taken_up(world, signed_in):
    client = signed_in(world.people["business_manager"])
    assert client.post("/eastshire/questions/take-up/none/").status_code == 404
    assert client.get("/eastshire/questions/take-up/section-11/").status_code == 405


def test_a_set_is_read_in_as_many_queries_whatever_its_size(
    world, signed_in, drafted, django_assert_max_num_queries
):
    client = signed_in(world.people["agency_lead"])
    drafted(*(asking("grade", f"q{number}") for number in range(60)))
    with django_assert_max_num_queries(14):
        assert client.get("/eastshire/questions/tool-1/").status_code == 200


# ---- trying out


def tried(client, kind="school", **answers):
    return client.post("/eastshire/questions/tool-1/try/", {"kind": kind, **answers}).content.decode()


def test_trying_tells_the_score_and_what_is_missing_and_stores_nothing(world, signed_in, drafted):
    drafted(
        asking("grade", "a", required=True, explanation={"ask": "must-below", "grade": "met"}),
        asking("grade", "b", required=True),
    )
    client = signed_in(world.people["business_manager"])
    before = Event.objects.count()
    page = tried(client, **{"a-a": "partly"})
    assert "33 % of what can be reached; 1 of 2 answered" in page
    assert "Question a: the answer needs its explanation" in page
    assert "Question b: no answer yet" in page
    page = tried(client, **{"a-a": "partly", "a-a.why": "Work has begun", "a-b": "met"})
    assert "Nothing is missing" in page
    assert "Work has begun" in page
    assert Event.objects.count() == before


def test_trying_as_another_kind_asks_other_questions(world, signed_in, drafted):
    drafted(asking("yes-no", "a"), asking("yes-no", "b", asked_of=["school"]))
    client = signed_in(world.people["business_manager"])
    assert "2 questions" in tried(client, kind="school")
    assert "1 question" in tried(client, kind="provider")


@pytest.mark.parametrize(
    ("question", "answers", "words"),
    [
        (asking("number"), {"a-q": "many"}, "Write a number in digits"),
        (asking("percentage"), {"a-q": "120"}, "from 0 to 100"),
        (asking("date"), {"a-q_day": "30", "a-q_month": "2", "a-q_year": "2026"}, "must be a real date"),
        (asking("grade"), {"a-q": "perfect"}, "is not one of the available choices"),
        (asking("table"), {"a-q.0.by": "soon"}, "Row 1, By when: Give a real date"),
        (asking("long-text"), {"a-q": "x" * 20_001}, "at most 20000 characters"),
    ],
)
def test_a_wrong_answer_is_told_and_stays(world, signed_in, drafted, question, answers, words):
    drafted(question)
    page = tried(signed_in(world.people["business_manager"]), **answers)
    assert "There is a problem" in page
    assert words in page
    assert "What comes of these answers" not in page
    if question["kind"] in ("number", "percentage", "long-text"):
        assert answers["a-q"] in page


@pytest.mark.parametrize("key", shipped_sets())
def test_every_shipped_set_can_be_tried(world, signed_in, key):
    draft_questions(board=world.board, question_set=shipped_sets()[key], by=SYSTEM)
    client = signed_in(world.people["agency_lead"])
    assert client.get(f"/eastshire/questions/{key}-1/try/").status_code == 200
    page = client.post(f"/eastshire/questions/{key}-1/try/", {"kind": "school"}).content.decode()
    assert "What comes of these answers" in page


# ---- versions


def test_a_published_version_never_changes(published, drafted):
    first = published(asking("text", "a"))
    second = drafted(asking("text", "a"), asking("text", "b"))
    assert (second.number, second.reference) == (2, "tool-2")
    assert QuestionSetVersion.objects.get(pk=first.pk).document == first.document
    for refused in (publish_questions, discard_questions):
        with pytest.raises(PublishedAlready):
            refused(version=first, by=SYSTEM, **({"on": ON} if refused is publish_questions else {}))


def test_a_draft_is_replaced_and_may_be_thrown_away(world, signed_in, drafted):
    drafted(asking("text", "a"))
    again = drafted(asking("text", "b"))
    assert QuestionSetVersion.objects.get().pk == again.pk
    client = signed_in(world.people["officer"])
    assert "is lost" in client.get("/eastshire/questions/tool-1/discard/").content.decode()
    client.post("/eastshire/questions/tool-1/discard/")
    assert not QuestionSetVersion.objects.exists()


def test_the_same_again_is_nothing_new(published, drafted):
    published(asking("text", "a"))
    with pytest.raises(NothingNew, match="Version 1"):
        drafted(asking("text", "a"))


def test_what_does_not_hold_together_is_refused_whole(drafted):
    with pytest.raises(QuestionsDoNotHold) as refused:
        drafted(asking("grade", "a", scale="none"), asking("text", "b", was="gone"))
    assert [fault.path for fault in refused.value.faults] == [
        "sections[0].questions[0].scale", "sections[0].questions[1].was",
    ]  # fmt: skip
    assert not QuestionSetVersion.objects.exists()


def test_one_question_is_followed_by_one(published, drafted):
    published(asking("text", "a"))
    with pytest.raises(QuestionsDoNotHold, match="already what"):
        drafted(asking("text", "b", was="a"), asking("text", "c", was="a"))


def test_a_question_keeps_its_past_under_another_key(world, signed_in, published, drafted):
    before = published(asking("text", "a"), asking("text", "b"), asking("text", "c"))
    after = drafted(asking("text", "z", was="a"), asking("text", "b", help="In short"), asking("text", "d"))
    assert predecessors(before.document, after.document) == {"z": "a", "b": "b"}
    found = successions(before.document, after.document)
    assert [new.key for _old, new in found.reworded] == ["z", "b"]
    assert [question.key for question in found.added] == ["d"]
    assert [question.key for question in found.dropped] == ["c"]
    page = signed_in(world.people["business_manager"]).get("/eastshire/questions/tool-2/publish/").content.decode()
    assert "was: Question a" in page
    assert "Asked no longer" in page


def test_a_new_question_under_the_key_of_one_that_moved_on_begins_anew(published, drafted):
    before = published(asking("text", "a"))
    after = drafted(asking("text", "b", was="a"), asking("text", "a"))
    assert predecessors(before.document, after.document) == {"b": "a"}
