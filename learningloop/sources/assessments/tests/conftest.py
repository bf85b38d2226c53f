"""A round of the whole board, opened by operations: three questions in two sections."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.schema import QuestionSet
from learningloop.instruments.tests.sets import GRADES, asking
from learningloop.sources.assessments.operations import open_round
from learningloop.sources.assessments.operations.returns import answer_return, sign_return, submit_return
from learningloop.trail.operations import SYSTEM

TODAY = timezone.localdate()
SECTIONS = [
    {
        "key": "leading",
        "title": "Leadership",
        "questions": [
            asking("grade", "lead", required=True, explanation={"ask": "must-below", "grade": "met"}),
            asking("long-text", "plan", shown_when=[{"question": "lead", "comparison": "below", "value": "met"}]),
        ],
    },
    {
        "key": "staff",
        "title": "Staff",
        "questions": [asking("yes-no", "trained", required=True), asking("files", "proof")],
    },
]


def questions(**fields):
    return QuestionSet.model_validate(
        {"key": "tool", "title": "A tool", "purpose": "To try", "scales": [GRADES], "sections": SECTIONS} | fields
    )


@pytest.fixture
def version(world):
    draft = draft_questions(board=world.board, question_set=questions(), by=SYSTEM)
    return publish_questions(version=draft, on=date(2026, 5, 3), by=SYSTEM)


@pytest.fixture
def opened(world, version):
    """Open a round of the police and health, unless told otherwise."""

    def make(**told):
        told = {
            "version": version, "kind": "audit", "title": "Self-assessment", "signed_by": "Chief officer",
            "opens_on": TODAY - timedelta(days=20), "closes_on": TODAY + timedelta(days=20),
            "agencies": [world.agencies[key] for key in ("police", "health")], "group": world.groups["audit"],
            **told,
        }  # fmt: skip
        return open_round(board=world.board, by=world.people["officer"], **told)

    return make


@pytest.fixture
def police(world, opened):
    """The return of the police, which the cast belongs to."""
    return opened().returns.get(agency=world.agencies["police"])


@pytest.fixture
def complete(world):
    """Answer all that must be answered."""

    def answer(return_, by=None):
        given = {"lead": Given("met"), "trained": Given("yes")}
        answer_return(return_=return_, given=given, by=by or world.people["agency_lead"])
        return_.refresh_from_db()
        return return_

    return answer


@pytest.fixture
def submitted(world, complete):
    def submit(return_):
        lead = world.people["agency_lead"]
        sign_return(return_=complete(return_), name="Ann Chief", post="Chief officer", on=TODAY, by=lead)
        return submit_return(return_=return_, on=TODAY, by=lead)

    return submit


@pytest.fixture
def browser(world):
    """Somebody at their own computer."""

    def sign_in(name):
        client = Client()
        person = world.people[name] if isinstance(name, str) else name
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def a_file(content=b"Minutes", name="minutes.txt"):
    return SimpleUploadedFile(name, content)


def page_of(return_, *more):
    return "/".join(["", "eastshire", "returns", return_.reference, *more, ""])


def sent(page, **answers):
    """What a browser sends of a section's form, with these answers in place of what it shows: `lead-answer`."""
    data = {}
    for form in page.context["open"]:
        for bound in page.context["open"]._form(form.question, None):
            value = bound.value()
            if value is not None:
                data[bound.html_name] = value
    return data | {name.replace("__", "-").replace("_why", ".why"): value for name, value in answers.items()}
