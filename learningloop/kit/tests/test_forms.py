from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from lxml import html

from learningloop.kit.forms import DateField, FilterForm, Form
from learningloop.kit.problems import problems_of
from learningloop.kit.uploads import FilesField


class Close(Form):
    title = forms.CharField(help_text="A few words")
    how = forms.CharField(label="What is different now", widget=forms.Textarea, max_length=20)
    due = DateField(label="Due date")
    kind = forms.ChoiceField(choices=[("", "Choose"), ("a", "Audit")])
    sure = forms.ChoiceField(label="Has it lasted?", widget=forms.RadioSelect, choices=[("y", "Yes"), ("n", "No")])
    who = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[("p", "Police"), ("h", "Health")], required=False
    )
    paper = forms.FileField(required=False)
    agreed = forms.BooleanField(label="The chair agrees", required=False)
    place = forms.CharField(widget=forms.HiddenInput, required=False)


GOOD = {
    "title": " Ask ",
    "how": "x",
    "due_day": "3",
    "due_month": "May",
    "due_year": "2026",
    "kind": "a",
    "sure": "y",
}


def page(form):
    return html.fromstring(f"<form>{form}</form>")


def test_every_field_has_its_name_and_no_id_is_used_twice():
    tree = page(Close())
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    named = set(tree.xpath("//label/@for"))
    fields = tree.xpath("//input[@type!='hidden']/@id | //select/@id | //textarea/@id")
    assert set(fields) == named
    assert [" ".join(legend.text_content().split()) for legend in tree.xpath("//legend")] == [
        "Due date",
        "Has it lasted?",
        "Who (optional)",
    ]


def test_fields_wear_the_looks_classes():
    tree = page(Close())
    assert tree.xpath("//input[@name='title']/@class") == ["govuk-input"]
    assert tree.xpath("//select/@class") == ["govuk-select"]
    assert tree.xpath("//input[@name='agreed']/@class") == ["govuk-checkboxes__input"]
    assert len(tree.xpath("//input[@type='radio' and @class='govuk-radios__input']")) == 2


def test_a_limit_is_counted_and_does_not_cut_off_what_was_pasted():
    tree = page(Close())
    assert tree.xpath("//textarea/@maxlength") == []
    assert tree.xpath("//div[@data-module='govuk-character-count']/@data-maxlength") == ["20"]
    assert "up to 20 characters" in tree.text_content()


def test_hints_and_errors_are_read_with_their_field():
    tree = page(Close({}))
    assert tree.xpath("//input[@name='title']/@aria-describedby") == ["id_title_helptext id_title_error"]
    assert tree.xpath("//input[@name='title']/@aria-invalid") == ["true"]
    assert "govuk-input--error" in tree.xpath("//input[@name='title']/@class")[0]
    for group in tree.xpath("//fieldset[@aria-describedby]/@aria-describedby"):
        assert tree.xpath(f"//*[@id='{group}']")


def test_a_missing_answer_is_asked_for_by_name():
    problems = {problem.target: problem.text for problem in problems_of([Close({})])}
    assert problems == {
        "id_title": "Enter the title",
        "id_how": "Enter what is different now",
        "id_due_0": "Enter the due date",
        "id_kind": "Choose the kind",
        "id_sure_0": "Answer the question “Has it lasted?”",
    }


def test_each_problem_leads_to_an_element_of_the_page():
    form = Close({})
    tree = page(form)
    for problem in problems_of([form]):
        assert tree.xpath(f"//*[@id='{problem.target}']"), problem


def test_problems_of_a_formset_and_of_a_form_as_a_whole():
    many = formset_factory(Close)({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-title": "x"})
    assert "id_form-0-how" in [problem.target for problem in problems_of([None, many])]
    form = Close(GOOD)
    form.add_error(None, "The action is closed already.")
    assert [(problem.text, problem.target) for problem in problems_of([form])] == [
        ("The action is closed already.", "")
    ]


def test_a_good_form_is_read_and_stripped():
    form = Close(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == "Ask"
    assert form.cleaned_data["due"] == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("boxes", "error"),
    [
        (("31", "2", "2026"), "Due date must be a real date, like 27 3 2026"),
        (("3", "", "2026"), "Due date must include a month"),
        (("", "5", ""), "Due date must include a day and year"),
        (("3", "5", "26"), "Due date must be a real date, like 27 3 2026"),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_keeps_what_was_typed(boxes, error):
    form = Close(GOOD | dict(zip(("due_day", "due_month", "due_year"), boxes, strict=True)))
    assert form.errors["due"] == [error]
    tree = page(form)
    assert [tree.xpath(f"//input[@name='due_{box}']/@value")[0] for box in ("day", "month", "year")] == list(boxes)


def test_a_date_that_is_there_fills_its_boxes():
    tree = page(Close(initial={"due": date(2026, 5, 3)}))
    assert tree.xpath("//input[starts-with(@name, 'due_')]/@value") == ["3", "5", "2026"]
    assert tree.xpath("//div[@class='govuk-date-input__item']/label/text()") == ["Day", "Month", "Year"]


@pytest.mark.parametrize("words", ["2026-05-03", "3 May 2026"])
def test_a_date_may_stand_in_one_piece_in_an_address(words):
    class Filters(FilterForm):
        before = DateField()

    form = Filters(QueryDict(f"before={words}"))
    assert form.is_valid()
    assert form.cleaned_data["before"] == date(2026, 5, 3)


def test_an_unchanged_date_has_not_changed():
    before = {"due": date(2026, 5, 3)}
    assert "due" not in Close(GOOD, initial=before).changed_data
    assert "due" in Close(GOOD | {"due_day": "4"}, initial=before).changed_data
    assert "due" in Close(GOOD | {"due_day": "40"}, initial=before).changed_data


def test_filters_are_all_optional_and_do_not_say_so():
    class Filters(FilterForm):
        kind = forms.ChoiceField(choices=[("", "Any"), ("a", "Audit")])

    assert Filters({}).is_valid()
    assert "optional" not in str(Filters())


def test_choices_that_are_none_say_so():
    class Empty(Form):
        themes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[], required=False)

    tree = page(Empty())
    assert "There is nothing to choose from yet." in tree.text_content()
    assert tree.xpath("//*[@data-module]") == []


def test_an_unkind_value_is_escaped():
    assert "<b>" not in str(Close({"title": '"><b>', "how": "</textarea><b>", "due_day": '"><b>'}))


def test_any_form_is_dressed_also_one_that_is_not_ours():
    class Foreign(forms.Form):
        login = forms.EmailField(label="Email address")

    tree = page(Foreign())
    assert tree.xpath("//input/@class") == ["govuk-input"]
    assert "optional" not in tree.text_content()


class Report(Form):
    words = forms.CharField()
    one = forms.FileField(required=False)
    some = FilesField(required=False)


def a_report(words, **files):
    sent = MultiValueDict({name: [SimpleUploadedFile("a.txt", b"Notes")] for name in files})
    return Report(QueryDict(f"words={words}"), sent)


def test_whoever_must_mend_an_answer_is_told_which_files_to_choose_again():
    again = "Nothing was saved yet; choose the {} again"
    assert a_report("", one=1).errors == {"words": ["Enter the words"], "one": [again.format("file")]}
    assert a_report("", some=1).errors == {"words": ["Enter the words"], "some": [again.format("files")]}
    assert a_report("").errors == {"words": ["Enter the words"]}
    assert a_report("Yes", one=1, some=1).is_valid()


def test_whoever_is_refused_is_told_too():
    form = a_report("Yes", some=1)
    assert form.is_valid()
    form.refuse("words", "Too late.")
    assert form.errors == {"words": ["Too late"], "some": ["Nothing was saved yet; choose the files again"]}
    form = a_report("Yes")
    assert form.is_valid()
    form.refuse(None, "Too late")
    assert form.errors == {"__all__": ["Too late"]}


def test_two_errors_of_a_field_are_two_sentences():
    form = a_report("Yes", some=1)
    assert form.is_valid()
    form.refuse("some", "It is empty.")
    assert "It is empty. Nothing was saved yet; choose the files again" in form["some"].as_field_group()
