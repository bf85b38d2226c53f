from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "learningloop.sources.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Show what is late on the home page."""
        from learningloop.kit.slots import HOME_WAITING
        from learningloop.sources.programmes import slots

        HOME_WAITING.fill(slots.activities_waiting, order=12)
