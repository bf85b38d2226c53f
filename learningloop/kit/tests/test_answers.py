from datetime import date

from django import forms
from django.test import RequestFactory

from learningloop.kit.answers import answers_of, is_confirmed, kept, wants_change
from learningloop.kit.forms import DateField, Form


class Questions(Form):
    title = forms.CharField()
    note = forms.CharField(required=False)
    on = DateField(label="When")
    kind = forms.ChoiceField(choices=[("", "None"), ("Audits", [("audit", "Audit of practice")])])
    sure = forms.BooleanField(required=False)
    open = forms.BooleanField(required=False)
    many = forms.MultipleChoiceField(choices=[("a", "Apples"), ("b", "Bread")])


SENT = {"title": "<b>", "on_day": "3", "on_month": "5", "on_year": "2026", "kind": "audit", "sure": "on"}


def sent(**more):
    return RequestFactory().post("/", {**SENT, "many": ["a", "b"], **more})


def test_answers_stand_in_words_and_what_was_left_empty_is_left_out():
    form = Questions(sent().POST)
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2026, 5, 3)
    assert answers_of(form) == [
        ("Title", "<b>"),
        ("When", "3 May 2026"),
        ("Kind", "Audit of practice"),
        ("Sure", "Yes"),
        ("Many", "Apples, Bread"),
    ]


def test_all_that_was_sent_is_sent_again_but_for_the_buttons():
    again = kept(sent(confirmed="1", csrfmiddlewaretoken="x"))
    assert dict(again).keys() == {*SENT, "many"}
    assert [value for name, value in again if name == "many"] == ["a", "b"]


def test_the_two_buttons():
    assert is_confirmed(sent(confirmed="1")) and not is_confirmed(sent(change="1"))
    assert wants_change(sent(change="1")) and not wants_change(sent())
