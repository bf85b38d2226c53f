"""Business years, April to March."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learningloop.frameworks.schema import Family
from learningloop.sources.register.models import Sensitivity
from learningloop.sources.register.rules import FAMILIES, WHO_OPENS, business_year, year_of, years_between


def test_a_year_runs_from_april_to_march():
    assert business_year("2015-16") == (date(2015, 4, 1), date(2016, 3, 31))
    assert business_year("1999-00") == (date(1999, 4, 1), date(2000, 3, 31))


@pytest.mark.parametrize("name", ["2015", "2015-17", "2015-2016", "15-16", "0000-01", "", "2015-16 "])
def test_what_is_no_year_is_refused(name):
    with pytest.raises(ValueError, match="is not a business year"):
        business_year(name)


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9000, 1, 1)))
def test_a_day_lies_in_its_year(day):
    first, last = business_year(year_of(day).zfill(7))
    assert first <= day <= last


def test_years_newest_first():
    assert years_between(date(2014, 4, 1), date(2016, 3, 31)) == ["2015-16", "2014-15"]


def test_every_family_and_sensitivity_has_its_words():
    assert set(FAMILIES) == set(Family.__args__)
    assert set(WHO_OPENS) == set(Sensitivity.values)
