"""The loop once round, step by step, as people take it: each finds what to do on their own pages."""

from dataclasses import dataclass, field
from datetime import date

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import DESK
from tests.world import PASSWORD

NEED = "Files do not show how children saw it"


@dataclass
class Cast:
    """People at their own computers: whoever is asked for the first time signs in."""

    browser: Browser
    site: str
    addresses: dict[str, str]
    script: bool
    pages: dict[str, Page] = field(default_factory=dict)

    def __call__(self, role: str) -> Page:
        """The page of this person, at home."""
        if role in self.pages:
            self.pages[role].get_by_role("link", name="Home", exact=True).first.click()
        else:
            self.pages[role] = self._sign_in(self.addresses[role])
        expect(self.pages[role].get_by_role("heading", level=1)).to_contain_text("Home")
        return self.pages[role]

    def _sign_in(self, address: str) -> Page:
        page = self.browser.new_context(java_script_enabled=self.script, viewport=DESK).new_page()
        page.set_default_timeout(10_000)
        page.goto(self.site)
        page.get_by_label("Email address").fill(address)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page


def waits(page: Page, sentence: str) -> None:
    """What waits for this person, and the way to it."""
    page.get_by_role("region", name="Waiting for you").get_by_role("link", name=sentence).click()


def nothing_waits(page: Page) -> None:
    expect(page.get_by_role("region", name="Waiting for you")).to_contain_text("Nothing waits for you")


def go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def told(page: Page, sentence: str) -> None:
    """The notice after something was done."""
    expect(page.get_by_role("main")).to_contain_text(sentence)


def next_is(page: Page, what: str, who: str) -> None:
    box = page.get_by_role("region", name="Next")
    expect(box).to_contain_text(what)
    expect(box).to_contain_text(who)


def take_next(page: Page) -> None:
    page.get_by_role("region", name="Next").get_by_role("button").click()


def open_thread(page: Page, place: str) -> None:
    """From the board's view, through the number at the place where the thread stands."""
    go(page, "The loop")
    page.get_by_role("row", name=place).get_by_role("link", name=f"1 {place}").click()
    page.get_by_role("link", name=NEED).click()


def fill_date(page: Page, asked: str, day: date) -> None:
    parts = page.get_by_role("group", name=asked)
    for name, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        parts.get_by_label(name).fill(str(number))


def record_and_draw(officer: Page) -> None:
    nothing_waits(officer)
    go(officer, "Sources")
    press(officer, "Record a source")
    go(officer, "Audit")
    officer.get_by_label("Title").fill("Audit of neglect")
    press(officer, "Record this source")
    told(officer, "R-2026-001")
    go(officer, "Learning (0)")
    go(officer, "Draw the first finding")
    officer.get_by_label("Need, to be met").check()
    officer.get_by_label("What was learned").fill(NEED)
    officer.get_by_label("How we know").fill("4 of 12 files told what the child said")
    officer.get_by_label("Several agencies").check()
    press(officer, "Save")
    told(officer, "F-2026-001")


def recommend(page: Page, text: str) -> None:
    page.get_by_label("What should change").fill(text)
    page.get_by_label("Eastshire Police").check()
    press(page, "Make this recommendation")
    told(page, "It waits for the board’s response")


def respond(chair: Page, text: str) -> None:
    waits(chair, f"Give the board’s response: {text}")
    chair.get_by_label("Accepted", exact=True).check()
    press(chair, "Continue")
    told(chair, "It cannot be changed or taken back")
    press(chair, "Give this response")
    told(chair, "is recorded")


def agree(officer: Page, title: str, today: date) -> None:
    open_thread(officer, "Means agreed")
    next_is(officer, "Agree who will do what, and by when", "Audit group")
    take_next(officer)
    officer.get_by_label("What will be done").fill(title)
    officer.get_by_label("What will be different").fill("Every file tells what the child said")
    officer.get_by_label("How will we know").fill("Twelve files are read again")
    fill_date(officer, "When it is due", today)
    fill_date(officer, "When its effect will be judged", today)
    press(officer, "Agree this action")
    told(officer, "is agreed")


def do_and_report(lead: Page, title: str) -> None:
    waits(lead, f"Do, and report done: {title}")
    go(lead, "Add progress or evidence")
    lead.get_by_label("What was done").fill("All teams have met")
    press(lead, "Add")
    told(lead, "All teams have met")
    take_next(lead)
    lead.get_by_label("What was done").fill("Every team was trained")
    press(lead, "Report it done")
    told(lead, "Audit group")


def assure(group_chair: Page, title: str) -> None:
    waits(group_chair, f"Assure that it is done: {title}")
    take_next(group_chair)
    group_chair.get_by_label("How the group assured itself").fill("Minutes seen, ten files read")
    press(group_chair, "Continue")
    press(group_chair, "Assure and close")
    told(group_chair, "Done and assured")


def share(officer: Page) -> None:
    open_thread(officer, "Done and assured")
    next_is(officer, "Share what was learned", "The board’s business unit")
    take_next(officer)
    officer.get_by_label("Title").fill("What did the child say?")
    officer.get_by_label("Text", exact=True).fill("# Ask\n\nWrite down **what children say**.")
    press(officer, "Preview the text")
    expect(officer.locator("#preview strong")).to_have_text("what children say")
    officer.get_by_label("Eastshire Police").check()
    officer.get_by_label("Practitioner").check()
    press(officer, "Save the draft")
    take_next(officer)
    told(officer, "1 person in 1 agency")
    press(officer, "Send it")
    told(officer, "is sent")


def read_and_confirm(practitioner: Page) -> None:
    waits(practitioner, "Read and confirm: What did the child say?")
    press(practitioner, "I have read this")
    told(practitioner, "The board knows that you have read this")


def return_cascade(lead: Page) -> None:
    waits(lead, "Return what Eastshire Police made of")
    lead.get_by_label("Who discussed it").fill("All response teams")
    lead.get_by_label("What changed").fill("The form asks for it")
    press(lead, "Save the return")
    told(lead, "All response teams")


def judge(group_chair: Page, title: str, verdict: str, evidence: str, follows: str) -> None:
    waits(group_chair, f"Judge the effect: {title}")
    take_next(group_chair)
    group_chair.get_by_label("What was looked at, and what it shows").fill(evidence)
    group_chair.get_by_label(verdict).check()
    group_chair.get_by_label("Why this verdict").fill("The files say so")
    press(group_chair, "Continue")
    told(group_chair, evidence)
    told(group_chair, follows)
    press(group_chair, "Record this judgement")
    told(group_chair, "is recorded")


def reopened(group_chair: Page) -> None:
    """The thread asks for new means, and the group's chair finds them there."""
    open_thread(group_chair, "Back again")
    next_is(group_chair, "Find new means: it did not improve", "Audit group")
    told(group_chair, "Not improved or reversed")
    take_next(group_chair)


def closed(officer: Page) -> None:
    """The whole line stands on the thread's page, and nothing comes next."""
    open_thread(officer, "Closed: it changed something")
    expect(officer.get_by_role("region", name="Next")).to_have_count(0)
    for sentence in [
        "Audit of neglect began",
        f"Need found: {NEED}",
        "RC-2026-001: accepted",
        "Shared with 1 person, 1 confirmed",
        "Not improved or reversed: Train every team",
        "RC-2026-002: accepted",
        "Practice changed: Coach every team",
        "11 of 12 files tell it",
    ]:
        told(officer, sentence)


def once_round(cast: Cast, today: date) -> None:
    record_and_draw(cast("officer"))
    member = cast("group_member")
    waits(member, "1 finding from Audit group has no recommendation yet")
    go(member, NEED)
    next_is(member, "Recommend what should change", "Audit group")
    take_next(member)
    recommend(member, "Show in each file how the child saw it")
    respond(cast("independent_chair"), "Show in each file how the child saw it")
    nothing_waits(cast("independent_chair"))
    a_way(cast, "Train every team", today)
    share(cast("officer"))
    read_and_confirm(cast("practitioner"))
    nothing_waits(cast("practitioner"))
    return_cascade(cast("agency_lead"))
    judge(cast("group_chair"), "Train every team", "Not improved", "5 of 12 files tell it", "The thread reopens")
    reopened(cast("group_chair"))
    recommend(cast.pages["group_chair"], "Coach each team with its own files")
    respond(cast("independent_chair"), "Coach each team with its own files")
    a_way(cast, "Coach every team", today)
    judge(
        cast("group_chair"), "Coach every team", "Practice changed", "11 of 12 files tell it", "cannot be changed"
    )
    closed(cast("officer"))


def a_way(cast: Cast, title: str, today: date) -> None:
    """An action from its agreement to its assurance."""
    agree(cast("officer"), title, today)
    do_and_report(cast("agency_lead"), title)
    nothing_waits(cast("agency_lead"))
    assure(cast("group_chair"), title)
