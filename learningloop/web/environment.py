"""Typed readers of `LEARNINGLOOP_*` environment variables, which fail with a helpful message."""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"", "0", "false", "no", "off"}


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """A yes or no: 1, true, yes, on, or 0, false, no, off."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in YES | NO:
        return value.lower() in YES
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to 1 or 0.")


def origins(name: str) -> list[str]:
    """The origin of an address, such as https://login.example.org, in a list; an empty list without one."""
    parts = urlsplit(os.environ.get(name, ""))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def names(name: str) -> list[str]:
    """A list of names, parted by commas."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder, made when it is missing."""
    path = Path(os.environ.get(name) or default)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is {path}, where no folder can be made: {error.strerror}.") from error
    return path


def number(name: str, default: int) -> int:
    """A whole number, not below zero."""
    value = os.environ.get(name) or str(default)
    if value.isascii() and value.isdecimal():
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number.")


def one_of(name: str, default: str, choices: Sequence[str]) -> str:
    """One of several words."""
    value = os.environ.get(name) or default
    if value in choices:
        return value
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to {', '.join(choices[:-1])} or {choices[-1]}.")


def socket_address(name: str) -> str | tuple[str, int] | None:
    """Where a program listens: a socket's path for unix:/run/its.sock, host and port for tcp://host:port."""
    value = os.environ.get(name)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
        return parts.path
    if parts.scheme == "tcp" and host and port and parts.path in ("", "/"):
        return host, port
    raise ImproperlyConfigured(
        f"{name} is {value!r}. Set it to unix:/path/of/the.socket or tcp://host:port, "
        "such as unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310."
    )
