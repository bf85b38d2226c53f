import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict

from learningloop.kit.forms import DateField, FilterForm
from learningloop.kit.lists import Sort, make_listing, page_links

pytestmark = pytest.mark.django_db
SORTS = [Sort("app", "App", "app_label", "model"), Sort("model", "Model", "model", descending=True)]


class Filters(FilterForm):
    app = forms.ChoiceField(choices=[("", "Any"), ("auth", "People"), ("sessions", "Sessions")])
    words = forms.CharField()
    before = DateField()
    mine = forms.BooleanField(label="Only mine")


def narrow(rows, cleaned):
    if cleaned.get("app"):
        rows = rows.filter(app_label=cleaned["app"])
    return rows.filter(model__contains=cleaned["words"]) if cleaned.get("words") else rows


def listed(query="", **more):
    return make_listing(
        ContentType.objects.all(), QueryDict(query), sorts=SORTS, filters=Filters, narrow=narrow, **more
    )


def test_filters_narrow_and_are_said_in_words():
    listing = listed("app=auth&words=group&page=3&sort=-model")
    assert {(row.app_label, row.model) for row in listing.page} == {("auth", "group")}
    assert [(chip.label, chip.value) for chip in listing.chips] == [("App", "People"), ("Words", "group")]
    assert listing.chips[0].clear == "?words=group&sort=-model"
    assert listing.clear_url == "?sort=-model"
    assert listing.query == "app=auth&words=group&sort=-model"
    assert listing.filtered


def test_filters_are_shown_only_where_there_is_something_to_find():
    nothing = make_listing(ContentType.objects.none(), QueryDict(), sorts=SORTS, filters=Filters, narrow=narrow)
    assert nothing.bare
    assert not nothing.narrows
    assert listed().narrows
    assert listed("words=nowhere").narrows
    assert make_listing(ContentType.objects.all(), QueryDict(), sorts=SORTS).narrows is False


def test_a_filter_by_date_and_by_a_tick_are_said_in_words():
    listing = listed("before_day=3&before_month=5&before_year=2026&mine=on")
    assert [(chip.label, chip.value) for chip in listing.chips] == [("Before", "3 May 2026"), ("Only mine", "yes")]
    assert listing.chips[0].clear == "?mine=on"


def test_a_wrong_filter_is_shown_and_filters_nothing():
    listing = listed("app=nonsense")
    assert listing.total == ContentType.objects.count()
    assert len(listing.problems) == 1
    assert "nonsense" in listing.problems[0]
    assert not listing.filtered


def test_the_first_order_is_the_usual_one():
    labels = [row.app_label for row in listed().page]
    assert labels == sorted(labels)
    assert listed().column("app").direction == "ascending"
    assert listed().column("app").url == "?sort=-app"
    assert listed().column("model").direction == ""


def test_an_order_turns_round_and_keeps_the_filters():
    listing = listed("words=e&sort=-model")
    models = [row.model for row in listing.page]
    assert models == sorted(models, reverse=True)
    assert listing.column("model").url == "?words=e&sort=model"
    assert listing.column("app").url == "?words=e&sort=app"


def test_an_order_not_on_offer_is_not_taken():
    assert listed("sort=password").column("app").direction == "ascending"


def test_a_page_beyond_the_last_is_the_last():
    listing = listed("page=999", page_size=2)
    assert listing.page.number == listing.page.paginator.num_pages
    assert listed("page=x", page_size=2).page.number == 1


def test_the_work_does_not_grow_with_the_rows(django_assert_num_queries):
    with django_assert_num_queries(2):
        list(listed("sort=model", page_size=100).page)


def test_pages_are_numbered_near_and_far():
    listing = listed("words=&app=&page=1", page_size=1)
    links = page_links(listing.page, QueryDict("sort=model&page=1"))
    last = listing.page.paginator.num_pages
    assert [link.number for link in links["numbers"]] == [1, 2, 0, last]
    assert links["previous"] == ""
    assert links["next"] == "?sort=model&page=2"
