"""`learningloop demo`: fill the database for the demonstration. Safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand

from learningloop.web.demo.build import fill


class Command(BaseCommand):
    help = (
        "Fill the database with the five boards and an invented neighbour, real published learning and invented "
        "people. Safe to run twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for sentence in fill():
            self.stdout.write(sentence)
