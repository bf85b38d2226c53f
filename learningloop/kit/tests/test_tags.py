from datetime import date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe


def write(source, **context):
    return Template("{% load kit %}" + source).render(Context(context))


def test_what_was_typed_is_escaped_everywhere():
    bad = "<b>&"
    for source in (
        "{% heading bad caption=bad %}", "{% button bad %}", "{% button bad href=bad %}", "{% tag bad %}",
        "{% link bad bad hidden=bad %}", "{% nothing_yet bad bad bad %}", "{% warning bad %}",
        "{% summary_list %}{% row bad bad change=bad %}{% endsummary_list %}",
        "{% details bad %}{{ bad }}{% enddetails %}", "{% panel bad %}{{ bad }}{% endpanel %}",
        "{% inset %}{{ bad }}{% endinset %}", "{% joined list %}", '{% stage "learning" bad %}',
        "{% next_box what=bad who=bad url=bad button=bad %}",
        "{% breadcrumbs %}{% crumb bad %}{% endbreadcrumbs %}",
        "{{ bad|markdown }}",
    ):  # fmt: skip
        made = write(source, bad=bad, list=[bad, bad])
        assert "<b>" not in made, source
        assert "&lt;b&gt;&amp;" in made, source


def test_buttons_send_or_lead():
    assert 'type="submit"' in write('{% button "Save" %}')
    assert 'name="then" value="next"' in write('{% button "Save" name="then" value="next" %}')
    led = write('{% button "Add" href="/add/" kind="secondary" %}')
    assert '<a class="govuk-button govuk-button--secondary" href="/add/" role="button"' in led


def test_breadcrumbs_begin_at_the_board():
    made = write(
        '{% breadcrumbs %}{% crumb "Here" %}{% endbreadcrumbs %}', board_name="Sandwell", board_url="/sandwell/"
    )
    assert made.index('href="/sandwell/">Sandwell') < made.index('aria-current="page">Here')


def test_an_empty_row_says_so():
    made = write(
        '{% summary_list %}{% row "Lead" "" %}'
        '{% row "Count" 0 %}{% row "Due" none none="No date" %}{% endsummary_list %}'
    )
    assert "Not recorded" in made
    assert ">0<" in made
    assert "No date" in made


def test_a_change_link_says_what_it_changes():
    made = write('{% summary_list %}{% row "Due date" "3 May" change="/due/" %}{% endsummary_list %}')
    assert 'href="/due/">Change<span class="govuk-visually-hidden"> due date</span>' in made


@pytest.mark.parametrize(
    ("days", "words", "kind"), [(-4, "Overdue by 4 days", "attention"), (1, "Due tomorrow", "soon"), (90, "", "")]
)
def test_a_due_date_wears_a_tag_when_it_presses(days, words, kind):
    made = write("{% due_tag due %}", due=timezone.localdate() + timedelta(days=days))
    assert (words in made) and (f"kit-tag--{kind}" in made if kind else "govuk-tag" not in made)


def test_what_is_done_is_never_overdue():
    assert "govuk-tag" not in write("{% due_tag due done=True %}", due=date(2020, 1, 1))


def test_next_says_what_who_and_by_when():
    made = write(
        '{% next_box what="Report" who="Police" by=by url="/r/" button="Report progress" %}', by=date(2020, 5, 3)
    )
    words = " ".join(strip_tags(made).split())
    assert "Police, by 3 May 2020" in words
    assert "overdue by" in words
    assert 'href="/r/"' in made


def test_words():
    assert strip_tags(write("{{ at|day }} {{ at|since }}", at=date(2026, 5, 3))) == "3 May 2026 since 3 May 2026"
    assert write('{% plural 1 "action" %}, {% plural 1200 "action" %}, {% plural 2 "agency" "agencies" %}') == (
        "1 action, 1,200 actions, 2 agencies"
    )
    assert write(
        "{% joined a %}|{% joined b %}|{% joined c %}", a=[], b=["Police"], c=["Police", "Health", "Schools"]
    ) == ("|Police|Police, Health and Schools")


def test_a_moment_is_said_by_the_clock_on_the_wall(settings):
    late = datetime(2026, 5, 3, 23, 30, tzinfo=timezone.get_fixed_timezone(0))
    assert strip_tags(write("{{ at|day }}", at=late)) == "4 May 2026"


def test_references_and_dates_are_never_broken_at_a_lines_end():
    unbroken = '<span class="kit-number">{}</span>'.format
    date_, reference = unbroken("3 May 2026"), unbroken("RC-2026-004")
    assert write("{{ at|day }}", at=date(2026, 5, 3)) == date_
    assert write("{{ none|day }}", none=None) == ""
    told = "RC-2026-004 <waits> since 3 May 2026"
    assert write("{{ told|whole }}", told=told) == f"{reference} &lt;waits&gt; since {date_}"
    assert reference in write("{% breadcrumbs %}{% crumb told %}{% endbreadcrumbs %}", told=told)
    assert date_ in write("{% next_box what=told %}", told=told)


def test_a_reference_in_an_address_stays_an_address():
    assert (
        write("{{ told|whole }}", told=mark_safe('<a href="/A-2026-001/">it</a>'))
        == '<a href="/A-2026-001/">it</a>'
    )


def test_stages_have_a_word_with_their_picture():
    for key, word in (("experience", "Experience"), ("evaluation", "Evaluation")):
        made = write(f'{{% stage "{key}" %}}')
        assert f"<span>{word}</span>" in made
        assert 'aria-hidden="true"' in made


def test_some_fields_of_a_form_and_nothing_where_nothing_is_wrong():
    assert write("{% error_summary form %}", form=None) == ""
