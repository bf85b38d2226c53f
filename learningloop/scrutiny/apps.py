from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    name = "learningloop.scrutiny"
    label = "scrutiny"

    def ready(self) -> None:
        """Show the scrutiny where rounds, returns and the home page leave room."""
        from learningloop.kit.slots import HOME_WAITING, RECORD_LATER, RECORDS_TAGS
        from learningloop.scrutiny import slots

        RECORD_LATER.fill(slots.last_areas_panel, order=10)
        RECORD_LATER.fill(slots.last_agreed_panel, order=10)
        RECORD_LATER.fill(slots.return_panel, order=20)
        RECORD_LATER.fill(slots.round_panel, order=20)
        RECORD_LATER.fill(slots.years_panel, order=20)
        RECORDS_TAGS.fill(slots.tags_of_returns)
        HOME_WAITING.fill(slots.scrutiny_waiting, order=16)
