"""What is read from the environment is typed, and what is wrong is told with what to write instead."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from learningloop.web import environment


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("unix:/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("unix:///run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("tcp://scan.example.org:3310", ("scan.example.org", 3310)),
        ("tcp://[::1]:3310", ("::1", 3310)),
        ("", None),
    ],
)
def test_where_the_scanner_listens(value, address, monkeypatch):
    monkeypatch.setenv("LEARNINGLOOP_CLAMAV", value)
    assert environment.socket_address("LEARNINGLOOP_CLAMAV") == address


@pytest.mark.parametrize(
    "value", ["yes", "/run/clamav/clamd.ctl", "unix:", "unix:clamd", "tcp://host", "tcp://host:x", "tcp://:3310",
              "http://host:3310", "tcp://host:99999", "tcp://[::1"]
)  # fmt: skip
def test_a_wrong_place_is_told_with_what_to_write(value, monkeypatch):
    monkeypatch.setenv("LEARNINGLOOP_CLAMAV", value)
    with pytest.raises(ImproperlyConfigured, match="Set it to unix:/path"):
        environment.socket_address("LEARNINGLOOP_CLAMAV")
