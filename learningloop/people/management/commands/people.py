"""`learningloop people`: who may set up boards on this site."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from learningloop.people.models import Person
from learningloop.people.operations import add_person, let_found_boards
from learningloop.trail.operations import SYSTEM


class Command(BaseCommand):
    help = "Say who may set up boards on this site. No role on a board brings this right with it."

    def add_arguments(self, parser: CommandParser) -> None:
        asked = parser.add_subparsers(dest="asked", required=True, metavar="founder | founders")
        founder = asked.add_parser("founder", help="Let somebody set up boards, or take the right away")
        founder.add_argument("email")
        founder.add_argument("--name", default="", help="The name of somebody who has no account yet")
        founder.add_argument("--take-away", action="store_true", help="They may no longer set up boards")
        asked.add_parser("founders", help="List who may set up boards")

    def handle(self, *args: Any, asked: str, **options: Any) -> None:
        if asked == "founders":
            for person in Person.objects.filter(founds_boards=True, is_active=True):
                self.stdout.write(f"{person.email}  {person.name}")
            return
        person = self.person(options["email"], options["name"])
        may = not options["take_away"]
        let_found_boards(person=person, may=may, by=SYSTEM)
        self.stdout.write(f"{person.name} {'may set up boards now' if may else 'may no longer set up boards'}.")
        if may:
            self.stdout.write("They sign in by a mailed code, and find “Set up a board” under “Your boards”.")

    def person(self, email: str, name: str) -> Person:
        """Who has this address; somebody new is added."""
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an email address.") from error
        known = Person.objects.filter(email__iexact=email).first()
        if not known and not name:
            raise CommandError("Nobody has an account with this address. Add --name to make one.")
        return known or add_person(email=email, name=name, by=SYSTEM)
