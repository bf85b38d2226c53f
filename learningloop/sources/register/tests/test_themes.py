"""A board's themes: counted by what the reader may open, added by the unit."""

from django.urls import reverse

from learningloop.sources.register.models import Theme

LIST = reverse("register:themes", args=["eastshire"])
ADD = reverse("register:theme_add", args=["eastshire"])


def counted(response):
    return {theme.name: number for theme, number in response.context["counted"]}


def test_counts_only_what_the_reader_may_open(world, neglect, make_source, signed_in):
    make_source(themes=[neglect])
    make_source("Review of Child ES", sensitivity="named", themes=[neglect])
    assert counted(signed_in(world.people["officer"]).get(LIST)) == {"Neglect": 2}
    assert counted(signed_in(world.people["lay_member"]).get(LIST)) == {"Neglect": 1}


def test_added_once(world, signed_in):
    officer = signed_in(world.people["officer"])
    officer.post(ADD, {"name": "Voice of the child", "description": "What children say"})
    assert Theme.objects.get().slug == "voice-of-the-child"
    page = officer.post(ADD, {"name": "Voice of the Child", "description": "Kept"}).content.decode()
    assert "has the theme Voice of the child already" in page and "Kept" in page
    assert "letters or numbers" in officer.post(ADD, {"name": "???"}).content.decode()
    assert Theme.objects.count() == 1


def test_who_may(world, signed_in):
    lead = signed_in(world.people["agency_lead"])
    assert "Add the first theme" not in lead.get(LIST).content.decode()
    assert lead.post(ADD, {"name": "Neglect"}).status_code == 403
    assert signed_in(world.people["stranger"]).get(LIST).status_code == 404


def test_its_cost_does_not_grow(world, neglect, make_source, signed_in, django_assert_max_num_queries):
    client = signed_in(world.people["officer"])

    def look():
        with django_assert_max_num_queries(30) as queries:
            client.get(LIST)
        return len(queries)

    make_source(themes=[neglect])
    one = look()
    for name in ("One", "Two", "Three"):
        client.post(ADD, {"name": name})
    assert look() == one
