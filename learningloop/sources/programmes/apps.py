from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "learningloop.sources.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Show what is late on the home page, and from what a source came on its page."""
        from learningloop.kit.slots import HOME_WAITING, RECORD_LATER
        from learningloop.sources.programmes import slots

        HOME_WAITING.fill(slots.activities_waiting, order=12)
        RECORD_LATER.fill(slots.came_from_panel, order=15)
