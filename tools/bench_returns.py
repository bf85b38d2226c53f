"""Measure a round of returns: the coordinator's pages, one return, saving one answer, the file of all answers."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import main_pages
from bench_rounds import Measured, Visit, measure_visits
from django.test import Client
from django.test.utils import override_settings
from django_scopes import scope
from run_site import CHECKOUT, CannotStart

from learningloop.instruments.models import Answer
from learningloop.kit.seen import Began
from learningloop.people.models import Appointment, Board
from learningloop.sources.assessments.models import Return, Round

BARE, POST = "bare page", "bare form"
HEAD = f"{'':<24}{'SQL':>5}{'× least':>9}{'× p50':>8}{'× p95':>8}{'work ms':>9}{'p50 ms':>8}{'p95 ms':>8}"
TOPIC = "q0"
"""The question that is answered again and again."""


def show(slug: str) -> None:
    """Measure and print the pages of a board's rounds, for who runs them and for who answers."""
    board = Board.objects.get(slug=slug)
    with scope(board=board):
        before, now = Round.objects.order_by("opens_on")
        return_ = now.returns.filter(state="in-progress").order_by("pk")[0]
    manager = main_pages.sign_in(main_pages.holder("business-manager", slug))
    lead = main_pages.sign_in(lead_of(return_))
    with override_settings(ROOT_URLCONF="bench_urls"):
        _print("Who runs the round", measure_visits(dict(_running(manager, slug, now, return_))), BARE)
        _print("Who answers: pages", measure_visits(dict(_answering(lead, slug, return_))), BARE)
        saving: dict[str, Visit] = {
            POST: partial(_post, lead, f"/bare/{slug}/post/"),
            "bare operation": partial(_post, lead, f"/bare/{slug}/operation/"),
            "save one answer": Saving(lead, slug, return_),
        }
        _print("Who answers: saving", measure_visits(saving), POST)
    _export(slug, f"/{slug}/rounds/{before.reference}/answers/")


def lead_of(return_: Return) -> Any:
    """Who leads for the agency of a return."""
    held = Appointment.objects.filter(role="agency-lead", agency=return_.agency_id).select_related("person")
    return held[0].person


def _running(client: Client, slug: str, round_: Round, return_: Return) -> Iterator[tuple[str, Visit]]:
    at = f"/{slug}/rounds/{round_.reference}"
    pages = {
        BARE: f"/bare/{slug}/", "rounds": f"/{slug}/rounds/", "overview": f"{at}/",
        "overview, signed": f"{at}/?state=signed",
        "heat map": f"{at}/overview/", "heat map, last": f"{at}/overview/?page=999",
        "one standard": f"{at}/overview/s0/", "by kind": f"{at}/kinds/",
        "to scrutinise": f"{at}/scrutiny/", "report": f"{at}/report/",
        "heat map, Excel": f"{at}/overview/?format=xlsx", "all returns": f"/{slug}/returns/",
        "one return": f"/{slug}/returns/{return_.reference}/",
    }  # fmt: skip
    return ((name, partial(_get, client, address)) for name, address in pages.items())


def _answering(client: Client, slug: str, return_: Return) -> Iterator[tuple[str, Visit]]:
    at = f"/{slug}/returns/{return_.reference}"
    pages = {
        BARE: f"/bare/{slug}/",
        "home": f"/{slug}/",
        "one return": f"{at}/",
        "a section": f"{at}/sections/s0/",
    }
    pages |= {"all its answers": f"{at}/check/"}
    return ((name, partial(_get, client, address)) for name, address in pages.items())


def _get(client: Client, address: str) -> int:
    return client.get(address).status_code


def _post(client: Client, address: str) -> int:
    return client.post(address, {"answer": "met"}).status_code


class Saving:
    """Answers one question as its page does, each time otherwise than it stands."""

    def __init__(self, client: Client, slug: str, return_: Return) -> None:
        self.client, self.address = client, f"/{slug}/returns/{return_.reference}/questions/{TOPIC}/"
        kept = Answer._base_manager.get(answer_set=return_.answer_set_id, question=TOPIC)
        self.value, self.number = str(kept.value), kept.number

    def __call__(self) -> int:
        began = Began(self.number, {"answer": self.value, "answer.why": "Words"})
        self.value, self.number = "met" if self.value != "met" else "not", self.number + 1
        sent = {f"{TOPIC}-seen": began.written(), f"{TOPIC}-answer": self.value, f"{TOPIC}-answer.why": "Words"}
        answer = self.client.post(self.address, sent, HTTP_HX_REQUEST="true")
        return answer.status_code if b"Saved by" in answer.content else 0


def _print(title: str, measured: dict[str, Measured], bare: str) -> None:
    """`× least` compares the least work of this processor, `× p50` and `× p95` the clock."""
    one = measured[bare]
    print(f"\n{title:<24}{HEAD[24:]}")
    for name, told in measured.items():
        ratios = (min(told.worked) / min(one.worked), told.middle / one.middle, told.slow / one.slow)
        print(
            f"{name:<24}{told.queries:>5}{ratios[0]:>9.1f}{ratios[1]:>8.1f}{ratios[2]:>8.1f}"
            f"{min(told.worked):>9.1f}{told.middle:>8.1f}{told.slow:>8.1f}",
            flush=True,
        )


def _export(slug: str, address: str) -> None:
    line = [sys.executable, "tools/bench_export.py", slug, address]
    told = subprocess.run(line, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.split()
    status, seconds, worked, size, before, most = told
    if status != "200":
        raise CannotStart(f"{address} answered {status} instead of 200.")
    print(f"\nall answers as Excel: {size} MB in {seconds} s, of which {worked} s this process worked")
    print(f"the process had {before} MB, and {most} MB at most", flush=True)
