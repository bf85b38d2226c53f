"""Answers are kept one by one: nobody overwrites anybody, each has its history, what is counted is right."""

from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import QueryDict
from hypothesis import given as examples

from learningloop.instruments.forms.answering import AnswerForm
from learningloop.instruments.models import Answer, AnswerSet, Evidence
from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.operations.answering import (
    AlreadyShown,
    AnsweredMeanwhile,
    AnswerNotTaken,
    UnknownQuestion,
    add_evidence,
    answer_questions,
    copy_answers,
    open_answers,
    remove_evidence,
    show_evidence,
)
from learningloop.instruments.queries.answering import kept_before, kept_in
from learningloop.instruments.rules.conditions import Given, asked, missing
from learningloop.instruments.rules.scoring import score
from learningloop.instruments.rules.tally import tally
from learningloop.instruments.tests.sets import a_set, asking, graded_sets
from learningloop.people.events import AGENCY_CHANGED
from learningloop.records.models import StoredFile
from learningloop.records.operations import FileNotAllowed
from learningloop.trail.models import Event
from learningloop.trail.operations import SYSTEM, log, operation
from learningloop.trail.queries import history

ON = date(2026, 5, 3)
QUESTIONS = (
    asking("grade", "a", required=True, explanation={"ask": "must-below", "grade": "met"}),
    asking("long-text", "b", shown_when=[{"question": "a", "comparison": "below", "value": "met"}]),
    asking("files", "c"),
)


@operation
def begin(*, version, agency, reference="T-1", before=None, by):
    [made] = open_answers(board=version.board, version=version, asked=[(reference, agency, before)])
    log(AGENCY_CHANGED, agency, name=agency.name)
    return made


@operation
def copied(*, former, to, agency, by):
    copy_answers(former=former, to=to)
    log(AGENCY_CHANGED, agency, name=agency.name)


@pytest.fixture
def publish(world):
    def publish(*questions):
        draft = draft_questions(board=world.board, question_set=a_set(*questions), by=SYSTEM)
        return publish_questions(version=draft, on=ON, by=SYSTEM)

    return publish


@pytest.fixture
def answers(world, publish):
    return begin(version=publish(*QUESTIONS), agency=world.agencies["police"], by=SYSTEM)


def answer(answers, by=SYSTEM, seen=None, on_behalf=False, **given):
    return answer_questions(
        answer_set=answers,
        given={key: value if isinstance(value, Given) else Given(value) for key, value in given.items()},
        seen=seen,
        on_behalf=on_behalf,
        by=by,
    )


def test_an_answer_is_kept_with_who_gave_it_and_its_history(world, answers):
    lead, officer = world.people["agency_lead"], world.people["officer"]
    answer(answers, by=lead, a=Given("partly", "Work\r\nhas begun "))
    answer(answers, by=officer, on_behalf=True, a=Given("met", "Work\nhas begun"))
    kept = kept_in(answers).answers["a"]
    assert (kept.value, kept.explanation, kept.by, kept.number, kept.on_behalf) == (
        "met", "Work\nhas begun", officer, 2, True,
    )  # fmt: skip
    latest, first = history(kept)
    assert (first.sentence, first.after) == (
        "answered “Question a”", {"answer": "partly", "explanation": "Work\nhas begun"},
    )  # fmt: skip
    assert "on behalf of the agency" in latest.sentence
    assert (latest.before, latest.after) == ({"answer": "partly"}, {"answer": "met"})


def test_an_answer_that_was_not_seen_is_not_overwritten(world, answers):
    answer(answers, a="met", seen={"a": 0})
    with pytest.raises(AnsweredMeanwhile) as refused:
        answer(answers, a="partly", b="More", seen={"a": 0, "b": 0})
    assert refused.value.questions == ["a"]
    assert set(kept_in(answers).answers) == {"a"}, "all or none"
    answer(answers, a="met", seen={"a": 0})
    assert kept_in(answers).answers["a"].number == 1, "the same answer is no other"
    answer(answers, a="partly", seen={"a": 1})
    assert kept_in(answers).answers["a"].number == 2


def test_two_answer_different_questions_and_neither_is_in_the_way(answers):
    answer(answers, a="partly", seen={"a": 0})
    answer(answers, b="So it is", seen={"b": 0})
    assert {key: one.value for key, one in kept_in(answers).answers.items()} == {"a": "partly", "b": "So it is"}


@pytest.mark.parametrize(
    ("key", "given", "fault"),
    [
        ("a", Given("perfect"), AnswerNotTaken),
        ("b", Given("x" * 100_000), AnswerNotTaken),
        ("a", Given("met", "x" * 100_000), AnswerNotTaken),
        ("c", Given("a file"), AnswerNotTaken),
        ("gone", Given("met"), UnknownQuestion),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_kept(answers, key, given, fault):
    with pytest.raises(fault):
        answer(answers, **{"a": "met", "b": "So", key: given})
    assert not Answer.objects.exists()


@examples(graded_sets())
def test_a_tally_is_what_the_rules_say(case):
    question_set, given = case
    told = tally(question_set, given, "school")
    sections = asked(question_set, given, "school")
    assert told["whole"]["asked"] == sum(len(questions) for _section, questions in sections)
    assert told["whole"]["lacking"] == len(
        {question.key for question, _ in missing(question_set, given, "school")}
    )
    assert told["whole"]["percent"] == score(question_set, given, "school")[1].percent
    assert 0 <= told["whole"]["complete"] <= told["whole"]["asked"]


def test_how_far_it_is_follows_each_answer_and_can_be_proved(world, answers):
    assert (answers.asked, answers.complete) == (2, 0)
    answer(answers, a="partly")
    told = answers.tally["whole"]
    assert (told["asked"], told["complete"], told["lacking"]) == (3, 0, 1)
    answer(answers, a=Given("partly", "Work has begun"))
    answers.refresh_from_db()
    assert (answers.asked, answers.complete, answers.tally["whole"]["percent"]) == (3, 1, 33)
    call_command("answers", "check", stdout=StringIO())
    spoil(answers=answers, by=SYSTEM)
    with pytest.raises(CommandError, match="not right"):
        call_command("answers", "check", stdout=StringIO())
    call_command("answers", "mend", stdout=StringIO())
    call_command("answers", "check", stdout=StringIO())


def test_an_answer_that_comes_while_they_are_proved_is_no_fault(answers, monkeypatch):
    def late(answer_set):
        monkeypatch.undo()
        answer(answers, a="partly")
        return kept_in(answer_set)

    monkeypatch.setattr("learningloop.instruments.queries.answering.kept_in", late)
    call_command("answers", "check", stdout=StringIO())
    assert answers.asked == 3, "it did come"


@operation
def spoil(*, answers, by):
    AnswerSet.objects.filter(pk=answers.pk).update(complete=3)
    log(AGENCY_CHANGED, answers, name="spoiled")


# ---- evidence


def a_file(content=b"Minutes", name="minutes.txt"):
    return SimpleUploadedFile(name, content)


def test_a_file_is_evidence_and_can_be_taken_away(world, answers):
    lead = world.people["agency_lead"]
    add_evidence(answer_set=answers, question="c", uploads=[a_file()], by=lead)
    answers.refresh_from_db()
    assert answers.complete == 1
    [evidence] = kept_in(answers).files["c"]
    assert (evidence.file.name, evidence.added_by) == ("minutes.txt", lead)
    remove_evidence(evidence=evidence, by=lead)
    answers.refresh_from_db()
    assert (answers.complete, Evidence.objects.count()) == (0, 0)
    assert [event.kind for event in history(answers)] == ["evidence.removed", "evidence.added"]


@pytest.mark.parametrize("content", [b"MZ\x90\x00\x03", b""])
def test_a_renamed_programme_is_no_evidence(world, answers, content):
    with pytest.raises(FileNotAllowed):
        add_evidence(
            answer_set=answers, question="c", uploads=[a_file(content, "plan.pdf")], by=world.people["agency_lead"]
        )
    assert not Evidence.objects.exists()


# ---- the same file again


@pytest.fixture
def add(world, answers):
    def add(*files, to="c", answer_set=answers, **more):
        by = world.people["agency_lead"]
        add_evidence(answer_set=answer_set, question=to, uploads=list(files), by=by, **more)

    return add


def test_a_file_for_two_questions_is_stored_once(add):
    add(a_file())
    add(a_file(), to="a")
    assert StoredFile.objects.count() == 1
    assert [one.question for one in Evidence.objects.all()] == ["c", "a"]


def test_a_file_that_is_here_already_is_told_and_changes_nothing(add):
    add(a_file())
    with pytest.raises(AlreadyShown, match=r"minutes\.txt: already evidence"):
        add(a_file())
    with pytest.raises(AlreadyShown, match=r"minutes\.txt: already evidence"):
        add(a_file(name="Copy of minutes.txt"))
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_the_same_file_twice_at_once_is_one(add):
    add(a_file(), a_file(name="Copy of minutes.txt"))
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_with_a_file_that_is_here_comes_another_that_is_not(add):
    add(a_file())
    add(a_file(), a_file(b"Plan", "plan.txt"))
    assert [one.file.name for one in Evidence.objects.all()] == ["minutes.txt", "plan.txt"]


def test_a_file_of_the_time_before_is_no_newer_for_being_sent_again(world, add, answers):
    add(a_file(), counts_until=ON)
    police = world.agencies["police"]
    now = begin(version=answers.version, agency=police, reference="T-2", before=answers, by=SYSTEM)
    add(a_file(), answer_set=now)
    one = Evidence.objects.get(answer_set=now)
    assert (one.reused, one.counts_until) == (True, ON)
    assert StoredFile.objects.count() == 1


def test_another_respondents_file_is_another(world, add, answers):
    add(a_file())
    health = begin(version=answers.version, agency=world.agencies["health"], reference="T-3", by=SYSTEM)
    add(a_file(), answer_set=health)
    assert StoredFile.objects.count() == 2, "nobody learns what others hold"


def test_a_file_is_shown_once_beside_an_answer(world, add, answers):
    add(a_file())
    held = StoredFile.objects.get()
    with pytest.raises(AlreadyShown):
        show_evidence(answer_set=answers, questions=["c"], file=held, by=SYSTEM)
    show_evidence(answer_set=answers, questions=["c", "a"], file=held, by=SYSTEM)
    assert [one.question for one in Evidence.objects.all()] == ["c", "a"]


# ---- the time before


def test_what_was_answered_before_stands_under_todays_keys_and_answers_nothing(world, publish):
    agency = world.agencies["police"]
    first = publish(asking("text", "a"), asking("text", "b"), asking("text", "c"))
    former = begin(version=first, agency=agency, by=SYSTEM)
    answer(former, a="One", b="Two", c="Three")
    publish(asking("text", "d", was="a"), asking("text", "b"), asking("text", "c"))
    third = publish(asking("text", "e", was="d"), asking("text", "b", carried=False), asking("text", "c"))
    now = begin(version=third, agency=agency, reference="T-2", before=former, by=SYSTEM)
    assert {key: one.value for key, one in kept_before(now).answers.items()} == {"e": "One", "c": "Three"}
    assert not kept_in(now).answers
    assert now.complete == 0


def test_a_copy_holds_all_and_leaves_the_first_alone(world, answers):
    lead = world.people["agency_lead"]
    answer(answers, by=lead, a="met")
    add_evidence(answer_set=answers, question="c", uploads=[a_file()], by=lead)
    other = begin(version=answers.version, agency=world.agencies["police"], reference="T-2", by=SYSTEM)
    copied(former=answers, to=other, agency=world.agencies["police"], by=SYSTEM)
    answer(other, a="not")
    assert (kept_in(answers).answers["a"].value, kept_in(other).answers["a"].value) == ("met", "not")
    assert len(kept_in(other).files["c"]) == len(kept_in(answers).files["c"]) == 1
    other.refresh_from_db()
    assert other.complete == 1


def test_many_answers_at_once_take_as_many_queries_as_one(world, publish, django_assert_max_num_queries):
    questions = [asking("text", f"q{number}") for number in range(100)]
    many = begin(version=publish(*questions), agency=world.agencies["police"], by=SYSTEM)
    answer(many, q0="First")
    with django_assert_max_num_queries(14):
        answer(many, q1="Another")
    with django_assert_max_num_queries(14):
        answer(many, **{f"q{number}": "All" for number in range(100)})
    assert Event.objects.filter(kind="answer.given").count() == 102


# ---- the form of one question


def sent(form, **answers):
    """What a browser sends of a form, with these answers in it."""
    data = QueryDict(mutable=True)
    data[f"{form.prefix}-seen"] = form["seen"].value()
    for name, value in answers.items():
        data.setlist(f"{form.prefix}-{name.replace('_', '.')}", value if isinstance(value, list) else [value])
    return data


@pytest.mark.parametrize(
    ("question", "answers", "value"),
    [
        (asking("choices"), {"answer": ["weekly", "daily"]}, ["daily", "weekly"]),
        (asking("number"), {"answer": "1,200.50"}, "1200.5"),
        (asking("table"), {"answer_0_what": "A", "answer_0_by": "2026-05-03"}, [{"what": "A", "by": f"{ON}"}]),
        (asking("table"), {"answer_7_what": "Late row"}, [{"what": "Late row", "by": ""}]),
    ],
)  # fmt: skip
def test_the_form_gives_what_was_typed_and_knows_when_nothing_was(question, answers, value):
    question_set = a_set(question)
    told = {"question_set": question_set, "question": question_set.question("q")}
    blank = AnswerForm(None, kept=None, **told)
    form = AnswerForm(sent(blank, **answers), kept=None, **told)
    assert form.is_valid() and form.is_touched
    assert form.given.value == value
    kept = Answer(question="q", value=value, number=1)
    again = AnswerForm(None, kept=kept, **told)
    shown = {
        name: bound.value()
        for name, bound in ((bound.name.replace(".", "_"), bound) for bound in again if bound.name != "seen")
        if bound.value() is not None
    }
    untouched = AnswerForm(sent(again, **shown), kept=kept, **told)
    assert untouched.is_valid() and not untouched.is_touched
