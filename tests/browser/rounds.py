"""A self-assessment of four sections, and how people go about in it."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from learningloop.instruments.operations import draft_questions, publish_questions
from learningloop.instruments.queries import newest_published
from learningloop.instruments.rules.conditions import Given
from learningloop.instruments.schema import QuestionSet
from learningloop.instruments.tests.sets import GRADES, asking
from learningloop.people.models import Person
from learningloop.people.rules import CONTRIBUTOR
from learningloop.sources.assessments.models import Return, Round
from learningloop.sources.assessments.operations import open_round
from learningloop.sources.assessments.operations.returns import answer_return, sign_return, submit_return
from learningloop.trail.operations import SYSTEM
from tests.browser.test_two_people import opened, session_of
from tests.world import World

TODAY = timezone.localdate()
SECTIONS = {"leading": "Leadership", "staff": "Staff", "records": "Records"}
ASKED = {
    "key": "self-assessment", "title": "Self-assessment", "purpose": "To see how children are kept safe",
    "scales": [GRADES],
    "sections": [
        {
            "key": key,
            "title": title,
            "questions": [asking("grade", key, text=f"{title} is in order", required=True,
                                 explanation={"ask": "may"})],
        }
        for key, title in SECTIONS.items()
    ]
    + [{"key": "next", "title": "What comes next",
        "questions": [asking("long-text", "plan", text="What you will improve")]}],
}  # fmt: skip


def a_round(world: World, *agencies: str, title: str, closes_in: int = 20, before: Round | None = None) -> Round:
    """A round of the audit group that opened a month ago."""
    version = newest_published(world.board, "self-assessment") or publish_questions(
        version=draft_questions(board=world.board, question_set=QuestionSet.model_validate(ASKED), by=SYSTEM),
        on=TODAY - timedelta(days=400),
        by=SYSTEM,
    )
    return open_round(
        board=world.board, version=version, kind="audit", title=title, group=world.groups["audit"],
        agencies=[world.agencies[key] for key in agencies], opens_on=TODAY - timedelta(days=30),
        closes_on=TODAY + timedelta(days=closes_in), signed_by="Chief officer", before=before, by=SYSTEM,
    )  # fmt: skip


def return_of(world: World, round_: Round, agency: str) -> Return:
    found: Return = round_.returns.select_related("answer_set", "round").get(agency=world.agencies[agency])
    return found


def hand_in(return_: Return, by: Person, **grades: str) -> Return:
    """Everything answered, signed and submitted; met where nothing else is told."""
    given = {key: Given(grades.get(key, "met"), f"{title} was looked at") for key, title in SECTIONS.items()}
    answer_return(return_=return_, given=given, by=by)
    sign_return(return_=return_, name="Ann Chief", post="Chief officer", on=TODAY, by=by)
    return submit_return(return_=return_, on=TODAY, by=by)


def colleagues(world: World, *names: str) -> list[Person]:
    """People who answer for the police beside their lead."""
    return [world.person(CONTRIBUTOR, name=name) for name in names]


class Desks:
    """People at their own computers, each signed in. The sessions are made before the browser starts."""

    def __init__(self, site: str, *people: Person) -> None:
        self.site = site
        self.sessions = {person.name: session_of(person) for person in people}

    def open(self, browser: Browser) -> list[Page]:
        """The pages of all, at home."""
        pages = [opened(browser, self.site, session, True) for session in self.sessions.values()]
        for page in pages:
            at_home(page, self.site)
        return pages


def at_home(page: Page, site: str) -> None:
    page.goto(f"{site}/eastshire/")


def answered(page: Page, question: str, choice: str, by: str) -> None:
    """One grade given, and kept at once."""
    page.get_by_role("group", name=question).get_by_label(choice, exact=True).check()
    expect(page.get_by_text(f"Saved by {by}").first).to_be_visible()


def sign_and_submit(page: Page) -> None:
    page.get_by_role("button", name="Have it signed").click()
    page.get_by_label("Name of who signs").fill("Ann Chief")
    page.get_by_label("I am this person").check()
    page.get_by_role("button", name="It is signed").click()
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("main")).to_contain_text("is submitted")
