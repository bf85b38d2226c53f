"""Rounds of returns for reports, as the tests of rounds make them."""

from learningloop.sources.assessments.tests.conftest import browser, opened, version

__all__ = ["browser", "opened", "version"]
