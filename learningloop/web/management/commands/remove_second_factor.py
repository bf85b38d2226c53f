"""`learningloop remove_second_factor`: for somebody who lost the app, the key and the recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from learningloop.people.models import Person
from learningloop.people.operations.entry import change_second_factor, end_sessions
from learningloop.trail.operations import SYSTEM


class Command(BaseCommand):
    help = (
        "Remove the second factor of somebody who lost it, and sign them out everywhere. Make sure who is asking."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="The email address of the account")
        parser.add_argument("--why", required=True, help="Why, and how you made sure who is asking; it is kept")

    def handle(self, *args: Any, address: str, why: str, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=address).first()
        if not person:
            raise CommandError("Nobody has this address. Check it and try again.")
        with transaction.atomic():
            Authenticator.objects.filter(user=person).delete()
            end_sessions(person=person, by=SYSTEM)
            change_second_factor(person=person, what=f"removed the second factor of {person}: {why}", by=SYSTEM)
        self.stdout.write("The second factor is removed. They can sign in with password or mailed code.")
