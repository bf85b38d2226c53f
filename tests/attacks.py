"""What somebody who means harm would try on every address of the site."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, StringIO
from typing import Any

from django.db import models
from django.test import Client
from django.urls import get_resolver
from openpyxl import load_workbook

from learningloop.trail import operations
from tests.house import our_models, routes

MARKUP = "<zq onmouseover=zq(1)>\"'><script>zq(2)</script>[zq](javascript:zq(3))"
FORMULA = "=cmd|'/C zq'!A0"
CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|name="written_for" value="[^"]+"|nonce="[^"]+"')
KEPT = {"password", "slug", "key", "reference", "kind", "role", "name_in_code"}
"""Fields by which the site finds its own things."""


@contextmanager
def as_an_operation() -> Iterator[None]:
    """Writes as no operation would, to see what the pages make of it."""
    token = operations._running.set(operations.Running(by=operations.SYSTEM))
    try:
        yield
    finally:
        operations._running.reset(token)


def write_everywhere(text: str) -> None:
    """Every free text that a record bears becomes this text, as if no form had ever looked at it."""
    with as_an_operation():
        for model in our_models():
            for field in _free_texts(model):
                written = models.QuerySet(model).exclude(**{field.name: ""})
                written.update(**{field.name: text[: field.max_length]})


def _free_texts(model: type[models.Model]) -> Iterator[Any]:
    for field in model._meta.get_fields():
        free = isinstance(field, models.CharField | models.TextField) and not isinstance(
            field, models.SlugField | models.EmailField | models.URLField | models.FileField
        )
        if free and not field.choices and not field.unique and field.name not in KEPT and _is_wide(field):
            yield field


def _is_wide(field: Any) -> bool:
    """Narrow ones hold words of ours."""
    return field.max_length is None or field.max_length >= 100


def body(client: Client, address: str) -> tuple[str, bytes]:
    """The type and the content of an answer."""
    response = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response.headers.get("Content-Type", ""), content


def page(client: Client, address: str) -> str:
    """A page as text, without what is made anew each time it is asked for."""
    kind, content = body(client, address)
    return CHANGING.sub("", content.decode()) if kind.startswith("text/") else ""


def formulas(content: bytes) -> list[str]:
    """The cells that a spreadsheet would take for a formula."""
    cells = [cell for row in csv.reader(StringIO(content.decode("utf-8-sig"))) for cell in row]
    return [cell for cell in cells if cell.lstrip()[:1] in {"=", "+", "@"}]


def formulas_of_workbook(content: bytes) -> list[str]:
    """The same of an Excel file, where a cell says itself whether it is a formula."""
    sheets = load_workbook(BytesIO(content)).worksheets
    return [
        str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]


def board_addresses() -> list[str]:
    """The addresses of a board's pages that name no record, filled in with the board."""
    found = [route for route, _view in routes(get_resolver().url_patterns) if route.startswith("<slug:board>/")]
    return ["/eastshire/" + route.removeprefix("<slug:board>/") for route in found if route.count("<") == 1]
