"""`learningloop daily`: find what is due today and see that it is told. Started by cron or systemd."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from learningloop.exchange.jobs import let_old_sheets_go
from learningloop.kit.dates import day
from learningloop.kit.statistics import look_over
from learningloop.reminders.jobs import escalate, remind
from learningloop.sources.assessments.jobs import remind_of_returns, tell_of_opened


class Command(BaseCommand):
    help = (
        "Find what is due today: what is late goes before a chair, a mail to all for whom something waits and to "
        "those whose round opens or reminds them, sheets past their day. Safe to run twice, late, or on two "
        "machines at once. Prints counts only."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        told_of_rounds = Counter(
            {"told that a round opened": tell_of_opened(today), "reminded of a return": remind_of_returns(today)}
        )
        counts = escalate(today, timezone.now()) + remind(today, timezone.now()) + told_of_rounds
        let_old_sheets_go(timezone.now())
        call_command("clearsessions")
        look_over()
        if settings.WORKER:
            call_command("prune_db_task_results", verbosity=0)
        told = "; ".join(f"{number} {words}" for words, number in sorted(counts.items())) or "nothing to send"
        self.stdout.write(f"Reminders of {day(today)}: {told}")
