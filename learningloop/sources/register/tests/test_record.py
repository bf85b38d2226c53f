"""Recording a source: the kind, the cover sheet, what is refused, who may."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learningloop.frameworks.queries import source_kinds
from learningloop.people.models import Person
from learningloop.sources.register.forms import first_values
from learningloop.sources.register.models import Source
from learningloop.sources.register.operations import edit_source
from learningloop.trail.models import Event
from tests.two_people import choosing, hidden

ANSWERS = {
    "title": "Audit of neglect",
    "started_on": "2026-05-03",
    "completed_on": "",
    "group": "",
    "lead": "",
    "summary": "Ten files",
    "origin": "",
    "licence": "",
    "sensitivity": "board",
}
KIND = reverse("register:record_kind", args=["eastshire", "audit"])


@pytest.fixture
def officer(world, signed_in):
    return signed_in(world.people["officer"])


def test_the_kind_comes_first_with_the_frameworks_words(officer, make_source):
    make_source()
    page = officer.get(reverse("register:record", args=["eastshire"])).content.decode()
    assert "1 in the register" in page and f"{reverse('register:list', args=['eastshire'])}?kind=audit" in page
    assert KIND in page and "Audit of practice" in page and "Words of the document" in page and "Ofsted" in page


def test_the_cover_sheet_begins_with_the_group_that_commissions_the_kind(officer, world):
    form = officer.get(KIND).context["form"]
    assert form["group"].initial == world.groups["audit"]
    assert form["started_on"].initial == timezone.localdate()


def test_a_kind_nobody_commissions_begins_with_the_group_it_reports_through(world):
    told = source_kinds(world.version.document)["audit"].model_copy(update={"commissioned_by": ()})
    assert first_values(told, list(world.groups.values()))["group"] == world.groups["audit"]


def test_records_the_whole_cover_sheet(officer, world, neglect):
    more = {
        "group": world.groups["audit"].pk,
        "lead": world.people["group_chair"].pk,
        "agencies": [world.agencies["police"].pk, world.agencies["health"].pk],
        "themes": [neglect.pk],
        "origin": "https://example.org/report",
        "licence": "OGL",
        "completed_on": "2026-06-01",
    }
    response = officer.post(KIND, ANSWERS | more)
    source = Source.objects.get()
    assert response.url == reverse("register:detail", args=["eastshire", "R-2026-001"])
    assert (source.lead, source.group) == (world.people["group_chair"], world.groups["audit"])
    assert (source.agencies.count(), source.themes.get(), source.status) == (2, neglect, "Completed")
    assert Event.objects.get(kind="source.recorded").actor_name == "Business unit officer"


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"title": ""}, "Enter the title"),
        ({"title": "x" * 301}, "at most 300"),
        ({"summary": "x" * 100_000}, "at most 20000"),
        ({"started_on": "31 2 2026"}, "When it began must"),
        ({"started_on": "3 5 1066"}, "from 1990"),
        ({"completed_on": "2026-05-02"}, "would be completed before it began"),
        ({"completed_on": "3 5 2999"}, "in the past"),
        ({"sensitivity": "group"}, "Choose the group"),
        ({"sensitivity": "secret"}, "Select a valid choice"),
        ({"origin": "not a link"}, "Enter a valid URL"),
        ({"origin": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"lead": "999999"}, "Select a valid choice"),
    ],
)
def test_what_is_refused_loses_nothing(officer, answers, error):
    page = officer.post(KIND, ANSWERS | answers)
    assert page.status_code == 200 and not Source.objects.exists()
    assert error in page.content.decode()
    assert (answers.get("summary") or "Ten files") in page.content.decode()


def test_another_boards_people_and_groups_cannot_be_chosen(officer, world):
    stranger = world.people["stranger"]
    for answers in ({"lead": stranger.pk}, {"named_people": [stranger.pk]}):
        assert "Select a valid choice" in officer.post(KIND, ANSWERS | answers).content.decode()
    assert not Source.objects.exists()


def test_pressing_twice_records_once(officer):
    officer.post(KIND, ANSWERS)
    assert officer.post(KIND, ANSWERS).url == reverse("register:detail", args=["eastshire", "R-2026-001"])
    assert Source.objects.count() == 1


def test_whoever_closes_a_source_to_others_keeps_it_open_to_themselves(officer, world):
    officer.post(KIND, ANSWERS | {"sensitivity": "named"})
    assert list(Source.objects.get().named_people.all()) == [world.people["officer"]]
    assert officer.get(reverse("register:detail", args=["eastshire", "R-2026-001"])).status_code == 200


def test_unknown_kinds_and_people_without_the_permission(world, officer, signed_in):
    assert officer.get(reverse("register:record_kind", args=["eastshire", "seance"])).status_code == 404
    assert officer.delete(KIND).status_code == 405
    assert signed_in(world.people["lay_member"]).post(KIND, ANSWERS).status_code == 403
    assert signed_in(world.people["stranger"]).post(KIND, ANSWERS).status_code == 404
    assert not Source.objects.exists()


class TestEdit:
    def url(self, source):
        return reverse("register:edit", args=["eastshire", source.reference])

    def test_the_trail_tells_what_changed_lists_too(self, officer, world, source, neglect):
        officer.post(self.url(source), ANSWERS | {"title": "Audit of chronologies", "themes": [neglect.pk]})
        event = Event.objects.get(kind="source.edited")
        assert event.before["title"] == "Audit of neglect" and event.after["title"] == "Audit of chronologies"
        assert (event.before["themes"], event.after["themes"]) == ([], ["Neglect"])
        source.refresh_from_db()
        assert source.kind == "audit" and source.themes.get() == neglect

    def test_opening_and_saving_changes_nothing(self, officer, world, make_source, neglect):
        source = make_source(
            themes=[neglect], agencies=[world.agencies["police"]], lead=world.people["group_chair"],
            sensitivity="group", named_people=[world.people["trainer"]], summary="Ten files",
        )  # fmt: skip
        form = officer.get(self.url(source)).context["form"]
        sent = {bound.html_name: bound.initial for bound in form if bound.name != "completed_on"}
        keys = {
            name: [row.pk for row in value] if isinstance(value, list) else value for name, value in sent.items()
        }
        officer.post(self.url(source), {key: "" if value is None else value for key, value in keys.items()})
        event = Event.objects.get(kind="source.edited")
        assert (event.before, event.after) == ({}, {})

    def test_two_people_do_not_overwrite_each_other(self, officer, world, source):
        opened = hidden(officer.get(self.url(source)))
        edit_source(
            source=source,
            agencies=[],
            themes=[],
            named_people=[],
            summary="Theirs",
            by=world.people["group_chair"],
        )
        mine = ANSWERS | {"summary": "Mine", **opened}
        page = officer.post(self.url(source), mine)
        assert "changed this too" in page.content.decode() and "Mine" in page.content.decode()
        source.refresh_from_db()
        assert source.summary == "Theirs"
        again = choosing(page, "mine")
        assert officer.post(self.url(source), mine | again).status_code == 302
        source.refresh_from_db()
        assert source.summary == "Mine"

    def test_who_left_the_board_stays_on_the_cover_sheet(self, officer, world, make_source):
        source = make_source(lead=world.people["stranger"])
        assert world.people["stranger"] in officer.get(self.url(source)).context["form"].fields["lead"].queryset
        assert world.people["stranger"] in Person.objects.all()

    def test_a_refusal_beside_its_field(self, officer, source):
        page = officer.post(self.url(source), ANSWERS | {"completed_on": "2020-01-01"})
        assert "would be completed before" in page.context["form"].errors["completed_on"][0]

    def test_the_chair_edits_the_groups_own_sources_only(self, world, source, make_source, signed_in):
        chair = signed_in(world.people["group_chair"])
        other = make_source("Elsewhere", group=world.groups["cases"])
        assert (chair.get(self.url(source)).status_code, chair.get(self.url(other)).status_code) == (200, 403)


class TestComplete:
    def url(self, source):
        return reverse("register:complete", args=["eastshire", source.reference])

    def test_completes_after_showing_the_gaps(self, officer, source):
        page = "".join(officer.get(self.url(source)).content.decode().split())
        assert "<li>Proportionate</li><li>Independent</li>" in page
        officer.post(self.url(source), {"completed_on": "2026-06-01"})
        source.refresh_from_db()
        assert source.status == "Completed"

    @pytest.mark.parametrize(
        ("day", "error"),
        [
            ("", "Enter when it was completed"),
            ("2026-05-02", "before it began"),
            (str(timezone.localdate() + timedelta(days=1)), "in the past"),
        ],
    )
    def test_wrong_dates(self, officer, source, day, error):
        assert error in officer.post(self.url(source), {"completed_on": day}).content.decode()

    def test_a_second_press_changes_nothing(self, officer, source):
        officer.post(self.url(source), {"completed_on": "2026-06-01"})
        assert officer.post(self.url(source), {"completed_on": "2026-07-01"}).status_code == 403
        assert Event.objects.filter(kind="source.completed").count() == 1
