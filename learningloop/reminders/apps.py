from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "learningloop.reminders"
    label = "reminders"

    def ready(self) -> None:
        """Show on the home page what is late, and whom the day's mail did not reach."""
        from learningloop.kit.slots import HOME_WAITING
        from learningloop.reminders.slots import escalated_waiting, unreached_waiting

        HOME_WAITING.fill(escalated_waiting, order=10)
        HOME_WAITING.fill(unreached_waiting, order=80)
